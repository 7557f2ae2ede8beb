/* Reading XML as the publisher writes it: expat, a table of elements, and one state machine. What a
 * field means goes into the model, how it was written into the layout. */
#include "base/memory.h"
#include "formats/source.h"
#include "formats/xml/layout.h"
#include "formats/xml/xml.h"

#define NAMESPACE "http://www.iana.org/assignments"

enum { DEPTH_LIMIT = 8 };

/* Where the parser is. */
enum scope {
    SCOPE_DOCUMENT,
    SCOPE_REGISTRY,
    SCOPE_RECORD,
    SCOPE_ASSIGNEE,
    SCOPE_PEOPLE,
    SCOPE_PERSON,
    SCOPE_PLAIN,     /* a field of text */
    SCOPE_MARKED,    /* a field of text with references, breaks and paragraphs */
    SCOPE_PARAGRAPH, /* inside such a field */
    SCOPE_REFERENCE,
    SCOPE_BREAK,
    SCOPE_UNKNOWN, /* inside an element that was refused */
};

enum field {
    FIELD_NONE,
    FIELD_TITLE,
    FIELD_CATEGORY,
    FIELD_UPDATED,
    FIELD_EXPERTS,
    FIELD_NOTE,
    FIELD_FOOTNOTE,
    FIELD_NAME,
    FIELD_TRANSPORT_PROTOCOL,
    FIELD_NUMBER,
    FIELD_DESCRIPTION,
    FIELD_SERVICE_CODE,
    FIELD_UNAUTHORIZED_USE,
    FIELD_NOTES,
    FIELD_PERSON_NAME,
    FIELD_PERSON_ORGANIZATION,
    FIELD_PERSON_URI,
    FIELD_PERSON_UPDATED,
};

/* An element that may stand in PARENT. */
struct element {
    enum scope parent;
    const char *name;
    enum scope scope;
    char letter; /* in the layout */
    bool repeats;
    enum field field;
};

static const struct element elements[] = {
    {SCOPE_DOCUMENT, "registry", SCOPE_REGISTRY, 0, false, FIELD_NONE},

    {SCOPE_RECORD, "name", SCOPE_PLAIN, RECORD_NAME, false, FIELD_NAME},
    {SCOPE_RECORD, "protocol", SCOPE_PLAIN, RECORD_TRANSPORT_PROTOCOL, false,
     FIELD_TRANSPORT_PROTOCOL},
    {SCOPE_RECORD, "xref", SCOPE_REFERENCE, RECORD_REFERENCE, true, FIELD_NONE},
    {SCOPE_RECORD, "description", SCOPE_MARKED, RECORD_DESCRIPTION, false, FIELD_DESCRIPTION},
    {SCOPE_RECORD, "number", SCOPE_PLAIN, RECORD_NUMBER, false, FIELD_NUMBER},
    {SCOPE_RECORD, "assignee", SCOPE_ASSIGNEE, RECORD_ASSIGNEE, false, FIELD_NONE},
    {SCOPE_RECORD, "note", SCOPE_MARKED, RECORD_NOTES, false, FIELD_NOTES},
    {SCOPE_RECORD, "unauthorized", SCOPE_PLAIN, RECORD_UNAUTHORIZED_USE, false,
     FIELD_UNAUTHORIZED_USE},
    {SCOPE_RECORD, "sc", SCOPE_PLAIN, RECORD_SERVICE_CODE, false, FIELD_SERVICE_CODE},

    {SCOPE_ASSIGNEE, "xref", SCOPE_REFERENCE, RECORD_ASSIGNEE_REFERENCE, true, FIELD_NONE},

    {SCOPE_PERSON, "name", SCOPE_PLAIN, PERSON_NAME, false, FIELD_PERSON_NAME},
    {SCOPE_PERSON, "org", SCOPE_PLAIN, PERSON_ORGANIZATION, false, FIELD_PERSON_ORGANIZATION},
    {SCOPE_PERSON, "uri", SCOPE_PLAIN, PERSON_URI, true, FIELD_PERSON_URI},
    {SCOPE_PERSON, "updated", SCOPE_PLAIN, PERSON_UPDATED, false, FIELD_PERSON_UPDATED},

    {SCOPE_REGISTRY, "record", SCOPE_RECORD, FRAME_RECORDS, true, FIELD_NONE},
    {SCOPE_REGISTRY, "title", SCOPE_PLAIN, FRAME_TITLE, false, FIELD_TITLE},
    {SCOPE_REGISTRY, "category", SCOPE_PLAIN, FRAME_CATEGORY, false, FIELD_CATEGORY},
    {SCOPE_REGISTRY, "updated", SCOPE_PLAIN, FRAME_UPDATED, false, FIELD_UPDATED},
    {SCOPE_REGISTRY, "xref", SCOPE_REFERENCE, FRAME_REFERENCE, true, FIELD_NONE},
    {SCOPE_REGISTRY, "expert", SCOPE_MARKED, FRAME_EXPERTS, false, FIELD_EXPERTS},
    {SCOPE_REGISTRY, "note", SCOPE_MARKED, FRAME_NOTE, true, FIELD_NOTE},
    {SCOPE_REGISTRY, "footnote", SCOPE_MARKED, FRAME_FOOTNOTE, true, FIELD_FOOTNOTE},
    {SCOPE_REGISTRY, "people", SCOPE_PEOPLE, FRAME_PEOPLE, false, FIELD_NONE},

    {SCOPE_PEOPLE, "person", SCOPE_PERSON, 0, true, FIELD_NONE},

    {SCOPE_MARKED, "xref", SCOPE_REFERENCE, 0, true, FIELD_NONE},
    {SCOPE_MARKED, "br", SCOPE_BREAK, 0, true, FIELD_NONE},
    {SCOPE_MARKED, "paragraph", SCOPE_PARAGRAPH, 0, true, FIELD_NONE},
    {SCOPE_PARAGRAPH, "xref", SCOPE_REFERENCE, 0, true, FIELD_NONE},
    {SCOPE_PARAGRAPH, "br", SCOPE_BREAK, 0, true, FIELD_NONE},
};
enum { ELEMENT_COUNT = sizeof(elements) / sizeof(*elements) };

