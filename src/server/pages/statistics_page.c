/* Statistics, with charts. */
#include <stdio.h>

#include "base/memory.h"
#include "server/api/api.h"
#include "server/as_of.h"
#include "server/form.h"
#include "server/pages/links.h"
#include "server/pages/pages.h"
#include "server/pages/site.h"
#include "server/pages/statistic.h"

/* What the page is made from. */
struct subject {
    const struct portreg *snapshot;
    const struct as_of *as_of;
    struct tally tally;
    struct statistic statistic; /* the chart at hand */
};

static void write_figure(struct html *html, uint32_t number, const char *words)
{
    html_open(html, "div");
    html_element(html, "dt", text_of(words));
    html_open(html, "dd");
    html_format(html, "%u", number);
    html_close(html);
    html_close(html);
}

static void write_figures(struct html *html, const struct tally *tally)
{
    const struct statistics *counts = &tally->statistics;
    html_open(html, "dl");
    html_set(html, "class", "figures");
    write_figure(html, counts->records, "records");
    write_figure(html, counts->records_assigned, "of them assigned");
    write_figure(html, tally->service_names, "service names");
    write_figure(html, counts->records_without_port_number, "assigned without a port number");
    write_figure(html, counts->records_reserved, "reserved");
    write_figure(html, counts->aliases, "aliases");
    write_figure(html, counts->service_codes, "service codes (DCCP)");
    write_figure(html, tally->unauthorized, "with an unauthorized use reported");
    write_figure(html, counts->people, "people and organizations");
    html_close(html);
}

/* --- a chart with its table --- */

static void write_cell(struct html *html, uint32_t number)
{
    html_open(html, "td");
    html_set(html, "class", "number");
    html_format(html, "%u", number);
    html_close(html);
}

static void write_header_cell(struct html *html, const char *title, bool is_number)
{
    html_open(html, "th");
    html_set(html, "scope", "col");
    if (is_number)
        html_set(html, "class", "number");
    html_text(html, text_of(title));
    html_close(html);
}

/* An assignee leads to its records, others stand for themselves. */
static void write_label(struct html *html, const struct subject *subject, enum statistic_kind kind,
                        size_t index)
{
    html_open(html, "th");
    html_set(html, "scope", "row");
    if (kind == STATISTIC_ASSIGNEES) {
        const struct tally_assignee *assignee = &subject->tally.assignees[index];
        struct buffer href;
        buffer_init(&href);
        buffer_append(&href, TEXT("/?assignee=%5B"));
        target_append_encoded(&href, assignee->handle);
        buffer_append(&href, TEXT("%5D"));
        if (subject->as_of->date.length) {
            buffer_append(&href, TEXT("&as-of="));
            target_append_encoded(&href, subject->as_of->date);
        }
        html_link(html, buffer_text(&href), assignee->handle);
        html_text(html, assignee->organization.length ? TEXT(" ") : TEXT(""));
        html_text(html, assignee->organization);
        html->buffer->failed |= href.failed;
        buffer_done(&href);
    } else {
        html_text(html, subject->statistic.labels[index]);
    }
    html_close(html);
}

static void write_table_head(struct html *html, const struct statistic *statistic, bool has_total)
{
    const struct chart *chart = &statistic->chart;
    html_open(html, "thead");
    html_open(html, "tr");
    write_header_cell(html, statistic->label_title, false);
    for (size_t k = 0; k < chart->series_count; k++)
        write_header_cell(html, chart->series[k].name, true);
    if (has_total)
        write_header_cell(html, "all", true);
    html_close(html);
    html_close(html);
}

/* Opens what scrolls on its own where it is wider than the page: by keyboard too, and so it has a
 * name, of which there is only one on the page. */
static void open_region(struct html *html, const char *class_name, struct text title,
                        const char *form)
{
    char name[96];
    snprintf(name, sizeof(name), "%.*s, %s", TEXT_ARGS(title), form);
    html_open(html, "div");
    html_set(html, "class", class_name);
    html_set(html, "role", "region");
    html_set(html, "tabindex", "0");
    html_set(html, "aria-label", name);
}

static void write_table(struct html *html, const struct subject *subject, enum statistic_kind kind)
{
    const struct statistic *statistic = &subject->statistic;
    const struct chart *chart = &statistic->chart;
    bool has_total = chart->series_count > 1 && chart->kind != CHART_LINES;
    open_region(html, "scroll", chart->title, "table");
    html_open(html, "table");
    write_table_head(html, statistic, has_total);
    html_open(html, "tbody");
    for (size_t i = 0; i < chart->label_count; i++) {
        html_open(html, "tr");
        write_label(html, subject, kind, i);
        for (size_t k = 0; k < chart->series_count; k++)
            write_cell(html, chart->series[k].values[i]);
        if (has_total)
            write_cell(html, chart_total(chart, i));
        html_close(html);
    }
    html_close(html);
    html_close(html);
    html_close(html);
}

static void write_download(struct html *html, const struct subject *subject,
                           enum statistic_kind kind)
{
    char name[48];
    snprintf(name, sizeof(name), "%s.svg", statistic_id(kind));
    html_open(html, "p");
    html_set(html, "class", "feed");
    site_link(html, "/statistics/", text_of(name), subject->as_of->date, TEXT("This chart as SVG"));
    html_close(html);
}

