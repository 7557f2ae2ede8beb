/* Putting: what of a release is not in the store yet, as new versions. */
#include "base/memory.h"
#include "history/matching.h"
#include "store/adding.h"
#include "store/bind.h"

/* --- layouts --- */

enum { LAYOUT_CACHE_SIZE = 256 };

/* Rows of the table of layouts, by the hash of their contents: most things share a few. */
struct layouts {
    struct store *store;
    struct {
        struct text content;
        int64_t id; /* 0: none here */
    } cache[LAYOUT_CACHE_SIZE];
};

/* The row of CONTENT, added when it is new. */
static int query_layout(struct layouts *layouts, struct text content, int64_t *id,
                        struct error *error)
{
    const struct engine *engine = layouts->store->engine;
    struct tables *tables = layouts->store->tables;
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
    *id = engine->last_id(layouts->store->database);
    return status;
}

static int find_layout(struct layouts *layouts, struct text content, int64_t *id,
                       struct error *error)
{
    size_t slot = text_hash(content) % LAYOUT_CACHE_SIZE;
    if (layouts->cache[slot].id == 0 || !text_equal(layouts->cache[slot].content, content)) {
        int status = query_layout(layouts, content, &layouts->cache[slot].id, error);
        if (status != STATUS_OK)
            return status;
        layouts->cache[slot].content = content;
    }
    *id = layouts->cache[slot].id;
    return STATUS_OK;
}

/* --- what is gone --- */

/* Ends the lifetime of what was there before and is not here any more, or puts a hole into it. */
static int leave_out(struct adding *adding, struct versions *versions, int64_t before,
                     int64_t after, struct error *error)
{
    struct neighbours neighbours = {.before = before, .after = after, .absent = true};
    int64_t id;
    return versions_put(versions, &adding->gap, &neighbours, 0, &id, error);
}

/* Leaves out the thing at INDEX of those before, with its placement. */
static int leave_out_thing(struct adding *adding, const struct things *things, size_t index,
                           struct versions *meanings, struct versions *placements,
                           struct error *error)
{
    static const struct stored none;
    uint32_t match = things->before_to_after[index];
    const struct stored *before = &things->before[index];
    const struct stored *after = match == MATCHING_NONE ? &none : &things->after[match];
    int status = leave_out(adding, meanings, before->version, after->version, error);
    if (status == STATUS_OK)
        status = leave_out(adding, placements, before->placement, after->placement, error);
    return status;
}

/* --- records --- */

/* Counts and tells the change of the record with KEY from BEFORE to AFTER, one of which may be
 * NULL. */
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

/* A record, or a person, on one side: NULL where there is none. */
struct other_record {
    const struct record *record;
    const struct stored *stored;
};

static struct other_record record_on(const struct edition *side, uint32_t match)
{
    if (match == MATCHING_NONE)
        return (struct other_record){NULL, NULL};
    return (struct other_record){&side->registry.records[match], &side->records[match]};
}

static int put_meaning(struct adding *adding, size_t index, struct other_record before,
                       struct other_record after, struct error *error)
{
    const struct record *record = &adding->here->registry.records[index];
    struct stored *stored = &adding->here->records[index];
    struct neighbours neighbours = {
        .before = before.stored ? before.stored->version : 0,
        .after = after.stored ? after.stored->version : 0,
        .same_before = before.record && record_equal(record, before.record),
        .same_after = after.record && record_equal(record, after.record),
    };
    if (!neighbours.same_before) {
        int status = tell(adding, stored->key, before.record, record, error);
        if (status != STATUS_OK)
            return status;
        bind_record(&adding->store->tables->record, record);
    }
    return versions_put(&adding->store->tables->record, &adding->gap, &neighbours, stored->key,
                        &stored->version, error);
}

/* Whether RECORD, which is STORED, stands where OTHER stands, and was written as it was. */
static bool is_placed_as(const struct record *record, const struct stored *stored,
                         struct other_record other)
{
    return other.record && stored->position == other.stored->position &&
           record->ports.as_range == other.record->ports.as_range &&
           text_equal(record->layout, other.record->layout);
}

