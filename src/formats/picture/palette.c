/* The colours of the map; web/style/map.css has them too. */
#include "formats/picture/palette.h"

#include <stdio.h>

const struct shade_facts shades[SHADE_COUNT] = {
    [SHADE_UNASSIGNED] = {"unassigned", "Unassigned", {{0xee, 0xf0, 0xec}, {0x1f, 0x29, 0x2e}}},
    [SHADE_ASSIGNED] = {"assigned", "Assigned", {{0x0b, 0x55, 0x61}, {0x78, 0xd3, 0xdf}}},
    [SHADE_RESERVED] = {"reserved",
                        "Reserved by a record",
                        {{0xd9, 0x74, 0x0f}, {0xe0, 0x89, 0x2b}}},
    [SHADE_IMPLIED] = {"implied",
                       "Reserved by implication",
                       {{0xf0, 0xc2, 0x7c}, {0x8f, 0x62, 0x28}}},
    [SHADE_DYNAMIC] = {"dynamic", "Dynamic", {{0xad, 0xa2, 0xd4}, {0x53, 0x48, 0x8a}}},
};

const struct scheme_facts schemes[SCHEME_COUNT] = {
    [SCHEME_LIGHT] = {"light", {0xfb, 0xfb, 0xf9}, {0x1c, 0x23, 0x26}, {0x55, 0x60, 0x65}},
    [SCHEME_DARK] = {"dark", {0x12, 0x18, 0x1b}, {0xe4, 0xe9, 0xe8}, {0xa3, 0xb0, 0xb4}},
};

bool scheme_parse(struct text text, enum scheme *scheme)
{
    for (int i = 0; i < SCHEME_COUNT; i++) {
        if (!text_equal(text, text_of(schemes[i].word)))
            continue;
        *scheme = (enum scheme)i;
        return true;
    }
    return false;
}

const char *color_format(struct color color, char buffer[static COLOR_SIZE_BYTES])
{
    snprintf(buffer, COLOR_SIZE_BYTES, "#%02x%02x%02x", color.red, color.green, color.blue);
    return buffer;
}
