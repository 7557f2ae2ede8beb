/* The tiles of a log on a disk, read: where roots, proofs and entries come from. */
#ifndef PORTREG_HISTORY_LOG_TILES_H
#define PORTREG_HISTORY_LOG_TILES_H

#include "base/file.h"
#include "history/log/merkle.h"
#include "history/log/tile.h"

struct tiles {
    char directory[PATH_SIZE_BYTES];
    uint64_t size; /* of the tree whose tiles are read */
    /* the tile of each level that was read last */
    struct tiles_cache {
        uint64_t index;
        unsigned width; /* 0: none */
        struct hash hashes[TILE_WIDTH];
    } levels[TILE_LEVEL_COUNT];
};

/* The tiles below DIRECTORY of a tree of SIZE entries, at most LOG_SIZE_LIMIT. Reads nothing. */
int tiles_init(struct tiles *tiles, const char *directory, uint64_t size, struct error *error);

/* Reads tile INDEX of LEVEL, which the tree has; the hashes are borrowed until the next call for
 * that level. Where the partial tile is gone, the full one serves. */
int tiles_read(struct tiles *tiles, int level, uint64_t index, const struct hash **hashes,
               struct error *error);

/* Opens the bundle INDEX; it may have more entries than this tree. End with file_close. */
int tiles_open_bundle(const struct tiles *tiles, uint64_t index, struct file *file,
                      struct error *error);

/* A source of hashes for merkle_root and the proofs; borrows TILES. */
struct merkle_source tiles_source(struct tiles *tiles);

#endif
