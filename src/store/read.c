/* Reading: releases out of the store, as a timeline. */
#include "base/memory.h"
#include "store/opened.h"
#include "store/rows.h"

/* A timeline being read. */
struct reading {
    struct timeline *timeline;
    int64_t *places; /* of the releases of the timeline, ascending */
    bool with_layout;
    size_t lifetime_capacity[4];
    /* Of the row before, which the next may carry on. */
    int64_t version, position;
    uint32_t last;
};

/* --- releases --- */

static const char select_releases[] =
    "SELECT sequence, place, date, sha256, size_bytes, recorded_at, record_count FROM release "
    "WHERE ?1 = 0 OR sequence = ?1 ORDER BY place";

static int add_release(struct reading *reading, const struct engine *engine, struct query *query,
                       size_t *capacity, struct error *error)
{
    struct timeline *timeline = reading->timeline;
    if (timeline->release_count == *capacity) {
        size_t larger = *capacity ? *capacity * 2 : 64;
        struct release *releases =
            memory_reallocate(timeline->releases, larger * sizeof(*releases));
        timeline->releases = releases ? releases : timeline->releases;
        int64_t *places = memory_reallocate(reading->places, larger * sizeof(*places));
        reading->places = places ? places : reading->places;
        if (!releases || !places)
            return error_memory(error);
        *capacity = larger;
    }
    struct release *release = &timeline->releases[timeline->release_count];
    *release = (struct release){
        .sequence = (uint32_t)engine->integer(query, 0),
        .date = date_unpack((uint32_t)engine->integer(query, 2)),
        .size_bytes = (uint64_t)engine->integer(query, 4),
        .recorded_at = engine->integer(query, 5),
        .record_count = (uint32_t)engine->integer(query, 6),
    };
    struct text sha256 = engine->text(query, 3);
    if (sha256.length == sizeof(release->sha256))
        memcpy(release->sha256, sha256.bytes, sizeof(release->sha256));
    reading->places[timeline->release_count++] = engine->integer(query, 1);
    return STATUS_OK;
}

static int read_releases(struct reading *reading, struct store *store, uint32_t sequence,
                         struct error *error)
{
    const struct engine *engine = store->engine;
    struct query *query;
    size_t capacity = 0;
    bool row;
    int status = engine->prepare(store->database, select_releases, &query, error);
    if (status != STATUS_OK)
        return status;
    engine->bind_integer(query, 1, sequence);
    while ((status = engine->step(query, &row, error)) == STATUS_OK && row)
        if ((status = add_release(reading, engine, query, &capacity, error)) != STATUS_OK)
            break;
    engine->finish(query);
    if (status == STATUS_OK && reading->timeline->release_count == 0)
        return error_set(error, STATUS_IO, NULL, (struct position){0, 0},
                         "expected a store with a release, found none");
    return status;
}

/* --- what lives in them --- */

/* How many releases have a place before PLACE. */
static uint32_t count_before(const struct reading *reading, int64_t place)
{
    size_t low = 0, high = reading->timeline->release_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (reading->places[middle] < place)
            low = middle + 1;
        else
            high = middle;
    }
    return (uint32_t)low;
}

/* Places as indexes of the timeline's releases, of which one at least is between them. */
static struct lifetime lifetime_of(const struct reading *reading, struct row_lifetime row)
{
    uint32_t first = count_before(reading, row.first);
    uint32_t end = row.last == PLACE_LAST ? (uint32_t)reading->timeline->release_count
                                          : count_before(reading, row.last + 1);
    return (struct lifetime){first, end ? end - 1 : 0};
}

/* Puts LIFETIME at INDEX of LIST, which has CAPACITY. */
static bool put_lifetime(struct lifetime **list, size_t *capacity, size_t index,
                         struct lifetime lifetime)
{
    if (index >= *capacity) {
        size_t larger = *capacity ? *capacity * 2 : 1024;
        struct lifetime *lifetimes = memory_reallocate(*list, larger * sizeof(*lifetimes));
        if (!lifetimes)
            return false;
        *list = lifetimes;
        *capacity = larger;
    }
    (*list)[index] = lifetime;
    return true;
}

/* Whether the row STORED carries on the one before: it follows at once, and differs in its layout
 * only. A record that moves and moves back has rows that do not follow one another. */
static bool carries_on(struct reading *reading, const struct stored *stored,
                       struct lifetime lifetime)
{
    bool is_same = !reading->with_layout && stored->version == reading->version &&
                   stored->position == reading->position && lifetime.first == reading->last + 1;
    reading->version = stored->version;
    reading->position = stored->position;
    reading->last = lifetime.last;
    return is_same;
}

