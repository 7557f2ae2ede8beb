/* portreg search: records by words in any column. */
#include "formats/json/search.h"

#include "base/memory.h"
#include "cli/output.h"
#include "cli/screen_table.h"
#include "registry/state.h"

enum { LIMIT_BY_DEFAULT = 20 };

/* A search that was run. */
struct results {
    struct search search;
    struct search_found found;
    struct search_hit *hits;
    size_t limit; /* of the hits */
};

static bool highlight(const void *context, struct text text, size_t from, size_t *start,
                      size_t *end)
{
    const struct results *results = context;
    return search_next_match(&results->search, &results->found, text, from, start, end);
}

static void add_record(struct screen_table *table, const struct portreg_record *record)
{
    char ports[PORTS_SIZE_BYTES] = "";
    struct ports numbers = {record->first_port_number, record->last_port_number, false};
    struct record model;
    snapshot_model(record, &model);
    if (record->has_port_number)
        ports_format(numbers, ports);
    screen_table_add_row(table);
    screen_table_add_cell(table, text_of_portreg(record->service_name), TONE_PLAIN);
    screen_table_add_cell(table, text_of(ports), TONE_PLAIN);
    screen_table_add_cell(
        table, text_of(portreg_transport_protocol_name(record->transport_protocol)), TONE_PLAIN);
    screen_table_add_cell(table, text_of(state_name(record_state(&model))),
                          record_state(&model) == STATE_ASSIGNED ? TONE_GOOD : TONE_WARN);
    screen_table_add_cell(table, text_of_portreg(record->description), TONE_PLAIN);
    screen_table_add_cell(table, text_of_portreg(record->assignee), TONE_QUIET);
    screen_table_add_cell(table, text_of_portreg(record->reference), TONE_QUIET);
    screen_table_add_cell(table, text_of_portreg(record->assignment_notes), TONE_QUIET);
}

static int print_table(const struct portreg *snapshot, const struct results *results,
                       enum color_when color)
{
    static const char *const titles[] = {
        "Service Name", "Port",     "Transport", "State",
        "Description",  "Assignee", "Reference", "Assignment Notes"};
    struct portreg_record record;
    struct screen_table table;
    screen_table_init(&table, sizeof(titles) / sizeof(*titles), titles);
    table.highlight = highlight;
    table.highlight_context = results;
    for (size_t i = 0; i < results->found.count; i++)
        if (snapshot_decode(snapshot, results->hits[i].id, &record))
            add_record(&table, &record);
    int status = results->found.count ? screen_table_print(&table, color) : STATUS_OK;
    screen_table_done(&table);
    return status;
}

/* Says for which words similar ones were taken. */
static void say_similar(const struct results *results)
{
    char quoted[QUOTED_SIZE_BYTES];
    for (size_t i = 0; i < results->search.term_count; i++)
        if (results->found.similar & 1u << i)
            fprintf(stderr, "portreg: hardly any record has %s; words that are similar count too\n",
                    text_quote(results->search.terms[i].text, quoted));
}

/* Says what a reader of the table should know about it. */
static void say_more(const struct portreg *snapshot, const struct results *results)
{
    const struct search_found *found = &results->found;
    char quoted[QUOTED_SIZE_BYTES];
    output_flush();
    if (found->total == 0) {
        struct text near = search_suggest(snapshot, &results->search);
        fprintf(stderr, "portreg: no record has %s\n", text_quote(results->search.text, quoted));
        if (near.length)
            fprintf(stderr, "portreg: did you mean %.*s?\n", TEXT_ARGS(near));
        return;
    }
    if (found->is_partial)
        fprintf(stderr, "portreg: no record has all of the words; these have the most of them\n");
    say_similar(results);
    if (found->count < found->total)
        fprintf(stderr, "portreg: the best %zu of %zu records; --limit shows more\n", found->count,
                found->total);
}

/* Which release the answers are from. */
static void print_release(const struct portreg *snapshot)
{
    char date[DATE_SIZE_BYTES];
    date_format(date_of_portreg(portreg_release(snapshot).date), date);
    sink_format(output_sink(), "Release of %s:\n\n", *date ? date : "no date");
}

static int show(const struct opened_snapshot *opened, const struct results *results,
                const struct options *options)
{
    if (options->json) {
        struct answer_page page = {
            .number = 1, .limit = results->limit, .total = results->found.total};
        search_write_json(opened->snapshot, &results->search, &results->found, results->hits, &page,
                          output_sink());
        return STATUS_OK;
    }
    if (opened->view)
        print_release(opened->snapshot);
    int status = print_table(opened->snapshot, results, options->color);
    if (status == STATUS_OK)
        say_more(opened->snapshot, results);
    return status;
}

/* Reads QUERY and shows what OPENED has. */
static int answer(const struct opened_snapshot *opened, struct text query,
                  const struct options *options, struct error *error)
{
    char quoted[QUOTED_SIZE_BYTES];
    struct results results = {.limit = options->limit ? options->limit : LIMIT_BY_DEFAULT};
    int status = search_parse(query, &results.search, error);
    if (status != STATUS_OK)
        return print_error(error);
    if (search_is_empty(&results.search)) {
        error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                  "expected words to search for, found %s", text_quote(query, quoted));
        return print_error(error);
    }
    results.hits = memory_allocate(results.limit * sizeof(*results.hits));
    status = results.hits ? search_run(opened->snapshot, &results.search, 0, results.limit,
                                       results.hits, &results.found, error)
                          : STATUS_MEMORY;
    if (status == STATUS_OK)
        status = show(opened, &results, options);
    memory_free(results.hits);
    if (status != STATUS_OK) {
        error_memory(error);
        return print_error(error);
    }
    return results.found.total ? EXIT_DONE : EXIT_NO;
}

/* Appends ARGUMENT; one that the shell has taken the quotes of, as assignee:"Example Corp", gets
 * them back. */
static void append_argument(struct buffer *query, struct text argument)
{
    struct text value = argument;
    struct text name = text_split(&value, ':');
    bool unquoted = value.bytes && text_find(name, TEXT(" "), 0) == SIZE_MAX &&
                    text_find(value, TEXT(" "), 0) != SIZE_MAX &&
                    text_find(value, TEXT("\""), 0) == SIZE_MAX &&
                    text_find(value, TEXT(":"), 0) == SIZE_MAX;
    buffer_append(query, query->length ? TEXT(" ") : TEXT(""));
    if (unquoted)
        buffer_format(query, "%.*s:\"%.*s\"", TEXT_ARGS(name), TEXT_ARGS(value));
    else
        buffer_append(query, argument);
}

int run_search(const struct options *options)
{
    struct opened_snapshot opened;
    struct buffer query;
    struct error error;
    int status = snapshot_open(&opened, options);
    if (status != EXIT_DONE)
        return status;
    buffer_init(&query);
    for (size_t i = 0; i < options->argument_count; i++)
        append_argument(&query, text_of(options->arguments[i]));
    if (query.failed) {
        error_memory(&error);
        status = print_error(&error);
    } else {
        status = answer(&opened, buffer_text(&query), options, &error);
    }
    buffer_done(&query);
    snapshot_close(&opened);
    return output_done(status);
}
