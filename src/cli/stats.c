/* portreg stats: counts by state, range and transport protocol. */
#include "cli/output.h"
#include "cli/terminal.h"
#include "formats/json/answer.h"
#include "snapshot/statistics.h"

/* A count of records, in words. */
struct count {
    const char *words;
    uint32_t value;
};

enum { COUNTS = 9 };
static void list_counts(const struct statistics *statistics, struct count counts[COUNTS])
{
    const struct count all[COUNTS] = {
        {"records", statistics->records},
        {"assigned", statistics->records_assigned},
        {"of them without a port number", statistics->records_without_port_number},
        {"reserved", statistics->records_reserved},
        {"unassigned", statistics->records_unassigned},
        {"aliases", statistics->aliases},
        {"with a legacy name (RFC 6335 section 10.1)", statistics->legacy_names},
        {"service codes", statistics->service_codes},
        {"people and organizations", statistics->people},
    };
    memcpy(counts, all, sizeof(all));
}

static void add_number(struct screen_table *table, uint32_t number)
{
    char digits[16];
    snprintf(digits, sizeof(digits), "%u", number);
    screen_table_add_cell(table, text_of(digits), number ? TONE_PLAIN : TONE_QUIET);
}

static int print_ports(const struct statistics *statistics, enum color_when color)
{
    static const char *const titles[] = {"Transport", "Range",      "Assigned",
                                         "Reserved",  "Unassigned", "Dynamic"};
    struct screen_table table;
    screen_table_init(&table, 6, titles);
    for (int protocol = 0; protocol < TRANSPORT_COUNT; protocol++) {
        for (int range = 0; range < RANGE_COUNT; range++) {
            const uint32_t *states = statistics->ports[protocol][range];
            screen_table_add_row(&table);
            screen_table_add_cell(
                &table,
                transport_protocol_name((enum transport_protocol)(protocol + TRANSPORT_FIRST)),
                TONE_STRONG);
            screen_table_add_cell(&table, port_range_facts((enum port_range)range)->name,
                                  TONE_PLAIN);
            add_number(&table, states[PORTREG_ASSIGNED]);
            add_number(&table, states[PORTREG_RESERVED]);
            add_number(&table, states[PORTREG_UNASSIGNED]);
            add_number(&table, states[PORTREG_DYNAMIC]);
        }
    }
    int status = terminal_print_table(&table, color);
    screen_table_done(&table);
    return status;
}

static int print_counts(const struct portreg *snapshot, const struct statistics *statistics,
                        enum color_when color)
{
    char date[DATE_SIZE_BYTES];
    struct portreg_release release = portreg_release(snapshot);
    struct count counts[COUNTS];
    struct screen_table table;
    list_counts(statistics, counts);
    date_format(date_of_portreg(release.date), date);
    sink_format(output_sink(), "%.*s, %s\n\n",
                TEXT_ARGS(release.title.length ? text_of_portreg(release.title)
                                               : TEXT("A registry without a title")),
                *date ? date : "without a date");
    screen_table_init(&table, 2, NULL);
    for (int i = 0; i < COUNTS; i++) {
        screen_table_add_row(&table);
        add_number(&table, counts[i].value);
        screen_table_add_cell(&table, text_of(counts[i].words), TONE_PLAIN);
    }
    int status = terminal_print_table(&table, color);
    screen_table_done(&table);
    sink_write_byte(output_sink(), '\n');
    return status;
}

static int print(const struct portreg *snapshot, enum color_when color)
{
    struct statistics statistics;
    statistics_count(snapshot, &statistics);
    int status = print_counts(snapshot, &statistics, color);
    return status == STATUS_OK ? print_ports(&statistics, color) : status;
}

int run_stats(const struct options *options)
{
    struct opened_snapshot opened;
    struct error error;
    int status = snapshot_open(&opened, options);
    if (status != EXIT_DONE)
        return status;
    status = options->json ? answer_write_statistics(opened.snapshot, output_sink(), &error)
                           : print(opened.snapshot, options->color);
    snapshot_close(&opened);
    if (status != STATUS_OK) {
        error_memory(&error);
        return print_error(&error);
    }
    return output_done(EXIT_DONE);
}
