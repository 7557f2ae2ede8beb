/* The Hilbert curve that lays out the port numbers: 65,536 places on a square of 256 by 256, so
 * that numbers that follow one another are neighbours and ranges are areas. A range of 4^n numbers
 * that begins at a multiple of 4^n is a square. */
#ifndef PORTREG_FORMATS_PICTURE_HILBERT_H
#define PORTREG_FORMATS_PICTURE_HILBERT_H

#include <stdint.h>

enum { HILBERT_ORDER = 8, HILBERT_SIDE = 1 << HILBERT_ORDER };

/* A place: X grows to the right and Y downwards, from 0 to HILBERT_SIDE - 1. */
struct place {
    uint8_t x, y;
};

/* The place of PORT_NUMBER. The first is at the upper left, the last at the upper right. */
struct place hilbert_place(uint16_t port_number);

/* The port number at PLACE. */
uint16_t hilbert_port(struct place place);

#endif
