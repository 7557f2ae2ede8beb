/* Writing XML as the publisher does: by the layout that was read, else in the regular form. */
#include "formats/xml/layout.h"
#include "formats/xml/xml.h"

/* What a writer carries along. */
struct writer {
    struct sink *sink;
    const struct registry *registry;
    struct buffer regular; /* the regular layout of the record or person at hand */
};

/* How C is written in text, or in an attribute, or empty when it stands for itself. */
static struct text escape(char c, bool attribute)
{
    switch (c) {
    case '&':
        return TEXT("&amp;");
    case '<':
        return TEXT("&lt;");
    case '>':
        return TEXT("&gt;");
    case '\r':
        return TEXT("&#13;");
    case '"':
        return attribute ? TEXT("&quot;") : TEXT("");
    case '\n':
        return attribute ? TEXT("&#10;") : TEXT("");
    case '\t':
        return attribute ? TEXT("&#9;") : TEXT("");
    default:
        return TEXT("");
    }
}

static void write_escaped(struct sink *sink, struct text text, bool attribute)
{
    size_t start = 0;
    for (size_t i = 0; i < text.length; i++) {
        struct text escaped = escape(text.bytes[i], attribute);
        if (escaped.length == 0)
            continue;
        sink_write(sink, text_slice(text, start, i - start));
        sink_write(sink, escaped);
        start = i + 1;
    }
    sink_write(sink, text_from(text, start));
}

static void write_attribute(struct sink *sink, const char *name, struct text value)
{
    if (value.length == 0)
        return;
    sink_format(sink, " %s=\"", name);
    write_escaped(sink, value, true);
    sink_write_byte(sink, '"');
}

/* <NAME>text</NAME>, or <NAME/> when it is empty. */
static void write_plain(struct sink *sink, const char *name, struct text text)
{
    if (text.length == 0) {
        sink_format(sink, "<%s/>", name);
        return;
    }
    sink_format(sink, "<%s>", name);
    write_escaped(sink, text, false);
    sink_format(sink, "</%s>", name);
}

static void write_date(struct sink *sink, const char *name, struct date date)
{
    char text[DATE_SIZE_BYTES];
    write_plain(sink, name, text_of(date_format(date, text)));
}

static void write_reference(struct sink *sink, const struct reference *reference)
{
    struct text locator = locator_kind_name(reference->locator_kind);
    sink_write(sink, TEXT("<xref"));
    write_attribute(sink, "type", reference_type_name(reference->type));
    write_attribute(sink, "data", reference->data);
    if (locator.length) {
        char name[16];
        snprintf(name, sizeof(name), "%.*s", TEXT_ARGS(locator));
        write_attribute(sink, name, reference->locator);
    }
    if (reference->label.length == 0) {
        sink_write(sink, TEXT("/>"));
        return;
    }
    sink_write_byte(sink, '>');
    write_escaped(sink, reference->label, false);
    sink_write(sink, TEXT("</xref>"));
}

/* <paragraph>, or <paragraph/> when REST goes on with its end, which is then taken. */
static void write_paragraph_start(struct sink *sink, struct text *rest)
{
    struct text next = *rest;
    struct piece piece;
    bool empty = marked_next(&next, &piece) && piece.kind == PIECE_PARAGRAPH_END;
    sink_write(sink, empty ? TEXT("<paragraph/>") : TEXT("<paragraph>"));
    if (empty)
        *rest = next;
}

static void write_pieces(struct sink *sink, struct text marked)
{
    struct piece piece;
    while (marked_next(&marked, &piece)) {
        switch (piece.kind) {
        case PIECE_TEXT:
            write_escaped(sink, piece.text, false);
            break;
        case PIECE_BREAK:
            sink_write(sink, TEXT("<br/>"));
            break;
        case PIECE_PARAGRAPH:
            write_paragraph_start(sink, &marked);
            break;
        case PIECE_PARAGRAPH_END:
            sink_write(sink, TEXT("</paragraph>"));
            break;
        case PIECE_REFERENCE:
            write_reference(sink, &piece.reference);
            break;
        }
    }
}

/* An element with marked text; ATTRIBUTE may have an empty value. */
static void write_marked(struct sink *sink, const char *name, const char *attribute,
                         struct text value, struct text marked)
{
    sink_format(sink, "<%s", name);
    write_attribute(sink, attribute, value);
    if (marked.length == 0) {
        sink_write(sink, TEXT("/>"));
        return;
    }
    sink_write_byte(sink, '>');
    write_pieces(sink, marked);
    sink_format(sink, "</%s>", name);
}

