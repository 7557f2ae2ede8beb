/* Layout: the regular one, and whether a given one fits. */
#include "formats/xml/layout.h"

char layout_next(struct text *rest, struct text *gap)
{
    size_t i = 0;
    while (i < rest->length) {
        struct text here = text_from(*rest, i);
        if (ascii_is_space(here.bytes[0])) {
            i++;
        } else if (here.bytes[0] == '<') {
            /* behind "<!--": a comment may begin with ">" */
            size_t end = text_find(here, TEXT("-->"), 4);
            i = end == SIZE_MAX ? rest->length : i + end + 3;
        } else {
            break;
        }
    }
    *gap = text_slice(*rest, 0, i);
    char letter = i < rest->length ? rest->bytes[i] : '\0';
    *rest = text_from(*rest, i + 1);
    return letter;
}

static void append_lines(struct buffer *buffer, struct text indent, char letter, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buffer_append(buffer, indent);
        buffer_append_byte(buffer, letter);
    }
}

void layout_append_frame(struct buffer *buffer, const struct registry *registry)
{
    const struct text indent = TEXT("\n  ");
    struct text references = registry->references;
    struct reference reference;
    append_lines(buffer, indent, FRAME_TITLE, 1);
    append_lines(buffer, indent, FRAME_CATEGORY, registry->category.length != 0);
    append_lines(buffer, indent, FRAME_UPDATED, date_is_set(registry->updated));
    while (marked_next_reference(&references, &reference))
        append_lines(buffer, indent, FRAME_REFERENCE, 1);
    append_lines(buffer, indent, FRAME_EXPERTS, registry->experts.length != 0);
    append_lines(buffer, indent, FRAME_NOTE, registry->note_count);
    if (registry->record_count)
        buffer_append_byte(buffer, FRAME_RECORDS);
    append_lines(buffer, indent, FRAME_FOOTNOTE, registry->footnote_count);
    buffer_append(buffer, registry->person_count ? TEXT("\n  P(\n  )\n") : TEXT("\n  P()\n"));
}

/* How many references LIST has. */
static size_t count_references(struct text list)
{
    struct reference reference;
    size_t count = 0;
    while (marked_next_reference(&list, &reference))
        count++;
    return count;
}

void layout_append_record(struct buffer *buffer, const struct record *record)
{
    const struct text indent = TEXT("\n    ");
    buffer_append(buffer, TEXT("\n  ("));
    append_lines(buffer, indent, RECORD_NAME, record->service_name.length != 0);
    append_lines(buffer, indent, RECORD_TRANSPORT_PROTOCOL,
                 record->transport_protocol != TRANSPORT_NONE);
    if (record->has_assignee) {
        buffer_append(buffer, TEXT("\n    a("));
        append_lines(buffer, TEXT("\n      "), RECORD_ASSIGNEE_REFERENCE,
                     count_references(record->assignee));
        buffer_append(buffer, record->assignee.length ? TEXT("\n    )") : TEXT(")"));
    }
    append_lines(buffer, indent, RECORD_DESCRIPTION, 1);
    append_lines(buffer, indent, RECORD_NUMBER, record->has_ports);
    append_lines(buffer, indent, RECORD_SERVICE_CODE, record->has_service_code);
    append_lines(buffer, indent, RECORD_UNAUTHORIZED_USE, record->unauthorized_use.length != 0);
    append_lines(buffer, indent, RECORD_NOTES, record->assignment_notes.length != 0);
    append_lines(buffer, indent, RECORD_CONTACT, count_references(record->contact));
    append_lines(buffer, indent, RECORD_REFERENCE, count_references(record->reference));
    buffer_append(buffer, TEXT("\n  )"));
}

void layout_append_person(struct buffer *buffer, const struct person *person)
{
    const struct text indent = TEXT("\n      ");
    buffer_append(buffer, TEXT("\n    ("));
    append_lines(buffer, indent, PERSON_NAME, person->name.length != 0);
    append_lines(buffer, indent, PERSON_ORGANIZATION, person->organization.length != 0);
    append_lines(buffer, indent, PERSON_URI, person->uri_count);
    append_lines(buffer, indent, PERSON_UPDATED, date_is_set(person->updated));
    buffer_append(buffer, TEXT("\n    )"));
}

/* How often each letter stands in LAYOUT. */
struct letters {
    size_t count[128];
};

static struct letters count_letters(struct text layout)
{
    struct letters letters = {{0}};
    struct text gap;
    char letter;
    while ((letter = layout_next(&layout, &gap)))
        letters.count[letter & 127]++;
    return letters;
}

/* Whether LETTER has a place for a field: once when it is there, at most once when it is empty. */
static bool has_place(const struct letters *letters, char letter, bool there)
{
    size_t count = letters->count[(unsigned char)letter];
    return there ? count == 1 : count <= 1;
}

static bool has_places(const struct letters *letters, char letter, size_t count)
{
    return letters->count[(unsigned char)letter] == count;
}

bool layout_fits_frame(const struct registry *registry)
{
    if (registry->frame.layout.length == 0)
        return false;
    struct letters letters = count_letters(registry->frame.layout);
    return has_place(&letters, FRAME_TITLE, registry->title.length) &&
           has_place(&letters, FRAME_CATEGORY, registry->category.length) &&
           has_place(&letters, FRAME_UPDATED, date_is_set(registry->updated)) &&
           has_places(&letters, FRAME_REFERENCE, count_references(registry->references)) &&
           has_place(&letters, FRAME_EXPERTS, registry->experts.length) &&
           has_places(&letters, FRAME_NOTE, registry->note_count) &&
           has_place(&letters, FRAME_RECORDS, registry->record_count) &&
           has_places(&letters, FRAME_FOOTNOTE, registry->footnote_count) &&
           has_place(&letters, FRAME_PEOPLE, registry->person_count);
}

bool layout_fits_record(const struct record *record)
{
    if (record->layout.length == 0)
        return false;
    struct letters letters = count_letters(record->layout);
    size_t assignees = record->has_assignee ? count_references(record->assignee) : 0;
    return has_place(&letters, RECORD_NAME, record->service_name.length) &&
           has_places(&letters, RECORD_TRANSPORT_PROTOCOL,
                      record->transport_protocol != TRANSPORT_NONE) &&
           has_places(&letters, RECORD_NUMBER, record->has_ports) &&
           has_place(&letters, RECORD_DESCRIPTION, record->description.length) &&
           has_places(&letters, RECORD_ASSIGNEE, record->has_assignee) &&
           has_places(&letters, RECORD_ASSIGNEE_REFERENCE, assignees) &&
           has_places(&letters, RECORD_CONTACT, count_references(record->contact)) &&
           has_places(&letters, RECORD_REFERENCE, count_references(record->reference)) &&
           has_places(&letters, RECORD_SERVICE_CODE, record->has_service_code) &&
           has_place(&letters, RECORD_UNAUTHORIZED_USE, record->unauthorized_use.length) &&
           has_place(&letters, RECORD_NOTES, record->assignment_notes.length);
}

bool layout_fits_person(const struct person *person)
{
    if (person->layout.length == 0)
        return false;
    struct letters letters = count_letters(person->layout);
    return has_place(&letters, PERSON_NAME, person->name.length) &&
           has_place(&letters, PERSON_ORGANIZATION, person->organization.length) &&
           has_places(&letters, PERSON_URI, person->uri_count) &&
           has_places(&letters, PERSON_UPDATED, date_is_set(person->updated));
}
