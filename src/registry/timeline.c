/* Timelines: of one release, and a release out of many. */
#include "registry/timeline.h"

#include "base/memory.h"

/* COUNT lifetimes in the one release there is; NULL without memory. */
static struct lifetime *lifetimes_of_one(size_t count)
{
    return memory_allocate_zeroed(count + 1, sizeof(struct lifetime));
}

static uint32_t *keys_from_1(size_t count)
{
    uint32_t *keys = memory_allocate((count + 1) * sizeof(*keys));
    for (size_t i = 0; keys && i < count; i++)
        keys[i] = (uint32_t)i + 1;
    return keys;
}

int timeline_of_registry(struct timeline *timeline, struct registry *registry,
                         const struct release *release, struct error *error)
{
    *timeline = (struct timeline){
        .releases = memory_allocate(sizeof(*timeline->releases)),
        .release_count = 1,
        .record_lifetimes = lifetimes_of_one(registry->record_count),
        .record_keys = keys_from_1(registry->record_count),
        .person_lifetimes = lifetimes_of_one(registry->person_count),
        .note_lifetimes = lifetimes_of_one(registry->note_count),
        .footnote_lifetimes = lifetimes_of_one(registry->footnote_count),
        .heads = memory_allocate(sizeof(*timeline->heads)),
        .head_count = 1,
    };
    if (!timeline->releases || !timeline->record_lifetimes || !timeline->record_keys ||
        !timeline->person_lifetimes || !timeline->note_lifetimes || !timeline->footnote_lifetimes ||
        !timeline->heads) {
        timeline_done(timeline);
        return error_memory(error);
    }
    timeline->releases[0] = *release;
    timeline->releases[0].date = registry->updated;
    timeline->releases[0].record_count = (uint32_t)registry->record_count;
    timeline->heads[0] = (struct head){{0, 0},
                                       registry->id,
                                       registry->title,
                                       registry->category,
                                       registry->references,
                                       registry->experts,
                                       registry->frame};
    timeline->versions = *registry;
    registry_init(registry);
    return STATUS_OK;
}

/* The head that lives in the release at INDEX; NULL when a damaged store has none. */
static const struct head *head_of_release(const struct timeline *timeline, uint32_t index)
{
    for (size_t i = 0; i < timeline->head_count; i++)
        if (lifetime_covers(timeline->heads[i].lifetime, index))
            return &timeline->heads[i];
    return NULL;
}

static bool add_records(const struct timeline *timeline, uint32_t index, struct registry *registry)
{
    for (size_t i = 0; i < timeline->versions.record_count; i++) {
        if (!lifetime_covers(timeline->record_lifetimes[i], index))
            continue;
        struct record *record = registry_add_record(registry);
        if (!record)
            return false;
        *record = timeline->versions.records[i];
    }
    return true;
}

static bool add_people(const struct timeline *timeline, uint32_t index, struct registry *registry)
{
    for (size_t i = 0; i < timeline->versions.person_count; i++) {
        if (!lifetime_covers(timeline->person_lifetimes[i], index))
            continue;
        struct person *person = registry_add_person(registry);
        if (!person)
            return false;
        *person = timeline->versions.people[i];
    }
    return true;
}

static bool add_notes(const struct timeline *timeline, uint32_t index, struct registry *registry)
{
    for (size_t i = 0; i < timeline->versions.note_count; i++) {
        if (!lifetime_covers(timeline->note_lifetimes[i], index))
            continue;
        struct note *note = registry_add_note(registry);
        if (!note)
            return false;
        *note = timeline->versions.notes[i];
    }
    return true;
}

static bool add_footnotes(const struct timeline *timeline, uint32_t index,
                          struct registry *registry)
{
    for (size_t i = 0; i < timeline->versions.footnote_count; i++) {
        if (!lifetime_covers(timeline->footnote_lifetimes[i], index))
            continue;
        struct footnote *footnote = registry_add_footnote(registry);
        if (!footnote)
            return false;
        *footnote = timeline->versions.footnotes[i];
    }
    return true;
}

int timeline_release(const struct timeline *timeline, uint32_t index, struct registry *registry,
                     struct error *error)
{
    const struct head *head = head_of_release(timeline, index);
    if (!head)
        return error_set(error, STATUS_IO, NULL, (struct position){0, 0},
                         "expected the head of release %u, found none",
                         timeline->releases[index].sequence);
    registry->id = head->id;
    registry->title = head->title;
    registry->category = head->category;
    registry->references = head->references;
    registry->experts = head->experts;
    registry->frame = head->frame;
    registry->updated = timeline->releases[index].date;
    if (add_records(timeline, index, registry) && add_people(timeline, index, registry) &&
        add_notes(timeline, index, registry) && add_footnotes(timeline, index, registry))
        return STATUS_OK;
    return error_memory(error);
}

bool timeline_has_heads(const struct timeline *timeline)
{
    for (uint32_t release = 0; release < timeline->release_count; release++) {
        size_t count = 0;
        for (size_t i = 0; i < timeline->head_count; i++)
            count += lifetime_covers(timeline->heads[i].lifetime, release);
        if (count != 1)
            return false;
    }
    return true;
}

int timeline_refuse_date(struct date first, struct date date, struct error *error)
{
    char expected[DATE_SIZE_BYTES], found[DATE_SIZE_BYTES];
    return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                     "expected a date of %s or later, when the first release was published, found "
                     "%s",
                     date_format(first, expected), date_format(date, found));
}

void timeline_done(struct timeline *timeline)
{
    memory_free(timeline->releases);
    registry_done(&timeline->versions);
    memory_free(timeline->record_lifetimes);
    memory_free(timeline->record_keys);
    memory_free(timeline->person_lifetimes);
    memory_free(timeline->note_lifetimes);
    memory_free(timeline->footnote_lifetimes);
    memory_free(timeline->heads);
    *timeline = (struct timeline){0};
}
