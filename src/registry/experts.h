/* The experts of each transport protocol, whom the header of the registry names in one text
 * (RFC 6335 sections 8.1.2 and 10.2; RFC 8126 section 5). */
#ifndef PORTREG_REGISTRY_EXPERTS_H
#define PORTREG_REGISTRY_EXPERTS_H

#include "registry/transport_protocol.h"

/* One name, and what the group it stands in reviews. */
struct expert {
    struct text name;
    bool leads;                                   /* named apart from the group, before a ";" */
    bool transport_protocols[TRANSPORT_LAST + 1]; /* by enum transport_protocol */
};

/* Takes the next name off *REST. GROUP is the caller's, all zero before the first call, and keeps
 * what the group at hand reviews: a text without "TCP/UDP:" and the like is about TCP and UDP.
 * Returns false at the end. Names are borrowed. */
bool experts_next(struct text *rest, struct expert *group, struct expert *expert);

#endif
