/* Matching: which record of one release is which record of the next.
 *
 * The publisher gives its records no identity, so it is found by what two rows have in common, in
 * passes from the surest to the least sure; docs/history.md tells them with real cases. A record
 * that no pass matches was added, or removed. */
#ifndef PORTREG_HISTORY_MATCHING_H
#define PORTREG_HISTORY_MATCHING_H

#include "registry/registry.h"

#define MATCHING_NONE UINT32_MAX

struct matching {
    uint32_t *successors;   /* of each earlier record: the index of the later one, or _NONE */
    uint32_t *predecessors; /* of each later record: the index of the earlier one, or _NONE */
};

/* Matches the records of two releases; each is matched with one other at most. The caller ends with
 * matching_done. Returns 0 or STATUS_MEMORY. */
int matching_find(const struct registry *earlier, const struct registry *later,
                  struct matching *matching, struct error *error);

/* Matches COUNT_EARLIER records with COUNT_LATER others by their keys, each of which a list has
 * once. As matching_find. */
int matching_of_keys(const uint32_t *earlier, size_t earlier_count, const uint32_t *later,
                     size_t later_count, struct matching *matching, struct error *error);

/* Frees what MATCHING owns; it may be all zero. */
void matching_done(struct matching *matching);

#endif
