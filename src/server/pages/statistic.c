/* The charts of the page of statistics. */
#include "server/pages/statistic.h"

#include <stdio.h>

enum { SOURCE_TITLE_BYTES = 160 }; /* a longer one is cut */

/* A series by its name and colour. */
struct kind_of_series {
    const char *name, *class_name, *color;
};

static const struct kind_of_series transports[TRANSPORT_LAST + 1] = {
    [TRANSPORT_NONE] = {"none", "none", "#8b979b"}, [TRANSPORT_TCP] = {"tcp", "tcp", "#0b5c6b"},
    [TRANSPORT_UDP] = {"udp", "udp", "#d07d1f"},    [TRANSPORT_SCTP] = {"sctp", "sctp", "#7a5fb5"},
    [TRANSPORT_DCCP] = {"dccp", "dccp", "#b03a5b"},
};

/* In the order in which they are drawn, with the colours of the map. */
static const struct {
    enum portreg_state state;
    struct kind_of_series series;
} states[] = {
    {PORTREG_ASSIGNED, {"assigned", "chart-assigned", "#0b5561"}},
    {PORTREG_RESERVED, {"reserved", "chart-reserved", "#d9740f"}},
    {PORTREG_UNASSIGNED, {"unassigned", "chart-unassigned", "#dfe4df"}},
};
enum { CHART_STATES = sizeof(states) / sizeof(*states) };

static const char *const ids[STATISTIC_COUNT] = {
    [STATISTIC_ASSIGNMENTS] = "assignments", [STATISTIC_RANGES] = "ranges",
    [STATISTIC_GROWTH] = "growth",           [STATISTIC_RECORDS] = "records",
    [STATISTIC_NAMES] = "service-names",     [STATISTIC_ASSIGNEES] = "assignees",
};

const char *statistic_id(enum statistic_kind kind)
{
    return ids[kind];
}

/* Adds a series, whose values are still to be filled in. Returns these. */
static uint32_t *add_series(struct statistic *statistic, const struct kind_of_series *kind)
{
    struct chart *chart = &statistic->chart;
    uint32_t *values = statistic->values[chart->series_count];
    chart->series[chart->series_count++] =
        (struct chart_series){kind->name, kind->class_name, kind->color, values};
    return values;
}

__attribute__((format(printf, 2, 3))) static void add_label(struct statistic *statistic,
                                                            const char *format, ...)
{
    size_t at = statistic->chart.label_count++;
    va_list args;
    va_start(args, format);
    vsnprintf(statistic->label_words[at], STATISTIC_LABEL_SIZE_BYTES, format, args);
    va_end(args);
    statistic->labels[at] = text_of(statistic->label_words[at]);
}

static void add_mark(struct statistic *statistic, double place, unsigned year)
{
    size_t at = statistic->chart.mark_count;
    if (at == STATISTIC_MARK_LIMIT)
        return;
    snprintf(statistic->mark_words[at], STATISTIC_LABEL_SIZE_BYTES, "%u", year);
    statistic->marks[at] = (struct chart_mark){place, text_of(statistic->mark_words[at])};
    statistic->chart.mark_count++;
}

/* --- by year --- */

/* The years as labels, and some of them on the axis. */
static void add_years(struct statistic *statistic, const struct tally *tally)
{
    unsigned step = tally->year_count > 30 ? 5 : tally->year_count > 15 ? 2 : 1;
    statistic->label_title = "Year";
    for (size_t i = 0; i < tally->year_count; i++) {
        unsigned year = tally->first_year + (unsigned)i;
        add_label(statistic, "%u", year);
        if (year % step == 0)
            add_mark(statistic, ((double)i + 0.5) / (double)tally->year_count, year);
    }
}

/* The label with the largest total. */
static size_t find_largest(const struct chart *chart)
{
    size_t largest = 0;
    for (size_t i = 1; i < chart->label_count; i++)
        if (chart_total(chart, i) > chart_total(chart, largest))
            largest = i;
    return largest;
}

static void describe_years(struct statistic *statistic, const struct tally *tally, const char *what,
                           const char *more)
{
    const struct chart *chart = &statistic->chart;
    size_t largest = find_largest(chart);
    if (!chart->label_count) {
        snprintf(statistic->description, sizeof(statistic->description),
                 "No record has a registration date.");
        return;
    }
    snprintf(statistic->description, sizeof(statistic->description),
             "%s, by the year of their registration date, from %u to %u. The most were registered "
             "in %s: %u.%s",
             what, tally->first_year, tally->first_year + (unsigned)tally->year_count - 1,
             statistic->label_words[largest], chart_total(chart, largest), more);
}

