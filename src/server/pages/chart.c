/* Charts. */
#include "server/pages/chart.h"

#include <stdio.h>

/* All lengths are in units of the view box. */
enum {
    CHART_WIDTH = 760,
    PLOT_HEIGHT = 230,
    LEGEND_HEIGHT = 30,
    AXIS_HEIGHT = 26, /* below the plot */
    AXIS_WIDTH = 46,  /* left of it */
    ROW_HEIGHT = 30,
    BAR_HEIGHT = 20,
    ROW_LABEL_WIDTH = 200,
    ROW_TOTAL_WIDTH = 60,
    TITLE_HEIGHT = 34,  /* of a chart that stands alone */
    SOURCE_HEIGHT = 24, /* the same */
    FONT_SIZE = 13,
    TICK_LIMIT = 5,
    LABEL_CHARACTERS = 25, /* longer labels of rows are cut */
};

/* A chart on its way. */
struct drawing {
    struct html html;
    const struct chart *chart;
    bool stands_alone;
    double top; /* of the plot */
};

/* --- pieces --- */

static void set_number(struct html *html, const char *name, double value)
{
    char digits[32];
    snprintf(digits, sizeof(digits), value == (double)(long)value ? "%.0f" : "%.1f", value);
    html_set(html, name, digits);
}

/* The colour of what has CLASS_NAME: the style sheet's, or where there is none, COLOR. */
static void set_color(struct drawing *drawing, const char *class_name, const char *attribute,
                      const char *color)
{
    html_set(&drawing->html, "class", class_name);
    if (drawing->stands_alone)
        html_set(&drawing->html, attribute, color);
}

static void begin_text(struct drawing *drawing, double x, double y, const char *anchor)
{
    struct html *html = &drawing->html;
    html_open(html, "text");
    set_number(html, "x", x);
    set_number(html, "y", y);
    if (anchor)
        html_set(html, "text-anchor", anchor);
    if (drawing->stands_alone)
        html_set(html, "fill", "#1a2225");
}

static void write_text(struct drawing *drawing, double x, double y, const char *anchor,
                       struct text text)
{
    begin_text(drawing, x, y, anchor);
    html_text(&drawing->html, text);
    html_close(&drawing->html);
}

static void write_line(struct drawing *drawing, double x1, double y1, double x2, double y2)
{
    struct html *html = &drawing->html;
    html_open(html, "line");
    set_number(html, "x1", x1);
    set_number(html, "y1", y1);
    set_number(html, "x2", x2);
    set_number(html, "y2", y2);
    set_color(drawing, "rule", "stroke", "#dbe0dc");
    html_close(html);
}

static void append_bar(struct buffer *path, double x, double y, double width, double height)
{
    buffer_format(path, "M%.1f %.1fh%.1fv%.1fh%.1fz", x, y, width, height, -width);
}

/* One path of all the bars of a series. */
static void write_path(struct drawing *drawing, const struct chart_series *series,
                       const struct buffer *path)
{
    struct html *html = &drawing->html;
    if (!path->length)
        return;
    html_open(html, "path");
    set_color(drawing, series->class_name, "fill", series->color);
    html_attribute(html, "d", buffer_text(path));
    html_close(html);
    html->buffer->failed |= path->failed;
}

/* What is said of the label at INDEX when a pointer rests on it. */
static void write_tip(struct drawing *drawing, size_t index)
{
    const struct chart *chart = drawing->chart;
    struct html *html = &drawing->html;
    html_open(html, "title");
    html_text(html, chart->labels[index]);
    const char *between = ": ";
    for (size_t i = 0; i < chart->series_count; i++) {
        if (!chart->series[i].values[index])
            continue;
        html_format(html, "%s%u %s", between, chart->series[i].values[index],
                    chart->series_count > 1 ? chart->series[i].name : "");
        between = ", ";
    }
    html_close(html);
}

