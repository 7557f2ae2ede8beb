/* The elements of the publisher's page: what may stand where, and what it is for. */
#ifndef PORTREG_FORMATS_HTML_ELEMENTS_H
#define PORTREG_FORMATS_HTML_ELEMENTS_H

/* Where the parser is. */
enum scope {
    SCOPE_DOCUMENT,
    SCOPE_HTML,
    SCOPE_HEAD,
    SCOPE_BODY,
    SCOPE_LIST, /* the header list */
    SCOPE_TABLE,
    SCOPE_TABLE_HEAD,
    SCOPE_TITLES, /* the row of column titles */
    SCOPE_ROWS,
    SCOPE_ROW,
    /* Text from here on: */
    SCOPE_TITLE,
    SCOPE_HEADING,
    SCOPE_TERM,
    SCOPE_DEFINITION,
    SCOPE_COLUMN_TITLE,
    SCOPE_CELL,
    SCOPE_PREFORMATTED,
    SCOPE_PARAGRAPH,
    /* Text of a link: */
    SCOPE_LINK,
    SCOPE_ITALICS,
    SCOPE_BREAK,
    SCOPE_IGNORED, /* navigation, forms, and what is inside an element that was refused */
};

enum { ELEMENT_ATTRIBUTE_LIMIT = 4 };

/* An element that may stand in PARENT, with the attributes that it may have. */
struct element {
    enum scope parent;
    const char *name;
    enum scope scope;
    const char *attributes[ELEMENT_ATTRIBUTE_LIMIT];
};

/* The element NAME in PARENT, or NULL when it may not stand there. */
const struct element *html_element_find(enum scope parent, const char *name);

/* "<dt>, <dd>": what may stand in PARENT, for messages. Returns BUFFER. */
enum { ELEMENT_NAMES_SIZE_BYTES = 160 };
const char *html_element_names(enum scope parent, char buffer[static ELEMENT_NAMES_SIZE_BYTES]);

#endif