static const struct element unknown_element = {SCOPE_UNKNOWN, "",        SCOPE_UNKNOWN, 0,
                                               true,          FIELD_NONE};

/* An element that is open. */
struct open_element {
    const struct element *element;
    uint32_t seen; /* children that may stand once: bits by their place in the table */
};

/* Layouts repeat: each is kept once. */
enum { LAYOUT_SLOTS = 1024 };

struct reader {
    struct source source;

    struct open_element stack[DEPTH_LIMIT];
    size_t depth;

    struct record record; /* the one at hand */
    struct person person;
    struct buffer text;  /* of the field at hand */
    struct buffer label; /* of the reference at hand */
    struct reference reference;
    struct text attribute;                       /* title of a note, anchor of a footnote */
    struct buffer contact, references, assignee; /* of the record at hand */
    struct buffer frame_references;
    size_t field_offset; /* where the content of the field at hand begins */

    struct buffer gap;    /* white space and comments since the last tag */
    struct buffer frame;  /* layout of the frame */
    struct buffer layout; /* layout of the record or person at hand */
    struct text layouts[LAYOUT_SLOTS];
    bool records_ended;
};

static enum scope scope_of(const struct reader *reader)
{
    return reader->depth ? reader->stack[reader->depth - 1].element->scope : SCOPE_DOCUMENT;
}

/* The one copy of this layout. */
static struct text keep_layout(struct reader *reader)
{
    struct text layout = buffer_text(&reader->layout);
    size_t slot = text_hash(layout) % LAYOUT_SLOTS;
    for (size_t i = 0; i < 4; i++) {
        struct text *known = &reader->layouts[(slot + i) % LAYOUT_SLOTS];
        if (text_equal(*known, layout))
            return *known;
        if (known->length == 0)
            return *known = source_keep(&reader->source, layout);
    }
    return source_keep(&reader->source, layout);
}

/* Moves the gap to the end of LAYOUT and adds LETTER, unless it is 0. */
static void lay_out(struct reader *reader, struct buffer *layout, char letter)
{
    buffer_append(layout, buffer_text(&reader->gap));
    buffer_clear(&reader->gap);
    if (letter)
        buffer_append_byte(layout, letter);
}

static bool is_container(enum scope scope)
{
    return scope == SCOPE_REGISTRY || scope == SCOPE_RECORD || scope == SCOPE_ASSIGNEE ||
           scope == SCOPE_PEOPLE || scope == SCOPE_PERSON;
}

static const struct element *find_element(enum scope parent, const char *name)
{
    for (size_t i = 0; i < ELEMENT_COUNT; i++)
        if (elements[i].parent == parent && strcmp(elements[i].name, name) == 0)
            return &elements[i];
    return NULL;
}

