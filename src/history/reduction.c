/* Reductions. */
#include "history/reduction.h"

struct reducer {
    unsigned lacks;
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

/* Puts what is in the buffer in the place of *TEXT. */
static void replace_text(struct reducer *reducer, struct text *text)
{
    reducer->failed |= reducer->plain.failed ||
                       !arena_copy(&reducer->reduced->arena, buffer_text(&reducer->plain), text);
}

/* Makes *TEXT plain, and without white space. */
static void reduce_to_plain(struct reducer *reducer, struct text *text)
{
    if (!marked_has_marks(*text) && !has_white_space(*text))
        return;
    buffer_clear(&reducer->plain);
    marked_append_plain(&reducer->plain, *text, (struct text){NULL, 0});
    drop_white_space(&reducer->plain);
    replace_text(reducer, text);
}

/* Drops the label of REFERENCE when it would be printed so without it. Returns whether it did. */
static bool drop_idle_label(struct reducer *reducer, struct reference *reference)
{
    struct reference bare = *reference;
    struct buffer label;
    bare.label = (struct text){NULL, 0};
    buffer_init(&label);
    reference_append_label(&label, &bare);
    bool idle = reference->label.length && text_equal(buffer_text(&label), reference->label);
    reducer->failed |= label.failed;
    buffer_done(&label);
    if (idle)
        *reference = bare;
    return idle;
}

static bool has_paragraphs(struct text text)
{
    struct piece piece;
    while (marked_next(&text, &piece))
        if (piece.kind == PIECE_PARAGRAPH)
            return true;
    return false;
}

/* Drops from *TEXT what HTML does not show: idle labels, and white space between paragraphs. */
static void reduce_markup(struct reducer *reducer, struct text *text)
{
    struct text rest = *text;
    struct piece piece;
    if (!marked_has_marks(*text))
        return;
    bool inside = !has_paragraphs(*text), dropped = false;
    buffer_clear(&reducer->plain);
    while (rest.length) {
        struct text here = rest;
        marked_next(&rest, &piece);
        bool blank = piece.kind == PIECE_TEXT && !inside && !text_trim(piece.text).length;
        bool idle = piece.kind == PIECE_REFERENCE && drop_idle_label(reducer, &piece.reference);
        if (idle)
            marked_append_reference(&reducer->plain, &piece.reference);
        else if (!blank)
            buffer_append(&reducer->plain, text_slice(here, 0, here.length - rest.length));
        inside = piece.kind == PIECE_PARAGRAPH || (inside && piece.kind != PIECE_PARAGRAPH_END);
        dropped |= blank || idle;
    }
    if (dropped)
        replace_text(reducer, text);
}

/* Reduces *TEXT, which may be marked. */
static void reduce_text(struct reducer *reducer, struct text *text)
{
    if (reducer->lacks & LACKS_MARKS)
        reduce_to_plain(reducer, text);
    else if (reducer->lacks & LACKS_IDLE_MARKUP)
        reduce_markup(reducer, text);
}

static void reduce_record(struct reducer *reducer, struct record *record)
{
    reduce_text(reducer, &record->description);
    reduce_text(reducer, &record->assignee);
    reduce_text(reducer, &record->contact);
    reduce_text(reducer, &record->reference);
    reduce_text(reducer, &record->unauthorized_use);
    reduce_text(reducer, &record->assignment_notes);
    if (reducer->lacks & LACKS_OWN_ASSIGNEE)
        record->has_assignee =
            record->has_assignee && !text_equal(record->assignee, record->contact);
}

/* What stands in the header, for formats that have one. */
static void reduce_header(struct reducer *reducer, const struct registry *registry)
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
        reduce_text(reducer, &note->content);
    }
    reduce_text(reducer, &reduced->references);
    reduce_text(reducer, &reduced->experts);
}

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
        reduce_text(reducer, &footnote->content);
    }
}

static void copy_records(struct reducer *reducer, const struct registry *registry)
{
    for (size_t i = 0; i < registry->record_count && !reducer->failed; i++) {
        struct record *record = registry_add_record(reducer->reduced);
        reducer->failed |= !record;
        if (!record)
            return;
        *record = registry->records[i];
        reduce_record(reducer, record);
    }
}

int reduction_make(const struct registry *registry, unsigned lacks, struct registry *reduced,
                   struct error *error)
{
    struct reducer reducer = {.lacks = lacks, .reduced = reduced};
    buffer_init(&reducer.plain);
    if (!(lacks & LACKS_DATE))
        reduced->updated = registry->updated;
    if (!(lacks & LACKS_CATEGORY))
        reduced->category = registry->category;
    if (!(lacks & LACKS_HEADER))
        reduce_header(&reducer, registry);
    if (!(lacks & LACKS_PEOPLE))
        copy_people(&reducer, registry);
    copy_records(&reducer, registry);
    buffer_done(&reducer.plain);
    return reducer.failed ? error_memory(error) : STATUS_OK;
}