static int keep_record(void *context, const struct stored *stored, struct row_lifetime row,
                       struct error *error)
{
    struct reading *reading = context;
    struct timeline *timeline = reading->timeline;
    size_t *count = &timeline->versions.record_count;
    struct lifetime lifetime = lifetime_of(reading, row);
    if (carries_on(reading, stored, lifetime)) {
        (*count)--;
        timeline->record_lifetimes[*count - 1].last = lifetime.last;
        return STATUS_OK;
    }
    size_t capacity = reading->lifetime_capacity[0];
    if (!put_lifetime(&timeline->record_lifetimes, &reading->lifetime_capacity[0], *count - 1,
                      lifetime))
        return error_memory(error);
    if (capacity != reading->lifetime_capacity[0]) {
        uint32_t *keys =
            memory_reallocate(timeline->record_keys, reading->lifetime_capacity[0] * sizeof(*keys));
        if (!keys)
            return error_memory(error);
        timeline->record_keys = keys;
    }
    timeline->record_keys[*count - 1] = (uint32_t)stored->key;
    if (!reading->with_layout)
        timeline->versions.records[*count - 1].layout = (struct text){NULL, 0};
    return STATUS_OK;
}

static int keep_person(void *context, const struct stored *stored, struct row_lifetime row,
                       struct error *error)
{
    struct reading *reading = context;
    struct timeline *timeline = reading->timeline;
    size_t *count = &timeline->versions.person_count;
    struct lifetime lifetime = lifetime_of(reading, row);
    if (carries_on(reading, stored, lifetime)) {
        (*count)--;
        timeline->person_lifetimes[*count - 1].last = lifetime.last;
        return STATUS_OK;
    }
    return put_lifetime(&timeline->person_lifetimes, &reading->lifetime_capacity[1], *count - 1,
                        lifetime)
               ? STATUS_OK
               : error_memory(error);
}

static int keep_note(void *context, const struct stored *stored, struct row_lifetime row,
                     struct error *error)
{
    struct reading *reading = context;
    struct timeline *timeline = reading->timeline;
    struct lifetime lifetime = lifetime_of(reading, row);
    bool is_footnote = stored->key & 1;
    bool put = is_footnote
                   ? put_lifetime(&timeline->footnote_lifetimes, &reading->lifetime_capacity[2],
                                  timeline->versions.footnote_count - 1, lifetime)
                   : put_lifetime(&timeline->note_lifetimes, &reading->lifetime_capacity[3],
                                  timeline->versions.note_count - 1, lifetime);
    return put ? STATUS_OK : error_memory(error);
}

static int keep_head(void *context, const struct stored *stored, struct row_lifetime row,
                     struct error *error)
{
    (void)stored;
    struct reading *reading = context;
    struct timeline *timeline = reading->timeline;
    const struct registry *read = &timeline->versions;
    struct head *heads =
        memory_reallocate(timeline->heads, (timeline->head_count + 1) * sizeof(*heads));
    if (!heads)
        return error_memory(error);
    timeline->heads = heads;
    heads[timeline->head_count++] =
        (struct head){lifetime_of(reading, row), read->id,      read->title, read->category,
                      read->references,          read->experts, read->frame};
    return STATUS_OK;
}

static int read_contents(struct reading *reading, struct store *store, struct error *error)
{
    struct timeline *timeline = reading->timeline;
    struct row_source source = {
        .engine = store->engine,
        .database = store->database,
        .first = reading->places[0],
        .last = reading->places[timeline->release_count - 1],
        .registry = &timeline->versions,
    };
    int status = read_records(&source, keep_record, reading, error);
    reading->version = 0;
    if (status == STATUS_OK)
        status = read_people(&source, keep_person, reading, error);
    if (status == STATUS_OK)
        status = read_notes(&source, keep_note, reading, error);
    return status == STATUS_OK ? read_heads(&source, keep_head, reading, error) : status;
}

int store_read(struct store *store, uint32_t sequence, bool with_layout, struct timeline *timeline,
               struct error *error)
{
    struct reading reading = {.timeline = timeline, .with_layout = with_layout};
    *timeline = (struct timeline){0};
    registry_init(&timeline->versions);
    /* one transaction, so that what is read is of one moment */
    bool own = !store->in_transaction;
    int status = own ? store->engine->execute(store->database, "BEGIN", error) : STATUS_OK;
    if (status == STATUS_OK)
        status = read_releases(&reading, store, sequence, error);
    if (status == STATUS_OK)
        status = read_contents(&reading, store, error);
    if (own)
        store->engine->execute(store->database, "ROLLBACK", NULL);
    if (status != STATUS_OK)
        timeline_done(timeline);
    memory_free(reading.places);
    return status;
}