static void write_chart(struct html *html, struct subject *subject, enum statistic_kind kind)
{
    struct statistic *statistic = &subject->statistic;
    statistic_make(statistic, kind, subject->snapshot, &subject->tally);
    html_open(html, "figure");
    html_set(html, "class", "chart");
    html_open(html, "figcaption");
    site_heading(html, statistic_id(kind), statistic->chart.title.bytes);
    html_element(html, "p", statistic->chart.description);
    html_close(html);
    if (statistic->chart.label_count) {
        open_region(html, "drawing", statistic->chart.title, "chart");
        chart_write(html, &statistic->chart);
        html_close(html);
        html_open(html, "details");
        html_element(html, "summary", TEXT("The same as a table"));
        write_table(html, subject, kind);
        html_close(html);
        write_download(html, subject, kind);
    }
    html_close(html);
}

/* --- further tables --- */

static void write_service_codes(struct html *html, const struct subject *subject)
{
    struct portreg_record record;
    if (!subject->tally.statistics.service_codes)
        return;
    site_heading(html, "service-codes", "Service codes");
    html_open(html, "div");
    html_set(html, "class", "scroll");
    html_open(html, "table");
    html_element(html, "caption", TEXT("DCCP tells services apart by them (RFC 5595)."));
    html_open(html, "thead");
    html_open(html, "tr");
    write_header_cell(html, "Service code", true);
    write_header_cell(html, "Service name", false);
    write_header_cell(html, "Port number", true);
    html_close(html);
    html_close(html);
    html_open(html, "tbody");
    for (uint32_t i = 0; portreg_record_get(subject->snapshot, i, &record); i++) {
        struct text name = text_of_portreg(record.service_name);
        if (!record.has_service_code)
            continue;
        html_open(html, "tr");
        write_cell(html, record.service_code);
        html_open(html, "td");
        if (name.length)
            link_service(html, name, subject->as_of->date);
        html_close(html);
        html_open(html, "td");
        html_set(html, "class", "number");
        if (record.has_port_number)
            html_format(html, "%u", record.first_port_number);
        html_close(html);
        html_close(html);
    }
    html_close(html);
    html_close(html);
    html_close(html);
}

static void write_content(struct html *html, struct subject *subject)
{
    char date[DATE_SIZE_BYTES];
    link_current(html, subject->as_of, TEXT("/statistics"));
    html_element(html, "h1", TEXT("Statistics"));
    html_open(html, "p");
    html_set(html, "class", "lead");
    html_format(html, "What the release of %s has, counted. ",
                date_format(snapshot_header(subject->snapshot).updated, date));
    html_link(html, TEXT("/api/v1/statistics"), TEXT("The counts as JSON"));
    html_text(html, TEXT("."));
    html_close(html);
    write_figures(html, &subject->tally);
    html_open(html, "div");
    html_set(html, "class", "charts");
    for (int kind = 0; kind < STATISTIC_COUNT; kind++)
        write_chart(html, subject, (enum statistic_kind)kind);
    html_close(html);
    write_service_codes(html, subject);
}

static int answer_html(const struct visit *visit, struct subject *subject, struct error *error)
{
    struct buffer buffer;
    struct html html;
    buffer_init(&buffer);
    struct site site = {
        .title = TEXT("Statistics"), .section = "/statistics", .canonical = TEXT("/statistics")};
    site_begin(&html, &buffer, &site);
    write_content(&html, subject);
    int status = site_end(&html, visit, error);
    buffer_done(&buffer);
    return status;
}

static int answer_file(const struct visit *visit, struct subject *subject, enum statistic_kind kind,
                       struct error *error)
{
    struct buffer buffer;
    buffer_init(&buffer);
    statistic_make(&subject->statistic, kind, subject->snapshot, &subject->tally);
    chart_write_file(&buffer, &subject->statistic.chart);
    visit->response->status = HTTP_OK;
    visit->response->media_type = "image/svg+xml";
    int status = response_take(visit->response, &buffer, error);
    buffer_done(&buffer);
    return status;
}

/* Answers with the chart of KIND, or with the page when that is STATISTIC_COUNT. */
static int answer(const struct visit *visit, enum statistic_kind kind, struct error *error)
{
    struct as_of as_of;
    struct subject *subject = NULL;
    int status = as_of_open(&as_of, visit, error);
    if (status != STATUS_OK || !as_of.snapshot)
        goto out;
    subject = memory_allocate(sizeof(*subject));
    if (!subject) {
        status = error_memory(error);
        goto out;
    }
    subject->snapshot = as_of.snapshot;
    subject->as_of = &as_of;
    status = tally_count(as_of.snapshot, &subject->tally, error);
    if (status == STATUS_OK)
        status = kind == STATISTIC_COUNT ? answer_html(visit, subject, error)
                                         : answer_file(visit, subject, kind, error);
out:
    memory_free(subject);
    as_of_done(&as_of);
    return status;
}

int statistics_page_answer(const struct visit *visit, struct error *error)
{
    visit->response->varies_by_form = true;
    if (form_choose(visit->request->accept, 1 << FORM_HTML | 1 << FORM_JSON) == FORM_JSON)
        return api_statistics_answer(visit, error);
    return answer(visit, STATISTIC_COUNT, error);
}

int statistics_chart_answer(const struct visit *visit, struct error *error)
{
    const struct target *target = &visit->request->target;
    struct text name = target->segments[target->segment_count - 1];
    for (int kind = 0; kind < STATISTIC_COUNT; kind++) {
        struct text id = text_of(statistic_id((enum statistic_kind)kind));
        if (name.length == id.length + 4 && text_starts_with(name, id))
            return answer(visit, (enum statistic_kind)kind, error);
    }
    response_problem(visit->response, HTTP_NOT_FOUND, "expected the name of a chart");
    return STATUS_OK;
}
