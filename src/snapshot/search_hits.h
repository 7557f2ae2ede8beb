/* The search index while it is compiled: words, and the groups of records that each is in. */
#ifndef PORTREG_SNAPSHOT_SEARCH_HITS_H
#define PORTREG_SNAPSHOT_SEARCH_HITS_H

#include "snapshot/search_index.h"
#include "snapshot/word_table.h"

/* A hit: a set of enum search_place, above it a group, above that a word. */
enum {
    HIT_PLACE_BITS = 9,
    HIT_WORD_SHIFT = 40,
};
static_assert(1 << HIT_PLACE_BITS == PLACE_SET_COUNT, "all sets of places");
static_assert(HIT_WORD_SHIFT + WORD_ID_BITS == 64, "all words");
#define HIT_LISTED ((UINT64_C(1) << HIT_WORD_SHIFT) - 1) /* what is not its word */

struct search_hits {
    struct word_table table;
    uint64_t *hits; /* by group */
    size_t count, limit;
};

/* Makes the sections of INDEX but for the groups from HITS, which is used up. False without memory.
 */
bool search_index_write(struct search_hits *hits, struct search_index *index);

#endif
