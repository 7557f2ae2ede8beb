/* Tiles (C2SP tlog-tiles): which hashes and which entries a log keeps in which file. */
#ifndef PORTREG_HISTORY_LOG_TILE_H
#define PORTREG_HISTORY_LOG_TILE_H

#include "base/text.h"

enum {
    TILE_WIDTH = 256, /* hashes in a full tile, entries in a full bundle */
    TILE_HEIGHT = 8,  /* 2^8 = 256 */
    TILE_LEVEL_COUNT = 5,
    TILE_OF_ENTRIES = -1, /* in the place of a level: a bundle of entries */
};
/* No log of ours gets larger: with five levels. */
#define LOG_SIZE_LIMIT (UINT64_C(1) << (TILE_HEIGHT * TILE_LEVEL_COUNT))

struct tile {
    int level; /* from 0, or TILE_OF_ENTRIES */
    uint64_t index;
    unsigned width; /* 1 to TILE_WIDTH */
};

enum { TILE_PATH_SIZE_BYTES = 64 };
/* The path of TILE below the prefix of the log: "tile/0/x001/067.p/112". Returns PATH. */
const char *tile_path(const struct tile *tile, char path[static TILE_PATH_SIZE_BYTES]);
/* Reads a path that tile_path writes. False for every other one, such as one that leads out of the
 * log. */
bool tile_parse(struct text path, struct tile *tile);

/* How many hashes LEVEL has in a tree of SIZE entries; of entries: SIZE. */
uint64_t tile_hash_count(int level, uint64_t size);

/* How wide tile INDEX of LEVEL is in a tree of SIZE entries: 0 when it is not there. */
unsigned tile_width(int level, uint64_t index, uint64_t size);

#endif
