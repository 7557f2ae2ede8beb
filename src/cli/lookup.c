/* portreg lookup: what a port number or a service name is registered as. */
#include "cli/output.h"
#include "cli/terminal.h"
#include "formats/json/answer.h"
#include "formats/screen/answer.h"
#include "registry/service_name.h"

/* --- names that are not there --- */

/* Says that there is no such name, and what may have been meant. A name that could never be one is
 * bad usage. */
static int say_unknown_name(const struct portreg *snapshot, const struct query *query)
{
    char name[64], quoted[QUOTED_SIZE_BYTES];
    struct text wanted = query->service_name;
    unsigned faults = service_name_faults(wanted);
    struct text near = snapshot_suggest(snapshot, wanted);
    snprintf(name, sizeof(name), "%.*s", (int)(wanted.length < 63 ? wanted.length : 63),
             wanted.bytes);
    const char *command = command_suggest(name);
    struct text protocol = transport_protocol_name(query->transport_protocol);
    struct portreg_list known = portreg_find_name(snapshot, wanted.bytes, wanted.length);
    text_quote(wanted, quoted);
    output_flush();
    if (known.count)
        fprintf(stderr, "portreg: the service name %s is not registered for %.*s\n", quoted,
                TEXT_ARGS(protocol));
    else if (faults)
        fprintf(stderr, "portreg: expected a service name (RFC 6335 section 5.1), found %s: %s\n",
                quoted, service_name_fault_words(faults));
    else
        fprintf(stderr, "portreg: no service name %s is registered\n", quoted);
    if (!known.count && near.length)
        fprintf(stderr, "portreg: did you mean %.*s?\n", TEXT_ARGS(near));
    if (!known.count && command)
        fprintf(stderr, "portreg: did you mean the command: portreg %s?\n", command);
    return faults && !known.count ? EXIT_USAGE : EXIT_NO;
}

/* How a look-up went so far. */
struct outcome {
    bool found;   /* the query at hand is answered */
    bool printed; /* anything was: what follows is separated from it */
};

/* Prints the answer to QUERY, with an empty line between it and what was printed before. */
static int print_answer(const struct portreg *snapshot, const struct query *query,
                        const struct options *options, struct outcome *outcome)
{
    struct screen screen = terminal_screen(options->color);
    struct query_records records = query_records_begin(snapshot, query);
    struct portreg_record record;
    if (query->kind != QUERY_PORT && !query_records_next(&records, &record))
        return STATUS_OK;
    if (outcome->printed)
        sink_write_byte(screen.sink, '\n');
    outcome->printed = true;
    return screen_answer_write(snapshot, query, &screen, &outcome->found);
}

static int answer(const struct portreg *snapshot, const char *words, const struct options *options,
                  struct outcome *outcome)
{
    struct query query;
    struct error error;
    int status = STATUS_OK;
    outcome->found = false;
    if (query_parse(text_of(words), &query, &error) != STATUS_OK)
        return print_error(&error);
    if (options->json)
        outcome->found = answer_write(snapshot, &query, NULL, output_sink());
    else
        status = print_answer(snapshot, &query, options, outcome);
    if (status != STATUS_OK) {
        error_memory(&error);
        return print_error(&error);
    }
    if (!outcome->found && query.kind == QUERY_NAME)
        return say_unknown_name(snapshot, &query);
    return outcome->found ? EXIT_DONE : EXIT_NO;
}

int run_lookup(const struct options *options)
{
    struct opened_snapshot opened;
    struct outcome outcome = {false, false};
    int status = snapshot_open(&opened, options);
    if (status != EXIT_DONE)
        return status;
    if (opened.view && !options->json) {
        struct screen screen = terminal_screen(options->color);
        screen_release_write(opened.snapshot, &screen);
        outcome.printed = true;
    }
    for (size_t i = 0; i < options->argument_count; i++) {
        int result = answer(opened.snapshot, options->arguments[i], options, &outcome);
        status = result > status ? result : status;
    }
    snapshot_close(&opened);
    return output_done(status);
}
