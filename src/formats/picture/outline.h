/* The outlines of the areas of a map, as the data of an SVG path. */
#ifndef PORTREG_FORMATS_PICTURE_OUTLINE_H
#define PORTREG_FORMATS_PICTURE_OUTLINE_H

#include "base/sink.h"
#include "formats/picture/hilbert.h"

/* Cells of the square: whether each is in the area. */
struct cells {
    bool in[HILBERT_SIDE][HILBERT_SIDE]; /* row, column */
};

/* Writes the outlines of the area of CELLS: closed loops of horizontal and vertical steps, in units
 * of cells, relative to one another. Filled by the rule "evenodd" they are that area. */
void outline_write(const struct cells *cells, struct sink *sink);

#endif
