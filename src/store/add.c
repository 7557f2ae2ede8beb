/* Adding a release: where it belongs, what of it is there already, and the rest as new versions. */
#include <stdlib.h>

#include "base/memory.h"
#include "history/matching.h"
#include "store/opened.h"
#include "store/positions.h"
#include "store/rows.h"

/* The room between the places of two releases that follow one another. */
#define PLACE_STEP ((int64_t)1 << 32)

enum { LAYOUT_CACHE_SIZE = 256 };

/* A release being added. */
struct adding {
    struct store *store;
    struct gap gap;
    const struct edition *before; /* the releases on both sides; empty where there is none */
    struct edition *after;
    struct edition *here;
    struct matching to_before, to_after;    /* records; those of the release are the later ones */
    uint32_t *people_before, *people_after; /* of each person: the index on that side, or NONE */
    int64_t next_key;
    struct buffer scratch;
    struct addition *addition;
    const struct arrival *arrival;
    struct {
        struct text content;
        int64_t id;
    } layouts[LAYOUT_CACHE_SIZE]; /* by hash: most rows share a few */
};

/* --- layouts --- */

static int query_layout(struct adding *adding, struct text content, int64_t *id,
                        struct error *error)
{
    const struct engine *engine = adding->store->engine;
    struct tables *tables = adding->store->tables;
    bool row;
    engine->bind_text(tables->find_layout, 1, content);
    int status = engine->step(tables->find_layout, &row, error);
    if (status != STATUS_OK)
        return status;
    if (row) {
        *id = engine->integer(tables->find_layout, 0);
        engine->reset(tables->find_layout);
        return STATUS_OK;
    }
    engine->bind_text(tables->add_layout, 1, content);
    status = engine->step(tables->add_layout, &row, error);
    *id = engine->last_id(adding->store->database);
    return status;
}

/* The row of CONTENT in the table of layouts, added when it is new. */
static int find_layout(struct adding *adding, struct text content, int64_t *id, struct error *error)
{
    size_t slot = text_hash(content) % LAYOUT_CACHE_SIZE;
    if (adding->layouts[slot].id == 0 || !text_equal(adding->layouts[slot].content, content)) {
        int status = query_layout(adding, content, &adding->layouts[slot].id, error);
        if (status != STATUS_OK)
            return status;
        adding->layouts[slot].content = content;
    }
    *id = adding->layouts[slot].id;
    return STATUS_OK;
}

/* --- records --- */

/* What the record at INDEX was, and will be. */
struct record_sides {
    const struct record *before, *after;
    const struct stored *stored_before, *stored_after;
};

static struct record_sides sides_of_record(const struct adding *adding, size_t index)
{
    struct record_sides sides = {0};
    uint32_t before = adding->to_before.predecessors[index];
    uint32_t after = adding->to_after.predecessors[index];
    if (before != MATCHING_NONE) {
        sides.before = &adding->before->registry.records[before];
        sides.stored_before = &adding->before->records[before];
    }
    if (after != MATCHING_NONE) {
        sides.after = &adding->after->registry.records[after];
        sides.stored_after = &adding->after->records[after];
    }
    return sides;
}

/* Counts and tells the change of the record with KEY from BEFORE to AFTER, one of which may be
 * NULL.
 */
static int tell(struct adding *adding, int64_t key, const struct record *before,
                const struct record *after, struct error *error)
{
    adding->addition->added += !before;
    adding->addition->removed += !after;
    adding->addition->modified += before && after;
    if (!adding->arrival->each)
        return STATUS_OK;
    struct change change = change_of(before, after);
    change.key = (uint32_t)key;
    return adding->arrival->each(adding->arrival->context, &change, error);
}

