/* Counting: records by state, port numbers by state, range and transport protocol. */
#ifndef PORTREG_SNAPSHOT_STATISTICS_H
#define PORTREG_SNAPSHOT_STATISTICS_H

#include "snapshot/snapshot.h"

enum { STATE_COUNT = PORTREG_DYNAMIC + 1 };

struct statistics {
    /* Port numbers: of each transport protocol (index less PORTREG_TCP), range and state. */
    uint32_t ports[TRANSPORT_COUNT][RANGE_COUNT][STATE_COUNT];
    uint32_t records;
    uint32_t records_assigned; /* with a service name, or otherwise assigned */
    uint32_t records_reserved;
    uint32_t records_unassigned;
    uint32_t records_without_port_number; /* of the assigned ones: service names alone */
    uint32_t aliases;
    uint32_t legacy_names;
    uint32_t service_codes;
    uint32_t people;
};

void statistics_count(const struct portreg *snapshot, struct statistics *statistics);

#endif
