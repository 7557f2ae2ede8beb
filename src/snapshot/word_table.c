/* The words of the search index: a hash table beside their keys. */
#include "snapshot/word_table.h"

#include "base/memory.h"

enum {
    SLOTS_AT_FIRST = 32,
    SLOTS_A_RECORD = 3, /* and half as many words: about that many have records */
};

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
    table->slots[i] = word_key_tag(hash) | (id + 1);
}

/* Makes SLOT_COUNT slots, a power of two, with all words that are there, and room for half as many
 * words. False without memory. */
static bool make_slots(struct word_table *table, size_t slot_count)
{
    uint32_t *slots = memory_allocate_zeroed(slot_count, sizeof(*slots));
    struct indexed *words =
        slots ? memory_reallocate(table->words, slot_count / 2 * sizeof(*words)) : NULL;
    if (!words) {
        memory_free(slots);
        return false;
    }
    memory_free(table->slots);
    table->slots = slots;
    table->shift = 64 - (unsigned)__builtin_ctzll(slot_count);
    table->words = words;
    table->limit = slot_count / 2;
    for (uint32_t id = 0; id < table->count; id++) {
        struct word_key key = key_at(table, id);
        occupy(table, id, word_key_hash(&key));
    }
    return true;
}

/* Makes room for COUNT tails, and more than there was; false without memory. */
static bool reserve_tails(struct word_table *table, size_t count)
{
    uint64_t *tails = memory_reallocate(table->tails, count * sizeof(*tails));
    if (!tails)
        return false;
    table->tails = tails;
    table->tail_limit = count;
    return true;
}

bool word_table_init(struct word_table *table, size_t count)
{
    size_t slot_count = SLOTS_AT_FIRST;
    *table = (struct word_table){.limit = 0};
    while (slot_count < count * SLOTS_A_RECORD)
        slot_count *= 2;
    if (!make_slots(table, slot_count) || !reserve_tails(table, table->limit))
        return false;
    table->words[0] = (struct indexed){.length = 0};
    return true;
}

void word_table_done(struct word_table *table)
{
    memory_free(table->words);
    memory_free(table->tails);
    memory_free(table->slots);
}

/* Makes TABLE larger where it is full; false, and remembered, when it cannot be. */
static bool grow(struct word_table *table)
{
    if (table->count == table->limit)
        table->failed |= table->limit >= WORD_LIMIT / 2 || !make_slots(table, table->limit * 4);
    else
        table->failed |= !reserve_tails(table, table->tail_limit * 2);
    return !table->failed;
}

/* As word_table_add, when TABLE is full. */
static __attribute__((noinline)) uint32_t grow_and_add(struct word_table *table,
                                                       const struct word_key *key, uint64_t hash)
{
    return grow(table) ? word_table_add(table, key, hash) : 0;
}

uint32_t word_table_add(struct word_table *table, const struct word_key *key, uint64_t hash)
{
    uint32_t id = (uint32_t)table->count, tail = (uint32_t)table->tail_count;
    if (id == table->limit || table->tail_limit - tail < PART_LIMIT)
        return grow_and_add(table, key, hash); /* out of the way of the others, which are many */
    for (uint32_t i = 1; key->length > i * PART_BYTES; i++)
        table->tails[table->tail_count++] = key->parts[i];
    table->words[id] = (struct indexed){key->parts[0], tail, key->length, 0, 0};
    table->count++;
    table->byte_count += key->length;
    occupy(table, id, hash);
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
