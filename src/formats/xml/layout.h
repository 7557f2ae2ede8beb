/* Layout: how the publisher happened to write the XML of a record, a person, or the frame around
 * them. It is a line of its own grammar: white space and comments stand in it as they are, a letter
 * stands for the next child of that kind, and a pair of parentheses for the tags of the element
 * that holds them. "\n  (\n    n\n    d\n  )" is a record, one line down and two spaces in, with
 * a name and a description. */
#ifndef PORTREG_FORMATS_XML_LAYOUT_H
#define PORTREG_FORMATS_XML_LAYOUT_H

#include "registry/registry.h"

/* Children of the root element; of records and people, whose layouts are their own, the frame says
 * only where they begin. */
enum frame_letter {
    FRAME_TITLE = 't',
    FRAME_CATEGORY = 'c',
    FRAME_UPDATED = 'u',
    FRAME_REFERENCE = 'x',
    FRAME_EXPERTS = 'e',
    FRAME_NOTE = 'n',
    FRAME_RECORDS = 'R',
    FRAME_FOOTNOTE = 'f',
    FRAME_PEOPLE = 'P',
};

enum record_letter {
    RECORD_NAME = 'n',
    RECORD_TRANSPORT_PROTOCOL = 'p',
    RECORD_NUMBER = 'm',
    RECORD_DESCRIPTION = 'd',
    RECORD_ASSIGNEE = 'a',           /* "a(" ... ")" */
    RECORD_ASSIGNEE_REFERENCE = 'x', /* inside the assignee */
    RECORD_CONTACT = 'c',
    RECORD_REFERENCE = 'r',
    RECORD_SERVICE_CODE = 's',
    RECORD_UNAUTHORIZED_USE = 'u',
    RECORD_NOTES = 'o',
};

enum person_letter {
    PERSON_NAME = 'n',
    PERSON_ORGANIZATION = 'o',
    PERSON_URI = 'u',
    PERSON_UPDATED = 'd',
};

/* Append the regular layout: two spaces of indentation a level, one child a line. */
void layout_append_frame(struct buffer *buffer, const struct registry *registry);
void layout_append_record(struct buffer *buffer, const struct record *record);
void layout_append_person(struct buffer *buffer, const struct person *person);

/* Whether a layout has a place for everything that is there: false when there is no layout, or
 * when the meaning has changed since it was read. */
bool layout_fits_frame(const struct registry *registry);
bool layout_fits_record(const struct record *record);
bool layout_fits_person(const struct person *person);

/* Takes the next part off *REST: white space and comments into *GAP (may be empty), then one letter
 * or parenthesis, or 0 at the end. */
char layout_next(struct text *rest, struct text *gap);

#endif
