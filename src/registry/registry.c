/* A registry in memory. */
#include "registry/registry.h"

#include "base/memory.h"

void registry_init(struct registry *registry)
{
    memset(registry, 0, sizeof(*registry));
    arena_init(&registry->arena);
}

void registry_done(struct registry *registry)
{
    memory_free(registry->notes);
    memory_free(registry->records);
    memory_free(registry->footnotes);
    memory_free(registry->people);
    arena_done(&registry->arena);
    registry_init(registry);
}

/* Makes room for one more of SIZE_BYTES in a list of *COUNT; returns the list, or NULL without
 * memory. A new entry is all zero. */
static void *list_grow(void *list, size_t *count, size_t *capacity, size_t size_bytes)
{
    if (*count == *capacity) {
        size_t larger = *capacity + *capacity / 2 + 16; /* more, whatever was reserved before */
        if (larger > SIZE_MAX / size_bytes)
            return NULL;
        list = memory_reallocate(list, larger * size_bytes);
        if (!list)
            return NULL;
        *capacity = larger;
    }
    memset((char *)list + *count * size_bytes, 0, size_bytes);
    (*count)++;
    return list;
}

struct note *registry_add_note(struct registry *registry)
{
    struct note *notes =
        list_grow(registry->notes, &registry->note_count, &registry->note_capacity, sizeof(*notes));
    if (!notes)
        return NULL;
    registry->notes = notes;
    return &notes[registry->note_count - 1];
}

bool registry_reserve_records(struct registry *registry, size_t count)
{
    if (count <= registry->record_capacity)
        return true;
    if (count > SIZE_MAX / sizeof(struct record))
        return false;
    struct record *records =
        memory_reallocate(registry->records, count * sizeof(*registry->records));
    if (!records)
        return false;
    registry->records = records;
    registry->record_capacity = count;
    return true;
}

bool registry_take_records(struct registry *registry, struct registry *other)
{
    if (other->record_count > SIZE_MAX - registry->record_count ||
        !registry_reserve_records(registry, registry->record_count + other->record_count))
        return false;
    if (other->record_count)
        memcpy(&registry->records[registry->record_count], other->records,
               other->record_count * sizeof(*other->records));
    registry->record_count += other->record_count;
    other->record_count = 0;
    arena_take(&registry->arena, &other->arena);
    return true;
}

struct record *registry_add_record(struct registry *registry)
{
    struct record *records = list_grow(registry->records, &registry->record_count,
                                       &registry->record_capacity, sizeof(*records));
    if (!records)
        return NULL;
    registry->records = records;
    return &records[registry->record_count - 1];
}

struct footnote *registry_add_footnote(struct registry *registry)
{
    struct footnote *footnotes = list_grow(registry->footnotes, &registry->footnote_count,
                                           &registry->footnote_capacity, sizeof(*footnotes));
    if (!footnotes)
        return NULL;
    registry->footnotes = footnotes;
    return &footnotes[registry->footnote_count - 1];
}

struct person *registry_add_person(struct registry *registry)
{
    struct person *people = list_grow(registry->people, &registry->person_count,
                                      &registry->person_capacity, sizeof(*people));
    if (!people)
        return NULL;
    registry->people = people;
    return &people[registry->person_count - 1];
}

bool person_add_uri(struct registry *registry, struct person *person, struct text uri)
{
    size_t count = person->uri_count;
    if ((count & (count - 1)) == 0) { /* 0 or a power of two: the list is full, and is doubled */
        struct text *uris =
            arena_allocate(&registry->arena, (count ? 2 * count : 1) * sizeof(*uris));
        if (!uris)
            return false;
        if (count)
            memcpy(uris, person->uris, count * sizeof(*uris));
        person->uris = uris;
    }
    person->uris[person->uri_count++] = uri;
    return true;
}
