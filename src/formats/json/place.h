/* A place inside a JSON value, and where it stands in the text: the parser of values tells lines
 * only of broken syntax, so the place of a wrong value is found by walking the text once more. */
#ifndef PORTREG_FORMATS_JSON_PLACE_H
#define PORTREG_FORMATS_JSON_PLACE_H

#include "base/text.h"

/* One step down into a value; NULL is the value itself. */
struct json_place {
    const struct json_place *above;
    const char *name; /* of a member; NULL: an element of an array */
    size_t index;     /* of the element */
    bool is_name;     /* the name of the member is meant, not its value */
};

/* The offset, in TEXT, of PLACE in the well-formed value with which TEXT begins. A place that is
 * not there gives the place above it. */
size_t json_place_offset(struct text text, const struct json_place *place);

/* The offset of the first byte at or after OFFSET that is no white space; at most the length. */
size_t json_skip_blanks(struct text text, size_t offset);

/* Where a parser that has read TEXT as far as END has found something wrong: the offset of the last
 * token that begins before END; in a string that goes on behind END, of the control character at
 * END, else of the last byte before it. */
size_t json_last_token(struct text text, size_t end);

#endif