static int put_record(struct adding *adding, size_t index, struct error *error)
{
    const struct record *record = &adding->here->registry.records[index];
    struct stored *stored = &adding->here->records[index];
    struct record_sides sides = sides_of_record(adding, index);
    struct neighbours neighbours = {
        .before = sides.before ? sides.stored_before->version : 0,
        .after = sides.after ? sides.stored_after->version : 0,
        .same_before = sides.before && record_equal(record, sides.before),
        .same_after = sides.after && record_equal(record, sides.after),
    };
    if (!neighbours.same_before) {
        int status = tell(adding, stored->key, sides.before, record, error);
        if (status != STATUS_OK)
            return status;
        bind_record(&adding->store->tables->record, record);
    }
    return versions_put(&adding->store->tables->record, &adding->gap, &neighbours, stored->key,
                        &stored->version, error);
}

static bool is_placed_alike(const struct record *a, const struct stored *stored_a,
                            const struct record *b, const struct stored *stored_b)
{
    return stored_a->position == stored_b->position && a->ports.as_range == b->ports.as_range &&
           text_equal(a->layout, b->layout);
}

static int place_record(struct adding *adding, size_t index, struct error *error)
{
    const struct record *record = &adding->here->registry.records[index];
    struct stored *stored = &adding->here->records[index];
    struct record_sides sides = sides_of_record(adding, index);
    struct neighbours neighbours = {
        .before = sides.before ? sides.stored_before->placement : 0,
        .after = sides.after ? sides.stored_after->placement : 0,
        .same_before =
            sides.before && is_placed_alike(record, stored, sides.before, sides.stored_before),
        .same_after =
            sides.after && is_placed_alike(record, stored, sides.after, sides.stored_after),
    };
    int64_t layout = 0;
    if (!neighbours.same_before) {
        int status = find_layout(adding, record->layout, &layout, error);
        if (status != STATUS_OK)
            return status;
    }
    bind_record_placement(&adding->store->tables->record_placement, record, stored->position,
                          layout);
    return versions_put(&adding->store->tables->record_placement, &adding->gap, &neighbours,
                        stored->key, &stored->placement, error);
}

/* Ends the lifetime of what was there before and is not here any more, or puts a hole into it. */
static int leave_out(struct adding *adding, struct versions *versions, int64_t before,
                     int64_t after, struct error *error)
{
    struct neighbours neighbours = {.before = before, .after = after, .absent = true};
    int64_t id;
    return versions_put(versions, &adding->gap, &neighbours, 0, &id, error);
}

/* The thing with KEY among COUNT ones of the other side, or NULL. A slow walk: few things go. */
static const struct stored *find_key(const struct stored *list, size_t count, int64_t key)
{
    for (size_t i = 0; i < count; i++)
        if (list[i].key == key)
            return &list[i];
    return NULL;
}

static int leave_out_placed(struct adding *adding, struct versions *meaning,
                            struct versions *placement, const struct stored *before,
                            const struct stored *after, struct error *error)
{
    int status = leave_out(adding, meaning, before->version, after ? after->version : 0, error);
    if (status == STATUS_OK)
        status =
            leave_out(adding, placement, before->placement, after ? after->placement : 0, error);
    return status;
}

static int leave_out_records(struct adding *adding, struct error *error)
{
    const struct edition *before = adding->before, *after = adding->after;
    int status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < before->registry.record_count; i++) {
        if (adding->to_before.successors[i] != MATCHING_NONE)
            continue;
        adding->addition->removed++;
        status = leave_out_placed(
            adding, &adding->store->tables->record, &adding->store->tables->record_placement,
            &before->records[i],
            find_key(after->records, after->registry.record_count, before->records[i].key), error);
    }
    return status;
}

/* --- people --- */

/* A person, to be sorted by handle. */
struct by_handle {
    struct text handle;
    uint32_t person;
};

static int compare_handles(const void *a, const void *b)
{
    const struct by_handle *x = a, *y = b;
    int order = text_compare(x->handle, y->handle);
    return order ? order : x->person < y->person ? -1 : x->person > y->person;
}

static struct by_handle *sort_people(const struct registry *registry)
{
    struct by_handle *list = memory_allocate((registry->person_count + 1) * sizeof(*list));
    for (size_t i = 0; list && i < registry->person_count; i++)
        list[i] = (struct by_handle){registry->people[i].id, (uint32_t)i};
    if (list)
        qsort(list, registry->person_count, sizeof(*list), compare_handles);
    return list;
}

