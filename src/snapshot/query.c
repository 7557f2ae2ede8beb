/* Reading what people ask for. */
#include "snapshot/query.h"

#include <stdio.h>

#include "registry/state.h"

static int expected(struct error *error, const char *what, struct text found)
{
    char quoted[QUOTED_SIZE_BYTES];
    return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0}, "expected %s, found %s",
                     what, text_quote(found, quoted));
}

/* Whether TEXT can only be meant as a port number or a range: digits, hyphens and a sign. */
static bool is_numeric(struct text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (!ascii_is_digit(text.bytes[i]) && text.bytes[i] != '-' &&
            !(i == 0 && text.bytes[i] == '+'))
            return false;
    return text.length != 0;
}

static int parse_transport_protocol(struct text name, struct query *query, struct error *error)
{
    query->transport_protocol = transport_protocol_ask(name);
    if (query->transport_protocol == TRANSPORT_NONE)
        return expected(error, "a transport protocol " TRANSPORT_NAMES, name);
    return STATUS_OK;
}

/* "0443" means 443 or, to glibc's services file, octal: so it is refused, and says why. */
static int refuse_numbers(struct text key, struct error *error)
{
    if (key.length > 1 && key.bytes[0] == '0' && text_find(key, TEXT("-"), 0) == SIZE_MAX)
        return expected(error, "a port number in decimal without leading zeros", key);
    struct ports ignored;
    const char *wrong = ports_parse(key, &ignored);
    return expected(error, wrong + sizeof("expected ") - 1, key);
}

static int parse_key(struct text key, struct query *query, struct error *error)
{
    if (key.length == 0)
        return expected(error, "a port number, a range or a service name", key);
    if (!is_numeric(key)) {
        query->kind = QUERY_NAME;
        query->service_name = key;
        return STATUS_OK;
    }
    if (ports_parse(key, &query->ports))
        return refuse_numbers(key, error);
    bool range = text_find(key, TEXT("-"), 0) != SIZE_MAX;
    query->kind = range ? QUERY_RANGE : QUERY_PORT;
    return STATUS_OK;
}

/* "_https._tcp", as DNS-SD writes a service name with its transport protocol; a domain may follow.
 * DNS-SD says _udp for every transport protocol but TCP (RFC 6763 section 7). */
static int parse_dns_sd(struct text text, struct query *query, struct error *error)
{
    struct text rest = text_from(text, 1);
    struct text name = text_split(&rest, '.');
    struct text protocol = text_split(&rest, '.');
    if (name.length == 0 || protocol.length < 2 || protocol.bytes[0] != '_')
        return expected(error, "a service name as _https._tcp", text);
    query->kind = QUERY_NAME;
    query->service_name = name;
    return parse_transport_protocol(text_from(protocol, 1), query, error);
}

int query_parse(struct text text, struct query *query, struct error *error)
{
    *query = (struct query){.transport_protocol = TRANSPORT_NONE};
    text = text_trim(text);
    if (text_find_malformed(text) != SIZE_MAX)
        return expected(error, "a query in UTF-8 without control characters", text);
    if (text_starts_with(text, TEXT("_")) && text_find(text, TEXT("._"), 0) != SIZE_MAX)
        return parse_dns_sd(text, query, error);
    struct text second = text;
    struct text first = text_split(&second, '/');
    if (!second.bytes)
        return parse_key(text, query, error);
    if (transport_protocol_ask(first) != TRANSPORT_NONE &&
        transport_protocol_ask(second) == TRANSPORT_NONE) {
        query->transport_protocol = transport_protocol_ask(first);
        return parse_key(second, query, error);
    }
    if (!is_numeric(first) && transport_protocol_ask(second) == TRANSPORT_NONE)
        return parse_key(text, query, error); /* a legacy name such as "cl/1" */
    if (parse_transport_protocol(second, query, error) != STATUS_OK)
        return STATUS_INPUT;
    return parse_key(first, query, error);
}

struct text query_format(const struct query *query, char buffer[static QUERY_SIZE_BYTES])
{
    char ports[PORTS_SIZE_BYTES];
    struct text protocol = transport_protocol_name(query->transport_protocol);
    struct text key = query->kind == QUERY_NAME ? query->service_name
                                                : text_of(ports_format(query->ports, ports));
    int length = snprintf(buffer, QUERY_SIZE_BYTES, "%.*s%s%.*s", TEXT_ARGS(key),
                          protocol.length ? "/" : "", TEXT_ARGS(protocol));
    size_t limit = QUERY_SIZE_BYTES - 1;
    if (length >= 0 && (size_t)length <= limit)
        return (struct text){buffer, (size_t)length};
    buffer[text_length_of_whole_characters((struct text){buffer, limit})] = '\0';
    return text_of(buffer);
}

struct query_records query_records_begin(const struct portreg *snapshot, const struct query *query)
{
    struct query_records records = {.snapshot = snapshot, .query = query};
    if (query->kind == QUERY_NAME)
        records.list =
            portreg_find_name(snapshot, query->service_name.bytes, query->service_name.length);
    return records;
}

/* Whether RECORD is of the transport protocol asked for; one without any is of all. */
static bool is_of_transport_protocol(const struct query *query, const struct portreg_record *record)
{
    return query->transport_protocol == TRANSPORT_NONE ||
           record->transport_protocol == PORTREG_NO_TRANSPORT ||
           (int)record->transport_protocol == (int)query->transport_protocol;
}

bool query_records_next(struct query_records *records, struct portreg_record *record)
{
    const struct query *query = records->query;
    for (;;) {
        bool more =
            query->kind == QUERY_NAME
                ? portreg_list_get(records->snapshot, records->list, records->next++, record)
                : portreg_next_in_ports(records->snapshot, query->ports.first, query->ports.last,
                                        &records->next, record);
        if (!more || is_of_transport_protocol(query, record))
            return more;
    }
}

bool query_is_answered_by(const struct query *query, const struct portreg_record *record)
{
    struct record model;
    snapshot_model(record, &model);
    return query->kind == QUERY_NAME || record_state(&model) != STATE_UNASSIGNED;
}
