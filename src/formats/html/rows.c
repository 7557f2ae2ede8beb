/* The HTML reader's rows: cells become records, people and footnotes. */
#include "formats/html/reader.h"

/* --- titles --- */

static void end_record_title(struct html_reader *reader, struct text title)
{
    unsigned column = reader->column_count;
    if (column == COLUMN_COUNT) {
        html_refuse(reader, reader->content_offset, "12 columns of records", "a thirteenth");
        return;
    }
    if (!column_has_title((enum column)column, title)) {
        char words[80];
        struct text expected = column_title((enum column)column);
        snprintf(words, sizeof(words), "the column \"%.*s\"", TEXT_ARGS(expected));
        html_refuse_text(reader, reader->content_offset, words, title);
    }
    reader->columns[reader->column_count++] = column;
}

/* The column of organizations may be missing. */
static void end_person_title(struct html_reader *reader, struct text title)
{
    unsigned count = reader->column_count;
    unsigned column = count ? reader->columns[count - 1] + 1 : PERSON_ID;
    while (column < PERSON_COLUMN_COUNT &&
           !text_equal(title, person_column_title((enum person_column)column)))
        column++;
    if (column == PERSON_COLUMN_COUNT) {
        html_refuse_text(reader, reader->content_offset,
                         "the columns ID, Name, Organization, Contact URI and Last Updated", title);
        return;
    }
    reader->columns[reader->column_count++] = column;
}

void html_end_column_title(struct html_reader *reader)
{
    struct text title = buffer_text(&reader->text);
    if (reader->table == TABLE_RECORDS)
        end_record_title(reader, title);
    else if (reader->table == TABLE_PEOPLE)
        end_person_title(reader, title);
    else
        html_refuse_text(reader, reader->content_offset, "footnotes without column titles", title);
}

void html_end_column_titles(struct html_reader *reader)
{
    bool organizations = reader->column_count > PERSON_ORGANIZATION &&
                         reader->columns[PERSON_ORGANIZATION] == PERSON_ORGANIZATION;
    unsigned expected = reader->table == TABLE_RECORDS ? COLUMN_COUNT
                        : organizations                ? PERSON_COLUMN_COUNT
                                                       : PERSON_COLUMN_COUNT - 1;
    if (reader->column_count == expected)
        return;
    char words[32], found[32];
    snprintf(words, sizeof(words), "%u columns", expected);
    snprintf(found, sizeof(found), "%u", reader->column_count);
    html_refuse(reader, source_here(&reader->source), words, found);
}

/* --- cells --- */

/* The column of the cell at hand, or COLUMN_COUNT beyond the last. */
static unsigned column_of_cell(const struct html_reader *reader)
{
    return reader->cell < reader->column_count ? reader->columns[reader->cell] : COLUMN_COUNT;
}

void html_begin_row(struct html_reader *reader)
{
    struct position position = source_position(&reader->source, source_here(&reader->source));
    reader->cell = 0;
    reader->record = (struct record){.position = position};
    reader->person = (struct person){.position = position};
    reader->footnote = (struct footnote){0};
    if (reader->table == TABLE_FOOTNOTES) {
        reader->column_count = FOOTNOTE_COLUMN_COUNT;
        reader->columns[FOOTNOTE_ANCHOR] = FOOTNOTE_ANCHOR;
        reader->columns[FOOTNOTE_CONTENT] = FOOTNOTE_CONTENT;
    }
}

enum link html_link_of_cell(const struct html_reader *reader)
{
    unsigned column = column_of_cell(reader);
    if (reader->table == TABLE_PEOPLE && column == PERSON_URI)
        return LINK_URI;
    if ((reader->table == TABLE_PEOPLE && column == PERSON_ID) ||
        (reader->table == TABLE_FOOTNOTES && column == FOOTNOTE_ANCHOR))
        return LINK_ANCHOR;
    return LINK_REFERENCE;
}