/* Of each person of LATER, the one of EARLIER with the same handle (the first with the first); NULL
 * without memory. */
static uint32_t *match_people(const struct registry *earlier, const struct registry *later)
{
    uint32_t *matches = memory_allocate((later->person_count + 1) * sizeof(*matches));
    struct by_handle *before = sort_people(earlier), *after = sort_people(later);
    if (matches && before && after) {
        memset(matches, 0xff, later->person_count * sizeof(*matches));
        for (size_t i = 0, j = 0; i < earlier->person_count && j < later->person_count;) {
            int order = text_compare(before[i].handle, after[j].handle);
            if (order == 0)
                matches[after[j].person] = before[i].person;
            i += order <= 0;
            j += order >= 0;
        }
    } else {
        memory_free(matches);
        matches = NULL;
    }
    memory_free(before);
    memory_free(after);
    return matches;
}

static bool person_equal(const struct person *a, const struct person *b)
{
    bool equal = text_equal(a->id, b->id) && text_equal(a->name, b->name) &&
                 text_equal(a->organization, b->organization) && a->uri_count == b->uri_count &&
                 date_pack(a->updated) == date_pack(b->updated);
    for (size_t i = 0; equal && i < a->uri_count; i++)
        equal = text_equal(a->uris[i], b->uris[i]);
    return equal;
}

/* The person at INDEX on one side, or NULL. */
static const struct person *person_on(const struct edition *side, const uint32_t *matches,
                                      size_t index, const struct stored **stored)
{
    if (matches[index] == MATCHING_NONE)
        return NULL;
    *stored = &side->people[matches[index]];
    return &side->registry.people[matches[index]];
}

static int put_person(struct adding *adding, size_t index, struct error *error)
{
    const struct person *person = &adding->here->registry.people[index];
    struct stored *stored = &adding->here->people[index];
    const struct stored *stored_before = NULL, *stored_after = NULL;
    const struct person *before =
        person_on(adding->before, adding->people_before, index, &stored_before);
    const struct person *after =
        person_on(adding->after, adding->people_after, index, &stored_after);
    struct neighbours meaning = {
        .before = before ? stored_before->version : 0,
        .after = after ? stored_after->version : 0,
        .same_before = before && person_equal(person, before),
        .same_after = after && person_equal(person, after),
    };
    bind_person(&adding->store->tables->person, person, &adding->scratch);
    int status = versions_put(&adding->store->tables->person, &adding->gap, &meaning, stored->key,
                              &stored->version, error);
    if (status != STATUS_OK)
        return status;
    struct neighbours placement = {
        .before = before ? stored_before->placement : 0,
        .after = after ? stored_after->placement : 0,
        .same_before = before && stored->position == stored_before->position &&
                       text_equal(person->layout, before->layout),
        .same_after = after && stored->position == stored_after->position &&
                      text_equal(person->layout, after->layout),
    };
    int64_t layout = 0;
    if (!placement.same_before)
        status = find_layout(adding, person->layout, &layout, error);
    if (status != STATUS_OK)
        return status;
    bind_person_placement(&adding->store->tables->person_placement, stored->position, layout);
    return versions_put(&adding->store->tables->person_placement, &adding->gap, &placement,
                        stored->key, &stored->placement, error);
}

static int leave_out_people(struct adding *adding, struct error *error)
{
    const struct edition *before = adding->before, *after = adding->after;
    size_t count = before->registry.person_count;
    bool *is_here = memory_allocate_zeroed(count + 1, sizeof(*is_here));
    if (!is_here)
        return error_memory(error);
    for (size_t i = 0; i < adding->here->registry.person_count; i++)
        if (adding->people_before[i] != MATCHING_NONE)
            is_here[adding->people_before[i]] = true;
    int status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        if (!is_here[i])
            status = leave_out_placed(
                adding, &adding->store->tables->person, &adding->store->tables->person_placement,
                &before->people[i],
                find_key(after->people, after->registry.person_count, before->people[i].key),
                error);
    memory_free(is_here);
    return status;
}

/* --- head and notes --- */

