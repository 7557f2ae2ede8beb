/* The XML reader's attributes: what start tags say of a registry, a record, a person, a reference.
 */
#include "formats/xml/reader.h"

#define NAMESPACE "http://www.iana.org/assignments"

static void refuse_attribute(struct xml_reader *reader, const char *name, const char *value,
                             const char *expected)
{
    char shown[SOURCE_NAME_SIZE_BYTES], quoted[QUOTED_SIZE_BYTES];
    char found[sizeof(shown) + sizeof(quoted)];
    snprintf(found, sizeof(found), "%s=%s", source_name(name, shown),
             text_quote(text_of(value), quoted));
    source_refuse(&reader->source, source_here(&reader->source), expected, found);
}

static void read_date_attribute(struct xml_reader *reader, const char *name, const char *value,
                                struct date *date)
{
    if (!date_parse(text_of(value), date))
        refuse_attribute(reader, name, value, "a date as YYYY, YYYY-MM or YYYY-MM-DD");
}

void xml_begin_registry(struct xml_reader *reader, const char **attributes)
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

void xml_begin_record(struct xml_reader *reader, const char **attributes)
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

struct text xml_only_attribute(struct xml_reader *reader, const char **attributes, const char *name)
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

void xml_begin_person(struct xml_reader *reader, const char **attributes)
{
    reader->person =
        (struct person){.position = source_position(&reader->source, source_here(&reader->source))};
    reader->person.id = xml_only_attribute(reader, attributes, "id");
    if (reader->person.id.length == 0)
        source_refuse(&reader->source, source_here(&reader->source), "a person with an id",
                      "one without it");
}

void xml_begin_reference(struct xml_reader *reader, const char **attributes)
{
    bool typed = false;
    reader->reference = (struct reference){0};
    buffer_clear(&reader->label);
    for (; attributes[0]; attributes += 2) {
        struct text value = text_of(attributes[1]);
        enum locator_kind locator = locator_kind_parse(text_of(attributes[0]));
        if (strcmp(attributes[0], "type") == 0) {
            typed = true;
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
    if (!typed)
        source_refuse(&reader->source, source_here(&reader->source), "an xref with a type",
                      "one without it");
}
