/* Reading: releases out of the store, as a timeline. */
#include "base/memory.h"
#include "store/opened.h"
#include "store/rows.h"

/* A timeline being read. */
struct reading {
    struct timeline *timeline;
    int64_t *places; /* of the releases of the timeline, ascending */
    struct row_source source;
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

/* The places of ROW as indexes of the timeline's releases, of which one at least is between them.
 */
static struct lifetime lifetime_of(const struct reading *reading, const struct row *row)
{
    uint32_t first = count_before(reading, row->first);
    uint32_t end = row->last == PLACE_LAST ? (uint32_t)reading->timeline->release_count
                                           : count_before(reading, row->last + 1);
    return (struct lifetime){first, end ? end - 1 : 0};
}

/* Makes a list of the lifetimes of ROWS; NULL without memory. */
static struct lifetime *lifetimes_of(const struct reading *reading, const struct row *rows,
                                     size_t count)
{
    struct lifetime *lifetimes = memory_allocate((count + 1) * sizeof(*lifetimes));
    for (size_t i = 0; lifetimes && i < count; i++)
        lifetimes[i] = lifetime_of(reading, &rows[i]);
    return lifetimes;
}

/* Whether ROW carries on the one BEFORE: it follows at once, and they differ in their layout only,
 * which is not asked for. A record that moves and moves back has rows that do not follow one
 * another. */
static bool carries_on(const struct reading *reading, const struct row *row,
                       const struct row *before)
{
    return !reading->source.with_layout && row->stored.version == before->stored.version &&
           row->stored.position == before->stored.position &&
           lifetime_of(reading, row).first == lifetime_of(reading, before).last + 1;
}

/* Makes one of each row and those that carry it on: of *COUNT things of SIZE_BYTES, and of their
 * rows. */
static void join_rows(const struct reading *reading, struct rows *rows, void *things,
                      size_t size_bytes, size_t *count)
{
    size_t kept = 0;
    for (size_t i = 0; i < rows->count; i++) {
        if (i && carries_on(reading, &rows->list[i], &rows->list[kept - 1])) {
            rows->list[kept - 1].last = rows->list[i].last;
            continue;
        }
        rows->list[kept] = rows->list[i];
        memmove((char *)things + kept * size_bytes, (char *)things + i * size_bytes, size_bytes);
        kept++;
    }
    rows->count = *count = kept;
}

static int read_record_versions(struct reading *reading, struct error *error)
{
    struct timeline *timeline = reading->timeline;
    struct registry *versions = &timeline->versions;
    struct rows rows = {0};
    int status = read_records(&reading->source, versions, &rows, error);
    if (status == STATUS_OK) {
        join_rows(reading, &rows, versions->records, sizeof(*versions->records),
                  &versions->record_count);
        timeline->record_lifetimes = lifetimes_of(reading, rows.list, rows.count);
        timeline->record_keys = memory_allocate((rows.count + 1) * sizeof(*timeline->record_keys));
        if (!timeline->record_lifetimes || !timeline->record_keys)
            status = error_memory(error);
    }
    for (size_t i = 0; status == STATUS_OK && i < rows.count; i++)
        timeline->record_keys[i] = (uint32_t)rows.list[i].stored.key;
    rows_done(&rows);
    return status;
}

static int read_person_versions(struct reading *reading, struct error *error)
{
    struct timeline *timeline = reading->timeline;
    struct registry *versions = &timeline->versions;
    struct rows rows = {0};
    int status = read_people(&reading->source, versions, &rows, error);
    if (status == STATUS_OK) {
        join_rows(reading, &rows, versions->people, sizeof(*versions->people),
                  &versions->person_count);
        timeline->person_lifetimes = lifetimes_of(reading, rows.list, rows.count);
        if (!timeline->person_lifetimes)
            status = error_memory(error);
    }
    rows_done(&rows);
    return status;
}

static int read_note_versions(struct reading *reading, struct error *error)
{
    struct timeline *timeline = reading->timeline;
    struct registry *versions = &timeline->versions;
    struct rows rows = {0};
    int status = read_notes(&reading->source, versions, &rows, error);
    if (status == STATUS_OK) {
        const struct row *footnotes = rows.list ? rows.list + versions->note_count : NULL;
        timeline->note_lifetimes = lifetimes_of(reading, rows.list, versions->note_count);
        timeline->footnote_lifetimes = lifetimes_of(reading, footnotes, versions->footnote_count);
        if (!timeline->note_lifetimes || !timeline->footnote_lifetimes)
            status = error_memory(error);
    }
    rows_done(&rows);
    return status;
}

static int read_head_versions(struct reading *reading, struct error *error)
{
    struct timeline *timeline = reading->timeline;
    struct rows rows = {0};
    int status =
        read_heads(&reading->source, &timeline->versions.arena, &timeline->heads, &rows, error);
    for (size_t i = 0; status == STATUS_OK && i < rows.count; i++)
        timeline->heads[i].lifetime = lifetime_of(reading, &rows.list[i]);
    timeline->head_count = rows.count;
    rows_done(&rows);
    return status;
}

static int read_contents(struct reading *reading, struct error *error)
{
    reading->source.first = reading->places[0];
    reading->source.last = reading->places[reading->timeline->release_count - 1];
    int status = read_record_versions(reading, error);
    if (status == STATUS_OK)
        status = read_person_versions(reading, error);
    if (status == STATUS_OK)
        status = read_note_versions(reading, error);
    if (status == STATUS_OK)
        status = read_head_versions(reading, error);
    if (status == STATUS_OK && !timeline_has_heads(reading->timeline))
        status = error_set(error, STATUS_IO, NULL, (struct position){0, 0},
                           "expected one head for each release in the store, found damage");
    return status;
}

int store_read(struct store *store, uint32_t sequence, bool with_layout, struct timeline *timeline,
               struct error *error)
{
    struct reading reading = {.timeline = timeline,
                              .source = {.engine = store->engine,
                                         .database = store->database,
                                         .with_layout = with_layout}};
    *timeline = (struct timeline){0};
    registry_init(&timeline->versions);
    /* one transaction, so that what is read is of one moment */
    bool own = !store->in_transaction;
    int status = own ? store->engine->execute(store->database, "BEGIN", error) : STATUS_OK;
    if (status == STATUS_OK)
        status = read_releases(&reading, store, sequence, error);
    if (status == STATUS_OK)
        status = read_contents(&reading, error);
    if (own)
        store->engine->execute(store->database, "ROLLBACK", NULL);
    if (status != STATUS_OK)
        timeline_done(timeline);
    memory_free(reading.places);
    return status;
}