static bool head_equal(const struct registry *a, const struct registry *b)
{
    return text_equal(a->id, b->id) && text_equal(a->title, b->title) &&
           text_equal(a->category, b->category) && text_equal(a->references, b->references) &&
           text_equal(a->experts, b->experts) && text_equal(a->frame.prolog, b->frame.prolog) &&
           text_equal(a->frame.layout, b->frame.layout) &&
           text_equal(a->frame.epilog, b->frame.epilog);
}

static int put_head(struct adding *adding, struct error *error)
{
    const struct edition *before = adding->before, *after = adding->after;
    struct neighbours neighbours = {
        .before = before->head,
        .after = after->head,
        .same_before = before->head && head_equal(&adding->here->registry, &before->registry),
        .same_after = after->head && head_equal(&adding->here->registry, &after->registry),
    };
    bind_head(&adding->store->tables->head, &adding->here->registry);
    return versions_put(&adding->store->tables->head, &adding->gap, &neighbours, 1,
                        &adding->here->head, error);
}

/* The note (or footnote, which stand behind the notes) at INDEX: title and content. */
static void note_at(const struct registry *registry, size_t index, struct text *title,
                    struct text *content)
{
    if (index < registry->note_count) {
        *title = registry->notes[index].title;
        *content = registry->notes[index].content;
    } else {
        *title = registry->footnotes[index - registry->note_count].anchor;
        *content = registry->footnotes[index - registry->note_count].content;
    }
}

static size_t note_total(const struct edition *edition)
{
    return edition->registry.note_count + edition->registry.footnote_count;
}

/* Looks for the note with KEY on SIDE; whether it is there, and is TITLE and CONTENT. */
static int64_t find_note(const struct edition *side, int64_t key, struct text title,
                         struct text content, bool *same)
{
    *same = false;
    for (size_t i = 0; i < note_total(side); i++) {
        struct text other_title, other_content;
        if (side->notes[i].key != key)
            continue;
        note_at(&side->registry, i, &other_title, &other_content);
        *same = text_equal(title, other_title) && text_equal(content, other_content);
        return side->notes[i].version;
    }
    return 0;
}

static int put_note(struct adding *adding, size_t index, struct error *error)
{
    const struct registry *registry = &adding->here->registry;
    struct stored_note *stored = &adding->here->notes[index];
    struct text title, content;
    struct neighbours neighbours = {0};
    bool is_footnote = index >= registry->note_count;
    note_at(registry, index, &title, &content);
    stored->key =
        is_footnote ? 2 * (int64_t)(index - registry->note_count) + 1 : 2 * (int64_t)index;
    neighbours.before =
        find_note(adding->before, stored->key, title, content, &neighbours.same_before);
    neighbours.after =
        find_note(adding->after, stored->key, title, content, &neighbours.same_after);
    bind_note(&adding->store->tables->note, title, content);
    return versions_put(&adding->store->tables->note, &adding->gap, &neighbours, stored->key,
                        &stored->version, error);
}

static bool has_note(const struct edition *edition, int64_t key)
{
    for (size_t i = 0; i < note_total(edition); i++)
        if (edition->notes[i].key == key)
            return true;
    return false;
}

static int put_notes(struct adding *adding, struct error *error)
{
    int status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < note_total(adding->here); i++)
        status = put_note(adding, i, error);
    for (size_t i = 0; status == STATUS_OK && i < note_total(adding->before); i++) {
        int64_t key = adding->before->notes[i].key;
        bool same;
        if (has_note(adding->here, key))
            continue;
        status = leave_out(adding, &adding->store->tables->note, adding->before->notes[i].version,
                           find_note(adding->after, key, TEXT(""), TEXT(""), &same), error);
    }
    return status;
}

/* --- identities --- */

/* Gives each of COUNT things the key of the one it is matched with, else a new one, and the
 * position it had. POSITIONS is for positions_assign. */
static void inherit(struct stored *here, size_t count, const uint32_t *to_before,
                    const struct stored *before, const uint32_t *to_after,
                    const struct stored *after, int64_t *next_key, int64_t *positions)
{
    for (size_t i = 0; i < count; i++) {
        const struct stored *origin = to_before[i] != MATCHING_NONE  ? &before[to_before[i]]
                                      : to_after[i] != MATCHING_NONE ? &after[to_after[i]]
                                                                     : NULL;
        here[i].key = origin ? origin->key : (*next_key)++;
        positions[i] = origin ? origin->position : 0;
    }
}