/* "<name>, <protocol> or ...": what may stand in PARENT, for messages. */
static void expected_elements(enum scope parent, char *buffer, size_t size_bytes)
{
    size_t length = 0;
    buffer[0] = '\0';
    for (size_t i = 0; i < ELEMENT_COUNT && length < size_bytes; i++)
        if (elements[i].parent == parent)
            length += (size_t)snprintf(buffer + length, size_bytes - length, "%s<%s>",
                                       length ? ", " : "", elements[i].name);
    if (length == 0)
        snprintf(buffer, size_bytes, "text only");
}

/* --- attributes --- */

static void refuse_attribute(struct reader *reader, const char *name, const char *value,
                             const char *expected)
{
    char found[128];
    snprintf(found, sizeof(found), "%.40s=\"%.60s\"", name, value);
    source_refuse(&reader->source, source_here(&reader->source), expected, found);
}

static void read_date_attribute(struct reader *reader, const char *name, const char *value,
                                struct date *date)
{
    if (!date_parse(text_of(value), date))
        refuse_attribute(reader, name, value, "a date as YYYY, YYYY-MM or YYYY-MM-DD");
}

static void begin_registry(struct reader *reader, const char **attributes)
{
    bool named = false;
    reader->source.registry->frame.prolog = source_keep(
        &reader->source, text_slice(reader->source.input->bytes, 0, source_here(&reader->source)));
    for (; attributes[0]; attributes += 2) {
        if (strcmp(attributes[0], "xmlns") == 0 && strcmp(attributes[1], NAMESPACE) == 0)
            named = true;
        else if (strcmp(attributes[0], "id") == 0)
            reader->source.registry->id = source_keep(&reader->source, text_of(attributes[1]));
        else
            refuse_attribute(reader, attributes[0], attributes[1],
                             "xmlns=\"" NAMESPACE "\" and id");
    }
    if (!named)
        source_refuse(&reader->source, source_here(&reader->source),
                      "a registry with xmlns=\"" NAMESPACE "\"", "one without it");
}

static void begin_record(struct reader *reader, const char **attributes)
{
    reader->record =
        (struct record){.position = source_position(&reader->source, source_here(&reader->source))};
    buffer_clear(&reader->contact);
    buffer_clear(&reader->references);
    buffer_clear(&reader->assignee);
    for (; attributes[0]; attributes += 2) {
        if (strcmp(attributes[0], "date") == 0)
            read_date_attribute(reader, "date", attributes[1], &reader->record.registration_date);
        else if (strcmp(attributes[0], "updated") == 0)
            read_date_attribute(reader, "updated", attributes[1],
                                &reader->record.modification_date);
        else
            refuse_attribute(reader, attributes[0], attributes[1], "date or updated");
    }
}

/* An element with at most the attribute NAME; its value. */
static struct text only_attribute(struct reader *reader, const char **attributes, const char *name)
{
    struct text value = {NULL, 0};
    for (; attributes[0]; attributes += 2) {
        if (name && strcmp(attributes[0], name) == 0)
            value = source_keep(&reader->source, text_of(attributes[1]));
        else
            refuse_attribute(reader, attributes[0], attributes[1], name ? name : "no attribute");
    }
    return value;
}

static void begin_person(struct reader *reader, const char **attributes)
{
    reader->person =
        (struct person){.position = source_position(&reader->source, source_here(&reader->source))};
    reader->person.id = only_attribute(reader, attributes, "id");
    if (reader->person.id.length == 0)
        source_refuse(&reader->source, source_here(&reader->source), "a person with an id",
                      "one without it");
}

static void begin_reference(struct reader *reader, const char **attributes)
{
    reader->reference = (struct reference){0};
    buffer_clear(&reader->label);
    for (; attributes[0]; attributes += 2) {
        struct text value = text_of(attributes[1]);
        enum locator_kind locator = locator_kind_parse(text_of(attributes[0]));
        if (strcmp(attributes[0], "type") == 0) {
            reader->reference.type = reference_type_parse(value);
            if (reader->reference.type == REFERENCE_NONE)
                refuse_attribute(reader, "type", attributes[1],
                                 "a type person, rfc, rfc-errata, draft, uri, text, note, "
                                 "registry or unicode");
        } else if (strcmp(attributes[0], "data") == 0) {
            reader->reference.data = source_keep(&reader->source, value);
        } else if (locator != LOCATOR_NONE && reader->reference.locator_kind == LOCATOR_NONE &&
                   value.length) {
            reader->reference.locator_kind = locator;
            reader->reference.locator = source_keep(&reader->source, value);
        } else {
            refuse_attribute(reader, attributes[0], attributes[1],
                             "type, data and at most one of section, page, appendix, table, "
                             "figure and anchor");
        }
    }
    if (reader->reference.type == REFERENCE_NONE && !reader->source.refused)
        source_refuse(&reader->source, source_here(&reader->source), "an xref with a type",
                      "one without it");
}

