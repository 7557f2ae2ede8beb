/* Registries for tests, out of one string: a record a line, its columns with | between them:
 * service name, port number, transport protocol, description, contact, registration date,
 * assignment notes. What is missing at the end of a line is empty. */
#ifndef PORTREG_TESTS_UNIT_HISTORY_ROWS_H
#define PORTREG_TESTS_UNIT_HISTORY_ROWS_H

#include <assert.h>

#include "registry/registry.h"

static inline void add_row(struct registry *registry, struct text line)
{
    struct record *record = registry_add_record(registry);
    assert(record);
    record->service_name = text_split(&line, '|');
    struct text ports = text_split(&line, '|');
    record->has_ports = ports.length != 0;
    bool has_bad_ports = ports.length && ports_parse(ports, &record->ports);
    assert(!has_bad_ports);
    record->transport_protocol = transport_protocol_parse(text_split(&line, '|'));
    record->description = text_split(&line, '|');
    record->contact = text_split(&line, '|');
    struct text date = text_split(&line, '|');
    bool has_bad_date = date.length && !date_parse(date, &record->registration_date);
    assert(!has_bad_date);
    record->assignment_notes = text_split(&line, '|');
}

/* Fills the empty REGISTRY with ROWS, which live as long as it. */
static inline void read_rows(struct registry *registry, const char *rows)
{
    struct text rest = text_of(rows);
    registry_init(registry);
    while (rest.length)
        add_row(registry, text_split(&rest, '\n'));
}

#endif
