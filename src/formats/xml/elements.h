/* The elements of the publisher's XML: what may stand where, and what it is for. */
#ifndef PORTREG_FORMATS_XML_ELEMENTS_H
#define PORTREG_FORMATS_XML_ELEMENTS_H

#include <stdbool.h>
#include <stddef.h>

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

/* The element NAME in PARENT, or NULL when it may not stand there. */
const struct element *xml_element_find(enum scope parent, const char *name);

/* The place of ELEMENT in the table, below ELEMENT_LIMIT. */
enum { ELEMENT_LIMIT = 64 };
size_t xml_element_place(const struct element *element);

/* "<name>, <protocol>, ...": what may stand in PARENT, for messages. Returns BUFFER. */
enum { ELEMENT_NAMES_SIZE_BYTES = 256 };
const char *xml_element_names(enum scope parent, char buffer[static ELEMENT_NAMES_SIZE_BYTES]);

#endif
