/* The results of a search. */
#include "server/pages/search_results.h"

#include "base/memory.h"
#include "formats/screen/answer.h"
#include "formats/screen/search.h"
#include "server/api/api.h"
#include "server/form.h"
#include "server/pages/links.h"
#include "server/pages/pages.h"
#include "server/pages/port_states.h"
#include "server/pages/search_help.h"
#include "server/pages/site.h"
#include "server/problem.h"
#include "snapshot/query.h"

enum { TEXT_WIDTH = 80 };

/* --- what is asked for exactly --- */

/* Links the pages of a port number, of a range and of a service name that are asked for as such. */
static void write_exact(struct html *html, const struct results *results)
{
    const struct portreg *snapshot = results->as_of->snapshot;
    struct query query;
    if (query_parse(results->search.text, &query, NULL) != STATUS_OK)
        return;
    struct text name = query.service_name;
    if (query.kind == QUERY_NAME && !portreg_find_name(snapshot, name.bytes, name.length).count)
        return;
    html_open(html, "section");
    html_set(html, "class", "exact");
    html_set(html, "aria-labelledby", "exact");
    html_open(html, "h2");
    html_set(html, "id", "exact");
    html_text(html, query.kind == QUERY_NAME    ? TEXT("Service name ")
                    : query.kind == QUERY_RANGE ? TEXT("Port numbers ")
                                                : TEXT("Port number "));
    if (query.kind == QUERY_NAME)
        link_service(html, name, results->as_of->date);
    else
        link_ports(html, query.ports, results->as_of->date);
    html_close(html);
    if (query.kind != QUERY_NAME)
        port_states_write(html, snapshot, results->search.text);
    html_close(html);
}

/* --- what is said of the results --- */

static void write_count(struct html *html, const struct results *results)
{
    size_t first = results->first, count = results->found.count, total = results->found.total;
    html_open(html, "p");
    html_set(html, "class", "found");
    if (total == 0)
        html_text(html, TEXT("No record has this."));
    else if (first == 0 && count == total)
        html_format(html, "%zu record%s", total, total == 1 ? "" : "s");
    else
        html_format(html, "Records %zu to %zu of %zu", first + 1, first + count, total);
    if (results->found.is_partial)
        html_text(html, TEXT(". No record has all of the words; these have the most of them."));
    html_close(html);
}

static void write_similar(struct html *html, const struct results *results)
{
    for (size_t i = 0; i < results->search.term_count; i++) {
        if (!(results->found.similar & 1u << i))
            continue;
        html_open(html, "p");
        html_text(html, TEXT("Hardly any record has "));
        html_element(html, "q", results->search.terms[i].text);
        html_text(html, TEXT(": words that are spelled much like it count too."));
        html_close(html);
    }
}

static void write_suggestion(struct html *html, const struct results *results)
{
    struct text near = search_suggest(results->as_of->snapshot, &results->search);
    if (!near.length || results->found.total)
        return;
    struct buffer href;
    buffer_init(&href);
    buffer_append(&href, TEXT("/search?q="));
    target_append_encoded(&href, near);
    html_open(html, "p");
    html_text(html, TEXT("Did you mean "));
    html_link(html, buffer_text(&href), near);
    html_text(html, TEXT("?"));
    html_close(html);
    html->buffer->failed |= href.failed;
    buffer_done(&href);
}

/* --- paging --- */

static void write_page_link(struct html *html, const struct results *results, size_t page,
                            const char *words)
{
    struct buffer href;
    buffer_init(&href);
    buffer_append(&href, TEXT("/search?q="));
    target_append_encoded(&href, results->search.text);
    if (page > 1)
        buffer_format(&href, "&page=%zu", page);
    if (results->as_of->date.length) {
        buffer_append(&href, TEXT("&as-of="));
        target_append_encoded(&href, results->as_of->date);
    }
    html_link(html, buffer_text(&href), text_of(words));
    html->buffer->failed |= href.failed;
    buffer_done(&href);
}

static void write_pager(struct html *html, const struct results *results)
{
    size_t page = results->first / SEARCH_PAGE_RECORDS + 1;
    size_t page_count = (results->found.total + SEARCH_PAGE_RECORDS - 1) / SEARCH_PAGE_RECORDS;
    if (page_count < 2)
        return;
    html_open(html, "nav");
    html_set(html, "class", "pager");
    html_set(html, "aria-label", "Pages");
    if (page > 1)
        write_page_link(html, results, page - 1, "Previous");
    html_open(html, "span");
    html_set(html, "aria-current", "page");
    html_format(html, "Page %zu of %zu", page, page_count);
    html_close(html);
    if (page < page_count)
        write_page_link(html, results, page + 1, "Next");
    html_close(html);
}

/* --- the page --- */

static void write_help(struct html *html)
{
    html_open(html, "details");
    html_element(html, "summary", TEXT("How to search"));
    search_help_write(html);
    html_close(html);
}

static void write_results(struct html *html, const struct results *results)
{
    html_open(html, "h1");
    html_text(html, TEXT("Search for "));
    html_element(html, "q", results->search.text);
    html_close(html);
    if (results->as_of->date.length) {
        struct buffer href;
        buffer_init(&href);
        buffer_append(&href, TEXT("/search?q="));
        target_append_encoded(&href, results->search.text);
        link_current(html, results->as_of, buffer_text(&href));
        html->buffer->failed |= href.failed;
        buffer_done(&href);
    }
    write_exact(html, results);
    html_element(html, "h2", TEXT("Records"));
    write_count(html, results);
    write_suggestion(html, results);
    write_similar(html, results);
    results_hits_write(html, results);
    write_pager(html, results);
    write_help(html);
}