/* An area that nobody sees, for the tip. */
static void write_area(struct drawing *drawing, size_t index, double x, double y, double width,
                       double height)
{
    struct html *html = &drawing->html;
    html_open(html, "rect");
    set_number(html, "x", x);
    set_number(html, "y", y);
    set_number(html, "width", width);
    set_number(html, "height", height);
    html_set(html, "fill", "none");
    html_set(html, "pointer-events", "all");
    write_tip(drawing, index);
    html_close(html);
}

static void write_legend(struct drawing *drawing)
{
    const struct chart *chart = drawing->chart;
    struct html *html = &drawing->html;
    double x = chart->kind == CHART_COLUMNS || chart->kind == CHART_LINES ? AXIS_WIDTH : 0;
    double y = drawing->top - LEGEND_HEIGHT + 4;
    for (size_t i = 0; i < chart->series_count && chart->series_count > 1; i++) {
        html_open(html, "rect");
        set_number(html, "x", x);
        set_number(html, "y", y);
        html_set(html, "width", "12");
        html_set(html, "height", "12");
        html_set(html, "rx", "2");
        set_color(drawing, chart->series[i].class_name, "fill", chart->series[i].color);
        html_close(html);
        write_text(drawing, x + 18, y + 11, NULL, text_of(chart->series[i].name));
        x += 40 + 7.2 * (double)strlen(chart->series[i].name);
    }
}

uint32_t chart_total(const struct chart *chart, size_t index)
{
    uint32_t total = 0;
    for (size_t i = 0; i < chart->series_count; i++)
        total += chart->series[i].values[index];
    return total;
}

/* The largest value that is drawn. */
static uint32_t find_maximum(const struct chart *chart)
{
    uint32_t maximum = 0;
    for (size_t i = 0; i < chart->label_count; i++) {
        uint32_t total = chart->kind == CHART_LINES ? 0 : chart_total(chart, i);
        for (size_t k = 0; k < chart->series_count && chart->kind == CHART_LINES; k++)
            if (chart->series[k].values[i] > total)
                total = chart->series[k].values[i];
        maximum = total > maximum ? total : maximum;
    }
    return maximum;
}

/* A distance of 1, 2 or 5 times a power of ten that divides MAXIMUM into few parts. */
static uint32_t find_step(uint32_t maximum)
{
    uint32_t power = 1;
    for (;; power *= 10) {
        static const uint32_t factors[] = {1, 2, 5};
        for (size_t i = 0; i < sizeof(factors) / sizeof(*factors); i++)
            if ((uint64_t)factors[i] * power * TICK_LIMIT >= maximum)
                return factors[i] * power;
        if (power > UINT32_MAX / 100)
            return maximum;
    }
}

/* --- columns and lines --- */

/* Rules and numbers from 0 to the top. Returns what the top is. */
static double write_scale(struct drawing *drawing)
{
    uint32_t maximum = find_maximum(drawing->chart);
    uint32_t step = find_step(maximum ? maximum : 1);
    uint32_t count = (maximum + step - 1) / step;
    count += count == 0;
    double top = (double)count * step;
    for (uint32_t i = 0; i <= count; i++) {
        char digits[16];
        double y = drawing->top + PLOT_HEIGHT * (1 - i * (double)step / top);
        snprintf(digits, sizeof(digits), "%u", i * step);
        write_line(drawing, AXIS_WIDTH, y, CHART_WIDTH, y);
        write_text(drawing, AXIS_WIDTH - 8, y + 4, "end", text_of(digits));
    }
    return top;
}

static double place_in_plot(double place)
{
    return AXIS_WIDTH + place * (CHART_WIDTH - AXIS_WIDTH);
}

static void write_marks(struct drawing *drawing)
{
    const struct chart *chart = drawing->chart;
    for (size_t i = 0; i < chart->mark_count; i++) {
        double x = place_in_plot(chart->marks[i].place);
        const char *anchor = x > CHART_WIDTH - 20  ? "end"
                             : x < AXIS_WIDTH + 10 ? "start"
                                                   : "middle";
        write_text(drawing, x, drawing->top + PLOT_HEIGHT + 19, anchor, chart->marks[i].label);
    }
}

