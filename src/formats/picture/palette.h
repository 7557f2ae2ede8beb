/* What the map shows of a port number, and its colours. They differ in lightness too, so that they
 * can be told apart without seeing colours, and are far enough from one another for people who are
 * colour-blind: the tests measure it. */
#ifndef PORTREG_FORMATS_PICTURE_PALETTE_H
#define PORTREG_FORMATS_PICTURE_PALETTE_H

#include "base/text.h"

/* The states, as the map tells them apart: a reservation that RFC 6335 section 8.1 implies, as the
 * number is assigned for another transport protocol, is another than one that a record makes. */
enum shade {
    SHADE_UNASSIGNED,
    SHADE_ASSIGNED,
    SHADE_RESERVED,
    SHADE_IMPLIED,
    SHADE_DYNAMIC,
    SHADE_COUNT,
};

enum scheme { SCHEME_LIGHT, SCHEME_DARK, SCHEME_COUNT };
#define SCHEME_NAMES "light or dark"

struct color {
    uint8_t red, green, blue;
};

struct shade_facts {
    const char *word;  /* for machines: "implied" */
    const char *title; /* for people: "Reserved by implication" */
    struct color colors[SCHEME_COUNT];
};
extern const struct shade_facts shades[SHADE_COUNT];

/* What is around the map. */
struct scheme_facts {
    const char *word; /* "light" */
    struct color ground, text, quiet;
};
extern const struct scheme_facts schemes[SCHEME_COUNT];

/* Reads "light" or "dark". */
bool scheme_parse(struct text text, enum scheme *scheme);

enum { COLOR_SIZE_BYTES = 8 };
/* "#0b5561". Returns BUFFER. */
const char *color_format(struct color color, char buffer[static COLOR_SIZE_BYTES]);

#endif