static void make_assignments(struct statistic *statistic, const struct tally *tally)
{
    static const enum transport_protocol order[] = {TRANSPORT_TCP, TRANSPORT_UDP, TRANSPORT_SCTP,
                                                    TRANSPORT_DCCP, TRANSPORT_NONE};
    char more[160];
    statistic->chart.title = TEXT("Assignments per year");
    add_years(statistic, tally);
    for (size_t k = 0; k < sizeof(order) / sizeof(*order); k++) {
        uint32_t *values = add_series(statistic, &transports[order[k]]);
        for (size_t i = 0; i < tally->year_count; i++)
            values[i] = tally->years[i].records[order[k]];
    }
    snprintf(more, sizeof(more), " %u assigned records have no registration date%s.",
             tally->undated + tally->earlier, tally->earlier ? ", or an earlier one" : "");
    describe_years(statistic, tally, "Assigned records by transport protocol", more);
}

static void make_names(struct statistic *statistic, const struct tally *tally)
{
    static const struct kind_of_series kind = {"service names", "names", "#0b5c6b"};
    statistic->chart.title = TEXT("Service names without a port number, per year");
    add_years(statistic, tally);
    uint32_t *values = add_series(statistic, &kind);
    for (size_t i = 0; i < tally->year_count; i++)
        values[i] = tally->years[i].names;
    describe_years(statistic, tally, "Records that assign a service name alone",
                   " Services that are found through DNS-SD need no port number of their own.");
}

/* --- by range --- */

static void make_ranges(struct statistic *statistic, const struct tally *tally)
{
    const struct statistics *counts = &tally->statistics;
    statistic->chart.title = TEXT("What is left in each range");
    statistic->label_title = "Range and transport protocol";
    for (int range = RANGE_SYSTEM; range <= RANGE_USER; range++)
        for (int protocol = 0; protocol < TRANSPORT_COUNT; protocol++)
            add_label(statistic, "%s, %s", port_range_facts((enum port_range)range)->name.bytes,
                      transports[protocol + TRANSPORT_FIRST].name);
    for (size_t k = 0; k < CHART_STATES; k++) {
        uint32_t *values = add_series(statistic, &states[k].series);
        for (int range = RANGE_SYSTEM; range <= RANGE_USER; range++)
            for (int protocol = 0; protocol < TRANSPORT_COUNT; protocol++)
                values[range * TRANSPORT_COUNT + protocol] =
                    counts->ports[protocol][range][states[k].state];
    }
    snprintf(statistic->description, sizeof(statistic->description),
             "Of the 1024 System Ports %u are unassigned for tcp and %u for udp, of the 48128 User "
             "Ports %u for tcp and %u for udp. The 16384 Dynamic Ports are never assigned.",
             counts->ports[0][RANGE_SYSTEM][PORTREG_UNASSIGNED],
             counts->ports[1][RANGE_SYSTEM][PORTREG_UNASSIGNED],
             counts->ports[0][RANGE_USER][PORTREG_UNASSIGNED],
             counts->ports[1][RANGE_USER][PORTREG_UNASSIGNED]);
}

/* --- by state --- */

static void make_records(struct statistic *statistic, const struct tally *tally)
{
    static const enum transport_protocol order[] = {TRANSPORT_TCP, TRANSPORT_UDP, TRANSPORT_SCTP,
                                                    TRANSPORT_DCCP, TRANSPORT_NONE};
    static const enum state model_states[CHART_STATES] = {STATE_ASSIGNED, STATE_RESERVED,
                                                          STATE_UNASSIGNED};
    const struct statistics *counts = &tally->statistics;
    statistic->chart.title = TEXT("Records by transport protocol and state");
    statistic->label_title = "Transport protocol";
    for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++)
        add_label(statistic, "%s", order[i] ? transports[order[i]].name : "none named");
    for (size_t k = 0; k < CHART_STATES; k++) {
        uint32_t *values = add_series(statistic, &states[k].series);
        for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++)
            values[i] = tally->records[order[i]][model_states[k]];
    }
    snprintf(statistic->description, sizeof(statistic->description),
             "Of %u records %u are of assignments, %u of reservations, and %u say that port "
             "numbers are unassigned.",
             counts->records, counts->records_assigned, counts->records_reserved,
             counts->records_unassigned);
}

/* --- over time --- */

/* DATE as a number of years. */
static double years_of(struct date date)
{
    return date.year + ((date.month ? date.month : 1) - 1) / 12.0 +
           ((date.day ? date.day : 1) - 1) / 372.0;
}