static void write_columns(struct drawing *drawing)
{
    const struct chart *chart = drawing->chart;
    struct buffer path;
    double top = write_scale(drawing);
    double pitch = (CHART_WIDTH - AXIS_WIDTH) / (double)(chart->label_count + !chart->label_count);
    double width = pitch * 0.78;
    buffer_init(&path);
    for (size_t k = 0; k < chart->series_count; k++) {
        buffer_clear(&path);
        for (size_t i = 0; i < chart->label_count; i++) {
            uint32_t below = 0, value = chart->series[k].values[i];
            for (size_t before = 0; before < k; before++)
                below += chart->series[before].values[i];
            double x = AXIS_WIDTH + (double)i * pitch + (pitch - width) / 2;
            if (value)
                append_bar(&path, x, drawing->top + PLOT_HEIGHT * (1 - (below + value) / top),
                           width, PLOT_HEIGHT * value / top);
        }
        write_path(drawing, &chart->series[k], &path);
    }
    for (size_t i = 0; i < chart->label_count; i++)
        write_area(drawing, i, AXIS_WIDTH + (double)i * pitch, drawing->top, pitch, PLOT_HEIGHT);
    buffer_done(&path);
}

static void write_lines(struct drawing *drawing)
{
    const struct chart *chart = drawing->chart;
    struct html *html = &drawing->html;
    struct buffer points;
    double top = write_scale(drawing);
    buffer_init(&points);
    for (size_t k = 0; k < chart->series_count; k++) {
        buffer_clear(&points);
        for (size_t i = 0; i < chart->label_count; i++)
            buffer_format(&points, "%s%.1f %.1f", i ? "L" : "M", place_in_plot(chart->places[i]),
                          drawing->top + PLOT_HEIGHT * (1 - chart->series[k].values[i] / top));
        html_open(html, "g");
        set_color(drawing, chart->series[k].class_name, "stroke", chart->series[k].color);
        html_open(html, "path");
        html_set(html, "class", "line");
        html_set(html, "fill", "none");
        html_set(html, "stroke-width", "2.5");
        html_set(html, "stroke-linejoin", "round");
        html_attribute(html, "d", buffer_text(&points));
        html_close(html);
        html_close(html);
        html->buffer->failed |= points.failed;
    }
    buffer_done(&points);
}

/* --- rows --- */

static struct text cut_label(struct text label, char cut[static 4 * LABEL_CHARACTERS + 4])
{
    size_t end = 0;
    if (text_character_count(label) <= LABEL_CHARACTERS)
        return label;
    for (int i = 0; i < LABEL_CHARACTERS - 1; i++)
        end += text_character_length(text_from(label, end));
    memcpy(cut, label.bytes, end);
    memcpy(cut + end, "\xe2\x80\xa6", 3);
    return (struct text){cut, end + 3};
}

static void write_row_labels(struct drawing *drawing, double scale, bool has_totals)
{
    const struct chart *chart = drawing->chart;
    for (size_t i = 0; i < chart->label_count; i++) {
        char cut[4 * LABEL_CHARACTERS + 4], digits[16];
        double y = drawing->top + (double)i * ROW_HEIGHT;
        uint32_t total = chart_total(chart, i);
        snprintf(digits, sizeof(digits), "%u", total);
        write_text(drawing, ROW_LABEL_WIDTH - 10, y + 15, "end", cut_label(chart->labels[i], cut));
        if (has_totals)
            write_text(drawing, ROW_LABEL_WIDTH + scale * total + 8, y + 15, NULL, text_of(digits));
        write_area(drawing, i, 0, y, CHART_WIDTH, BAR_HEIGHT);
    }
}