/* Makes the matches with what follows agree with those with what comes before: what has a key
 * before can only be what has that key after. */
static void agree(const struct stored *before, const uint32_t *to_before,
                  const struct stored *after, size_t after_count, uint32_t *to_after, size_t count,
                  const struct edition *all_before, bool people)
{
    const struct stored *others = people ? all_before->people : all_before->records;
    size_t other_count =
        people ? all_before->registry.person_count : all_before->registry.record_count;
    for (size_t i = 0; i < count; i++) {
        if (to_before[i] == MATCHING_NONE) {
            if (to_after[i] != MATCHING_NONE &&
                find_key(others, other_count, after[to_after[i]].key))
                to_after[i] = MATCHING_NONE; /* it is what something else here or before is */
            continue;
        }
        const struct stored *same = find_key(after, after_count, before[to_before[i]].key);
        to_after[i] = same ? (uint32_t)(same - after) : MATCHING_NONE;
    }
}

/* Keys and positions of records (or PEOPLE). */
static int identify(struct adding *adding, bool people, struct error *error)
{
    struct edition *here = adding->here, *after = adding->after;
    const struct edition *before = adding->before;
    size_t count = people ? here->registry.person_count : here->registry.record_count;
    size_t after_count = people ? after->registry.person_count : after->registry.record_count;
    struct stored *stored = people ? here->people : here->records;
    const struct stored *stored_before = people ? before->people : before->records;
    const struct stored *stored_after = people ? after->people : after->records;
    uint32_t *to_before = people ? adding->people_before : adding->to_before.predecessors;
    uint32_t *to_after = people ? adding->people_after : adding->to_after.predecessors;
    int64_t *positions = memory_allocate((count + 1) * sizeof(*positions));
    if (!positions)
        return error_memory(error);
    if (after->place)
        agree(stored_before, to_before, stored_after, after_count, to_after, count, before, people);
    int status = store_ask(adding->store,
                           people ? "SELECT coalesce(max(key), 0) + 1 FROM person"
                                  : "SELECT coalesce(max(key), 0) + 1 FROM record",
                           0, 0, &adding->next_key, error);
    inherit(stored, count, to_before, stored_before, to_after, stored_after, &adding->next_key,
            positions);
    if (status == STATUS_OK)
        status = positions_assign(positions, count, error);
    for (size_t i = 0; i < count; i++)
        stored[i].position = positions[i];
    memory_free(positions);
    return status;
}

/* --- the release --- */

static const char insert_release[] =
    "INSERT INTO release (sequence, place, date, format, sha256, size_bytes, record_count,"
    " recorded_at, source, agent) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

static int put_release(struct adding *adding, const struct arrival *arrival, struct error *error)
{
    const struct engine *engine = adding->store->engine;
    struct release *release = &adding->addition->release;
    struct query *query;
    bool row;
    int status = store_next_sequence(adding->store, &release->sequence, error);
    if (status == STATUS_OK)
        status = engine->prepare(adding->store->database, insert_release, &query, error);
    if (status != STATUS_OK)
        return status;
    engine->bind_integer(query, 1, release->sequence);
    engine->bind_integer(query, 2, adding->gap.here);
    engine->bind_integer(query, 3, date_pack(release->date));
    engine->bind_text(query, 4, text_of(arrival->format));
    engine->bind_bytes(query, 5, (struct text){(const char *)release->sha256, 32});
    engine->bind_integer(query, 6, (int64_t)release->size_bytes);
    engine->bind_integer(query, 7, release->record_count);
    engine->bind_integer(query, 8, release->recorded_at);
    engine->bind_text(query, 9, text_of(arrival->source));
    engine->bind_text(query, 10, text_of(arrival->agent));
    status = engine->step(query, &row, error);
    engine->finish(query);
    return status;
}

