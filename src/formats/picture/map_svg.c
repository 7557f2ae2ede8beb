/* The map as SVG. Colours and lines stand in attributes of presentation: a policy that forbids
 * style in documents does not take them away. */
#include <stdio.h>

#include "base/memory.h"
#include "formats/picture/map.h"
#include "formats/picture/outline.h"

/* The sheet, in pixels. */
enum {
    MARGIN = 48,
    CELL = 4,
    SIDE = CELL * HILBERT_SIDE,
    MAP_TOP = 132,
    WIDTH = SIDE + 2 * MARGIN,
    LEGEND_TOP = MAP_TOP + SIDE + 52,
    CURVE_SIDE = 104,
    HEIGHT = LEGEND_TOP + CURVE_SIDE + 44,
};

/* The blocks into which the map is divided for the eye: squares of 1,024 numbers. */
enum { BLOCK_NUMBERS = 1024, BLOCK_SIDE = 32, BLOCK_COUNT = PORT_COUNT / BLOCK_NUMBERS };

/* What everything is drawn with. */
struct drawing {
    struct sink *sink;
    const struct map *map;
    enum scheme scheme;
    char ground[COLOR_SIZE_BYTES], text[COLOR_SIZE_BYTES], quiet[COLOR_SIZE_BYTES];
    char shades[SHADE_COUNT][COLOR_SIZE_BYTES];
};

static struct drawing drawing_begin(const struct map *map, enum scheme scheme, struct sink *sink)
{
    struct drawing drawing = {.sink = sink, .map = map, .scheme = scheme};
    color_format(schemes[scheme].ground, drawing.ground);
    color_format(schemes[scheme].text, drawing.text);
    color_format(schemes[scheme].quiet, drawing.quiet);
    for (int shade = 0; shade < SHADE_COUNT; shade++)
        color_format(shades[shade].colors[scheme], drawing.shades[shade]);
    return drawing;
}

static void write_escaped(struct sink *sink, struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        switch (text.bytes[i]) {
        case '&':
            sink_write(sink, TEXT("&amp;"));
            break;
        case '<':
            sink_write(sink, TEXT("&lt;"));
            break;
        case '>':
            sink_write(sink, TEXT("&gt;"));
            break;
        default:
            sink_write_byte(sink, text.bytes[i]);
        }
    }
}

/* NUMBER with commas: "42,722". */
static void write_number(struct sink *sink, uint32_t number)
{
    if (number < 1000)
        sink_format(sink, "%u", number);
    else
        sink_format(sink, "%u,%03u", number / 1000, number % 1000);
}

/* --- the head --- */

static void write_title(const struct drawing *drawing)
{
    sink_format(drawing->sink, "Port numbers for %.*s",
                TEXT_ARGS(map_transport_title(drawing->map->transport_protocol)));
}

/* "Service Name and ... Registry, 2026-07-22" */
static void write_release(const struct drawing *drawing)
{
    char date[DATE_SIZE_BYTES];
    date_format(drawing->map->date, date);
    write_escaped(drawing->sink, drawing->map->title);
    sink_format(drawing->sink, "%s%s", *date && drawing->map->title.length ? ", " : "", date);
}

static void write_description(const struct drawing *drawing)
{
    struct sink *sink = drawing->sink;
    sink_write(sink,
               TEXT("<desc id=\"description\">Each of 256 by 256 cells is a port number, along "
                    "a Hilbert curve from 0 at the upper left to 65535 at the upper right. "));
    for (int shade = SHADE_ASSIGNED; shade <= SHADE_COUNT; shade++) {
        int next = shade % SHADE_COUNT; /* the unassigned ones come last */
        sink_format(sink, "%s%s: ", shade == SHADE_ASSIGNED ? "" : "; ", shades[next].title);
        write_number(sink, drawing->map->counts[next]);
    }
    sink_write(sink, TEXT(". " PORTREG_DISCLAIMER "</desc>\n"));
}

static void write_head(const struct drawing *drawing)
{
    struct sink *sink = drawing->sink;
    sink_format(sink,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
                "viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"title description\" "
                "font-family=\"system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', "
                "sans-serif\" font-size=\"17\" fill=\"%s\">\n<title id=\"title\">",
                WIDTH, HEIGHT, WIDTH, HEIGHT, drawing->text);
    write_title(drawing);
    sink_write(sink, TEXT(": "));
    write_release(drawing);
    sink_write(sink, TEXT("</title>\n"));
    write_description(drawing);
    sink_format(sink, "<rect width=\"%d\" height=\"%d\" fill=\"%s\"/>\n", WIDTH, HEIGHT,
                drawing->ground);
    sink_format(sink, "<text x=\"%d\" y=\"58\" font-size=\"32\" font-weight=\"600\">", MARGIN);
    write_title(drawing);
    sink_format(sink, "</text>\n<text x=\"%d\" y=\"86\" fill=\"%s\">", MARGIN, drawing->quiet);
    write_release(drawing);
    sink_write(sink, TEXT("</text>\n"));
}

/* --- the areas --- */

