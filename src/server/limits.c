/* Limits for each address. */
#include "server/limits.h"

#include <pthread.h>

#include "base/memory.h"
#include "server/rate.h"

enum {
    SHARD_COUNT = 16, /* threads wait for each other only where they come to the same one */
    SHARD_BUCKETS = 1024,
    SHARD_LIMIT = LIMITS_ADDRESS_LIMIT / SHARD_COUNT,
    IPV4_BYTES = 4,
    IPV6_SITE_BYTES = 8,
    KEY_BYTES = 1 + IPV6_SITE_BYTES,
};

/* What is known of one address. */
struct visitor {
    struct visitor *next; /* in its bucket */
    char key[KEY_BYTES];
    unsigned connections;
    struct rate rate;
};

struct shard {
    pthread_mutex_t mutex;
    size_t count;
    size_t next_swept; /* the bucket that is looked through next for who may be forgotten */
    struct visitor *buckets[SHARD_BUCKETS];
};

struct limits {
    unsigned connections;
    unsigned requests_per_s;
    struct shard shards[SHARD_COUNT];
};

struct limits *limits_new(unsigned connections, unsigned requests_per_s)
{
    struct limits *limits = memory_allocate_zeroed(1, sizeof(*limits));
    if (!limits)
        return NULL;
    limits->connections = connections;
    limits->requests_per_s = requests_per_s;
    for (size_t i = 0; i < SHARD_COUNT; i++)
        pthread_mutex_init(&limits->shards[i].mutex, NULL);
    return limits;
}

static void free_bucket(struct visitor *visitor)
{
    while (visitor) {
        struct visitor *next = visitor->next;
        memory_free(visitor);
        visitor = next;
    }
}

void limits_free(struct limits *limits)
{
    for (size_t i = 0; limits && i < SHARD_COUNT; i++) {
        for (size_t j = 0; j < SHARD_BUCKETS; j++)
            free_bucket(limits->shards[i].buckets[j]);
        pthread_mutex_destroy(&limits->shards[i].mutex);
    }
    memory_free(limits);
}

/* False: ADDRESS has no limits. */
static bool make_key(const struct address *address, char key[static KEY_BYTES])
{
    memset(key, 0, KEY_BYTES);
    key[0] = (char)address->kind;
    if (address->kind == ADDRESS_IPV4)
        memcpy(key + 1, address->bytes, IPV4_BYTES);
    else if (address->kind == ADDRESS_IPV6)
        memcpy(key + 1, address->bytes, IPV6_SITE_BYTES);
    return address->kind == ADDRESS_IPV4 || address->kind == ADDRESS_IPV6;
}

/* Forgets those of the next bucket that are as if they had never been here. When FORCED: whoever
 * has no connection. */
static void sweep(struct shard *shard, uint64_t now_us, bool forced)
{
    struct visitor **place = &shard->buckets[shard->next_swept];
    shard->next_swept = (shard->next_swept + 1) % SHARD_BUCKETS;
    while (*place) {
        struct visitor *visitor = *place;
        if (visitor->connections || (!forced && !rate_is_full(&visitor->rate, now_us))) {
            place = &visitor->next;
            continue;
        }
        *place = visitor->next;
        memory_free(visitor);
        shard->count--;
    }
}

/* Locks the shard of KEY and returns its visitor there; a new one when there is none, or NULL
 * without memory or room: then there is no limit. */
static struct visitor *lock_visitor(struct limits *limits, const char key[static KEY_BYTES],
                                    uint64_t now_us, struct shard **locked)
{
    uint64_t hash = text_hash((struct text){key, KEY_BYTES});
    struct shard *shard = *locked = &limits->shards[hash % SHARD_COUNT];
    struct visitor **bucket = &shard->buckets[hash / SHARD_COUNT % SHARD_BUCKETS];
    pthread_mutex_lock(&shard->mutex);
    for (struct visitor *visitor = *bucket; visitor; visitor = visitor->next)
        if (memcmp(visitor->key, key, KEY_BYTES) == 0)
            return visitor;
    sweep(shard, now_us, false);
    for (size_t i = 0; i < SHARD_BUCKETS && shard->count >= SHARD_LIMIT; i++)
        sweep(shard, now_us, true);
    if (shard->count >= SHARD_LIMIT)
        return NULL;
    struct visitor *visitor = memory_allocate(sizeof(*visitor));
    if (!visitor)
        return NULL;
    *visitor = (struct visitor){.next = *bucket};
    memcpy(visitor->key, key, KEY_BYTES);
    *bucket = visitor;
    shard->count++;
    return visitor;
}

bool limits_enter(struct limits *limits, const struct address *address)
{
    char key[KEY_BYTES];
    struct shard *shard;
    bool is_allowed = true;
    if (!limits->connections || !make_key(address, key))
        return true;
    struct visitor *visitor = lock_visitor(limits, key, 0, &shard);
    if (visitor)
        is_allowed = ++visitor->connections <= limits->connections;
    pthread_mutex_unlock(&shard->mutex);
    return is_allowed;
}

void limits_leave(struct limits *limits, const struct address *address)
{
    char key[KEY_BYTES];
    struct shard *shard;
    if (!limits->connections || !make_key(address, key))
        return;
    struct visitor *visitor = lock_visitor(limits, key, 0, &shard);
    if (visitor && visitor->connections)
        visitor->connections--;
    pthread_mutex_unlock(&shard->mutex);
}

bool limits_ask(struct limits *limits, const struct address *address, uint64_t now_us,
                unsigned *wait_s)
{
    char key[KEY_BYTES];
    struct shard *shard;
    uint64_t wait_us = 0;
    if (!limits->requests_per_s || !make_key(address, key))
        return true;
    struct visitor *visitor = lock_visitor(limits, key, now_us, &shard);
    bool is_allowed =
        !visitor || rate_take(&visitor->rate, limits->requests_per_s, now_us, &wait_us);
    pthread_mutex_unlock(&shard->mutex);
    *wait_s = (unsigned)((wait_us + 999999) / 1000000);
    return is_allowed;
}
