/* Parts of a file of comma-separated values, to be read beside one another. */
#ifndef PORTREG_FORMATS_CSV_PART_H
#define PORTREG_FORMATS_CSV_PART_H

#include "base/text.h"

struct part {
    struct text bytes; /* whole rows; the first part begins with the header */
    uint32_t line;     /* the line of the file that it begins with, from 1 */
};

/* Cuts a file of BYTES behind the row in its middle. Where a row ends is known from the quotes
 * before, so it holds only when row_next takes every row of the FIRST part: otherwise the SECOND
 * may begin anywhere, and may be empty. */
void part_cut(struct text bytes, struct part *first, struct part *second);

#endif