/* Lines over the areas that are told apart by them too; nothing for the others. */
static void write_pattern(const struct drawing *drawing, enum shade shade, const char *lines)
{
    sink_format(drawing->sink,
                "<pattern id=\"lines-%s\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\">"
                "<path d=\"%s\" stroke=\"%s\" stroke-width=\".6\" stroke-opacity=\".35\"/>"
                "</pattern>\n",
                shades[shade].word, lines, drawing->ground);
}

static bool has_lines(enum shade shade)
{
    return shade == SHADE_IMPLIED || shade == SHADE_DYNAMIC;
}

static void write_patterns(const struct drawing *drawing)
{
    sink_write(drawing->sink, TEXT("<defs>\n"));
    write_pattern(drawing, SHADE_DYNAMIC, "M-1 1l2-2M0 4l4-4M3 5l2-2");
    write_pattern(drawing, SHADE_IMPLIED, "M-1 3l2 2M0 0l4 4M3-1l2 2");
    sink_write(drawing->sink, TEXT("</defs>\n"));
}

/* The area of SHADE as one path. */
static void write_area(const struct drawing *drawing, enum shade shade, struct cells *cells)
{
    const char *word = shades[shade].word;
    if (!drawing->map->counts[shade])
        return;
    for (int row = 0; row < HILBERT_SIDE; row++)
        for (int column = 0; column < HILBERT_SIDE; column++)
            cells->in[row][column] = drawing->map->cells[row][column] == (uint8_t)shade;
    sink_format(drawing->sink, "<g fill=\"%s\"><path id=\"%s\" d=\"", drawing->shades[shade], word);
    outline_write(cells, drawing->sink);
    sink_write(drawing->sink, TEXT("\"/></g>\n"));
    if (has_lines(shade))
        sink_format(drawing->sink, "<g fill=\"url(#lines-%s)\"><use href=\"#%s\"/></g>\n", word,
                    word);
}

/* Thin lines between the blocks. */
static void write_grid(const struct drawing *drawing)
{
    sink_format(drawing->sink,
                "<path fill=\"none\" stroke=\"%s\" stroke-width=\".25\" stroke-opacity=\".35\" "
                "d=\"",
                drawing->text);
    for (int at = BLOCK_SIDE; at < HILBERT_SIDE; at += BLOCK_SIDE)
        sink_format(drawing->sink, "M0 %dh%dM%d 0v%d", at, HILBERT_SIDE, at, HILBERT_SIDE);
    sink_write(drawing->sink, TEXT("\"/>\n"));
}

/* Strong lines between the ranges, which stand out from dark areas by a light seam. */
static void write_borders(const struct drawing *drawing)
{
    sink_format(drawing->sink,
                "<g fill=\"none\" stroke=\"%s\" stroke-width=\"2\"><path id=\"ranges\" "
                "d=\"M0 0h%dv%dh-%dzM0 %dh%dv-%dM%d 0v%dh%d\"/></g>\n"
                "<g fill=\"none\" stroke=\"%s\" stroke-width=\".75\"><use href=\"#ranges\"/></g>\n",
                drawing->ground, HILBERT_SIDE, HILBERT_SIDE, HILBERT_SIDE, BLOCK_SIDE, BLOCK_SIDE,
                BLOCK_SIDE, HILBERT_SIDE / 2, HILBERT_SIDE / 2, HILBERT_SIDE / 2, drawing->text);
}

/* Unassigned numbers are the ground on which the others are drawn. */
static void write_areas(const struct drawing *drawing, struct cells *cells)
{
    sink_format(drawing->sink,
                "<g id=\"map\" transform=\"translate(%d %d) scale(%d)\" fill-rule=\"evenodd\" "
                "shape-rendering=\"crispEdges\">\n"
                "<rect id=\"%s\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n",
                MARGIN, MAP_TOP, CELL, shades[SHADE_UNASSIGNED].word, HILBERT_SIDE, HILBERT_SIDE,
                drawing->shades[SHADE_UNASSIGNED]);
    for (int shade = SHADE_ASSIGNED; shade < SHADE_COUNT; shade++)
        write_area(drawing, (enum shade)shade, cells);
    write_grid(drawing);
    write_borders(drawing);
    sink_write(drawing->sink, TEXT("</g>\n"));
}

/* --- the ranges --- */

/* The first number of each block at its upper left. */
static void write_block_labels(const struct drawing *drawing)
{
    struct sink *sink = drawing->sink;
    sink_format(sink,
                "<g font-size=\"12\" paint-order=\"stroke\" stroke=\"%s\" stroke-width=\"3\" "
                "stroke-linejoin=\"round\" fill=\"%s\">\n",
                drawing->ground, drawing->text);
    for (int block = 0; block < BLOCK_COUNT; block++) {
        struct place place = hilbert_place((uint16_t)(block * BLOCK_NUMBERS));
        sink_format(sink, "<text x=\"%d\" y=\"%d\">%d</text>\n",
                    MARGIN + place.x / BLOCK_SIDE * BLOCK_SIDE * CELL + 5,
                    MAP_TOP + place.y / BLOCK_SIDE * BLOCK_SIDE * CELL + 15, block * BLOCK_NUMBERS);
    }
    sink_write(sink, TEXT("</g>\n"));
}