/* --- start tags --- */

/* Puts the letter of a child into the layout of its parent. */
static void lay_out_child(struct reader *reader, const struct element *element)
{
    switch (element->scope == SCOPE_PERSON ? SCOPE_PEOPLE : element->parent) {
    case SCOPE_REGISTRY:
        if (element->scope == SCOPE_RECORD) {
            if (reader->source.registry->record_count == 0)
                buffer_append_byte(&reader->frame, FRAME_RECORDS);
            buffer_clear(&reader->layout);
            lay_out(reader, &reader->layout, '(');
        } else {
            lay_out(reader, &reader->frame, element->letter);
            if (element->scope == SCOPE_PEOPLE)
                buffer_append_byte(&reader->frame, '(');
        }
        break;
    case SCOPE_PEOPLE:
        buffer_clear(&reader->layout);
        lay_out(reader, &reader->layout, '(');
        break;
    case SCOPE_RECORD:
    case SCOPE_ASSIGNEE:
    case SCOPE_PERSON:
        if (element->parent == SCOPE_RECORD && element->scope == SCOPE_REFERENCE &&
            reader->reference.type == REFERENCE_PERSON)
            lay_out(reader, &reader->layout, RECORD_CONTACT);
        else
            lay_out(reader, &reader->layout, element->letter);
        if (element->scope == SCOPE_ASSIGNEE)
            buffer_append_byte(&reader->layout, '(');
        break;
    default:
        break;
    }
}

static void begin_field(struct reader *reader, const struct element *element,
                        const char **attributes)
{
    buffer_clear(&reader->text);
    reader->attribute = only_attribute(reader, attributes,
                                       element->field == FIELD_NOTE       ? "title"
                                       : element->field == FIELD_FOOTNOTE ? "anchor"
                                                                          : NULL);
    reader->field_offset = source_behind(&reader->source);
}

static void begin_element(struct reader *reader, const struct element *element,
                          const char **attributes)
{
    switch (element->scope) {
    case SCOPE_REGISTRY:
        begin_registry(reader, attributes);
        break;
    case SCOPE_RECORD:
        begin_record(reader, attributes);
        break;
    case SCOPE_PERSON:
        begin_person(reader, attributes);
        break;
    case SCOPE_REFERENCE:
        begin_reference(reader, attributes);
        break;
    case SCOPE_PLAIN:
    case SCOPE_MARKED:
        begin_field(reader, element, attributes);
        break;
    case SCOPE_PARAGRAPH:
        marked_append_paragraph(&reader->text);
        only_attribute(reader, attributes, NULL);
        break;
    case SCOPE_BREAK:
        marked_append_break(&reader->text);
        only_attribute(reader, attributes, NULL);
        break;
    case SCOPE_ASSIGNEE:
        reader->record.has_assignee = true;
        only_attribute(reader, attributes, NULL);
        break;
    default:
        only_attribute(reader, attributes, NULL);
        break;
    }
}

/* Whether ELEMENT may stand here once more; marks it as seen. */
static bool may_stand_here(struct reader *reader, const struct element *element)
{
    if (element->scope == SCOPE_RECORD && reader->records_ended) {
        source_refuse(&reader->source, source_here(&reader->source), "all records in one run",
                      "a record behind other elements");
        return false;
    }
    if (element->parent == SCOPE_REGISTRY && element->scope != SCOPE_RECORD)
        reader->records_ended = reader->source.registry->record_count != 0;
    if (element->repeats || reader->depth == 0)
        return true;
    uint32_t bit = 1u << (element - elements);
    uint32_t *seen = &reader->stack[reader->depth - 1].seen;
    if (*seen & bit) {
        char found[64];
        snprintf(found, sizeof(found), "a second <%s>", element->name);
        source_refuse(&reader->source, source_here(&reader->source), "each field once", found);
        return false;
    }
    *seen |= bit;
    return true;
}