/* Everything but the comparison with what is there. */
static int put_contents(struct adding *adding, const struct arrival *arrival, struct error *error)
{
    struct edition *here = adding->here;
    int status = put_release(adding, arrival, error);
    if (status == STATUS_OK)
        status = identify(adding, false, error);
    if (status == STATUS_OK)
        status = identify(adding, true, error);
    for (size_t i = 0; status == STATUS_OK && i < here->registry.record_count; i++) {
        status = put_record(adding, i, error);
        if (status == STATUS_OK)
            status = place_record(adding, i, error);
    }
    if (status == STATUS_OK)
        status = leave_out_records(adding, error);
    for (size_t i = 0; status == STATUS_OK && i < here->registry.person_count; i++)
        status = put_person(adding, i, error);
    if (status == STATUS_OK)
        status = leave_out_people(adding, error);
    if (status == STATUS_OK)
        status = put_head(adding, error);
    return status == STATUS_OK ? put_notes(adding, error) : status;
}

static int compare(struct adding *adding, struct error *error)
{
    const struct registry *here = &adding->here->registry;
    int status = matching_find(&adding->before->registry, here, &adding->to_before, error);
    if (status == STATUS_OK)
        status = matching_find(&adding->after->registry, here, &adding->to_after, error);
    adding->people_before = match_people(&adding->before->registry, here);
    adding->people_after = match_people(&adding->after->registry, here);
    if (status == STATUS_OK &&
        (!adding->people_before || !adding->people_after || !edition_make_room(adding->here)))
        status = error_memory(error);
    return status;
}

/* --- where it belongs --- */

/* The places on both sides of a release of DATE: behind all that are not later. */
static int find_gap(struct store *store, struct date date, struct gap *gap, struct error *error)
{
    int status = store_ask(store, "SELECT max(place) FROM release WHERE date <= ?1",
                           date_pack(date), 0, &gap->before, error);
    if (status == STATUS_OK)
        status = store_ask(store, "SELECT min(place) FROM release WHERE place > ?1", gap->before, 0,
                           &gap->after, error);
    gap->here =
        gap->after ? gap->before + (gap->after - gap->before) / 2 : gap->before + PLACE_STEP;
    if (status == STATUS_OK && gap->after && gap->here == gap->before)
        return error_set(error, STATUS_IO, NULL, (struct position){0, 0},
                         "expected room between two releases, found none left after 32 backfills "
                         "at one place");
    return status;
}

/* Reads the release at PLACE, unless it is the last one and at hand. 0: none. */
static int read_side(struct store *store, int64_t place, struct edition *side, struct error *error)
{
    return place ? edition_read(side, store->engine, store->database, place, error) : STATUS_OK;
}

static int read_before(struct store *store, int64_t place, struct error *error)
{
    if (store->last.place == place)
        return STATUS_OK;
    edition_done(&store->last);
    return read_side(store, place, &store->last, error);
}

static int refuse_older(struct store *store, const struct arrival *arrival, struct date date,
                        struct error *error)
{
    char found[DATE_SIZE_BYTES], last[DATE_SIZE_BYTES];
    int64_t packed;
    int status = store_ask(store, "SELECT max(date) FROM release", 0, 0, &packed, error);
    if (status != STATUS_OK)
        return status;
    return error_set(error, STATUS_INPUT, arrival->file, (struct position){0, 0},
                     "expected a release of %s or later, found one of %s; --backfill puts an older "
                     "one in its place",
                     date_format(date_unpack((uint32_t)packed), last), date_format(date, found));
}

/* The release that has these bytes and this date, into ADDITION. */
static int find_known(struct store *store, const struct arrival *arrival, struct date date,
                      struct addition *addition, struct error *error)
{
    const struct engine *engine = store->engine;
    struct query *query;
    int status = engine->prepare(store->database,
                                 "SELECT sequence, record_count, recorded_at FROM release "
                                 "WHERE sha256 = ?1 AND date = ?2",
                                 &query, error);
    if (status != STATUS_OK)
        return status;
    engine->bind_bytes(query, 1, (struct text){(const char *)arrival->sha256, 32});
    engine->bind_integer(query, 2, date_pack(date));
    status = engine->step(query, &addition->known, error);
    if (status == STATUS_OK && addition->known) {
        addition->release.sequence = (uint32_t)engine->integer(query, 0);
        addition->release.record_count = (uint32_t)engine->integer(query, 1);
        addition->release.recorded_at = engine->integer(query, 2);
    }
    engine->finish(query);
    return status;
}