/* Writes the next reference of *REST. */
static void write_next_reference(struct sink *sink, struct text *rest)
{
    struct reference reference;
    if (marked_next_reference(rest, &reference))
        write_reference(sink, &reference);
}

/* Closes the start tag of an element whose layout goes on with REST; true when it is empty. */
static bool close_start_tag(struct sink *sink, struct text *rest)
{
    bool empty = rest->length && rest->bytes[0] == ')';
    sink_write(sink, empty ? TEXT("/>") : TEXT(">"));
    if (empty)
        *rest = text_from(*rest, 1);
    return empty;
}

static void write_number(struct sink *sink, struct ports ports)
{
    char text[PORTS_SIZE_BYTES];
    write_plain(sink, "number", text_of(ports_format(ports, text)));
}

static void write_record_start(struct sink *sink, const struct record *record)
{
    char text[DATE_SIZE_BYTES];
    sink_write(sink, TEXT("<record"));
    write_attribute(sink, "date", text_of(date_format(record->registration_date, text)));
    write_attribute(sink, "updated", text_of(date_format(record->modification_date, text)));
}

static void write_record(struct writer *writer, const struct record *record)
{
    struct sink *sink = writer->sink;
    struct text layout = record->layout;
    if (!layout_fits_record(record)) {
        buffer_clear(&writer->regular);
        layout_append_record(&writer->regular, record);
        layout = buffer_text(&writer->regular);
    }
    struct text contact = record->contact, reference = record->reference,
                assignee = record->assignee, gap;
    bool in_assignee = false;
    char letter;
    while ((letter = layout_next(&layout, &gap))) {
        sink_write(sink, gap);
        switch (letter) {
        case '(':
            write_record_start(sink, record);
            close_start_tag(sink, &layout);
            break;
        case ')':
            sink_write(sink, in_assignee ? TEXT("</assignee>") : TEXT("</record>"));
            in_assignee = false;
            break;
        case RECORD_NAME:
            write_plain(sink, "name", record->service_name);
            break;
        case RECORD_TRANSPORT_PROTOCOL:
            write_plain(sink, "protocol", transport_protocol_name(record->transport_protocol));
            break;
        case RECORD_NUMBER:
            write_number(sink, record->ports);
            break;
        case RECORD_DESCRIPTION:
            write_marked(sink, "description", "", TEXT(""), record->description);
            break;
        case RECORD_ASSIGNEE:
            sink_write(sink, TEXT("<assignee"));
            layout = text_from(layout, 1);
            in_assignee = !close_start_tag(sink, &layout);
            break;
        case RECORD_ASSIGNEE_REFERENCE:
            write_next_reference(sink, &assignee);
            break;
        case RECORD_CONTACT:
            write_next_reference(sink, &contact);
            break;
        case RECORD_REFERENCE:
            write_next_reference(sink, &reference);
            break;
        case RECORD_SERVICE_CODE:
            sink_format(sink, "<sc>%u</sc>", record->service_code);
            break;
        case RECORD_UNAUTHORIZED_USE:
            write_plain(sink, "unauthorized", record->unauthorized_use);
            break;
        case RECORD_NOTES:
            write_marked(sink, "note", "", TEXT(""), record->assignment_notes);
            break;
        default: /* a letter that only a later layout could have */
            break;
        }
    }
}

static void write_person(struct writer *writer, const struct person *person)
{
    struct sink *sink = writer->sink;
    struct text layout = person->layout, gap;
    if (!layout_fits_person(person)) {
        buffer_clear(&writer->regular);
        layout_append_person(&writer->regular, person);
        layout = buffer_text(&writer->regular);
    }
    size_t uri = 0;
    char letter;
    while ((letter = layout_next(&layout, &gap))) {
        sink_write(sink, gap);
        switch (letter) {
        case '(':
            sink_write(sink, TEXT("<person"));
            write_attribute(sink, "id", person->id);
            close_start_tag(sink, &layout);
            break;
        case ')':
            sink_write(sink, TEXT("</person>"));
            break;
        case PERSON_NAME:
            write_plain(sink, "name", person->name);
            break;
        case PERSON_ORGANIZATION:
            write_plain(sink, "org", person->organization);
            break;
        case PERSON_URI:
            if (uri < person->uri_count)
                write_plain(sink, "uri", person->uris[uri++]);
            break;
        case PERSON_UPDATED:
            write_date(sink, "updated", person->updated);
            break;
        default:
            break;
        }
    }
}

