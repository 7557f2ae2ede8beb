/* Reading XML as the publisher writes it: expat, a table of elements, and one state machine. What a
 * field means goes into the model, how it was written into the layout. */
#include "base/memory.h"
#include "formats/xml/layout.h"
#include "formats/xml/reader.h"
#include "formats/xml/xml.h"

static const struct element unknown_element = {SCOPE_UNKNOWN, "",        SCOPE_UNKNOWN, 0,
                                               true,          FIELD_NONE};

static enum scope scope_of(const struct xml_reader *reader)
{
    return reader->depth ? reader->stack[reader->depth - 1].element->scope : SCOPE_DOCUMENT;
}

static bool is_container(enum scope scope)
{
    return scope == SCOPE_REGISTRY || scope == SCOPE_RECORD || scope == SCOPE_ASSIGNEE ||
           scope == SCOPE_PEOPLE || scope == SCOPE_PERSON;
}

/* The one copy of this layout. */
static struct text keep_layout(struct xml_reader *reader)
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
static void lay_out(struct xml_reader *reader, struct buffer *layout, char letter)
{
    buffer_append(layout, buffer_text(&reader->gap));
    buffer_clear(&reader->gap);
    if (letter)
        buffer_append_byte(layout, letter);
}

/* --- start tags --- */

/* Puts the letter of a child into the layout of its parent. */
static void lay_out_child(struct xml_reader *reader, const struct element *element)
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

static void begin_field(struct xml_reader *reader, const struct element *element,
                        const char **attributes)
{
    buffer_clear(&reader->text);
    reader->attribute = xml_only_attribute(reader, attributes,
                                           element->field == FIELD_NOTE       ? "title"
                                           : element->field == FIELD_FOOTNOTE ? "anchor"
                                                                              : NULL);
    reader->field_offset = source_behind(&reader->source);
}

static void begin_element(struct xml_reader *reader, const struct element *element,
                          const char **attributes)
{
    switch (element->scope) {
    case SCOPE_REGISTRY:
        xml_begin_registry(reader, attributes);
        break;
    case SCOPE_RECORD:
        xml_begin_record(reader, attributes);
        break;
    case SCOPE_PERSON:
        xml_begin_person(reader, attributes);
        break;
    case SCOPE_REFERENCE:
        xml_begin_reference(reader, attributes);
        break;
    case SCOPE_PLAIN:
    case SCOPE_MARKED:
        begin_field(reader, element, attributes);
        break;
    case SCOPE_PARAGRAPH:
        marked_append_paragraph(&reader->text);
        xml_only_attribute(reader, attributes, NULL);
        break;
    case SCOPE_BREAK:
        marked_append_break(&reader->text);
        xml_only_attribute(reader, attributes, NULL);
        break;
    case SCOPE_ASSIGNEE:
        reader->record.has_assignee = true;
        xml_only_attribute(reader, attributes, NULL);
        break;
    default:
        xml_only_attribute(reader, attributes, NULL);
        break;
    }
}

