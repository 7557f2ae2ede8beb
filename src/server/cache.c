/* A bounded table of values by key. */
#include "server/cache.h"

#include "base/memory.h"

/* How many values must have room: a large one does not drive out all others. */
enum { CACHE_LEAST_VALUES = 8 };

struct cache_entry {
    struct cache_entry *next; /* in its bucket */
    struct cache_entry *newer, *older;
    uint64_t hash;
    void *value;
    size_t cost_bytes;
    size_t key_length;
    char key[];
};

void cache_init(struct cache *cache, size_t limit_bytes, void (*free_value)(void *value))
{
    *cache = (struct cache){.free_value = free_value, .limit_bytes = limit_bytes};
}

void cache_done(struct cache *cache)
{
    cache_empty(cache);
}

static struct cache_entry **bucket_of(struct cache *cache, uint64_t hash)
{
    return &cache->buckets[hash % CACHE_BUCKETS];
}

static void unlink_age(struct cache *cache, struct cache_entry *entry)
{
    *(entry->newer ? &entry->newer->older : &cache->newest) = entry->older;
    *(entry->older ? &entry->older->newer : &cache->oldest) = entry->newer;
}

static void link_newest(struct cache *cache, struct cache_entry *entry)
{
    entry->newer = NULL;
    entry->older = cache->newest;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = entry;
    cache->newest = entry;
}

static void drop(struct cache *cache, struct cache_entry *entry)
{
    struct cache_entry **place = bucket_of(cache, entry->hash);
    while (*place != entry)
        place = &(*place)->next;
    *place = entry->next;
    unlink_age(cache, entry);
    cache->used_bytes -= entry->cost_bytes;
    cache->count--;
    cache->free_value(entry->value);
    memory_free(entry);
}

void cache_empty(struct cache *cache)
{
    while (cache->oldest)
        drop(cache, cache->oldest);
}

void *cache_find(struct cache *cache, struct text key)
{
    uint64_t hash = text_hash(key);
    struct cache_entry *entry = *bucket_of(cache, hash);
    while (entry &&
           !(entry->hash == hash && text_equal(key, (struct text){entry->key, entry->key_length})))
        entry = entry->next;
    if (!entry)
        return NULL;
    if (entry != cache->newest) {
        unlink_age(cache, entry);
        link_newest(cache, entry);
    }
    return entry->value;
}

bool cache_add(struct cache *cache, struct text key, void *value, size_t cost_bytes)
{
    size_t cost = cost_bytes + sizeof(struct cache_entry) + key.length;
    if (cost > cache->limit_bytes / CACHE_LEAST_VALUES)
        return false;
    struct cache_entry *entry = memory_allocate(sizeof(*entry) + key.length);
    if (!entry)
        return false;
    while (cache->used_bytes + cost > cache->limit_bytes)
        drop(cache, cache->oldest);
    *entry = (struct cache_entry){
        .hash = text_hash(key), .value = value, .cost_bytes = cost, .key_length = key.length};
    if (key.length)
        memcpy(entry->key, key.bytes, key.length);
    struct cache_entry **bucket = bucket_of(cache, entry->hash);
    entry->next = *bucket;
    *bucket = entry;
    link_newest(cache, entry);
    cache->used_bytes += cost;
    cache->count++;
    return true;
}
