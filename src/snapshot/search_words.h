/* The words of the search index, and the groups of records that each is in. Any bytes are safe to
 * read: what damage has made of the index gives other words and other groups. */
#ifndef PORTREG_SNAPSHOT_SEARCH_WORDS_H
#define PORTREG_SNAPSHOT_SEARCH_WORDS_H

#include "snapshot/map.h"

/* Words from FIRST to before END, as indexes of SEARCH_WORDS. */
struct word_range {
    uint32_t first, end;
};

/* How many words there are. */
uint32_t search_word_count(const struct portreg *snapshot);
/* The word at INDEX; empty on damage and past the end. */
struct text search_word_at(const struct portreg *snapshot, uint32_t index);
/* All words that begin with BEGINNING; the word itself, if there is one, is the first. */
struct word_range search_words_with(const struct portreg *snapshot, struct text beginning);

/* How many groups there are. */
uint32_t search_group_count(const struct portreg *snapshot);
/* Where the records of GROUP end in RECORDS, and where they begin. False: there is no such group,
 * or damage. */
bool search_group_at(const struct portreg *snapshot, uint32_t group, uint32_t *first,
                     uint32_t *end);
/* The group of the record ID; UINT32_MAX when there is none. */
uint32_t search_group_of(const struct portreg *snapshot, uint32_t id);

/* Whether the whole index is in order, and leads to what is there; if not, *DAMAGED is the word. */
bool search_index_is_sound(const struct portreg *snapshot, uint32_t *damaged);

/* Reads the list of a word. */
struct word_list {
    const unsigned char *at, *end;
    uint32_t group;  /* of the entry at hand, */
    uint32_t places; /* and its set of enum search_place */
    uint32_t group_count;
};
struct word_list search_list(const struct portreg *snapshot, uint32_t index);

/* The number at LIST->at, which moves behind it; one that is cut off or too large ends the list. */
static inline uint32_t word_list_number(struct word_list *list)
{
    uint32_t number = 0;
    for (unsigned shift = 0; list->at < list->end && shift < 35; shift += 7) {
        unsigned char byte = *list->at++;
        number |= (uint32_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return number;
    }
    list->at = list->end;
    return UINT32_MAX;
}

/* Moves on to the next entry. False at the end, and where damage begins. */
static inline bool word_list_next(struct word_list *list)
{
    if (list->at == list->end)
        return false;
    uint32_t step = word_list_number(list);
    uint64_t group = (uint64_t)list->group + (step >> 1);
    if (step & 1)
        list->places = word_list_number(list) % PLACE_SET_COUNT;
    list->group = (uint32_t)group;
    return group < list->group_count;
}

#endif
