/* Counts as JSON. */
#include "formats/json/answer_parts.h"
#include "snapshot/statistics.h"
#include "snapshot/years.h"

static void members_records(struct json_members *members, const struct statistics *statistics)
{
    json_member_number(members, "records", statistics->records);
    json_member_number(members, "assigned", statistics->records_assigned);
    json_member_number(members, "without_port_number", statistics->records_without_port_number);
    json_member_number(members, "reserved", statistics->records_reserved);
    json_member_number(members, "unassigned", statistics->records_unassigned);
    json_member_number(members, "aliases", statistics->aliases);
    json_member_number(members, "legacy_names", statistics->legacy_names);
    json_member_number(members, "service_codes", statistics->service_codes);
    json_member_number(members, "people", statistics->people);
}

static void member_ports(struct json_members *parent, const struct statistics *statistics)
{
    json_member(parent, "port_numbers");
    struct json_members protocols = json_members_begin(parent->sink);
    for (int protocol = 0; protocol < TRANSPORT_COUNT; protocol++) {
        json_member(&protocols, portreg_transport_protocol_name(
                                    (enum portreg_transport_protocol)(protocol + PORTREG_TCP)));
        struct json_members ranges = json_members_begin(parent->sink);
        for (int range = 0; range < RANGE_COUNT; range++) {
            json_member(&ranges, port_range_facts((enum port_range)range)->word.bytes);
            struct json_members states = json_members_begin(parent->sink);
            for (int state = 0; state < STATE_COUNT; state++)
                json_member_number(&states, portreg_state_name((enum portreg_state)state),
                                   statistics->ports[protocol][range][state]);
            json_members_end(&states);
        }
        json_members_end(&ranges);
    }
    json_members_end(&protocols);
}

static void write_year(struct sink *sink, const struct year *year)
{
    struct json_members members = json_members_begin(sink);
    json_member_number(&members, "year", year->year);
    json_member_number(&members, "total", year_total(year));
    for (int protocol = TRANSPORT_FIRST; protocol <= TRANSPORT_LAST; protocol++)
        json_member_number(
            &members, portreg_transport_protocol_name((enum portreg_transport_protocol)protocol),
            year->records[protocol]);
    json_member_number(&members, "none", year->records[TRANSPORT_NONE]);
    json_members_end(&members);
}

static void member_years(struct json_members *members, const struct years *years)
{
    json_member(members, "assignments_per_year");
    sink_write_byte(members->sink, '[');
    for (size_t i = 0; i < years->count; i++) {
        if (i)
            sink_write_byte(members->sink, ',');
        write_year(members->sink, &years->list[i]);
    }
    sink_write_byte(members->sink, ']');
    json_member_number(members, "assignments_without_date", years->without_date);
}

int answer_write_statistics(const struct portreg *snapshot, struct sink *sink, struct error *error)
{
    struct statistics statistics;
    struct years years;
    int status = years_count(snapshot, &years, error);
    if (status != STATUS_OK)
        return status;
    statistics_count(snapshot, &statistics);
    struct json_members members = json_members_begin(sink);
    answer_member_release(&members, snapshot);
    members_records(&members, &statistics);
    member_ports(&members, &statistics);
    member_years(&members, &years);
    json_members_end(&members);
    sink_write_byte(sink, '\n');
    years_done(&years);
    return STATUS_OK;
}
