/* Which records are asked for. */
#include "server/api/record_query.h"

#include "server/problem.h"

enum { YEAR_LAST = 9999 };

static bool refuse(const struct visit *visit, const char *name, const char *accepted,
                   struct text found)
{
    char quoted[QUOTED_SIZE_BYTES];
    problem_answer(visit, (struct problem){.kind = PROBLEM_MALFORMED_PARAMETER, .parameter = name},
                   "expected %s as %s, found %s", name, accepted, text_quote(found, quoted));
    return false;
}

static bool parse_transport(const struct visit *visit, struct text word, struct record_query *query)
{
    query->has_transport = word.bytes;
    query->transport_protocol = transport_protocol_ask(word);
    if (!word.bytes || query->transport_protocol != TRANSPORT_NONE ||
        text_equal_ignoring_case(word, TEXT("none")))
        return true;
    return refuse(visit, "transport", "tcp, udp, sctp, dccp or none", word);
}

static bool parse_state(const struct visit *visit, struct text word, struct record_query *query)
{
    if (!word.bytes)
        return true;
    query->has_state = true;
    for (query->state = STATE_UNASSIGNED; query->state <= STATE_RESERVED; query->state++)
        if (text_equal_ignoring_case(word, text_of(state_name(query->state))))
            return true;
    return refuse(visit, "state", "assigned, reserved or unassigned", word);
}

static bool parse_range(const struct visit *visit, struct text word, struct record_query *query)
{
    if (!word.bytes)
        return true;
    query->has_range = true;
    for (query->range = RANGE_SYSTEM; query->range < RANGE_COUNT; query->range++)
        if (text_equal_ignoring_case(word, port_range_facts(query->range)->word))
            return true;
    return text_equal_ignoring_case(word, TEXT("none")) ||
           refuse(visit, "range", "system, user, dynamic or none", word);
}

static bool parse_years(const struct visit *visit, struct text word, struct record_query *query)
{
    struct text rest = word;
    uint64_t first, last;
    if (!word.bytes)
        return true;
    if (text_to_number(text_split(&rest, '-'), YEAR_LAST, &first) && first > 0) {
        last = first;
        if (!rest.bytes || (text_to_number(rest, YEAR_LAST, &last) && last >= first)) {
            query->first_year = (uint16_t)first;
            query->last_year = (uint16_t)last;
            return true;
        }
    }
    return refuse(visit, "year", "a year or years as 2015-2019", word);
}

bool record_query_parse(const struct visit *visit, struct record_query *query)
{
    const struct target *target = &visit->request->target;
    *query = (struct record_query){.assignee = target_parameter(target, TEXT("assignee"))};
    return parse_transport(visit, target_parameter(target, TEXT("transport")), query) &&
           parse_state(visit, target_parameter(target, TEXT("state")), query) &&
           parse_range(visit, target_parameter(target, TEXT("range")), query) &&
           parse_years(visit, target_parameter(target, TEXT("year")), query);
}

static bool has_part(struct text text, struct text part)
{
    for (size_t at = 0; at + part.length <= text.length; at++)
        if (text_equal_ignoring_case(text_slice(text, at, part.length), part))
            return true;
    return false;
}

static enum state state_of(const struct portreg_record *record)
{
    struct record model;
    snapshot_model(record, &model);
    return record_state(&model);
}

static bool is_in(enum port_range range, const struct portreg_record *record)
{
    struct ports ports = {.first = record->first_port_number, .last = record->last_port_number};
    if (range == RANGE_COUNT)
        return !record->has_port_number;
    return record->has_port_number && ports_overlap(ports, port_range_facts(range)->ports);
}

static bool is_between(const struct record_query *query, uint16_t year)
{
    return year >= query->first_year && year <= query->last_year;
}

bool record_query_takes(const struct record_query *query, const struct portreg_record *record)
{
    if (query->has_transport && (int)record->transport_protocol != (int)query->transport_protocol)
        return false;
    if (query->first_year && !is_between(query, record->registration_date.year) &&
        !is_between(query, record->modification_date.year))
        return false;
    if (query->has_range && !is_in(query->range, record))
        return false;
    if (query->assignee.length && !has_part(text_of_portreg(record->assignee), query->assignee))
        return false;
    return !query->has_state || state_of(record) == query->state;
}