static struct release release_of(const struct arrival *arrival, const struct registry *registry)
{
    struct release release = {
        .date = registry->updated,
        .size_bytes = arrival->size_bytes,
        .recorded_at = arrival->recorded_at,
        .record_count = (uint32_t)registry->record_count,
    };
    memcpy(release.sha256, arrival->sha256, sizeof(release.sha256));
    return release;
}

/* Compares with both sides and writes; HERE then has its identities. */
static int add_between(struct store *store, const struct arrival *arrival, const struct gap *gap,
                       struct edition *after, struct edition *here, struct addition *addition,
                       struct error *error)
{
    struct adding *adding = memory_allocate_zeroed(1, sizeof(*adding));
    if (!adding)
        return error_memory(error);
    *adding = (struct adding){.store = store,
                              .gap = *gap,
                              .before = &store->last,
                              .after = after,
                              .here = here,
                              .addition = addition,
                              .arrival = arrival};
    buffer_init(&adding->scratch);
    int status = compare(adding, error);
    if (status == STATUS_OK)
        status = put_contents(adding, arrival, error);
    if (status == STATUS_OK && adding->scratch.failed)
        status = error_memory(error);
    here->place = gap->here;
    matching_done(&adding->to_before);
    matching_done(&adding->to_after);
    memory_free(adding->people_before);
    memory_free(adding->people_after);
    buffer_done(&adding->scratch);
    memory_free(adding);
    return status;
}

/* Adds what has been found to be new; inside a transaction. */
static int add_new(struct store *store, const struct arrival *arrival, struct registry *registry,
                   struct addition *addition, struct error *error)
{
    struct edition here, after;
    struct gap gap;
    edition_init(&here);
    edition_init(&after);
    int status = find_gap(store, registry->updated, &gap, error);
    if (status == STATUS_OK && gap.after && !arrival->backfill)
        status = refuse_older(store, arrival, registry->updated, error);
    if (status == STATUS_OK)
        status = read_before(store, gap.before, error);
    if (status == STATUS_OK)
        status = read_side(store, gap.after, &after, error);
    if (status == STATUS_OK) {
        here.registry = *registry;
        registry_init(registry);
        status = add_between(store, arrival, &gap, &after, &here, addition, error);
    }
    /* The next release is compared with this one; rows around a backfill have changed. */
    edition_done(&store->last);
    if (status == STATUS_OK && !gap.after)
        store->last = here;
    else
        edition_done(&here);
    edition_done(&after);
    return status;
}

static int refuse_second(const struct store *store, const struct arrival *arrival,
                         struct error *error)
{
    if (store->kind != STORE_AUTHORITY || strcmp(arrival->source, "decision") == 0)
        return STATUS_OK;
    return error_set(error, STATUS_INPUT, arrival->file, (struct position){0, 0},
                     "expected a mirror, found an authority: after the release that it began with "
                     "it changes by its own decisions only");
}

int store_add(struct store *store, const struct arrival *arrival, struct registry *registry,
              struct addition *addition, struct error *error)
{
    bool own;
    uint32_t count;
    *addition = (struct addition){.release = release_of(arrival, registry)};
    int status = store_prepare_tables(store, error);
    if (status == STATUS_OK)
        status = store_enter(store, &own, error);
    if (status != STATUS_OK)
        return status;
    status = find_known(store, arrival, registry->updated, addition, error);
    if (status == STATUS_OK && !addition->known)
        status = store_count(store, &count, error);
    if (status == STATUS_OK && !addition->known && count)
        status = refuse_second(store, arrival, error);
    if (status == STATUS_OK && !addition->known)
        status = add_new(store, arrival, registry, addition, error);
    return store_leave(store, own, status, error);
}
