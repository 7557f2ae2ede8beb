/* Reductions. */
#include "history/reduction.h"

struct reducer {
    struct registry *reduced;
    struct buffer plain;
    bool failed; /* memory was short */
};

static void drop_white_space(struct buffer *plain)
{
    size_t length = 0;
    for (size_t i = 0; i < plain->length; i++)
        if (!ascii_is_space(plain->bytes[i]))
            plain->bytes[length++] = plain->bytes[i];
    plain->length = length;
}

static bool has_white_space(struct text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (ascii_is_space(text.bytes[i]))
            return true;
    return false;
}

/* Makes *TEXT, which may be marked, plain and without white space. */
static void reduce_text(struct reducer *reducer, struct text *text)
{
    if (!marked_has_marks(*text) && !has_white_space(*text))
        return;
    buffer_clear(&reducer->plain);
    marked_append_plain(&reducer->plain, *text, (struct text){NULL, 0});
    drop_white_space(&reducer->plain);
    reducer->failed |= reducer->plain.failed ||
                       !arena_copy(&reducer->reduced->arena, buffer_text(&reducer->plain), text);
}

static void reduce_record(struct reducer *reducer, unsigned lacks, struct record *record)
{
    if (lacks & LACKS_MARKS) {
        reduce_text(reducer, &record->description);
        reduce_text(reducer, &record->assignee);
        reduce_text(reducer, &record->contact);
        reduce_text(reducer, &record->reference);
        reduce_text(reducer, &record->unauthorized_use);
        reduce_text(reducer, &record->assignment_notes);
    }
    if (lacks & LACKS_OWN_ASSIGNEE)
        record->has_assignee =
            record->has_assignee && !text_equal(record->assignee, record->contact);
}

/* What stands in the header, for formats that have one. */
static void reduce_header(struct reducer *reducer, const struct registry *registry, unsigned lacks)
{
    struct registry *reduced = reducer->reduced;
    reduced->id = registry->id;
    reduced->title = registry->title;
    reduced->references = registry->references;
    reduced->experts = registry->experts;
    for (size_t i = 0; i < registry->note_count; i++) {
        struct note *note = registry_add_note(reduced);
        reducer->failed |= !note;
        if (!note)
            return;
        *note = registry->notes[i];
        if (lacks & LACKS_MARKS)
            reduce_text(reducer, &note->content);
    }
    if (lacks & LACKS_MARKS) {
        reduce_text(reducer, &reduced->references);
        reduce_text(reducer, &reduced->experts);
    }
}

/* The lists that are taken as they are, or not at all. */
static void copy_people(struct reducer *reducer, const struct registry *registry)
{
    for (size_t i = 0; i < registry->person_count; i++) {
        struct person *person = registry_add_person(reducer->reduced);
        reducer->failed |= !person;
        if (!person)
            return;
        *person = registry->people[i];
    }
    for (size_t i = 0; i < registry->footnote_count; i++) {
        struct footnote *footnote = registry_add_footnote(reducer->reduced);
        reducer->failed |= !footnote;
        if (!footnote)
            return;
        *footnote = registry->footnotes[i];
    }
}

static void copy_records(struct reducer *reducer, const struct registry *registry, unsigned lacks)
{
    for (size_t i = 0; i < registry->record_count && !reducer->failed; i++) {
        struct record *record = registry_add_record(reducer->reduced);
        reducer->failed |= !record;
        if (!record)
            return;
        *record = registry->records[i];
        reduce_record(reducer, lacks, record);
    }
}

int reduction_make(const struct registry *registry, unsigned lacks, struct registry *reduced,
                   struct error *error)
{
    struct reducer reducer = {.reduced = reduced};
    buffer_init(&reducer.plain);
    if (!(lacks & LACKS_DATE))
        reduced->updated = registry->updated;
    if (!(lacks & LACKS_CATEGORY))
        reduced->category = registry->category;
    if (!(lacks & LACKS_HEADER))
        reduce_header(&reducer, registry, lacks);
    if (!(lacks & LACKS_PEOPLE))
        copy_people(&reducer, registry);
    copy_records(&reducer, registry, lacks);
    buffer_done(&reducer.plain);
    return reducer.failed ? error_memory(error) : STATUS_OK;
}