static void write_range_label(const struct drawing *drawing, enum port_range range, int x, int y)
{
    const struct port_range_facts *facts = port_range_facts(range);
    sink_format(drawing->sink,
                "<text x=\"%d\" y=\"%d\"><tspan font-weight=\"600\">%.*s</tspan> "
                "<tspan fill=\"%s\">%u\xe2\x80\x93%u</tspan></text>\n",
                x, y, TEXT_ARGS(facts->name), drawing->quiet, facts->ports.first,
                facts->ports.last);
}

/* Each beside its area. */
static void write_range_labels(const struct drawing *drawing)
{
    write_range_label(drawing, RANGE_SYSTEM, MARGIN, MAP_TOP - 12);
    write_range_label(drawing, RANGE_DYNAMIC, MARGIN + SIDE / 2, MAP_TOP - 12);
    write_range_label(drawing, RANGE_USER, MARGIN, MAP_TOP + SIDE + 26);
}

/* --- the legend --- */

static void write_legend_entry(const struct drawing *drawing, enum shade shade, int x, int y)
{
    struct sink *sink = drawing->sink;
    sink_format(sink,
                "<rect x=\"%d\" y=\"%d\" width=\"26\" height=\"26\" fill=\"%s\" stroke=\"%s\"/>\n",
                x, y, drawing->shades[shade], drawing->quiet);
    if (has_lines(shade))
        sink_format(
            sink,
            "<g transform=\"translate(%d %d) scale(%d)\"><rect width=\"6.5\" height=\"6.5\" "
            "fill=\"url(#lines-%s)\"/></g>\n",
            x, y, CELL, shades[shade].word);
    sink_format(sink, "<text x=\"%d\" y=\"%d\">%s <tspan font-weight=\"600\">", x + 38, y + 19,
                shades[shade].title);
    write_number(sink, drawing->map->counts[shade]);
    sink_write(sink, TEXT("</tspan></text>\n"));
}

static void write_legend(const struct drawing *drawing)
{
    static const enum shade columns[2][3] = {{SHADE_ASSIGNED, SHADE_RESERVED, SHADE_IMPLIED},
                                             {SHADE_UNASSIGNED, SHADE_DYNAMIC, SHADE_DYNAMIC}};
    for (int column = 0; column < 2; column++)
        for (int row = 0; row < 3 - column; row++)
            write_legend_entry(drawing, columns[column][row], MARGIN + column * 360,
                               LEGEND_TOP + row * 40);
}

/* The way of the curve through the blocks. */
static void write_curve(const struct drawing *drawing)
{
    struct sink *sink = drawing->sink;
    int left = MARGIN + SIDE - CURVE_SIDE, step = CURVE_SIDE / (HILBERT_SIDE / BLOCK_SIDE);
    sink_format(sink,
                "<g transform=\"translate(%d %d)\"><rect width=\"%d\" height=\"%d\" fill=\"none\" "
                "stroke=\"%s\" stroke-opacity=\".4\"/><path fill=\"none\" stroke=\"%s\" "
                "stroke-width=\"2\" stroke-linejoin=\"round\" d=\"",
                left, LEGEND_TOP, CURVE_SIDE, CURVE_SIDE, drawing->quiet, drawing->quiet);
    for (int block = 0; block < BLOCK_COUNT; block++) {
        struct place place = hilbert_place((uint16_t)(block * BLOCK_NUMBERS));
        sink_format(sink, "%c%d %d", block ? 'L' : 'M', place.x / BLOCK_SIDE * step + step / 2,
                    place.y / BLOCK_SIDE * step + step / 2);
    }
    sink_format(sink,
                "\"/><circle cx=\"%d\" cy=\"%d\" r=\"4\"/><circle cx=\"%d\" cy=\"%d\" r=\"4\"/>"
                "</g>\n",
                step / 2, step / 2, CURVE_SIDE - step / 2, step / 2);
    sink_format(sink,
                "<g font-size=\"15\" fill=\"%s\" text-anchor=\"end\"><text x=\"%d\" y=\"%d\">The "
                "curve, from 0</text><text x=\"%d\" y=\"%d\">to 65535, in blocks</text>"
                "<text x=\"%d\" y=\"%d\">of 1,024 numbers</text></g>\n",
                drawing->quiet, left - 16, LEGEND_TOP + 18, left - 16, LEGEND_TOP + 38, left - 16,
                LEGEND_TOP + 58);
}

int map_write_svg(const struct map *map, enum scheme scheme, struct sink *sink, struct error *error)
{
    const struct drawing drawing = drawing_begin(map, scheme, sink);
    struct cells *cells = memory_allocate(sizeof(*cells));
    if (!cells)
        return error_memory(error);
    write_head(&drawing);
    write_patterns(&drawing);
    write_areas(&drawing, cells);
    write_block_labels(&drawing);
    write_range_labels(&drawing);
    write_legend(&drawing);
    write_curve(&drawing);
    sink_write(sink, TEXT("</svg>\n"));
    memory_free(cells);
    return STATUS_OK;
}
