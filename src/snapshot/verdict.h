/* The order in which the state of a port number is decided, for one transport protocol: by its own
 * records, of those by the ones with the lowest verdict; else reserved, as it is assigned for
 * another (RFC 6335 section 8.1); else by the records without a transport protocol; else by its
 * range. */
#ifndef PORTREG_SNAPSHOT_VERDICT_H
#define PORTREG_SNAPSHOT_VERDICT_H

#include "portreg.h"
#include "registry/port.h"
#include "registry/transport_protocol.h"
#include "snapshot/layout.h"

/* What a verdict means, in the words of the library, and whether records stand behind it. */
struct verdict_meaning {
    uint8_t state;
    uint8_t reason;
    uint8_t has_records;
};

extern const struct verdict_meaning verdict_meanings[1 << (32 - SLOT_VERDICT_SHIFT)];

/* Whose records decide: a set of transport protocols as bits (1 << enum transport_protocol). Empty:
 * no record does. RECORDED are those that have records of this port number, ASSIGNED those of them
 * that have one that assigns it. */
static inline unsigned verdict_deciders(enum transport_protocol protocol, unsigned recorded,
                                        unsigned assigned)
{
    const unsigned none = 1u << TRANSPORT_NONE, own = 1u << protocol;
    if (recorded & own)
        return own;
    if (assigned & ~none)
        return assigned & ~none;
    return recorded & none;
}

/* The verdict that follows when DECIDERS decide and LOWEST is that of their records. */
static inline enum verdict verdict_decide(enum transport_protocol protocol, uint16_t port_number,
                                          unsigned deciders, enum verdict lowest)
{
    if (deciders == 0)
        return port_range_of(port_number) == RANGE_DYNAMIC ? VERDICT_DYNAMIC : VERDICT_NONE;
    if (deciders == 1u << protocol)
        return lowest;
    if (deciders == 1u << TRANSPORT_NONE)
        return VERDICT_ALL_ASSIGNED + (lowest - VERDICT_ASSIGNED);
    return VERDICT_OTHER_TRANSPORT;
}

#endif
