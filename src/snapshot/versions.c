/* Every version of every record. */
#include "snapshot/versions.h"

#include <stdlib.h>

#include "base/memory.h"
#include "snapshot/lookup.h"

/* --- of one record --- */

/* The key of the version at INDEX of VERSIONS_BY_KEY; damage gives the highest. */
static uint32_t key_at(const struct portreg *snapshot, uint32_t index)
{
    const struct disk_record *record =
        map_entry(snapshot, SECTION_RECORDS,
                  map_number(snapshot, SECTION_VERSIONS_BY_KEY, index, UINT32_MAX));
    return record ? le32toh(record->key) : UINT32_MAX;
}

/* The first place in VERSIONS_BY_KEY whose key is at least KEY. */
static uint32_t find_key(const struct portreg *snapshot, uint64_t key)
{
    uint32_t low = 0, high = snapshot->sections[SECTION_VERSIONS_BY_KEY].count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (key_at(snapshot, middle) < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct portreg_list portreg_versions(const struct portreg *snapshot, uint32_t key)
{
    uint32_t first = find_key(snapshot, key), end = find_key(snapshot, (uint64_t)key + 1);
    return (struct portreg_list){(uint32_t)LIST_OF_KEY | first, end > first ? end - first : 0};
}

/* --- keys --- */

/* Room for the keys of all records; false without memory. */
static bool keys_begin(const struct portreg *snapshot, struct version_keys *keys)
{
    size_t count = snapshot->sections[SECTION_RECORDS].count;
    *keys = (struct version_keys){.keys = memory_allocate((count + 1) * sizeof(*keys->keys))};
    return keys->keys != NULL;
}

static int compare_keys(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* Sorts KEYS, and keeps each once. */
static void keys_finish(struct version_keys *keys)
{
    size_t kept = 0;
    qsort(keys->keys, keys->count, sizeof(*keys->keys), compare_keys);
    for (size_t i = 0; i < keys->count; i++)
        if (i == 0 || keys->keys[i] != keys->keys[i - 1])
            keys->keys[kept++] = keys->keys[i];
    keys->count = kept;
}

static void add_key(const struct portreg *snapshot, uint32_t id, struct version_keys *keys)
{
    const struct disk_record *record = map_entry(snapshot, SECTION_RECORDS, id);
    if (record && keys->count < snapshot->sections[SECTION_RECORDS].count)
        keys->keys[keys->count++] = le32toh(record->key);
}

static void add_keys_by_port(const struct portreg *snapshot, enum section section,
                             struct ports ports, enum transport_protocol protocol,
                             struct version_keys *keys)
{
    const struct disk_by_port *entry;
    for (uint32_t i = lookup_skip_to(snapshot, section, ports.first);
         (entry = map_entry(snapshot, section, i)) && le16toh(entry->first_port) <= ports.last;
         i++) {
        const struct disk_record *record =
            map_entry(snapshot, SECTION_RECORDS, le32toh(entry->record));
        if (record && le16toh(record->last_port) >= ports.first &&
            (protocol == TRANSPORT_NONE || record->transport_protocol == TRANSPORT_NONE ||
             record->transport_protocol == (uint8_t)protocol))
            add_key(snapshot, le32toh(entry->record), keys);
    }
}

int version_keys_of_ports(const struct portreg *snapshot, struct ports ports,
                          enum transport_protocol protocol, struct version_keys *keys,
                          struct error *error)
{
    if (!keys_begin(snapshot, keys))
        return error_memory(error);
    add_keys_by_port(snapshot, SECTION_BY_PORT, ports, protocol, keys);
    add_keys_by_port(snapshot, SECTION_PAST_BY_PORT, ports, protocol, keys);
    keys_finish(keys);
    return STATUS_OK;
}

int version_keys_of_name(const struct portreg *snapshot, struct text service_name,
                         struct version_keys *keys, struct error *error)
{
    uint32_t probe = 0, index;
    if (!keys_begin(snapshot, keys))
        return error_memory(error);
    while (lookup_next_name(snapshot, service_name, &probe, &index)) {
        const struct disk_name *name = map_entry(snapshot, SECTION_NAMES, index);
        uint64_t at = le32toh(name->at);
        uint64_t end = at + le32toh(name->count) + le32toh(name->past_count);
        for (; at < end && at < snapshot->sections[SECTION_POSTINGS].count; at++)
            add_key(snapshot, map_number(snapshot, SECTION_POSTINGS, (uint32_t)at, UINT32_MAX),
                    keys);
    }
    keys_finish(keys);
    return STATUS_OK;
}

void version_keys_done(struct version_keys *keys)
{
    memory_free(keys->keys);
    *keys = (struct version_keys){0};
}

/* --- of one release --- */

/* The next version that begins with RELEASE, or ended before it; UINT32_MAX: there are no more. */
static uint32_t next_id(const struct portreg *snapshot, uint32_t release, uint32_t *cursor,
                        bool *begins)
{
    const struct disk_lifetime *lifetime;
    while ((lifetime = map_entry(snapshot, SECTION_LIFETIMES, *cursor))) {
        uint32_t id = (*cursor)++;
        *begins = le32toh(lifetime->first) == release;
        if (*begins || (release > 0 && le32toh(lifetime->last) == release - 1))
            return id;
    }
    return UINT32_MAX;
}

bool versions_next_change(const struct portreg *snapshot, uint32_t release, uint32_t *cursor,
                          struct portreg_record *record)
{
    uint32_t id;
    bool begins;
    while ((id = next_id(snapshot, release, cursor, &begins)) != UINT32_MAX)
        if (snapshot_decode(snapshot, id, record))
            return true;
    return false;
}

/* By key; of one key the version that ended comes first. */
static int compare_steps(const void *a, const void *b)
{
    const struct version_step *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->after != UINT32_MAX) - (y->after != UINT32_MAX);
}

/* Sorts STEPS, each of which has one version; mostly they are sorted. */
static void sort_steps(struct version_steps *steps)
{
    size_t i = 1;
    while (i < steps->count && compare_steps(&steps->list[i - 1], &steps->list[i]) <= 0)
        i++;
    if (i < steps->count)
        qsort(steps->list, steps->count, sizeof(*steps->list), compare_steps);
}

/* Makes one of the two versions of each key. */
static void join_steps(struct version_steps *steps)
{
    size_t kept = 0;
    for (size_t i = 0; i < steps->count; i++) {
        struct version_step *last = kept ? &steps->list[kept - 1] : NULL;
        if (last && last->key == steps->list[i].key && last->after == UINT32_MAX)
            last->after = steps->list[i].after;
        else
            steps->list[kept++] = steps->list[i];
    }
    steps->count = kept;
}

int versions_of_release(const struct portreg *snapshot, uint32_t release,
                        struct version_steps *steps, struct error *error)
{
    uint32_t count = 0, id;
    bool begins;
    for (uint32_t cursor = 0; next_id(snapshot, release, &cursor, &begins) != UINT32_MAX;)
        count++;
    *steps =
        (struct version_steps){.list = memory_allocate(((size_t)count + 1) * sizeof(*steps->list))};
    if (!steps->list)
        return error_memory(error);
    for (uint32_t cursor = 0; (id = next_id(snapshot, release, &cursor, &begins)) != UINT32_MAX;) {
        const struct disk_record *record = map_entry(snapshot, SECTION_RECORDS, id);
        if (record)
            steps->list[steps->count++] = (struct version_step){
                le32toh(record->key), begins ? UINT32_MAX : id, begins ? id : UINT32_MAX};
    }
    sort_steps(steps);
    join_steps(steps);
    return STATUS_OK;
}

void version_steps_done(struct version_steps *steps)
{
    memory_free(steps->list);
    *steps = (struct version_steps){0};
}
