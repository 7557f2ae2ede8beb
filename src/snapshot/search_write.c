/* Writing the search index: its words in byte order, and the list of each. */
#include <stdlib.h>

#include "base/memory.h"
#include "snapshot/search_hits.h"
#include "snapshot/search_letters.h"

/* A word to be sorted: ranks of its first four bytes, its next two bytes, and its index. */
enum {
    RANK_BITS = 6,
    BUCKET_BITS = 2 * RANK_BITS, /* it is sorted by the ranks of two bytes at a time */
    BUCKET_COUNT = 1 << BUCKET_BITS,
    PLACE_FIRST = 64 - BUCKET_BITS,
    PLACE_SECOND = PLACE_FIRST - BUCKET_BITS,
    MOVES_A_WORD = 32, /* if it takes more, another way is quicker */
};
#define PLACE_ID ((UINT64_C(1) << WORD_ID_BITS) - 1)

enum {
    LIST_BYTES_A_HIT = 7, /* at most: five for the group, two for the places */
    BYTE_COUNT = 256,
};

/* --- sorting --- */

/* Sets what bytes of words sort by: digits and letters have ranks of their own, those of other
 * characters share some. */
static void set_ranks(uint8_t ranks[static BYTE_COUNT])
{
    uint8_t rank = 0;
    for (unsigned byte = 0; byte < BYTE_COUNT; byte++) {
        if (ascii_is_digit((char)byte) || (byte >= 'a' && byte <= 'z') ||
            (byte >= 0x80 && byte % 5 == 0x80 % 5))
            rank++;
        ranks[byte] = rank;
    }
}

/* The place of the word ID that begins with HEAD. Where ranks are shared nothing behind them is in
 * it, as it would come before what parts them. */
static inline uint64_t place_of(const uint8_t ranks[static BYTE_COUNT], uint64_t head, size_t id)
{
    uint64_t place = 0;
    for (unsigned shift = 56; shift >= 32; shift -= 8)
        place = place << RANK_BITS | ranks[head >> shift & 0xff];
    place <<= PLACE_SECOND;
    if ((head & UINT64_C(0x8080808000000000)) == 0)
        place |= (head >> 16 & 0xffff) << WORD_ID_BITS;
    return place | id;
}

/* Sorts FROM into TO by the ranks at SHIFT; what has the same there stays in order. */
static void sort_by_two_bytes(const uint64_t *from, uint64_t *to, size_t count, unsigned shift)
{
    uint32_t starts[BUCKET_COUNT] = {0}, next = 0;
    for (size_t i = 0; i < count; i++)
        starts[from[i] >> shift & (BUCKET_COUNT - 1)]++;
    for (size_t i = 0; i < BUCKET_COUNT; i++) {
        uint32_t in_bucket = starts[i];
        starts[i] = next;
        next += in_bucket;
    }
    for (size_t i = 0; i < count; i++)
        to[starts[from[i] >> shift & (BUCKET_COUNT - 1)]++] = from[i];
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
    set_ranks(ranks);
    for (size_t i = 0; i < table->count; i++)
        places[i] = place_of(ranks, table->words[i].head, i);
    sort_by_two_bytes(places, others, table->count, PLACE_SECOND);
    sort_by_two_bytes(others, places, table->count, PLACE_FIRST);
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
    for (const uint64_t *hit = hits->hits, *end = hit + hits->count; hit < end; hit++)
        listed[words[*hit >> HIT_WORD_SHIFT].last_hit++] = *hit & HIT_LISTED;
    return listed;
}

static inline char *append_number(char *p, uint32_t number)
{
    for (; number >= 0x80; number >>= 7)
        *p++ = (char)(number | 0x80);
    *p++ = (char)number;
    return p;
}

/* The list of a word in COUNT groups; where it ends. */
static inline char *append_list(char *p, const uint64_t *listed, size_t count)
{
    uint64_t before = 0;
    for (const uint64_t *end = listed + count; listed < end; listed++) {
        uint32_t step =
            (uint32_t)(*listed >> HIT_PLACE_BITS) - (uint32_t)(before >> HIT_PLACE_BITS);
        if (((*listed ^ before) & (PLACE_SET_COUNT - 1)) == 0) {
            p = append_number(p, step << 1);
        } else {
            p = append_number(p, step << 1 | 1);
            p = append_number(p, *listed & (PLACE_SET_COUNT - 1));
        }
        before = *listed;
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

/* Writes the eight bytes of PART; what they add to the letters of a word. */
static inline uint32_t write_part(const uint32_t bits[static BYTE_COUNT], uint64_t part,
                                  char *bytes)
{
    uint32_t letters = 0;
    uint64_t written = htobe64(part);
    memcpy(bytes, &written, sizeof(written));
    for (unsigned shift = 0; shift < 64; shift += 8)
        letters |= bits[part >> shift & 0xff];
    return letters;
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
    letters |= write_part(writer->bits, word->head, writer->bytes);
    for (uint32_t i = 1; word->length > i * PART_BYTES; i++)
        letters |= write_part(writer->bits, table->tails[word->tail + i - 1],
                              writer->bytes + (size_t)i * PART_BYTES);
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

bool search_index_write(struct search_hits *hits, struct search_index *index)
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