static void write_rows(struct drawing *drawing)
{
    const struct chart *chart = drawing->chart;
    bool is_share = chart->kind == CHART_SHARES;
    uint32_t maximum = find_maximum(chart);
    double length = CHART_WIDTH - ROW_LABEL_WIDTH - (is_share ? 0 : ROW_TOTAL_WIDTH);
    double scale = length / (maximum ? maximum : 1);
    struct buffer path;
    buffer_init(&path);
    for (size_t k = 0; k < chart->series_count; k++) {
        buffer_clear(&path);
        for (size_t i = 0; i < chart->label_count; i++) {
            uint32_t before = 0, total = chart_total(chart, i), value = chart->series[k].values[i];
            double unit = is_share ? length / (total ? total : 1) : scale;
            for (size_t other = 0; other < k; other++)
                before += chart->series[other].values[i];
            if (value)
                append_bar(&path, ROW_LABEL_WIDTH + unit * before,
                           drawing->top + (double)i * ROW_HEIGHT, unit * value, BAR_HEIGHT);
        }
        write_path(drawing, &chart->series[k], &path);
    }
    write_row_labels(drawing, scale, !is_share);
    buffer_done(&path);
}

/* --- the whole --- */

static double plot_height(const struct chart *chart)
{
    if (chart->kind == CHART_ROWS || chart->kind == CHART_SHARES)
        return (double)chart->label_count * ROW_HEIGHT;
    return PLOT_HEIGHT + AXIS_HEIGHT;
}

/* Opens the element, with a title and a description for who does not see it. */
static void begin(struct drawing *drawing, double height)
{
    const struct chart *chart = drawing->chart;
    struct html *html = &drawing->html;
    char box[64], title_id[48], description_id[48], ids[100];
    snprintf(box, sizeof(box), "0 0 %d %.0f", CHART_WIDTH, height);
    snprintf(title_id, sizeof(title_id), "%s-title", chart->id);
    snprintf(description_id, sizeof(description_id), "%s-description", chart->id);
    snprintf(ids, sizeof(ids), "%s %s", title_id, description_id);
    html_open(html, "svg");
    if (drawing->stands_alone)
        html_set(html, "xmlns", "http://www.w3.org/2000/svg");
    html_set(html, "viewBox", box);
    html_set(html, "role", "img");
    html_set(html, "aria-labelledby", ids);
    html_set(html, "font-size", "13");
    if (drawing->stands_alone) {
        html_set(html, "font-family", "system-ui, sans-serif");
        set_number(html, "width", CHART_WIDTH);
        set_number(html, "height", height);
    }
    html_open(html, "title");
    html_set(html, "id", title_id);
    html_text(html, chart->title);
    html_close(html);
    html_open(html, "desc");
    html_set(html, "id", description_id);
    html_text(html, chart->description);
    html_close(html);
}

static void draw(struct drawing *drawing)
{
    write_legend(drawing);
    switch (drawing->chart->kind) {
    case CHART_COLUMNS:
        write_columns(drawing);
        write_marks(drawing);
        break;
    case CHART_LINES:
        write_lines(drawing);
        write_marks(drawing);
        break;
    default:
        write_rows(drawing);
    }
}

static double legend_height(const struct chart *chart)
{
    return chart->series_count > 1 ? LEGEND_HEIGHT : 10;
}

void chart_write(struct html *html, const struct chart *chart)
{
    struct drawing drawing = {.html = *html, .chart = chart, .top = legend_height(chart)};
    begin(&drawing, drawing.top + plot_height(chart));
    draw(&drawing);
    html_close(&drawing.html);
    *html = drawing.html;
}

void chart_write_file(struct buffer *buffer, const struct chart *chart)
{
    struct drawing drawing = {.chart = chart, .stands_alone = true};
    struct html *html = &drawing.html;
    drawing.top = TITLE_HEIGHT + legend_height(chart);
    double height = drawing.top + plot_height(chart) + SOURCE_HEIGHT;
    html_begin_xml(html, buffer);
    begin(&drawing, height);
    html_open(html, "rect");
    html_set(html, "width", "100%");
    html_set(html, "height", "100%");
    html_set(html, "fill", "#ffffff");
    html_close(html);
    begin_text(&drawing, 0, 20, NULL);
    html_set(html, "font-size", "16");
    html_set(html, "font-weight", "600");
    html_text(html, chart->title);
    html_close(html);
    draw(&drawing);
    begin_text(&drawing, 0, height - 8, NULL);
    html_set(html, "font-size", "11");
    html_text(html, chart->source);
    html_close(html);
    html_end(html);
}
