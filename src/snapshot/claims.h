/* What each version of a record says of the state of its port numbers: all that slots are compiled
 * from. No text is needed to know it, so it can be found beside the work on texts. */
#ifndef PORTREG_SNAPSHOT_CLAIMS_H
#define PORTREG_SNAPSHOT_CLAIMS_H

#include "registry/registry.h"
#include "snapshot/layout.h"

struct claim {
    uint16_t first_port; /* as last_port, meaningful when has_ports */
    uint16_t last_port;
    uint8_t transport_protocol;
    uint8_t verdict; /* VERDICT_ASSIGNED, _RESERVED or _UNASSIGNED */
    uint8_t demerits;
    bool has_ports;
};

/* What keeps a record from being the canonical one of its port number, the lowest bit the least. */
enum demerit {
    DEMERIT_RANGE = 1,
    DEMERIT_WIDESPREAD_USE = 2,
    DEMERIT_DUPLICATE = 4,
    DEMERIT_ALIAS = 8,
    DEMERITS_MOST = 15, /* all together */
};

/* One claim for each of the records of VERSIONS, to be freed; NULL without memory. */
struct claim *claims_find(const struct registry *versions);

#endif
