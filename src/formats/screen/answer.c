/* Answers for a screen. */
#include "formats/screen/answer.h"

#include <stdio.h>

#include "registry/service_code.h"
#include "registry/state.h"
#include "snapshot/explain.h"

static enum tone tone_of_state(unsigned state)
{
    return state == PORTREG_ASSIGNED   ? TONE_GOOD
           : state == PORTREG_RESERVED ? TONE_WARN
                                       : TONE_QUIET;
}

static struct text ports_of(const struct portreg_record *record,
                            char buffer[static PORTS_SIZE_BYTES])
{
    struct ports ports = {record->first_port_number, record->last_port_number, false};
    return record->has_port_number ? text_of(ports_format(ports, buffer)) : TEXT("");
}

static struct text date_of(struct portreg_date date, char buffer[static DATE_SIZE_BYTES])
{
    return text_of(date_format(date_of_portreg(date), buffer));
}

/* --- one record, column by column --- */

static void add_column(struct screen_table *table, enum column column, struct text value)
{
    if (value.length == 0)
        return;
    screen_table_add_row(table);
    screen_table_add_cell(table, column_title(column), TONE_QUIET);
    screen_table_add_cell(table, value, TONE_PLAIN);
}

static void add_service_code(struct screen_table *table, const struct portreg_record *record)
{
    char code[SERVICE_CODE_SIZE_BYTES], text[SERVICE_CODE_SIZE_BYTES + 16];
    service_code_format_text(record->service_code, code);
    snprintf(text, sizeof(text), "%u%s%s", record->service_code, *code ? " " : "", code);
    if (record->has_service_code)
        add_column(table, COLUMN_SERVICE_CODE, text_of(text));
}

static int write_record(const struct screen *screen, const struct portreg_record *record)
{
    char ports[PORTS_SIZE_BYTES], registered[DATE_SIZE_BYTES], modified[DATE_SIZE_BYTES];
    struct screen_table table;
    screen_table_init(&table, 2, NULL);
    add_column(&table, COLUMN_SERVICE_NAME, text_of_portreg(record->service_name));
    add_column(&table, COLUMN_PORT_NUMBER, ports_of(record, ports));
    add_column(&table, COLUMN_TRANSPORT_PROTOCOL,
               text_of(portreg_transport_protocol_name(record->transport_protocol)));
    add_column(&table, COLUMN_DESCRIPTION, text_of_portreg(record->description));
    add_column(&table, COLUMN_ASSIGNEE, text_of_portreg(record->assignee));
    add_column(&table, COLUMN_CONTACT, text_of_portreg(record->contact));
    add_column(&table, COLUMN_REGISTRATION_DATE, date_of(record->registration_date, registered));
    add_column(&table, COLUMN_MODIFICATION_DATE, date_of(record->modification_date, modified));
    add_column(&table, COLUMN_REFERENCE, text_of_portreg(record->reference));
    add_service_code(&table, record);
    add_column(&table, COLUMN_UNAUTHORIZED_USE, text_of_portreg(record->unauthorized_use));
    add_column(&table, COLUMN_ASSIGNMENT_NOTES, text_of_portreg(record->assignment_notes));
    int status = screen_table_write(&table, screen);
    screen_table_done(&table);
    return status;
}

/* --- a port number --- */

/* A line of its own, wrapped as a cell is. */
static int write_line(const struct screen *screen, struct text line)
{
    struct screen_table table;
    screen_table_init(&table, 1, NULL);
    screen_table_add_row(&table);
    screen_table_add_cell(&table, line, TONE_PLAIN);
    int status = screen_table_write(&table, screen);
    screen_table_done(&table);
    return status;
}

/* "443/tcp: assigned, registered as https (System Ports)" */
static int write_verdict(const struct screen *screen, const struct portreg *snapshot,
                         const struct portreg_answer *answer)
{
    struct text remark = port_remark(answer->port_number);
    struct buffer words;
    buffer_init(&words);
    buffer_format(&words, "%u/%s: %s, ", answer->port_number,
                  portreg_transport_protocol_name(answer->transport_protocol),
                  portreg_state_name(answer->state));
    answer_explain(snapshot, answer, &words);
    buffer_format(&words, " (%.*s%s%.*s)",
                  TEXT_ARGS(port_range_facts(port_range_of(answer->port_number))->name),
                  remark.length ? "; " : "", TEXT_ARGS(remark));
    int status = words.failed ? STATUS_MEMORY : write_line(screen, buffer_text(&words));
    buffer_done(&words);
    return status;
}

static int write_port(const struct screen *screen, const struct portreg *snapshot,
                      const struct portreg_answer *answer)
{
    struct portreg_record record;
    int status = write_verdict(screen, snapshot, answer);
    for (uint32_t i = 0;
         status == STATUS_OK && portreg_list_get(snapshot, answer->records, i, &record); i++) {
        sink_write_byte(screen->sink, '\n');
        status = write_record(screen, &record);
    }
    return status;
}