static void on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct reader *reader = context;
    enum scope parent = scope_of(reader);
    const struct element *element = find_element(parent, name);
    if (reader->depth == DEPTH_LIMIT) {
        source_refuse(&reader->source, source_here(&reader->source), "elements at most 8 deep",
                      "more");
        XML_StopParser(reader->source.parser, XML_FALSE);
        return;
    }
    if (!element && parent != SCOPE_UNKNOWN) {
        char expected[256], found[64];
        expected_elements(parent, expected, sizeof(expected));
        snprintf(found, sizeof(found), "<%.40s>", name);
        source_refuse(&reader->source, source_here(&reader->source), expected, found);
    }
    if (!element || !may_stand_here(reader, element))
        element = &unknown_element;
    reader->stack[reader->depth++] = (struct open_element){element, 0};
    if (element == &unknown_element)
        return;
    begin_element(reader, element, attributes);
    if (reader->depth > 1)
        lay_out_child(reader, element);
}

/* --- end tags --- */

static void end_record(struct reader *reader)
{
    struct record *record = registry_add_record(reader->source.registry);
    if (!record) {
        source_run_out_of_memory(&reader->source);
        return;
    }
    lay_out(reader, &reader->layout, ')');
    reader->record.contact = source_keep(&reader->source, buffer_text(&reader->contact));
    reader->record.reference = source_keep(&reader->source, buffer_text(&reader->references));
    reader->record.assignee = source_keep(&reader->source, buffer_text(&reader->assignee));
    reader->record.layout = keep_layout(reader);
    *record = reader->record;
}

static void end_person(struct reader *reader)
{
    struct person *person = registry_add_person(reader->source.registry);
    if (!person) {
        source_run_out_of_memory(&reader->source);
        return;
    }
    lay_out(reader, &reader->layout, ')');
    reader->person.layout = keep_layout(reader);
    *person = reader->person;
}

static void end_reference(struct reader *reader)
{
    enum scope parent = scope_of(reader);
    reader->reference.label = buffer_text(&reader->label);
    struct buffer *list = parent == SCOPE_REGISTRY                     ? &reader->frame_references
                          : parent == SCOPE_ASSIGNEE                   ? &reader->assignee
                          : parent != SCOPE_RECORD                     ? &reader->text
                          : reader->reference.type == REFERENCE_PERSON ? &reader->contact
                                                                       : &reader->references;
    marked_append_reference(list, &reader->reference);
}

static void end_note(struct reader *reader, struct text content)
{
    struct note *note = registry_add_note(reader->source.registry);
    if (note)
        *note = (struct note){reader->attribute, content};
    else
        source_run_out_of_memory(&reader->source);
}

static void end_footnote(struct reader *reader, struct text content)
{
    struct footnote *footnote = registry_add_footnote(reader->source.registry);
    if (footnote)
        *footnote = (struct footnote){reader->attribute, content};
    else
        source_run_out_of_memory(&reader->source);
}

static void set_date(struct reader *reader, struct date *date)
{
    struct text text = buffer_text(&reader->text);
    if (!date_parse(text, date))
        source_refuse_text(&reader->source, reader->field_offset,
                           "a date as YYYY, YYYY-MM or YYYY-MM-DD", text);
}

static void set_transport_protocol(struct reader *reader)
{
    struct text text = buffer_text(&reader->text);
    reader->record.transport_protocol = transport_protocol_parse(text);
    if (reader->record.transport_protocol == TRANSPORT_NONE)
        source_refuse_text(&reader->source, reader->field_offset,
                           "a transport protocol " TRANSPORT_NAMES, text);
}

static void set_number(struct reader *reader)
{
    struct text text = buffer_text(&reader->text);
    const char *wrong = ports_parse(text, &reader->record.ports);
    reader->record.has_ports = !wrong;
    if (wrong)
        source_refuse_text(&reader->source, reader->field_offset, wrong + strlen("expected "),
                           text);
}

static void set_service_code(struct reader *reader)
{
    struct text text = buffer_text(&reader->text);
    uint64_t code;
    if (text_to_number(text, UINT32_MAX, &code)) {
        reader->record.service_code = (uint32_t)code;
        reader->record.has_service_code = true;
    } else {
        source_refuse_text(&reader->source, reader->field_offset,
                           "a service code from 0 to 4294967295 in decimal", text);
    }
}

