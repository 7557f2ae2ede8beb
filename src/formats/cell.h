/* Cells of the published tables: what a record has in one of the twelve columns, and the columns of
 * the people. */
#ifndef PORTREG_FORMATS_CELL_H
#define PORTREG_FORMATS_CELL_H

#include "registry/record.h"

enum { CELL_SCRATCH_SIZE_BYTES = 16 };

/* The content of COLUMN of RECORD as marked text. It borrows from RECORD, or from SCRATCH where it
 * is a number or a date. */
struct text cell_of(const struct record *record, enum column column,
                    char scratch[static CELL_SCRATCH_SIZE_BYTES]);

/* Whether the cells of COLUMN are centred. */
bool cell_is_centred(enum column column);

/* The columns of the people. */
enum person_column {
    PERSON_ID,
    PERSON_NAME,
    PERSON_ORGANIZATION,
    PERSON_URI,
    PERSON_UPDATED,
    PERSON_COLUMN_COUNT,
};

/* "Contact URI". */
struct text person_column_title(enum person_column column);

#endif
