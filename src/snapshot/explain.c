/* States in words. */
#include "snapshot/explain.h"

const char *reason_name(enum portreg_reason reason)
{
    static const char *const names[] = {
        [PORTREG_NO_RECORD] = "no-record",
        [PORTREG_BY_ASSIGNMENT] = "assignment",
        [PORTREG_BY_RESERVATION] = "reservation",
        [PORTREG_BY_AVAILABILITY] = "availability",
        [PORTREG_BY_OTHER_TRANSPORT] = "other-transport",
        [PORTREG_BY_ALL_TRANSPORTS] = "all-transports",
        [PORTREG_BY_RANGE] = "range",
    };
    return (unsigned)reason <= PORTREG_BY_RANGE ? names[reason] : "";
}

/* "a", "a and b", "a, b and c": the joint before item INDEX of COUNT. */
static struct text joint(uint32_t index, uint32_t count)
{
    if (index == 0)
        return TEXT("");
    return index + 1 == count ? TEXT(" and ") : TEXT(", ");
}

/* The service names of the answer, or the description of a record without one. */
static void append_names(const struct portreg *snapshot, const struct portreg_answer *answer,
                         struct buffer *buffer)
{
    struct portreg_record record;
    for (uint32_t i = 0; portreg_list_get(snapshot, answer->records, i, &record); i++) {
        buffer_append(buffer, joint(i, answer->records.count));
        buffer_append(buffer, text_of_portreg(record.service_name.length ? record.service_name
                                                                         : record.description));
    }
}

/* The transport protocols of the records of the answer, each once. */
static void append_transport_protocols(const struct portreg *snapshot,
                                       const struct portreg_answer *answer, struct buffer *buffer)
{
    bool seen[TRANSPORT_LAST + 1] = {false};
    uint32_t count = 0, shown = 0;
    struct portreg_record record;
    for (uint32_t i = 0; portreg_list_get(snapshot, answer->records, i, &record); i++) {
        count += !seen[record.transport_protocol];
        seen[record.transport_protocol] = true;
    }
    for (int i = TRANSPORT_FIRST; i <= TRANSPORT_LAST; i++) {
        if (!seen[i])
            continue;
        buffer_append(buffer, joint(shown++, count));
        buffer_append(buffer, transport_protocol_name((enum transport_protocol)i));
    }
}

/* What the record behind a reservation or an unassigned block says. */
static void append_row(const struct portreg *snapshot, const struct portreg_answer *answer,
                       struct buffer *buffer)
{
    struct portreg_record record;
    char ports[PORTS_SIZE_BYTES];
    if (!portreg_list_get(snapshot, answer->records, 0, &record))
        return;
    buffer_append(buffer, TEXT("recorded as \""));
    buffer_append(buffer, text_of_portreg(record.description));
    buffer_append_byte(buffer, '"');
    if (record.first_port_number != record.last_port_number) {
        struct ports block = {record.first_port_number, record.last_port_number, false};
        buffer_append(buffer, TEXT(" with "));
        buffer_append(buffer, text_of(ports_format(block, ports)));
    }
    if (record.assignment_notes.length) {
        buffer_append(buffer, TEXT(": "));
        buffer_append(buffer, text_of_portreg(record.assignment_notes));
    }
}

void answer_explain(const struct portreg *snapshot, const struct portreg_answer *answer,
                    struct buffer *buffer)
{
    switch ((enum portreg_reason)answer->reason) {
    case PORTREG_NO_RECORD:
        buffer_append(buffer, TEXT("not recorded"));
        break;
    case PORTREG_BY_RANGE:
        buffer_append(buffer, TEXT("dynamic port numbers are never assigned "
                                   "(RFC 6335 section 6)"));
        break;
    case PORTREG_BY_OTHER_TRANSPORT:
        buffer_append(buffer, TEXT("as it is assigned for "));
        append_transport_protocols(snapshot, answer, buffer);
        buffer_append(buffer, TEXT(" (RFC 6335 section 8.1)"));
        break;
    case PORTREG_BY_ASSIGNMENT:
        buffer_append(buffer, TEXT("registered as "));
        append_names(snapshot, answer, buffer);
        break;
    case PORTREG_BY_RESERVATION:
    case PORTREG_BY_AVAILABILITY:
        append_row(snapshot, answer, buffer);
        break;
    case PORTREG_BY_ALL_TRANSPORTS:
        if (answer->state == PORTREG_ASSIGNED) {
            buffer_append(buffer, TEXT("registered, without a transport protocol, as "));
            append_names(snapshot, answer, buffer);
        } else {
            append_row(snapshot, answer, buffer);
        }
        break;
    }
}