static void end_field(struct reader *reader, enum field field)
{
    struct record *record = &reader->record;
    struct text text = buffer_text(&reader->text);
    switch (field) {
    case FIELD_TITLE:
        reader->source.registry->title = source_keep(&reader->source, text);
        break;
    case FIELD_CATEGORY:
        reader->source.registry->category = source_keep(&reader->source, text);
        break;
    case FIELD_UPDATED:
        set_date(reader, &reader->source.registry->updated);
        break;
    case FIELD_EXPERTS:
        reader->source.registry->experts = source_keep(&reader->source, text);
        break;
    case FIELD_NOTE:
        end_note(reader, source_keep(&reader->source, text));
        break;
    case FIELD_FOOTNOTE:
        end_footnote(reader, source_keep(&reader->source, text));
        break;
    case FIELD_NAME:
        record->service_name = source_keep(&reader->source, text);
        break;
    case FIELD_TRANSPORT_PROTOCOL:
        set_transport_protocol(reader);
        break;
    case FIELD_NUMBER:
        set_number(reader);
        break;
    case FIELD_DESCRIPTION:
        record->description = source_keep(&reader->source, text);
        break;
    case FIELD_SERVICE_CODE:
        set_service_code(reader);
        break;
    case FIELD_UNAUTHORIZED_USE:
        record->unauthorized_use = source_keep(&reader->source, text);
        break;
    case FIELD_NOTES:
        record->assignment_notes = source_keep(&reader->source, text);
        break;
    case FIELD_PERSON_NAME:
        reader->person.name = source_keep(&reader->source, text);
        break;
    case FIELD_PERSON_ORGANIZATION:
        reader->person.organization = source_keep(&reader->source, text);
        break;
    case FIELD_PERSON_URI:
        if (!person_add_uri(reader->source.registry, &reader->person,
                            source_keep(&reader->source, text)))
            source_run_out_of_memory(&reader->source);
        break;
    case FIELD_PERSON_UPDATED:
        set_date(reader, &reader->person.updated);
        break;
    case FIELD_NONE:
        break;
    }
}

static void end_registry(struct reader *reader)
{
    struct registry *registry = reader->source.registry;
    size_t end = source_behind(&reader->source);
    lay_out(reader, &reader->frame, 0);
    registry->references = source_keep(&reader->source, buffer_text(&reader->frame_references));
    registry->frame.layout = source_keep(&reader->source, buffer_text(&reader->frame));
    registry->frame.epilog =
        source_keep(&reader->source, text_from(reader->source.input->bytes, end));
}

static void on_end(void *context, const XML_Char *name)
{
    struct reader *reader = context;
    (void)name; /* expat has checked that it fits */
    const struct element *element = reader->stack[--reader->depth].element;
    switch (element->scope) {
    case SCOPE_REGISTRY:
        end_registry(reader);
        break;
    case SCOPE_RECORD:
        end_record(reader);
        break;
    case SCOPE_ASSIGNEE:
        lay_out(reader, &reader->layout, ')');
        break;
    case SCOPE_PEOPLE:
        lay_out(reader, &reader->frame, ')');
        break;
    case SCOPE_PERSON:
        end_person(reader);
        break;
    case SCOPE_REFERENCE:
        end_reference(reader);
        break;
    case SCOPE_PARAGRAPH:
        marked_append_paragraph_end(&reader->text);
        break;
    case SCOPE_PLAIN:
    case SCOPE_MARKED:
        end_field(reader, element->field);
        break;
    default:
        break;
    }
}

/* --- text between tags --- */

/* White space between elements. A CR came from a character reference, which the layout has not: a
 * CR as it stands would be read as LF. */
static void append_gap(struct reader *reader, struct text text)
{
    for (size_t i = 0; i < text.length; i++)
        buffer_append_byte(&reader->gap, text.bytes[i] == '\r' ? '\n' : text.bytes[i]);
}

static void on_text(void *context, const XML_Char *bytes, int length)
{
    struct reader *reader = context;
    struct text text = {bytes, (size_t)length};
    enum scope scope = scope_of(reader);
    switch (scope) {
    case SCOPE_PLAIN:
    case SCOPE_MARKED:
    case SCOPE_PARAGRAPH:
        buffer_append(&reader->text, text);
        return;
    case SCOPE_REFERENCE:
        buffer_append(&reader->label, text);
        return;
    case SCOPE_UNKNOWN:
        return;
    default:
        break;
    }
    struct text words = text_trim(text);
    size_t blank = words.length ? (size_t)(words.bytes - bytes) : 0;
    if (words.length || !is_container(scope))
        source_refuse_text(&reader->source, source_here(&reader->source) + blank, "an element",
                           words);
    else
        append_gap(reader, text);
}

