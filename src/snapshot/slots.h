/* The state of every port number for every transport protocol, as slots of a snapshot. */
#ifndef PORTREG_SNAPSHOT_SLOTS_H
#define PORTREG_SNAPSHOT_SLOTS_H

#include "base/buffer.h"
#include "base/error.h"
#include "registry/registry.h"

/* Appends the 4 x 65,536 slots of REGISTRY to SLOTS, and the lists that they point to to POSTINGS.
 * Each slot is decided by the first that applies: a record of the transport protocol that assigns
 * the port number; one that reserves it; one that calls it unassigned; reserved because it is
 * assigned for another transport protocol (RFC 6335 section 8.1); a record without transport
 * protocol; the dynamic range; nothing. STATEMENT_KINDS has those of each record, as
 * record_statement_kinds. Returns false without memory. */
bool slots_compile(const struct registry *registry, const uint16_t *statement_kinds,
                   struct buffer *slots, struct buffer *postings);

/* Whether the records of REGISTRY cover at most 2^24 port numbers together, each as often as it is
 * covered: more would take more memory than any registry is worth. Returns 0 or STATUS_INPUT. */
int slots_check_size(const struct registry *registry, struct error *error);

#endif
