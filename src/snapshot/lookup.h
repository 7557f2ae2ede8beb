/* What the files that look something up share: the places that lists are, and the steps of
 * look-ups.
 */
#ifndef PORTREG_SNAPSHOT_LOOKUP_H
#define PORTREG_SNAPSHOT_LOOKUP_H

#include "snapshot/map.h"

/* The field AT of a list is one of: a single version; a list that is found anew each time it is
 * read; a place in POSTINGS, which has less than 2^30 entries. */
#define LIST_OF_ONE 0x80000000u /* the rest is the version */
enum {
    LIST_FOUND = 1 << 30,
    LIST_KIND_SHIFT = 28,
    LIST_OF_PORT = LIST_FOUND | 0 << LIST_KIND_SHIFT, /* then transport protocol, port number */
    LIST_OF_NAME = LIST_FOUND | 1 << LIST_KIND_SHIFT, /* then the index in NAMES */
    LIST_OF_KEY = LIST_FOUND | 2 << LIST_KIND_SHIFT,  /* then the place in VERSIONS_BY_KEY */
    LIST_KIND = LIST_FOUND | 3 << LIST_KIND_SHIFT,
    LIST_REST = (1 << LIST_KIND_SHIFT) - 1,
};

/* The INDEXth version of LIST; UINT32_MAX past its end or on damage. */
uint32_t lookup_list_get(const struct portreg *snapshot, struct portreg_list list, uint32_t index);

/* The entry of NAMES at INDEX and its records in the release that SNAPSHOT answers from: none when
 * it is no service name in it. */
struct portreg_list lookup_name_list(const struct portreg *snapshot, uint32_t index);

/* The first index of NAMES in the table that is the service name NAME without regard to case, from
 * *PROBE on, which begins as 0 and moves on. False when there are no more. */
bool lookup_next_name(const struct portreg *snapshot, struct text name, uint32_t *probe,
                      uint32_t *index);

/* The first entry of SECTION, BY_PORT or PAST_BY_PORT, whose REACH is at least FIRST. */
uint32_t lookup_skip_to(const struct portreg *snapshot, enum section section, uint16_t first);

#endif
