/* The words of the search index while it is compiled, each once. */
#ifndef PORTREG_SNAPSHOT_WORD_TABLE_H
#define PORTREG_SNAPSHOT_WORD_TABLE_H

#include "snapshot/word_key.h"

enum {
    WORD_ID_BITS = 24,
    WORD_LIMIT = (1 << WORD_ID_BITS) - 2,
    WORD_NONE = UINT32_MAX, /* no word: memory was short */
};

/* A word, and how many groups it is in. */
struct indexed {
    uint64_t head;     /* the first part of its key */
    uint32_t tail;     /* where in TAILS the other ones begin */
    uint32_t length;   /* bytes */
    uint32_t count;    /* of its hits */
    uint32_t last_hit; /* 1 + the index of the last one; 0: none */
};

struct word_table {
    struct indexed *words;
    size_t count, limit;
    uint64_t *tails;
    size_t tail_count, tail_limit;
    uint32_t *slots;   /* of a hash table: 1 + a word, and above WORD_ID_BITS some of its hash */
    unsigned shift;    /* a hash without so many of its low bits is the index of a slot */
    size_t byte_count; /* of all words */
    bool failed;       /* memory was short, or there are too many words */
};

/* Begins without words, with room for about as many as COUNT records have. False without memory. */
bool word_table_init(struct word_table *table, size_t count);
void word_table_done(struct word_table *table);

/* Adds KEY with HASH, which is not there; its index, or WORD_NONE when TABLE has failed. */
uint32_t word_table_add(struct word_table *table, const struct word_key *key, uint64_t hash);

/* As text_compare, of the words with the indexes A and B. */
int word_table_compare(const struct word_table *table, uint32_t a, uint32_t b);

/* The high bits are the good ones. */
static inline uint64_t word_key_hash(const struct word_key *key)
{
    const uint64_t factor = 0x9fb21c651e98df25u;
    uint64_t hash = key->parts[0] * factor;
    for (uint32_t i = 1; i < word_key_parts(key->length); i++)
        hash = ((hash ^ hash >> 32) + key->parts[i]) * factor;
    return hash;
}

/* What the slot of the word ID with HASH holds. */
static inline uint32_t word_table_slot(uint32_t id, uint64_t hash)
{
    return (id + 1) | (uint32_t)(hash >> 32) << WORD_ID_BITS;
}

/* Whether the word ID is KEY. */
static inline bool word_table_has(const struct word_table *table, uint32_t id,
                                  const struct word_key *key)
{
    const struct indexed *word = &table->words[id];
    if (word->head != key->parts[0] || word->length != key->length)
        return false;
    for (uint32_t i = 1; i < word_key_parts(key->length); i++)
        if (table->tails[word->tail + i - 1] != key->parts[i])
            return false;
    return true;
}

/* The index of KEY, which is added if it is new; WORD_NONE when TABLE has failed. */
static inline uint32_t word_table_find(struct word_table *table, const struct word_key *key)
{
    uint64_t hash = word_key_hash(key);
    size_t mask = (size_t)(UINT64_MAX >> table->shift);
    uint32_t slot;
    for (size_t i = (size_t)(hash >> table->shift); (slot = table->slots[i]); i = (i + 1) & mask) {
        uint32_t id = (slot & (WORD_LIMIT + 1)) - 1;
        if (slot == word_table_slot(id, hash) && word_table_has(table, id, key))
            return id;
    }
    return word_table_add(table, key, hash);
}

#endif
