/* A bounded table of values by key: what is asked for again is there, and what has not been asked
 * for the longest goes first. Not for several threads at once. */
#ifndef PORTREG_SERVER_CACHE_H
#define PORTREG_SERVER_CACHE_H

#include "base/text.h"

enum { CACHE_BUCKETS = 4096 };

struct cache_entry;

struct cache {
    void (*free_value)(void *value);
    size_t limit_bytes;
    size_t used_bytes;
    size_t count;
    struct cache_entry *newest, *oldest; /* by when they were last asked for */
    struct cache_entry *buckets[CACHE_BUCKETS];
};

/* An empty table for values of LIMIT_BYTES together, of which FREE_VALUE gets those that go. */
void cache_init(struct cache *cache, size_t limit_bytes, void (*free_value)(void *value));
void cache_done(struct cache *cache);

/* Forgets all. */
void cache_empty(struct cache *cache);

/* The value of KEY, borrowed until the next change, or NULL. */
void *cache_find(struct cache *cache, struct text key);

/* Keeps VALUE, which takes COST_BYTES, as that of KEY, which is copied and not there yet. False,
 * and VALUE is still the caller's, when it is larger than an eighth of the table or memory is
 * short. */
bool cache_add(struct cache *cache, struct text key, void *value, size_t cost_bytes);

#endif