/* "[Some_Person]" with that name, or "[1]" with the name "note1". */
static void end_anchor(struct html_reader *reader)
{
    struct text label = buffer_text(&reader->label), name = buffer_text(&reader->address);
    struct text id = text_slice(label, 1, label.length >= 2 ? label.length - 2 : 0);
    bool footnote = reader->table == TABLE_FOOTNOTES;
    if (footnote && text_starts_with(name, TEXT("note")))
        name = text_from(name, sizeof("note") - 1);
    if (id.length == 0 || label.bytes[0] != '[' || !text_ends_with(label, TEXT("]")) ||
        !text_equal(id, name))
        html_refuse_text(reader, source_here(&reader->source), "an anchor's name between brackets",
                         label);
    else if (footnote)
        reader->footnote.anchor = source_keep(&reader->source, id);
    else
        reader->person.id = source_keep(&reader->source, id);
}

void html_end_row_link(struct html_reader *reader, enum link link)
{
    struct text label = buffer_text(&reader->label);
    if (link == LINK_ANCHOR)
        end_anchor(reader);
    else if (!text_equal(label, buffer_text(&reader->address)))
        html_refuse_text(reader, source_here(&reader->source), "a link whose text is its address",
                         label);
    else if (!person_add_uri(reader->source.registry, &reader->person,
                             source_keep(&reader->source, label)))
        source_run_out_of_memory(&reader->source);
}

static void set_ports(struct html_reader *reader, struct text text)
{
    if (text.length == 0)
        return;
    const char *wrong = ports_parse(text, &reader->record.ports);
    reader->record.has_ports = !wrong;
    if (wrong)
        html_refuse_text(reader, reader->content_offset, wrong + strlen("expected "), text);
}

static void set_transport_protocol(struct html_reader *reader, struct text text)
{
    reader->record.transport_protocol = transport_protocol_parse(text);
    if (reader->record.transport_protocol == TRANSPORT_NONE && text.length)
        html_refuse_text(reader, reader->content_offset, "a transport protocol " TRANSPORT_NAMES,
                         text);
}

static void set_service_code(struct html_reader *reader, struct text text)
{
    uint64_t code;
    if (text.length == 0)
        return;
    if (text_to_number(text, UINT32_MAX, &code)) {
        reader->record.service_code = (uint32_t)code;
        reader->record.has_service_code = true;
    } else {
        html_refuse_text(reader, reader->content_offset,
                         "a service code from 0 to 4294967295 in decimal", text);
    }
}

static void set_contact(struct html_reader *reader, struct text marked)
{
    struct text contact = html_references(reader, marked), rest = contact;
    struct reference reference;
    while (marked_next_reference(&rest, &reference))
        if (reference.type != REFERENCE_PERSON)
            html_refuse_text(reader, reader->content_offset, "a contact that links to a person",
                             reference_type_name(reference.type));
    reader->record.contact = contact;
}

static void set_reference(struct html_reader *reader, struct text marked)
{
    struct text references = html_references(reader, marked), rest = references;
    struct reference reference;
    while (marked_next_reference(&rest, &reference))
        if (reference.type == REFERENCE_PERSON)
            html_refuse_text(reader, reader->content_offset, "a reference that is no person",
                             reference.data);
    reader->record.reference = references;
}

/* Refuses breaks, paragraphs and links where only text may stand. */
static void check_plain(struct html_reader *reader, struct text marked)
{
    if (marked_has_marks(marked))
        html_refuse(reader, reader->content_offset, "text only", "elements in it");
}

