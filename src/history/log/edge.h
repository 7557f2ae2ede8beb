/* The right edge of a tree that grows: of each level the tile that is not full yet. A leaf costs
 * one hash of a node on average, and no more of the tree is in memory. */
#ifndef PORTREG_HISTORY_LOG_EDGE_H
#define PORTREG_HISTORY_LOG_EDGE_H

#include "history/log/merkle.h"
#include "history/log/tile.h"

struct edge {
    uint64_t size; /* leaves so far */
    struct hash hashes[TILE_LEVEL_COUNT][TILE_WIDTH];
};

/* Takes a tile that became full: HASHES has TILE_WIDTH of them. */
typedef int edge_take(void *context, const struct tile *tile, const struct hash *hashes,
                      struct error *error);

/* How wide the tile at the edge of LEVEL is: 0 to TILE_WIDTH - 1. */
unsigned edge_width(const struct edge *edge, int level);

/* Adds LEAF. Each tile that becomes full by it is given to TAKE, lower levels first; a failure of
 * TAKE is returned, and EDGE is of no use then. */
int edge_push(struct edge *edge, const struct hash *leaf, edge_take *take, void *context,
              struct error *error);

/* The root of the tree. */
void edge_root(const struct edge *edge, struct hash *root);

#endif
