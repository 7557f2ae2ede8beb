/* Painting paths. */
#include "support/painted.h"

#include <stdlib.h>

/* Reads a number, with a sign, off *TEXT. */
static bool take_number(struct text *text, int *number)
{
    size_t length = 0;
    bool negative = text->length && text->bytes[0] == '-';
    uint64_t value;
    *text = text_from(*text, negative);
    while (length < text->length && ascii_is_digit(text->bytes[length]))
        length++;
    if (!text_to_number(text_slice(*text, 0, length), HILBERT_SIDE, &value))
        return false;
    *number = negative ? -(int)value : (int)value;
    *text = text_from(*text, length);
    return true;
}

/* All that is to the right of a vertical step changes from inside to outside and back. */
static void step_down(struct cells *cells, int x, int from, int to)
{
    for (int row = from < to ? from : to; row < (from < to ? to : from); row++)
        for (int column = x; column < HILBERT_SIDE; column++)
            cells->in[row][column] ^= true;
}

static bool is_on_square(int x, int y)
{
    return x >= 0 && y >= 0 && x <= HILBERT_SIDE && y <= HILBERT_SIDE;
}

bool painted_read(struct text data, struct cells *cells)
{
    int x = 0, y = 0, home_x = 0, home_y = 0, step;
    memset(cells, 0, sizeof(*cells));
    while (data.length) {
        char command = data.bytes[0];
        data = text_from(data, 1);
        if (command == 'z') {
            if (x != home_x && y != home_y)
                return false;
            step_down(cells, home_x, y, home_y);
            x = home_x;
            y = home_y;
            continue;
        }
        if (!take_number(&data, &step))
            return false;
        int from = y;
        if (command == 'v')
            y += step;
        else if (command == 'h' || command == 'm')
            x += step;
        else
            return false;
        if (command == 'm') {
            data = text_from(data, 1);
            if (!take_number(&data, &step))
                return false;
            y += step;
            home_x = x;
            home_y = y;
        }
        if (!is_on_square(x, y))
            return false;
        if (command == 'v')
            step_down(cells, x, from, y);
    }
    return true;
}
