/* Port numbers, their ranges and the procedures of each range (RFC 6335 sections 6 and 8.1.2). */
#ifndef PORTREG_REGISTRY_PORT_H
#define PORTREG_REGISTRY_PORT_H

#include "base/text.h"

enum { PORT_COUNT = 65536, PORT_LAST = 65535 };

/* One port number, or all from FIRST to LAST; in host byte order. */
struct ports {
    uint16_t first;
    uint16_t last;
    bool as_range; /* written as a range although it is one number: "4748-4748" */
};

/* Reads "443" or "6000-6063": decimal, without sign, blanks or leading zeros, at most 65535, the
 * first not above the last. Returns NULL, or what was wrong with TEXT, for a message. */
const char *ports_parse(struct text text, struct ports *ports);

enum { PORTS_SIZE_BYTES = 16 };
/* "443", "6000-6063", or the form it was read in. Returns BUFFER. */
const char *ports_format(struct ports ports, char buffer[static PORTS_SIZE_BYTES]);

static inline bool ports_overlap(struct ports a, struct ports b)
{
    return a.first <= b.last && b.first <= a.last;
}

/* The three ranges of RFC 6335 section 6. */
enum port_range { RANGE_SYSTEM, RANGE_USER, RANGE_DYNAMIC, RANGE_COUNT };

struct port_range_facts {
    struct text name;       /* "System Ports" */
    struct text word;       /* "system", for filters and machines */
    struct ports ports;     /* 0-1023 */
    struct text procedures; /* how a number of it is assigned, in RFC 8126's words */
    struct text section;    /* where that is written */
};

enum port_range port_range_of(uint16_t port_number);
const struct port_range_facts *port_range_facts(enum port_range range);

/* What is special about one port number whatever the registry says: the edges of the ranges
 * (section 6) and the experiments (section 6.1). Empty for all others. */
struct text port_remark(uint16_t port_number);

/* Whether PORT_NUMBER is at the edge of a range: 0, 1023, 1024, 49151. */
bool port_is_edge(uint16_t port_number);

#endif
