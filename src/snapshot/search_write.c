/* Writing the search index: its words in byte order, and the list of each. */
#include <stdlib.h>

#include "base/memory.h"
#include "snapshot/search_hits.h"
#include "snapshot/search_letters.h"

/* A word to be sorted: the first five of its bytes, the first one highest, and its index. */
enum {
    PLACE_BITS = 12, /* of two bytes, as what they sort by */
    BUCKET_COUNT = 1 << PLACE_BITS,
    MOVES_A_WORD = 32, /* if it takes more, another way is quicker */
};
#define PLACE_ID ((UINT64_C(1) << WORD_ID_BITS) - 1)

enum {
    LIST_BYTES_A_HIT = 7, /* at most: five for the group, two for the places */
    BYTE_COUNT = 256,
};

/* --- sorting --- */

/* Sets what bytes of words sort by: what is not ASCII shares some values, the others have one each.
 */
static void set_ranks(uint8_t ranks[static BYTE_COUNT])
{
    uint8_t rank = 0;
    for (unsigned byte = 0; byte < BYTE_COUNT; byte++) {
        if (ascii_is_digit((char)byte) || (byte >= 'a' && byte <= 'z') ||
            (byte >= 0x80 && byte % 5 == 0))
            rank++;
        ranks[byte] = rank;
    }
}

/* What the two bytes of PLACE at SHIFT sort by. */
static inline uint32_t bucket_of(const uint8_t ranks[static BYTE_COUNT], uint64_t place,
                                 unsigned shift)
{
    return (uint32_t)ranks[place >> (shift + 8) & 0xff] << PLACE_BITS / 2 |
           ranks[place >> shift & 0xff];
}

/* Sorts FROM into TO by the two bytes at SHIFT; what has the same there stays in order. */
static void sort_by_two_bytes(const uint8_t ranks[static BYTE_COUNT], const uint64_t *from,
                              uint64_t *to, size_t count, unsigned shift)
{
    uint32_t starts[BUCKET_COUNT] = {0}, next = 0;
    for (size_t i = 0; i < count; i++)
        starts[bucket_of(ranks, from[i], shift)]++;
    for (size_t i = 0; i < BUCKET_COUNT; i++) {
        uint32_t in_bucket = starts[i];
        starts[i] = next;
        next += in_bucket;
    }
    for (size_t i = 0; i < count; i++)
        to[starts[bucket_of(ranks, from[i], shift)]++] = from[i];
}

static inline int compare_places(const struct word_table *table, uint64_t a, uint64_t b)
{
    if ((a ^ b) & ~PLACE_ID)
        return a < b ? -1 : 1;
    return word_table_compare(table, a & PLACE_ID, b & PLACE_ID);
}

static int compare(const void *a, const void *b, void *table)
{
    const uint64_t *x = a, *y = b;
    return compare_places(table, *x, *y);
}

/* Sorts PLACES, which are almost sorted. */
static void sort_rest(const struct word_table *table, uint64_t *places, size_t count)
{
    size_t moves = count * MOVES_A_WORD;
    for (size_t i = 1; i < count; i++) {
        uint64_t place = places[i];
        size_t j = i;
        for (; j > 0 && compare_places(table, places[j - 1], place) > 0; j--)
            places[j] = places[j - 1];
        places[j] = place;
        if (i - j > moves) {
            qsort_r(places, count, sizeof(*places), compare, (void *)table);
            return;
        }
        moves -= i - j;
    }
}

/* The words in byte order, to be freed; NULL without memory. */
static uint64_t *sort_words(const struct word_table *table)
{
    uint8_t ranks[BYTE_COUNT];
    uint64_t *places = memory_allocate((2 * table->count + 1) * sizeof(*places));
    uint64_t *others = places + table->count;
    if (!places)
        return NULL;
    for (size_t i = 0; i < table->count; i++)
        places[i] = (table->words[i].head & ~PLACE_ID) | i;
    set_ranks(ranks);
    sort_by_two_bytes(ranks, places, others, table->count, 32);
    sort_by_two_bytes(ranks, others, places, table->count, 48);
    sort_rest(table, places, table->count);
    return places;
}

/* --- lists --- */

/* The hits by word, in the order of PLACES, without their words; NULL without memory. Uses the last
 * hits of the words up. */
static uint64_t *list_hits(const struct search_hits *hits, const uint64_t *places)
{
    struct indexed *words = hits->table.words;
    uint64_t *listed = memory_allocate((hits->count + 1) * sizeof(*listed));
    uint32_t next = 0;
    if (!listed)
        return NULL;
    for (size_t i = 0; i < hits->table.count; i++) {
        struct indexed *word = &words[places[i] & PLACE_ID];
        word->last_hit = next;
        next += word->count;
    }
    for (size_t i = 0; i < hits->count; i++)
        listed[words[hits->hits[i] >> HIT_WORD_SHIFT].last_hit++] = hits->hits[i] & HIT_LISTED;
    return listed;
}

