/* References as a table prints them: [RFC6335][IESG]. */
#ifndef PORTREG_FORMATS_CSV_REFERENCES_H
#define PORTREG_FORMATS_CSV_REFERENCES_H

#include "registry/marked.h"

/* Reads all of CELL as handles in brackets, and appends them to MARKED as references of type
 * person. Returns false for any other form. */
bool handles_parse(struct text cell, struct buffer *marked);

/* Reads all of CELL as references in brackets, each of the type that its label shows, and appends
 * them to MARKED: [RFC6335], [draft-...] and [RFC-...] (a draft whose number is pending),
 * [https://...], [1] (a footnote). What is none of these is a reference of type text; the labels
 * printed are the same again. Brackets inside must be in pairs. Returns false for any other form.
 */
bool references_parse(struct text cell, struct buffer *marked);

#endif
