/* The Hilbert curve. */
#include "formats/picture/hilbert.h"

/* In a square of SIDE, quarters that the curve enters from another side are mirrored and turned. */
static void turn(unsigned side, unsigned *x, unsigned *y, unsigned right, unsigned below)
{
    if (below)
        return;
    if (right) {
        *x = side - 1 - *x;
        *y = side - 1 - *y;
    }
    unsigned swapped = *x;
    *x = *y;
    *y = swapped;
}

struct place hilbert_place(uint16_t port_number)
{
    unsigned x = 0, y = 0, rest = port_number;
    for (unsigned side = 1; side < HILBERT_SIDE; side *= 2, rest /= 4) {
        unsigned right = rest / 2 & 1, below = (rest ^ right) & 1;
        turn(side, &x, &y, right, below);
        x += side * right;
        y += side * below;
    }
    return (struct place){(uint8_t)x, (uint8_t)y};
}

uint16_t hilbert_port(struct place place)
{
    unsigned x = place.x, y = place.y, port_number = 0;
    for (unsigned side = HILBERT_SIDE / 2; side > 0; side /= 2) {
        unsigned right = (x & side) > 0, below = (y & side) > 0;
        port_number += side * side * ((3 * right) ^ below);
        turn(HILBERT_SIDE, &x, &y, right, below);
    }
    return (uint16_t)port_number;
}