/* All transport protocols of a port number, one a row. */
static int write_transport_protocols(const struct screen *screen, const struct portreg *snapshot,
                                     uint16_t port_number)
{
    static const char *const titles[] = {"Port", "Transport", "State", "Why", "Description"};
    char number[PORTS_SIZE_BYTES];
    struct screen_table table;
    struct buffer words;
    buffer_init(&words);
    screen_table_init(&table, 5, titles);
    ports_format((struct ports){port_number, port_number, false}, number);
    for (int protocol = TRANSPORT_FIRST; protocol <= TRANSPORT_LAST; protocol++) {
        struct portreg_answer answer =
            portreg_find_port(snapshot, (enum portreg_transport_protocol)protocol, port_number);
        struct portreg_record record = {.description = {"", 0}};
        buffer_clear(&words);
        answer_explain(snapshot, &answer, &words);
        if (answer.state == PORTREG_ASSIGNED)
            portreg_list_get(snapshot, answer.records, 0, &record);
        screen_table_add_row(&table);
        screen_table_add_cell(&table, text_of(number), TONE_PLAIN);
        screen_table_add_cell(&table, transport_protocol_name((enum transport_protocol)protocol),
                              TONE_PLAIN);
        screen_table_add_cell(&table, text_of(portreg_state_name(answer.state)),
                              tone_of_state(answer.state));
        screen_table_add_cell(&table, buffer_text(&words),
                              answer.state == PORTREG_ASSIGNED ? TONE_STRONG : TONE_QUIET);
        screen_table_add_cell(&table, text_of_portreg(record.description), TONE_PLAIN);
    }
    int status = words.failed ? STATUS_MEMORY : screen_table_write(&table, screen);
    if (port_remark(port_number).length)
        sink_format(screen->sink, "\n%u is %.*s\n", port_number,
                    TEXT_ARGS(port_remark(port_number)));
    screen_table_done(&table);
    buffer_done(&words);
    return status;
}

static int answer_port(const struct portreg *snapshot, const struct query *query,
                       const struct screen *screen, bool *found)
{
    bool all = query->transport_protocol == TRANSPORT_NONE;
    int first = all ? TRANSPORT_FIRST : (int)query->transport_protocol;
    int last = all ? TRANSPORT_LAST : first;
    struct portreg_answer answer = {0};
    for (int protocol = first; protocol <= last; protocol++) {
        answer = portreg_find_port(snapshot, (enum portreg_transport_protocol)protocol,
                                   query->ports.first);
        *found |= answer.state == PORTREG_ASSIGNED || answer.state == PORTREG_RESERVED;
    }
    return all ? write_transport_protocols(screen, snapshot, query->ports.first)
               : write_port(screen, snapshot, &answer);
}

/* --- records: of a service name or of a range --- */

static void add_record(struct screen_table *table, const struct portreg_record *record)
{
    char ports[PORTS_SIZE_BYTES];
    struct record model;
    snapshot_model(record, &model);
    enum state state = record_state(&model);
    screen_table_add_row(table);
    screen_table_add_cell(table, text_of_portreg(record->service_name),
                          record->alias_of.length ? TONE_QUIET : TONE_STRONG);
    screen_table_add_cell(table, ports_of(record, ports), TONE_PLAIN);
    screen_table_add_cell(
        table, text_of(portreg_transport_protocol_name(record->transport_protocol)), TONE_PLAIN);
    screen_table_add_cell(table, text_of(state_name(state)), tone_of_state((unsigned)state));
    screen_table_add_cell(table, text_of_portreg(record->description), TONE_PLAIN);
    screen_table_add_cell(table, text_of_portreg(record->reference), TONE_QUIET);
    screen_table_add_cell(table, text_of_portreg(record->assignment_notes), TONE_QUIET);
}

static int answer_records(const struct portreg *snapshot, const struct query *query,
                          const struct screen *screen, bool *found)
{
    static const char *const titles[] = {"Service Name", "Port",      "Transport",       "State",
                                         "Description",  "Reference", "Assignment Notes"};
    struct query_records records = query_records_begin(snapshot, query);
    struct portreg_record record;
    struct screen_table table;
    screen_table_init(&table, 7, titles);
    while (query_records_next(&records, &record)) {
        *found |= query_is_answered_by(query, &record);
        add_record(&table, &record);
    }
    int status = table.first || table.failed ? screen_table_write(&table, screen) : STATUS_OK;
    screen_table_done(&table);
    return status;
}

int screen_answer_write(const struct portreg *snapshot, const struct query *query,
                        const struct screen *screen, bool *found)
{
    *found = false;
    return query->kind == QUERY_PORT ? answer_port(snapshot, query, screen, found)
                                     : answer_records(snapshot, query, screen, found);
}

void screen_release_write(const struct portreg *snapshot, const struct screen *screen)
{
    char date[DATE_SIZE_BYTES];
    date_format(date_of_portreg(portreg_release(snapshot).date), date);
    sink_format(screen->sink, "Release of %s:\n", *date ? date : "no date");
}