static int put_placement(struct adding *adding, struct layouts *layouts, size_t index,
                         struct other_record before, struct other_record after, struct error *error)
{
    struct versions *placements = &adding->store->tables->record_placement;
    const struct record *record = &adding->here->registry.records[index];
    struct stored *stored = &adding->here->records[index];
    struct neighbours neighbours = {
        .before = before.stored ? before.stored->placement : 0,
        .after = after.stored ? after.stored->placement : 0,
        .same_before = is_placed_as(record, stored, before),
        .same_after = is_placed_as(record, stored, after),
    };
    if (!neighbours.same_before) {
        int64_t layout;
        int status = find_layout(layouts, record->layout, &layout, error);
        if (status != STATUS_OK)
            return status;
        bind_record_placement(placements, record, stored->position, layout);
    }
    return versions_put(placements, &adding->gap, &neighbours, stored->key, &stored->placement,
                        error);
}

static int put_records(struct adding *adding, struct layouts *layouts, struct error *error)
{
    const struct things *records = &adding->records;
    int status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < records->here_count; i++) {
        struct other_record before = record_on(adding->before, records->to_before[i]);
        struct other_record after = record_on(adding->after, records->to_after[i]);
        status = put_meaning(adding, i, before, after, error);
        if (status == STATUS_OK)
            status = put_placement(adding, layouts, i, before, after, error);
    }
    return status;
}

static int leave_out_records(struct adding *adding, struct error *error)
{
    struct tables *tables = adding->store->tables;
    const struct edition *before = adding->before;
    int status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < adding->records.before_count; i++) {
        if (adding->records.from_before[i] != MATCHING_NONE)
            continue;
        status = tell(adding, before->records[i].key, &before->registry.records[i], NULL, error);
        if (status == STATUS_OK)
            status = leave_out_thing(adding, &adding->records, i, &tables->record,
                                     &tables->record_placement, error);
    }
    return status;
}

/* --- people --- */

struct other_person {
    const struct person *person;
    const struct stored *stored;
};

