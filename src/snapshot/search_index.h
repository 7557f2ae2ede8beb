/* Compiling the search index: from the records and their texts to the words that they hold. */
#ifndef PORTREG_SNAPSHOT_SEARCH_INDEX_H
#define PORTREG_SNAPSHOT_SEARCH_INDEX_H

#include "base/buffer.h"
#include "snapshot/layout.h"

/* The sections SEARCH_GROUPS, SEARCH_WORDS, SEARCH_LETTERS, SEARCH_BYTES and SEARCH_LISTS. */
struct search_index {
    struct buffer groups, words, letters, bytes, lists;
};

/* Makes the index of COUNT RECORDS with the texts TEXTS: the finished sections RECORDS and TEXT. It
 * reads these, and has memory of its own: it may run in a thread of its own. False without memory;
 * the caller ends with search_index_done in either case. */
bool search_index_build(struct search_index *index, const struct disk_record *records, size_t count,
                        struct text texts);
void search_index_done(struct search_index *index);

#endif
