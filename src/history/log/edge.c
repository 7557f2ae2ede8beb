/* The right edge of a tree that grows. */
#include "history/log/edge.h"

#include <assert.h>

unsigned edge_width(const struct edge *edge, int level)
{
    return (unsigned)(tile_hash_count(level, edge->size) % TILE_WIDTH);
}

int edge_push(struct edge *edge, const struct hash *leaf, edge_take *take, void *context,
              struct error *error)
{
    assert(edge->size < LOG_SIZE_LIMIT - 1);
    struct hash hash = *leaf;
    for (int level = 0; level < TILE_LEVEL_COUNT; level++) {
        unsigned width = edge_width(edge, level);
        edge->hashes[level][width] = hash;
        if (width + 1 < TILE_WIDTH)
            break;
        struct tile tile = {level, tile_hash_count(level, edge->size) / TILE_WIDTH, TILE_WIDTH};
        int status = take(context, &tile, edge->hashes[level], error);
        if (status != STATUS_OK)
            return status;
        merkle_fold(edge->hashes[level], TILE_WIDTH, &hash);
    }
    edge->size++;
    return STATUS_OK;
}

/* What is below a level is one more node of it, the last: RFC 6962 splits at powers of two, and so
 * does not tell an incomplete last subtree from a complete one. */
void edge_root(const struct edge *edge, struct hash *root)
{
    struct hash hashes[TILE_WIDTH];
    bool has_below = false;
    struct hash below;
    for (int level = 0; level < TILE_LEVEL_COUNT; level++) {
        size_t count = edge_width(edge, level);
        memcpy(hashes, edge->hashes[level], count * sizeof(*hashes));
        if (has_below)
            hashes[count++] = below;
        if (count) {
            merkle_fold(hashes, count, &below);
            has_below = true;
        }
    }
    if (has_below)
        *root = below;
    else
        merkle_fold(NULL, 0, root);
}
