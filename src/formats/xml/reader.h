/* The XML reader's state, shared by the machine that follows the elements (read.c) and the part
 * that reads their attributes (attributes.c). */
#ifndef PORTREG_FORMATS_XML_READER_H
#define PORTREG_FORMATS_XML_READER_H

#include "formats/source.h"
#include "formats/xml/elements.h"

enum { DEPTH_LIMIT = 8 };

/* An element that is open. */
struct open_element {
    const struct element *element;
    uint64_t seen; /* children that may stand once: bits by their place in the table */
};

/* Layouts repeat: each is kept once. */
enum { LAYOUT_SLOTS = 1024 };

struct xml_reader {
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

/* Each reads the ATTRIBUTES, pairs of name and value up to NULL, of a start tag that the parser is
 * at, and begins what the element holds. */
void xml_begin_registry(struct xml_reader *reader, const char **attributes);
void xml_begin_record(struct xml_reader *reader, const char **attributes);
void xml_begin_person(struct xml_reader *reader, const char **attributes);
void xml_begin_reference(struct xml_reader *reader, const char **attributes);

/* The value of the only attribute that an element may have, NAME, or none where that is NULL; kept.
 */
struct text xml_only_attribute(struct xml_reader *reader, const char **attributes,
                               const char *name);

#endif
