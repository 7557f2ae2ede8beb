/* portreg history: each change that ever touched a port number or a service name. */
#include <stdio.h>

#include "cli/change_table.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "history/event_json.h"

/* Where the cells in front of a change come from. */
struct printing {
    const struct portreg *snapshot;
    const struct event *event;
};

static struct portreg_release release_of(const struct portreg *snapshot, const struct event *event)
{
    struct portreg_release release = {0};
    portreg_release_get(snapshot, event->release, &release);
    return release;
}

/* What EVENT is in one word. What the first release has was there before. */
static const char *word_of(const struct event *event)
{
    return event->release == 0 ? "first release" : change_kind_name(event->change.kind);
}

static void add_date_and_kind(struct screen_table *table, bool first, void *context)
{
    const struct printing *printing = context;
    char date[DATE_SIZE_BYTES] = "";
    if (first)
        date_format(date_of_portreg(release_of(printing->snapshot, printing->event).date), date);
    screen_table_add_cell(table, text_of(date), TONE_PLAIN);
    screen_table_add_cell(table, first ? text_of(word_of(printing->event)) : TEXT(""), TONE_QUIET);
}

static int print_table(const struct portreg *snapshot, const struct events *events,
                       enum color_when color)
{
    struct screen_table table;
    screen_table_init(&table, 2 + CHANGE_TABLE_COLUMNS, NULL);
    for (size_t i = 0; i < events->count; i++) {
        struct printing printing = {snapshot, &events->list[i]};
        change_table_add(&table, &events->list[i].change, add_date_and_kind, &printing);
    }
    int status = terminal_print_table(&table, color);
    screen_table_done(&table);
    return status;
}

static void print_json(const struct portreg *snapshot, const struct events *events)
{
    for (size_t i = 0; i < events->count; i++) {
        json_write_event(output_sink(), snapshot, &events->list[i]);
        sink_write_byte(output_sink(), '\n');
    }
}

/* Says that there never was what QUERY asks for, and since when that is known. */
static void say_unknown(const struct portreg *snapshot, const struct query *query)
{
    char asked[QUERY_SIZE_BYTES], quoted[QUOTED_SIZE_BYTES], date[DATE_SIZE_BYTES];
    struct portreg_release first = {0};
    struct text near = query->kind == QUERY_NAME ? snapshot_suggest(snapshot, query->service_name)
                                                 : (struct text){NULL, 0};
    portreg_release_get(snapshot, 0, &first);
    date_format(date_of_portreg(first.date), date);
    output_flush();
    fprintf(stderr, "portreg: no release has a record of %s, since %s\n",
            text_quote(query_format(query, asked), quoted), date);
    if (near.length)
        fprintf(stderr, "portreg: did you mean %.*s?\n", TEXT_ARGS(near));
}

/* Prints what happened to what QUERY asks for. Returns the exit status. */
static int print_history(const struct portreg *snapshot, const struct query *query,
                         const struct options *options)
{
    struct events events;
    struct error error;
    int status = past_events(snapshot, query, &events, &error);
    if (status == STATUS_OK && options->json)
        print_json(snapshot, &events);
    else if (status == STATUS_OK && print_table(snapshot, &events, options->color) != STATUS_OK)
        status = error_memory(&error);
    bool any = events.count != 0;
    if (status == STATUS_OK && !any)
        say_unknown(snapshot, query);
    events_done(&events);
    return status == STATUS_OK ? output_done(any ? EXIT_DONE : EXIT_NO) : print_error(&error);
}

int run_history(const struct options *options)
{
    struct query query;
    struct error error;
    if (query_parse(text_of(options->arguments[0]), &query, &error) != STATUS_OK)
        return print_error(&error);
    struct opened_snapshot opened;
    int status = snapshot_open(&opened, options);
    if (status != EXIT_DONE)
        return status;
    status = print_history(opened.snapshot, &query, options);
    snapshot_close(&opened);
    return status;
}
