/* portreg search: records by words in any column. */
#include "formats/json/search.h"

#include "base/memory.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "formats/screen/answer.h"
#include "formats/screen/search.h"

enum { LIMIT_BY_DEFAULT = 20 };

/* A search that was run. */
struct results {
    struct search search;
    struct search_found found;
    struct search_hit *hits;
    size_t limit; /* of the hits */
};

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
    struct screen screen = terminal_screen(options->color);
    if (opened->view) {
        screen_release_write(opened->snapshot, &screen);
        sink_write_byte(screen.sink, '\n');
    }
    int status = screen_search_write(opened->snapshot, &results->search, &results->found,
                                     results->hits, &screen);
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