static struct other_person person_on(const struct edition *side, uint32_t match)
{
    if (match == MATCHING_NONE)
        return (struct other_person){NULL, NULL};
    return (struct other_person){&side->registry.people[match], &side->people[match]};
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

static int put_person(struct adding *adding, size_t index, struct other_person before,
                      struct other_person after, struct error *error)
{
    const struct person *person = &adding->here->registry.people[index];
    struct stored *stored = &adding->here->people[index];
    struct buffer uris;
    struct neighbours neighbours = {
        .before = before.stored ? before.stored->version : 0,
        .after = after.stored ? after.stored->version : 0,
        .same_before = before.person && person_equal(person, before.person),
        .same_after = after.person && person_equal(person, after.person),
    };
    buffer_init(&uris);
    if (!neighbours.same_before)
        bind_person(&adding->store->tables->person, person, &uris);
    int status = uris.failed ? error_memory(error)
                             : versions_put(&adding->store->tables->person, &adding->gap,
                                            &neighbours, stored->key, &stored->version, error);
    buffer_done(&uris);
    return status;
}

static bool is_person_placed_as(const struct person *person, const struct stored *stored,
                                struct other_person other)
{
    return other.person && stored->position == other.stored->position &&
           text_equal(person->layout, other.person->layout);
}

static int put_person_placement(struct adding *adding, struct layouts *layouts, size_t index,
                                struct other_person before, struct other_person after,
                                struct error *error)
{
    struct versions *placements = &adding->store->tables->person_placement;
    const struct person *person = &adding->here->registry.people[index];
    struct stored *stored = &adding->here->people[index];
    struct neighbours neighbours = {
        .before = before.stored ? before.stored->placement : 0,
        .after = after.stored ? after.stored->placement : 0,
        .same_before = is_person_placed_as(person, stored, before),
        .same_after = is_person_placed_as(person, stored, after),
    };
    if (!neighbours.same_before) {
        int64_t layout;
        int status = find_layout(layouts, person->layout, &layout, error);
        if (status != STATUS_OK)
            return status;
        bind_person_placement(placements, stored->position, layout);
    }
    return versions_put(placements, &adding->gap, &neighbours, stored->key, &stored->placement,
                        error);
}

static int put_people(struct adding *adding, struct layouts *layouts, struct error *error)
{
    const struct things *people = &adding->people;
    struct tables *tables = adding->store->tables;
    int status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < people->here_count; i++) {
        struct other_person before = person_on(adding->before, people->to_before[i]);
        struct other_person after = person_on(adding->after, people->to_after[i]);
        status = put_person(adding, i, before, after, error);
        if (status == STATUS_OK)
            status = put_person_placement(adding, layouts, i, before, after, error);
    }
    for (size_t i = 0; status == STATUS_OK && i < people->before_count; i++)
        if (people->from_before[i] == MATCHING_NONE)
            status = leave_out_thing(adding, people, i, &tables->person, &tables->person_placement,
                                     error);
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

/* A note, or a footnote: they are what they are by their place in their list. */
struct numbered_note {
    struct text title, content;
    int64_t *version; /* where it is kept; NULL: there is no such note */
};

static struct numbered_note note_on(const struct edition *side, bool is_footnote, size_t index)
{
    const struct registry *registry = &side->registry;
    if (is_footnote && index < registry->footnote_count)
        return (struct numbered_note){registry->footnotes[index].anchor,
                                      registry->footnotes[index].content,
                                      &side->notes[registry->note_count + index]};
    if (!is_footnote && index < registry->note_count)
        return (struct numbered_note){registry->notes[index].title, registry->notes[index].content,
                                      &side->notes[index]};
    return (struct numbered_note){.version = NULL};
}

static bool note_equal(const struct numbered_note *a, const struct numbered_note *b)
{
    return a->version && b->version && text_equal(a->title, b->title) &&
           text_equal(a->content, b->content);
}

static int put_note(struct adding *adding, bool is_footnote, size_t index, struct error *error)
{
    struct numbered_note here = note_on(adding->here, is_footnote, index);
    struct numbered_note before = note_on(adding->before, is_footnote, index);
    struct numbered_note after = note_on(adding->after, is_footnote, index);
    struct neighbours neighbours = {
        .before = before.version ? *before.version : 0,
        .after = after.version ? *after.version : 0,
        .same_before = note_equal(&here, &before),
        .same_after = note_equal(&here, &after),
        .absent = !here.version,
    };
    int64_t id;
    bind_note(&adding->store->tables->note, here.title, here.content);
    int status = versions_put(&adding->store->tables->note, &adding->gap, &neighbours,
                              note_key(is_footnote, index), &id, error);
    if (here.version)
        *here.version = id;
    return status;
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static int put_notes(struct adding *adding, struct error *error)
{
    const struct registry *here = &adding->here->registry, *before = &adding->before->registry;
    size_t note_count = larger(here->note_count, before->note_count);
    size_t footnote_count = larger(here->footnote_count, before->footnote_count);
    int status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < note_count; i++)
        status = put_note(adding, false, i, error);
    for (size_t i = 0; status == STATUS_OK && i < footnote_count; i++)
        status = put_note(adding, true, i, error);
    return status;
}

/* --- all of it --- */

int adding_put(struct adding *adding, struct error *error)
{
    struct layouts *layouts = memory_allocate_zeroed(1, sizeof(*layouts));
    if (!layouts)
        return error_memory(error);
    layouts->store = adding->store;
    int status = put_records(adding, layouts, error);
    if (status == STATUS_OK)
        status = leave_out_records(adding, error);
    if (status == STATUS_OK)
        status = put_people(adding, layouts, error);
    if (status == STATUS_OK)
        status = put_head(adding, error);
    if (status == STATUS_OK)
        status = put_notes(adding, error);
    memory_free(layouts);
    return status;
}