/* Whether ELEMENT may stand here once more; marks it as seen. */
static bool may_stand_here(struct xml_reader *reader, const struct element *element)
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
    uint64_t bit = (uint64_t)1 << xml_element_place(element);
    uint64_t *seen = &reader->stack[reader->depth - 1].seen;
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
    struct xml_reader *reader = context;
    enum scope parent = scope_of(reader);
    const struct element *element = xml_element_find(parent, name);
    if (reader->depth == DEPTH_LIMIT) {
        source_refuse(&reader->source, source_here(&reader->source), "elements at most 8 deep",
                      "more");
        XML_StopParser(reader->source.parser, XML_FALSE);
        return;
    }
    if (!element && parent != SCOPE_UNKNOWN) {
        char expected[ELEMENT_NAMES_SIZE_BYTES], shown[SOURCE_NAME_SIZE_BYTES];
        char found[sizeof(shown) + sizeof("<>")];
        snprintf(found, sizeof(found), "<%s>", source_name(name, shown));
        source_refuse(&reader->source, source_here(&reader->source),
                      xml_element_names(parent, expected), found);
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

static void end_record(struct xml_reader *reader)
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

static void end_person(struct xml_reader *reader)
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

static void end_reference(struct xml_reader *reader)
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

static void end_note(struct xml_reader *reader, struct text content)
{
    struct note *note = registry_add_note(reader->source.registry);
    if (note)
        *note = (struct note){reader->attribute, content};
    else
        source_run_out_of_memory(&reader->source);
}

static void end_footnote(struct xml_reader *reader, struct text content)
{
    struct footnote *footnote = registry_add_footnote(reader->source.registry);
    if (footnote)
        *footnote = (struct footnote){reader->attribute, content};
    else
        source_run_out_of_memory(&reader->source);
}

static void set_date(struct xml_reader *reader, struct date *date)
{
    struct text text = buffer_text(&reader->text);
    if (!date_parse(text, date))
        source_refuse_text(&reader->source, reader->field_offset,
                           "a date as YYYY, YYYY-MM or YYYY-MM-DD", text);
}

static void set_transport_protocol(struct xml_reader *reader)
{
    struct text text = buffer_text(&reader->text);
    reader->record.transport_protocol = transport_protocol_parse(text);
    if (reader->record.transport_protocol == TRANSPORT_NONE)
        source_refuse_text(&reader->source, reader->field_offset,
                           "a transport protocol " TRANSPORT_NAMES, text);
}

static void set_number(struct xml_reader *reader)
{
    struct text text = buffer_text(&reader->text);
    const char *wrong = ports_parse(text, &reader->record.ports);
    reader->record.has_ports = !wrong;
    if (wrong)
        source_refuse_text(&reader->source, reader->field_offset, wrong + strlen("expected "),
                           text);
}

static void set_service_code(struct xml_reader *reader)
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

static void end_field(struct xml_reader *reader, enum field field)
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

static void end_registry(struct xml_reader *reader)
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
    struct xml_reader *reader = context;
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
static void append_gap(struct xml_reader *reader, struct text text)
{
    for (size_t i = 0; i < text.length; i++)
        buffer_append_byte(&reader->gap, text.bytes[i] == '\r' ? '\n' : text.bytes[i]);
}

static void on_text(void *context, const XML_Char *bytes, int length)
{
    struct xml_reader *reader = context;
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
    struct xml_reader *reader = context;
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
    struct xml_reader *reader = context;
    (void)data;
    if (scope_of(reader) != SCOPE_DOCUMENT)
        source_refuse_text(&reader->source, source_here(&reader->source),
                           "no processing instruction inside the registry", text_of(target));
}

static void on_doctype(void *context, const XML_Char *name, const XML_Char *system_id,
                       const XML_Char *public_id, int has_internal_subset)
{
    struct xml_reader *reader = context;
    (void)name, (void)system_id, (void)public_id, (void)has_internal_subset;
    size_t start = source_here(&reader->source); /* somewhere behind "<!DOCTYPE" */
    while (start > 0 &&
           !text_starts_with(text_from(reader->source.input->bytes, start), TEXT("<!DOCTYPE")))
        start--;
    source_refuse(&reader->source, start, "XML without a document type declaration", "DOCTYPE");
    XML_StopParser(reader->source.parser, XML_FALSE);
}

/* --- the whole --- */

static void set_handlers(struct xml_reader *reader)
{
    XML_SetUserData(reader->source.parser, reader);
    XML_SetElementHandler(reader->source.parser, on_start, on_end);
    XML_SetCharacterDataHandler(reader->source.parser, on_text);
    XML_SetCommentHandler(reader->source.parser, on_comment);
    XML_SetProcessingInstructionHandler(reader->source.parser, on_instruction);
    XML_SetStartDoctypeDeclHandler(reader->source.parser, on_doctype);
}

static bool buffers_failed(const struct xml_reader *reader)
{
    return reader->text.failed || reader->label.failed || reader->contact.failed ||
           reader->references.failed || reader->assignee.failed ||
           reader->frame_references.failed || reader->gap.failed || reader->frame.failed ||
           reader->layout.failed;
}

static void buffers_done(struct xml_reader *reader)
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
    struct xml_reader *reader = memory_allocate(sizeof(*reader));
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
