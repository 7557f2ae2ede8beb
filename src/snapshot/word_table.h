/* The words of the search index while it is compiled, each once. */
#ifndef PORTREG_SNAPSHOT_WORD_TABLE_H
#define PORTREG_SNAPSHOT_WORD_TABLE_H

#include "snapshot/word_key.h"

enum {
    WORD_ID_BITS = 24,
    WORD_LIMIT = (1 << WORD_ID_BITS) - 2,
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
    struct indexed *words; /* at least one, of zeros when there is none */
    size_t count, limit;   /* half of the slots */
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

/* Adds KEY with HASH, which is not there; its index, or that of another word when TABLE has failed.
 */
uint32_t word_table_add(struct word_table *table, const struct word_key *key, uint64_t hash);

/* As text_compare, of the words with the indexes A and B. */
int word_table_compare(const struct word_table *table, uint32_t a, uint32_t b);

/* The high bits are the good ones. */
static inline uint64_t word_key_hash(const struct word_key *key)
{
    const uint64_t factor = 0x9fb21c651e98df25u;
    uint64_t hash = key->parts[0] * factor;
    for (uint32_t i = 1; key->length > i * PART_BYTES; i++)
        hash = ((hash ^ hash >> 32) + key->parts[i]) * factor;
    return hash;
}

/* What the slot of a word with HASH holds above its index. */
static inline uint32_t word_key_tag(uint64_t hash)
{
    return (uint32_t)(hash >> 40) << WORD_ID_BITS;
}

/* Whether the word ID is KEY. */
static inline bool word_table_has(const struct word_table *table, uint32_t id,
                                  const struct word_key *key)
{
    const struct indexed *word = &table->words[id];
    if (word->head != key->parts[0] || word->length != key->length)
        return false;
    for (uint32_t i = 1; key->length > i * PART_BYTES; i++)
        if (table->tails[word->tail + i - 1] != key->parts[i])
            return false;
    return true;
}

/* The index of KEY, which is added if it is new; that of another word when TABLE has failed. */
static inline uint32_t word_table_find(struct word_table *table, const struct word_key *key)
{
    uint64_t hash = word_key_hash(key);
    size_t mask = (size_t)(UINT64_MAX >> table->shift);
    uint32_t slot, tag = word_key_tag(hash);
    for (size_t i = (size_t)(hash >> table->shift); (slot = table->slots[i]); i = (i + 1) & mask) {
        uint32_t id = (slot ^ tag) - 1; /* of a word with the same tag */
        if (id < WORD_LIMIT && word_table_has(table, id, key))
            return id;
    }
    return word_table_add(table, key, hash);
}

#endif
