/* For tests: paths of SVG, painted on cells again. */
#ifndef PORTREG_TESTS_PAINTED_H
#define PORTREG_TESTS_PAINTED_H

#include "formats/picture/outline.h"

/* Paints the path whose data is DATA, of the commands that outline_write has, by the rule
 * "evenodd". False: it has another command, leaves the square, or a loop in it is not closed by one
 * step. */
bool painted_read(struct text data, struct cells *cells);

#endif
