/* A cell of the published table: what a record has in one of the twelve columns. */
#ifndef PORTREG_FORMATS_CELL_H
#define PORTREG_FORMATS_CELL_H

#include "registry/record.h"

enum { CELL_SCRATCH_SIZE_BYTES = 16 };

/* The content of COLUMN of RECORD as marked text. It borrows from RECORD, or from SCRATCH where it
 * is a number or a date. */
struct text cell_of(const struct record *record, enum column column,
                    char scratch[static CELL_SCRATCH_SIZE_BYTES]);

#endif
