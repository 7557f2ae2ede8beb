/* Fitting the cells of a row to the columns of the registry. */
#ifndef PORTREG_FORMATS_PIPE_FIT_H
#define PORTREG_FORMATS_PIPE_FIT_H

#include "formats/pipe/reader.h"

/* The cells of one row: those that are not empty, without the white space around them. */
struct row {
    struct text text; /* all of it, borrowed from the input */
    struct text cells[COLUMN_COUNT];
    size_t count;
    struct position position;
};

/* Makes a record of ROW. The row has lost its empty cells, so each cell goes to the first column
 * whose form it has, from left to right; what could also be read otherwise is reported as advice,
 * what has no column is refused. */
void row_fit(struct pipe_reader *reader, const struct row *row, struct record *record);

#endif
