/* The words of the search index: a hash table beside their keys. */
#include "snapshot/word_table.h"

#include "base/memory.h"

enum {
    WORDS_AT_FIRST = 16,
    WORDS_A_RECORD = 3, /* and half of that is about how many there are */
    TAILS_A_WORD = 1,
};

/* Makes room in the array *ENTRIES for EXTRA more than COUNT; false without memory. */
static bool make_room(void **entries, size_t *limit, size_t count, size_t extra, size_t entry_bytes)
{
    if (*limit - count >= extra)
        return true;
    size_t larger = *limit * 2;
    void *moved = memory_reallocate(*entries, larger * entry_bytes);
    if (!moved)
        return false;
    *entries = moved;
    *limit = larger;
    return true;
}

static struct word_key key_at(const struct word_table *table, uint32_t id)
{
    const struct indexed *word = &table->words[id];
    struct word_key key = {.parts = {word->head}, .length = word->length};
    for (uint32_t i = 1; i < word_key_parts(word->length); i++)
        key.parts[i] = table->tails[word->tail + i - 1];
    return key;
}

/* Puts the word ID with HASH into the first free slot. */
static void occupy(struct word_table *table, uint32_t id, uint64_t hash)
{
    size_t mask = (size_t)(UINT64_MAX >> table->shift), i = (size_t)(hash >> table->shift);
    while (table->slots[i])
        i = (i + 1) & mask;
    table->slots[i] = word_table_slot(id, hash);
}

/* Makes a table of slots, as many as hashes without SHIFT bits, with all words that are there.
 * False without memory. */
static bool make_slots(struct word_table *table, unsigned shift)
{
    uint32_t *slots = memory_allocate_zeroed((size_t)1 << (64 - shift), sizeof(*slots));
    if (!slots)
        return false;
    memory_free(table->slots);
    table->slots = slots;
    table->shift = shift;
    for (uint32_t id = 0; id < table->count; id++) {
        struct word_key key = key_at(table, id);
        occupy(table, id, word_key_hash(&key));
    }
    return true;
}

bool word_table_init(struct word_table *table, size_t count)
{
    unsigned shift = 64;
    *table = (struct word_table){.limit = WORDS_AT_FIRST};
    while (table->limit < count / 2 * WORDS_A_RECORD)
        table->limit *= 2;
    while (UINT64_C(1) << (64 - shift) < 2 * table->limit)
        shift--;
    table->tail_limit = table->limit * TAILS_A_WORD;
    table->words = memory_allocate(table->limit * sizeof(*table->words));
    table->tails = memory_allocate(table->tail_limit * sizeof(*table->tails));
    return make_slots(table, shift) && table->words && table->tails;
}

void word_table_done(struct word_table *table)
{
    memory_free(table->words);
    memory_free(table->tails);
    memory_free(table->slots);
}

uint32_t word_table_add(struct word_table *table, const struct word_key *key, uint64_t hash)
{
    uint32_t id = (uint32_t)table->count, tail = (uint32_t)table->tail_count;
    if (table->failed || id == WORD_LIMIT ||
        !make_room((void **)&table->words, &table->limit, id, 1, sizeof(*table->words)) ||
        !make_room((void **)&table->tails, &table->tail_limit, tail, PART_LIMIT,
                   sizeof(*table->tails))) {
        table->failed = true;
        return WORD_NONE;
    }
    for (uint32_t i = 1; i < word_key_parts(key->length); i++)
        table->tails[table->tail_count++] = key->parts[i];
    table->words[table->count++] = (struct indexed){key->parts[0], tail, key->length, 0, 0};
    table->byte_count += key->length;
    if (table->count <= (UINT64_MAX >> table->shift) / 2) {
        occupy(table, id, hash);
    } else if (!make_slots(table, table->shift - 1)) {
        table->failed = true;
        return WORD_NONE;
    }
    return id;
}

int word_table_compare(const struct word_table *table, uint32_t a, uint32_t b)
{
    const struct indexed *x = &table->words[a], *y = &table->words[b];
    uint32_t x_parts = word_key_parts(x->length), y_parts = word_key_parts(y->length);
    if (x->head != y->head)
        return x->head < y->head ? -1 : 1;
    for (uint32_t i = 1; i < x_parts && i < y_parts; i++) {
        uint64_t p = table->tails[x->tail + i - 1], q = table->tails[y->tail + i - 1];
        if (p != q)
            return p < q ? -1 : 1;
    }
    return (x_parts > y_parts) - (x_parts < y_parts);
}