static inline char *append_number(char *p, uint32_t number)
{
    while (number >= 0x80) {
        *p++ = (char)(number | 0x80);
        number >>= 7;
    }
    *p++ = (char)number;
    return p;
}

/* The list of a word in COUNT groups; where it ends. */
static inline char *append_list(char *p, const uint64_t *listed, size_t count)
{
    uint32_t group = 0, places = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t group_now = (uint32_t)(listed[i] >> HIT_PLACE_BITS);
        uint32_t places_now = listed[i] & (PLACE_SET_COUNT - 1);
        bool same = places_now == places;
        p = append_number(p, (group_now - group) << 1 | !same);
        if (!same)
            p = append_number(p, places_now);
        group = group_now;
        places = places_now;
    }
    return p;
}

/* --- words --- */

/* Where the next word goes in each section. */
struct writer {
    struct disk_search_word *words;
    uint32_t *letters;
    char *bytes;
    char *lists;
    uint32_t bits[BYTE_COUNT]; /* what each byte of a word adds to its letters */
};

static void set_bits(struct writer *writer)
{
    for (unsigned byte = 0; byte < BYTE_COUNT; byte++) {
        char c = (char)byte;
        writer->bits[byte] =
            search_letters((struct text){&c, 1}) & ((UINT32_C(1) << LETTERS_LENGTH_SHIFT) - 1);
    }
}

/* The whole parts of WORD: up to seven bytes more than it has. */
static inline void write_bytes(const struct word_table *table, const struct indexed *word,
                               char *bytes)
{
    uint64_t part = htobe64(word->head);
    memcpy(bytes, &part, sizeof(part));
    for (uint32_t i = 1; i < word_key_parts(word->length); i++) {
        part = htobe64(table->tails[word->tail + i - 1]);
        memcpy(bytes + (size_t)i * PART_BYTES, &part, sizeof(part));
    }
}

/* WORD and its list, LISTED. */
static void write_word(struct writer *writer, const struct search_index *index,
                       const struct word_table *table, const struct indexed *word,
                       const uint64_t *listed)
{
    uint32_t letters = word->length << LETTERS_LENGTH_SHIFT;
    *writer->words++ =
        (struct disk_search_word){htole32((uint32_t)(writer->bytes - index->bytes.bytes)),
                                  htole32((uint32_t)(writer->lists - index->lists.bytes))};
    write_bytes(table, word, writer->bytes);
    for (uint32_t i = 0; i < word->length; i++)
        letters |= writer->bits[(unsigned char)writer->bytes[i]];
    *writer->letters++ = htole32(letters);
    writer->bytes += word->length;
    writer->lists = append_list(writer->lists, listed, word->count);
}

/* The sections, which have room. */
static void write_words(const struct search_hits *hits, struct search_index *index,
                        const uint64_t *places, const uint64_t *listed)
{
    const struct word_table *table = &hits->table;
    struct writer writer = {.words = (void *)index->words.bytes,
                            .letters = (void *)index->letters.bytes,
                            .bytes = index->bytes.bytes,
                            .lists = index->lists.bytes};
    set_bits(&writer);
    for (size_t i = 0; i < table->count; i++) {
        const struct indexed *word = &table->words[places[i] & PLACE_ID];
        write_word(&writer, index, table, word, listed);
        listed += word->count;
    }
    index->bytes.length = (size_t)(writer.bytes - index->bytes.bytes);
    index->lists.length = (size_t)(writer.lists - index->lists.bytes);
    *writer.words =
        (struct disk_search_word){htole32((uint32_t)(writer.bytes - index->bytes.bytes)),
                                  htole32((uint32_t)(writer.lists - index->lists.bytes))};
}

/* Makes room in the sections; those whose length is known get it. False without memory. */
static bool reserve(const struct search_hits *hits, struct search_index *index)
{
    size_t count = hits->table.count;
    buffer_reserve(&index->bytes, hits->table.byte_count + PART_BYTES);
    buffer_reserve(&index->lists, hits->count * LIST_BYTES_A_HIT + 1);
    buffer_reserve(&index->words, (count + 1) * sizeof(struct disk_search_word));
    buffer_extend(&index->words, (count + 1) * sizeof(struct disk_search_word));
    buffer_reserve(&index->letters, count * sizeof(uint32_t) + 1);
    buffer_extend(&index->letters, count * sizeof(uint32_t));
    return !index->bytes.failed && !index->lists.failed && !index->words.failed &&
           !index->letters.failed;
}

bool search_hits_write(struct search_hits *hits, struct search_index *index)
{
    uint64_t *places = sort_words(&hits->table), *listed = NULL;
    if (places && reserve(hits, index))
        listed = list_hits(hits, places);
    if (listed)
        write_words(hits, index, places, listed);
    memory_free(listed);
    memory_free(places);
    return listed != NULL;
}
