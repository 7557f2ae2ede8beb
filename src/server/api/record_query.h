/* Which records a visitor asks for, in the parameters of an address. */
#ifndef PORTREG_SERVER_API_RECORD_QUERY_H
#define PORTREG_SERVER_API_RECORD_QUERY_H

#include "registry/state.h"
#include "server/routes.h"

/* What a record must be, as far as it is asked for. */
struct record_query {
    bool has_transport, has_state, has_range;
    enum transport_protocol transport_protocol;
    enum state state;      /* that the record gives its port numbers */
    enum port_range range; /* one of its port numbers is in it; RANGE_COUNT: it has none */
    uint16_t first_year;   /* of its registration or modification date; 0: any */
    uint16_t last_year;
    struct text assignee; /* what its assignee has in it, without regard to case */
};

/* Reads the parameters transport and range (either may be "none"), state, year and assignee. False
 * when one makes no sense: then VISIT has been refused with 400. */
bool record_query_parse(const struct visit *visit, struct record_query *query);

/* Whether RECORD is what QUERY asks for. */
bool record_query_takes(const struct record_query *query, const struct portreg_record *record);

#endif
