/* Joining two search indexes, so that the halves of the records can be indexed beside one another.
 */
#ifndef PORTREG_SNAPSHOT_SEARCH_JOIN_H
#define PORTREG_SNAPSHOT_SEARCH_JOIN_H

#include "snapshot/search_index.h"

/* Makes WHOLE, which is to be ended with search_index_done, the index of all records, where FIRST
 * is that of the first COUNT of them, and SECOND that of the others: the same bytes as
 * search_index_build would make of all, if the texts of the two records where they meet differ.
 * False without memory. */
bool search_index_join(struct search_index *whole, const struct search_index *first,
                       const struct search_index *second, uint32_t count);

#endif
