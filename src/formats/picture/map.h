/* The map of all port numbers for one transport protocol, or for any, in a release: what is drawn,
 * whatever it is drawn as. */
#ifndef PORTREG_FORMATS_PICTURE_MAP_H
#define PORTREG_FORMATS_PICTURE_MAP_H

#include "base/date.h"
#include "base/sink.h"
#include "formats/picture/hilbert.h"
#include "formats/picture/palette.h"
#include "snapshot/states.h"

/* The accepted names of what a map is of, for messages. */
#define MAP_TRANSPORT_NAMES "tcp, udp, sctp, dccp or any"

/* A map. It borrows the title from the snapshot. */
struct map {
    enum transport_protocol transport_protocol; /* TRANSPORT_NONE: any of them */
    struct text title;                          /* of the registry */
    struct date date;                           /* of the release */
    uint8_t shades[PORT_COUNT];                 /* of each port number, as enum shade */
    uint8_t cells[HILBERT_SIDE][HILBERT_SIDE];  /* the same by row and column */
    uint32_t counts[SHADE_COUNT];
};

/* Reads what a map is to be of: a transport protocol as people ask for it, or "any". */
bool map_transport_parse(struct text text, enum transport_protocol *protocol);
/* Its name: "tcp", ..., "any". */
struct text map_transport_name(enum transport_protocol protocol);
/* As it stands in a sentence: "TCP", ..., "any transport protocol". */
struct text map_transport_title(enum transport_protocol protocol);

/* The shade of PORT_NUMBER. For any transport protocol: assigned where it is for one of them, else
 * reserved where a record reserves it for one. */
enum shade map_shade(const struct states *states, enum transport_protocol protocol,
                     uint16_t port_number);

/* Fills MAP with the states as of the release at the index RELEASE, whichever SNAPSHOT answers
 * from. Returns 0 or STATUS_MEMORY. */
int map_read(const struct portreg *snapshot, uint32_t release, enum transport_protocol protocol,
             struct map *map, struct error *error);

/* Writes MAP as SVG: areas as one path a shade, the borders and names of the ranges, a legend with
 * counts. It needs no style sheet and no script. Returns 0 or STATUS_MEMORY; what the sink says is
 * the caller's to ask. */
int map_write_svg(const struct map *map, enum scheme scheme, struct sink *sink,
                  struct error *error);

/* The widths of a map as PNG, in pixels; "256, 512, 1024 or 2048". */
#define MAP_SIZE_NAMES "256, 512, 1024 or 2048"
enum { MAP_SIZE_DEFAULT = 1024 };
/* Reads one of them. */
bool map_size_parse(struct text text, unsigned *size);

/* Appends MAP as PNG to BUFFER, SIZE pixels wide and high: the cells alone, in the colours of a
 * palette whose index is the shade. Returns 0 or STATUS_MEMORY. */
int map_append_png(const struct map *map, enum scheme scheme, unsigned size, struct buffer *buffer,
                   struct error *error);

/* Writes the states as of the first release, and those that each later one changes, for each
 * transport protocol and for any, as JSON: see docs/map.md. Returns 0 or STATUS_MEMORY; what the
 * sink says is the caller's to ask. */
int map_write_changes(const struct portreg *snapshot, struct sink *sink, struct error *error);

#endif