static void on_comment(void *context, const XML_Char *comment)
{
    struct reader *reader = context;
    if (is_container(scope_of(reader))) {
        buffer_append(&reader->gap, TEXT("<!--"));
        buffer_append(&reader->gap, text_of(comment));
        buffer_append(&reader->gap, TEXT("-->"));
    } else if (scope_of(reader) != SCOPE_DOCUMENT) {
        findings_report(reader->source.findings, SEVERITY_ADVICE, "comment", "",
                        reader->source.input->file,
                        source_position(&reader->source, source_here(&reader->source)),
                        "a comment inside a field is not part of it and is left out");
    }
}

static void on_instruction(void *context, const XML_Char *target, const XML_Char *data)
{
    struct reader *reader = context;
    (void)data;
    if (scope_of(reader) != SCOPE_DOCUMENT)
        source_refuse_text(&reader->source, source_here(&reader->source),
                           "no processing instruction inside the registry", text_of(target));
}

static void on_doctype(void *context, const XML_Char *name, const XML_Char *system_id,
                       const XML_Char *public_id, int has_internal_subset)
{
    struct reader *reader = context;
    (void)name, (void)system_id, (void)public_id, (void)has_internal_subset;
    size_t start = source_here(&reader->source); /* somewhere behind "<!DOCTYPE" */
    while (start > 0 &&
           !text_starts_with(text_from(reader->source.input->bytes, start), TEXT("<!DOCTYPE")))
        start--;
    source_refuse(&reader->source, start, "XML without a document type declaration", "DOCTYPE");
    XML_StopParser(reader->source.parser, XML_FALSE);
}

/* --- the whole --- */

static void set_handlers(struct reader *reader)
{
    XML_SetUserData(reader->source.parser, reader);
    XML_SetElementHandler(reader->source.parser, on_start, on_end);
    XML_SetCharacterDataHandler(reader->source.parser, on_text);
    XML_SetCommentHandler(reader->source.parser, on_comment);
    XML_SetProcessingInstructionHandler(reader->source.parser, on_instruction);
    XML_SetStartDoctypeDeclHandler(reader->source.parser, on_doctype);
}

static bool buffers_failed(const struct reader *reader)
{
    return reader->text.failed || reader->label.failed || reader->contact.failed ||
           reader->references.failed || reader->assignee.failed ||
           reader->frame_references.failed || reader->gap.failed || reader->frame.failed ||
           reader->layout.failed;
}

static void buffers_done(struct reader *reader)
{
    struct buffer *const buffers[] = {
        &reader->text,       &reader->label,    &reader->contact,
        &reader->references, &reader->assignee, &reader->gap,
        &reader->frame,      &reader->layout,   &reader->frame_references};
    for (size_t i = 0; i < sizeof(buffers) / sizeof(*buffers); i++)
        buffer_done(buffers[i]);
}

bool xml_recognise(struct text bytes)
{
    if (text_starts_with(bytes, TEXT("\xef\xbb\xbf")))
        bytes = text_from(bytes, 3);
    bytes = text_trim(text_slice(bytes, 0, 4096));
    return (text_starts_with(bytes, TEXT("<?xml")) || text_starts_with(bytes, TEXT("<!--")) ||
            text_starts_with(bytes, TEXT("<registry")) ||
            text_starts_with(bytes, TEXT("<!DOCTYPE registry"))) &&
           text_find(bytes, TEXT("<html"), 0) == SIZE_MAX;
}

int xml_read(const struct input *input, struct registry *registry, const struct findings *findings,
             struct error *error)
{
    struct reader *reader = memory_allocate(sizeof(*reader));
    if (!reader)
        return error_memory(error);
    memset(reader, 0, sizeof(*reader));
    source_open(&reader->source, input, registry, findings);
    if (reader->source.parser) {
        set_handlers(reader);
        source_parse(&reader->source, 0, "well-formed XML");
    }
    reader->source.out_of_memory |= buffers_failed(reader);
    int status = source_close(&reader->source, error);
    buffers_done(reader);
    memory_free(reader);
    return status;
}