static void write_records(struct writer *writer)
{
    for (size_t i = 0; i < writer->registry->record_count; i++)
        write_record(writer, &writer->registry->records[i]);
}

/* Writes the people element; *LAYOUT stands behind its letter. */
static void write_people(struct writer *writer, struct text *layout)
{
    sink_write(writer->sink, TEXT("<people"));
    *layout = text_from(*layout, 1);
    if (writer->registry->person_count == 0 && close_start_tag(writer->sink, layout))
        return;
    if (writer->registry->person_count)
        sink_write_byte(writer->sink, '>');
    for (size_t i = 0; i < writer->registry->person_count; i++)
        write_person(writer, &writer->registry->people[i]);
}

static void write_frame(struct writer *writer, struct text layout)
{
    const struct registry *registry = writer->registry;
    struct sink *sink = writer->sink;
    struct text references = registry->references, gap;
    size_t note = 0, footnote = 0;
    char letter;
    while ((letter = layout_next(&layout, &gap))) {
        sink_write(sink, gap);
        switch (letter) {
        case FRAME_TITLE:
            write_plain(sink, "title", registry->title);
            break;
        case FRAME_CATEGORY:
            write_plain(sink, "category", registry->category);
            break;
        case FRAME_UPDATED:
            write_date(sink, "updated", registry->updated);
            break;
        case FRAME_REFERENCE:
            write_next_reference(sink, &references);
            break;
        case FRAME_EXPERTS:
            write_marked(sink, "expert", "", TEXT(""), registry->experts);
            break;
        case FRAME_NOTE:
            write_marked(sink, "note", "title", registry->notes[note].title,
                         registry->notes[note].content);
            note++;
            break;
        case FRAME_RECORDS:
            write_records(writer);
            break;
        case FRAME_FOOTNOTE:
            write_marked(sink, "footnote", "anchor", registry->footnotes[footnote].anchor,
                         registry->footnotes[footnote].content);
            footnote++;
            break;
        case FRAME_PEOPLE:
            write_people(writer, &layout);
            break;
        case ')':
            sink_write(sink, TEXT("</people>"));
            break;
        default:
            break;
        }
    }
    sink_write(sink, gap);
}

/* What stands before the root element when nothing was read: as the publisher begins it today. */
static void write_prolog(struct sink *sink, struct text id)
{
    sink_write(sink, TEXT("<?xml version='1.0' encoding='UTF-8'?>\n"));
    sink_write(sink, TEXT("<?xml-stylesheet type=\"text/xsl\" href=\""));
    write_escaped(sink, id, true);
    sink_write(sink, TEXT(".xsl\"?>\n<?xml-model href=\""));
    write_escaped(sink, id, true);
    sink_write(sink, TEXT(".rng\" schematypens=\"http://relaxng.org/ns/structure/1.0\" ?>\n"));
}

int xml_write(const struct registry *registry, const struct writing *writing, struct sink *sink,
              struct error *error)
{
    (void)writing; /* XML is written as it was read, whatever the date */
    struct writer writer = {.sink = sink, .registry = registry};
    struct buffer frame;
    struct text id = registry_id(registry);
    buffer_init(&writer.regular);
    buffer_init(&frame);
    if (layout_fits_frame(registry))
        buffer_append(&frame, registry->frame.layout);
    else
        layout_append_frame(&frame, registry);
    bool was_read = registry->frame.layout.length || registry->frame.prolog.length;
    if (was_read)
        sink_write(sink, registry->frame.prolog);
    else
        write_prolog(sink, id);
    sink_write(sink, TEXT("<registry xmlns=\"http://www.iana.org/assignments\""));
    write_attribute(sink, "id", id);
    sink_write_byte(sink, '>');
    write_frame(&writer, buffer_text(&frame));
    sink_write(sink, TEXT("</registry>"));
    sink_write(sink, was_read ? registry->frame.epilog : TEXT("\n"));
    int status = frame.failed || writer.regular.failed ? error_memory(error) : STATUS_OK;
    buffer_done(&frame);
    buffer_done(&writer.regular);
    return status;
}
