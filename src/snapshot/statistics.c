/* Counting. */
#include "snapshot/statistics.h"

#include "registry/state.h"
#include "snapshot/past.h"

static void count_port(void *context, enum transport_protocol protocol, uint16_t port_number,
                       enum portreg_state state)
{
    struct statistics *statistics = context;
    statistics->ports[protocol - TRANSPORT_FIRST][port_range_of(port_number)][state]++;
}

static void count_ports(const struct portreg *snapshot, struct statistics *statistics)
{
    if (!snapshot->slots) {
        past_visit_states(snapshot, count_port, statistics);
        return;
    }
    for (int protocol = TRANSPORT_FIRST; protocol <= TRANSPORT_LAST; protocol++) {
        for (uint32_t port = 0; port < PORT_COUNT; port++) {
            struct portreg_answer answer = portreg_find_port(
                snapshot, (enum portreg_transport_protocol)protocol, (uint16_t)port);
            count_port(statistics, (enum transport_protocol)protocol, (uint16_t)port,
                       (enum portreg_state)answer.state);
        }
    }
}

static void count_record(const struct portreg_record *record, struct statistics *statistics)
{
    struct record model;
    snapshot_model(record, &model);
    switch (record_state(&model)) {
    case STATE_ASSIGNED:
        statistics->records_assigned++;
        statistics->records_without_port_number += !record->has_port_number;
        break;
    case STATE_RESERVED:
        statistics->records_reserved++;
        break;
    default:
        statistics->records_unassigned++;
        break;
    }
    statistics->aliases += record->alias_of.length != 0;
    statistics->legacy_names += record->is_legacy_name;
    statistics->service_codes += record->has_service_code;
    statistics->records++;
}

void statistics_count(const struct portreg *snapshot, struct statistics *statistics)
{
    struct portreg_record record;
    *statistics = (struct statistics){.people = snapshot_header(snapshot).person_count};
    count_ports(snapshot, statistics);
    for (uint32_t i = 0; portreg_record_get(snapshot, i, &record); i++)
        count_record(&record, statistics);
}