static void end_record_cell(struct html_reader *reader, enum column column)
{
    struct record *record = &reader->record;
    struct text text = buffer_text(&reader->text);
    switch (column) {
    case COLUMN_SERVICE_NAME:
        check_plain(reader, text);
        record->service_name = source_keep(&reader->source, text);
        break;
    case COLUMN_PORT_NUMBER:
        set_ports(reader, text);
        break;
    case COLUMN_TRANSPORT_PROTOCOL:
        set_transport_protocol(reader, text);
        break;
    case COLUMN_DESCRIPTION:
        record->description = source_keep(&reader->source, text);
        break;
    case COLUMN_ASSIGNEE:
        record->assignee = html_references(reader, text);
        break;
    case COLUMN_CONTACT:
        set_contact(reader, text);
        break;
    case COLUMN_REGISTRATION_DATE:
        html_set_date(reader, text, &record->registration_date);
        break;
    case COLUMN_MODIFICATION_DATE:
        html_set_date(reader, text, &record->modification_date);
        break;
    case COLUMN_REFERENCE:
        set_reference(reader, text);
        break;
    case COLUMN_SERVICE_CODE:
        set_service_code(reader, text);
        break;
    case COLUMN_UNAUTHORIZED_USE:
        check_plain(reader, text);
        record->unauthorized_use = source_keep(&reader->source, text);
        break;
    case COLUMN_ASSIGNMENT_NOTES:
        record->assignment_notes = source_keep(&reader->source, text);
        break;
    case COLUMN_COUNT:
        break;
    }
}

static void end_person_cell(struct html_reader *reader, enum person_column column)
{
    struct text text = buffer_text(&reader->text);
    switch (column) {
    case PERSON_NAME:
        check_plain(reader, text);
        reader->person.name = source_keep(&reader->source, text);
        break;
    case PERSON_ORGANIZATION:
        check_plain(reader, text);
        reader->person.organization = source_keep(&reader->source, text);
        break;
    case PERSON_UPDATED:
        html_set_date(reader, text, &reader->person.updated);
        break;
    default: /* only links count, which have been read */
        break;
    }
}

/* Refuses text around the links or the preformatted text that a cell is there for. */
static void check_no_words(struct html_reader *reader)
{
    struct text rest = buffer_text(&reader->text);
    struct piece piece;
    while (marked_next(&rest, &piece))
        if (piece.kind == PIECE_TEXT && text_trim(piece.text).length)
            html_refuse_text(reader, reader->content_offset, "no text of its own in this cell",
                             text_trim(piece.text));
}

void html_end_cell(struct html_reader *reader)
{
    unsigned column = column_of_cell(reader);
    if (column != COLUMN_COUNT) {
        if (reader->table == TABLE_FOOTNOTES || html_link_of_cell(reader) != LINK_REFERENCE)
            check_no_words(reader);
        if (reader->table == TABLE_RECORDS)
            end_record_cell(reader, (enum column)column);
        else if (reader->table == TABLE_PEOPLE)
            end_person_cell(reader, (enum person_column)column);
    }
    reader->cell++;
}

/* --- rows --- */

static void add_record(struct html_reader *reader)
{
    struct record *record = registry_add_record(reader->source.registry);
    if (!record) {
        source_run_out_of_memory(&reader->source);
        return;
    }
    *record = reader->record;
    /* A cell like the contact's may stand for no assignee at all: the page does not tell. */
    record->has_assignee = !text_equal(record->assignee, record->contact);
    if (!record->has_assignee)
        record->assignee = (struct text){NULL, 0};
}

static void add_person(struct html_reader *reader)
{
    struct person *person = registry_add_person(reader->source.registry);
    if (!person)
        source_run_out_of_memory(&reader->source);
    else
        *person = reader->person;
    if (reader->person.id.length == 0)
        html_refuse(reader, source_here(&reader->source), "a person with an ID", "one without it");
}

static void add_footnote(struct html_reader *reader)
{
    struct footnote *footnote = registry_add_footnote(reader->source.registry);
    if (!footnote)
        source_run_out_of_memory(&reader->source);
    else
        *footnote = reader->footnote;
    if (reader->footnote.anchor.length == 0)
        html_refuse(reader, source_here(&reader->source), "a footnote with an anchor",
                    "one without it");
}

void html_end_row(struct html_reader *reader)
{
    if (reader->cell != reader->column_count) {
        char expected[32], found[32];
        snprintf(expected, sizeof(expected), "%u cells", reader->column_count);
        snprintf(found, sizeof(found), "%u", reader->cell);
        html_refuse(reader, source_here(&reader->source), expected, found);
    } else if (reader->table == TABLE_RECORDS) {
        add_record(reader);
    } else if (reader->table == TABLE_PEOPLE) {
        add_person(reader);
    } else {
        add_footnote(reader);
    }
}