static void add_moments(struct statistic *statistic, const struct tally *tally)
{
    const struct tally_moment *moments = tally->moments;
    if (!tally->moment_count)
        return;
    double first = years_of(moments[0].date);
    double span = years_of(moments[tally->moment_count - 1].date) - first;
    for (size_t i = 0; i < tally->moment_count; i++) {
        char date[DATE_SIZE_BYTES];
        add_label(statistic, "%s", date_format(moments[i].date, date));
        statistic->places[i] = span > 0 ? (years_of(moments[i].date) - first) / span : 0;
    }
    for (unsigned year = (unsigned)first + 1; span > 0 && year <= first + span; year++)
        if (span < 20 || year % 5 == 0)
            add_mark(statistic, (year - first) / span, year);
}

static void make_growth(struct statistic *statistic, const struct tally *tally)
{
    static const struct kind_of_series kinds[] = {
        {"records", "records-line", "#0b5c6b"},
        {"of them assigned", "assigned-line", "#d07d1f"},
        {"service names without a port number", "names-line", "#7a5fb5"},
    };
    statistic->chart.title = TEXT("Growth");
    statistic->label_title = "Release";
    add_moments(statistic, tally);
    uint32_t *records = add_series(statistic, &kinds[0]);
    uint32_t *assigned = add_series(statistic, &kinds[1]);
    uint32_t *names = add_series(statistic, &kinds[2]);
    for (size_t i = 0; i < tally->moment_count; i++) {
        records[i] = tally->moments[i].records;
        assigned[i] = tally->moments[i].assigned;
        names[i] = tally->moments[i].names;
    }
    if (!tally->moment_count)
        return;
    size_t last = tally->moment_count - 1;
    snprintf(statistic->description, sizeof(statistic->description),
             "From %u records on %s to %u on %s. Service names without a port number: %u, then %u.",
             records[0], statistic->label_words[0], records[last], statistic->label_words[last],
             names[0], names[last]);
}

/* --- by assignee --- */

static void make_assignees(struct statistic *statistic, const struct tally *tally)
{
    static const struct kind_of_series kind = {"records", "names", "#0b5c6b"};
    struct chart *chart = &statistic->chart;
    chart->title = TEXT("Assignees with the most records");
    statistic->label_title = "Assignee";
    uint32_t *values = add_series(statistic, &kind);
    for (size_t i = 0; i < tally->assignee_count; i++) {
        const struct tally_assignee *assignee = &tally->assignees[i];
        statistic->labels[chart->label_count++] =
            assignee->organization.length ? assignee->organization : assignee->handle;
        values[i] = assignee->records;
    }
    snprintf(statistic->description, sizeof(statistic->description),
             "The %zu assignees with the most assigned records, a service over several transport "
             "protocols being a record for each. An assignee may have several handles.",
             tally->assignee_count);
}

void statistic_make(struct statistic *statistic, enum statistic_kind kind,
                    const struct portreg *snapshot, const struct tally *tally)
{
    static const enum chart_kind kinds[STATISTIC_COUNT] = {
        [STATISTIC_ASSIGNMENTS] = CHART_COLUMNS, [STATISTIC_RANGES] = CHART_SHARES,
        [STATISTIC_GROWTH] = CHART_LINES,        [STATISTIC_RECORDS] = CHART_ROWS,
        [STATISTIC_NAMES] = CHART_COLUMNS,       [STATISTIC_ASSIGNEES] = CHART_ROWS,
    };
    static void (*const makers[STATISTIC_COUNT])(struct statistic *, const struct tally *) = {
        [STATISTIC_ASSIGNMENTS] = make_assignments,
        [STATISTIC_RANGES] = make_ranges,
        [STATISTIC_GROWTH] = make_growth,
        [STATISTIC_RECORDS] = make_records,
        [STATISTIC_NAMES] = make_names,
        [STATISTIC_ASSIGNEES] = make_assignees,
    };
    char date[DATE_SIZE_BYTES];
    struct snapshot_header header = snapshot_header(snapshot);
    memset(statistic, 0, sizeof(*statistic));
    makers[kind](statistic, tally);
    struct text title = text_slice(header.title, 0, SOURCE_TITLE_BYTES);
    title.length = text_length_of_whole_characters(title);
    snprintf(statistic->source, sizeof(statistic->source), "%.*s, %s",
             TEXT_ARGS(title.length ? title : TEXT("A registry without a title")),
             date_format(header.updated, date));
    struct chart *chart = &statistic->chart;
    chart->kind = kinds[kind];
    chart->id = ids[kind];
    chart->labels = statistic->labels;
    chart->places = statistic->places;
    chart->marks = statistic->marks;
    chart->description = text_of(statistic->description);
    chart->source = text_of(statistic->source);
}
