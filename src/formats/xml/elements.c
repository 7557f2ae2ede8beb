/* The table of elements. */
#include "formats/xml/elements.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "formats/xml/layout.h"

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
static_assert((int)ELEMENT_COUNT <= (int)ELEMENT_LIMIT, "a place is below the limit");

const struct element *xml_element_find(enum scope parent, const char *name)
{
    for (size_t i = 0; i < ELEMENT_COUNT; i++)
        if (elements[i].parent == parent && elements[i].name[0] == name[0] &&
            strcmp(elements[i].name, name) == 0)
            return &elements[i];
    return NULL;
}

size_t xml_element_place(const struct element *element)
{
    return (size_t)(element - elements);
}

const char *xml_element_names(enum scope parent, char buffer[static ELEMENT_NAMES_SIZE_BYTES])
{
    size_t length = 0;
    for (size_t i = 0; i < ELEMENT_COUNT && length < ELEMENT_NAMES_SIZE_BYTES; i++)
        if (elements[i].parent == parent)
            length += (size_t)snprintf(buffer + length, ELEMENT_NAMES_SIZE_BYTES - length, "%s<%s>",
                                       length ? ", " : "", elements[i].name);
    if (length == 0)
        snprintf(buffer, ELEMENT_NAMES_SIZE_BYTES, "text only");
    return buffer;
}