static int answer_results(const struct visit *visit, const struct results *results,
                          struct error *error)
{
    struct buffer buffer;
    struct html html;
    buffer_init(&buffer);
    struct text query = results->search.text;
    site_begin(&html, &buffer, &(struct site){.title = query, .query = query});
    write_results(&html, results);
    int status = site_end(&html, visit, error);
    buffer_done(&buffer);
    return status;
}

/* The page without results: how to search, below what is wrong with QUERY, if anything is. */
static int answer_help(const struct visit *visit, struct text query, const struct error *cause,
                       struct error *error)
{
    struct buffer buffer;
    struct html html;
    buffer_init(&buffer);
    site_begin(&html, &buffer,
               &(struct site){.title = TEXT("Search"),
                              .canonical = cause ? TEXT("") : TEXT("/search"),
                              .query = query});
    html_element(&html, "h1", cause ? TEXT("Search") : TEXT("How to search"));
    if (cause) {
        html_open(&html, "p");
        html_set(&html, "class", "lead");
        html_text(&html, TEXT("A filter makes no sense: "));
        html_text(&html, text_of(cause->message));
        html_text(&html, TEXT("."));
        html_close(&html);
    }
    search_help_write(&html);
    int status = site_end(&html, visit, error);
    if (cause)
        visit->response->status = HTTP_BAD_REQUEST;
    buffer_done(&buffer);
    return status;
}

/* --- text --- */

/* What stands in place of a table that has no row. */
static void write_nothing(const struct results *results, struct sink *sink)
{
    char quoted[QUOTED_SIZE_BYTES];
    struct text near = search_suggest(results->as_of->snapshot, &results->search);
    sink_format(sink, "No record has %s.\n", text_quote(results->search.text, quoted));
    if (near.length)
        sink_format(sink, "Did you mean %.*s?\n", TEXT_ARGS(near));
}

static int answer_text(const struct visit *visit, const struct results *results,
                       struct error *error)
{
    struct response *response = visit->response;
    struct buffer buffer;
    buffer_init(&buffer);
    struct sink *sink = memory_allocate(sizeof(*sink));
    int status = sink ? STATUS_OK : error_memory(error);
    if (status != STATUS_OK)
        goto out;
    sink_init_buffer(sink, &buffer);
    struct screen screen = {sink, TEXT_WIDTH, false};
    if (results->as_of->date.bytes) {
        screen_release_write(results->as_of->snapshot, &screen);
        sink_write_byte(sink, '\n');
    }
    if (screen_search_write(results->as_of->snapshot, &results->search, &results->found,
                            results->hits, &screen) != STATUS_OK)
        status = error_memory(error);
    if (!results->found.count)
        write_nothing(results, sink);
    if (status == STATUS_OK)
        status = sink_flush(sink, "answer", error);
    if (status == STATUS_OK)
        status = response_take(response, &buffer, error);
    response->status = HTTP_OK;
    response->media_type = "text/plain; charset=UTF-8";
out:
    memory_free(sink);
    buffer_done(&buffer);
    return status;
}

/* --- answering --- */

/* Which page is asked for; what makes no sense is the first. */
static size_t first_of_page(const struct visit *visit)
{
    uint64_t page;
    struct text value = target_parameter(&visit->request->target, TEXT("page"));
    if (!text_to_number(value, UINT32_MAX, &page) || page == 0)
        return 0;
    return (size_t)(page - 1) * SEARCH_PAGE_RECORDS;
}

/* Runs the search, and once more for the last page when there is none as far as asked for. */
static int run(struct results *results, struct error *error)
{
    const struct portreg *snapshot = results->as_of->snapshot;
    int status = search_run(snapshot, &results->search, results->first, SEARCH_PAGE_RECORDS,
                            results->hits, &results->found, error);
    size_t total = results->found.total;
    if (status != STATUS_OK || results->first == 0 || results->first < total)
        return status;
    results->first = total ? (total - 1) / SEARCH_PAGE_RECORDS * SEARCH_PAGE_RECORDS : 0;
    return search_run(snapshot, &results->search, results->first, SEARCH_PAGE_RECORDS,
                      results->hits, &results->found, error);
}

static int answer_search(const struct visit *visit, const struct as_of *as_of, struct text query,
                         enum form form, struct error *error)
{
    struct results results = {.as_of = as_of, .first = first_of_page(visit)};
    struct error cause;
    if (search_parse(query, &results.search, &cause) != STATUS_OK) {
        if (form == FORM_HTML)
            return answer_help(visit, query, &cause, error);
        problem_answer(visit, (struct problem){.kind = PROBLEM_MALFORMED_FILTER, .parameter = "q"},
                       "%s", cause.message);
        return STATUS_OK;
    }
    if (search_is_empty(&results.search)) {
        if (form == FORM_HTML)
            return answer_help(visit, query, NULL, error);
        problem_answer(visit,
                       (struct problem){.kind = PROBLEM_MALFORMED_PARAMETER, .parameter = "q"},
                       "expected words to search for as q, found none");
        return STATUS_OK;
    }
    int status = run(&results, error);
    if (status != STATUS_OK)
        return status;
    return form == FORM_HTML ? answer_results(visit, &results, error)
                             : answer_text(visit, &results, error);
}

int search_page_answer(const struct visit *visit, struct error *error)
{
    struct text query = text_trim(target_parameter(&visit->request->target, TEXT("q")));
    struct as_of as_of;
    enum form form = form_choose(visit->request->accept, FORMS_ALL);
    visit->response->varies_by_form = true;
    if (form == FORM_JSON)
        return api_search_answer(visit, error);
    int status = as_of_open(&as_of, visit, error);
    if (status == STATUS_OK && as_of.snapshot)
        status = answer_search(visit, &as_of, query, form, error);
    as_of_done(&as_of);
    return status;
}
