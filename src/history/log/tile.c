/* Tiles. */
#include "history/log/tile.h"

#include <stdio.h>

const char *tile_path(const struct tile *tile, char path[static TILE_PATH_SIZE_BYTES])
{
    int used = tile->level == TILE_OF_ENTRIES
                   ? snprintf(path, TILE_PATH_SIZE_BYTES, "tile/entries/")
                   : snprintf(path, TILE_PATH_SIZE_BYTES, "tile/%d/", tile->level);
    uint64_t divisor = 1;
    while (tile->index / divisor >= 1000)
        divisor *= 1000;
    for (; divisor > 1; divisor /= 1000)
        used += snprintf(path + used, (size_t)(TILE_PATH_SIZE_BYTES - used), "x%03u/",
                         (unsigned)(tile->index / divisor % 1000));
    used += snprintf(path + used, (size_t)(TILE_PATH_SIZE_BYTES - used), "%03u",
                     (unsigned)(tile->index % 1000));
    if (tile->width < TILE_WIDTH)
        snprintf(path + used, (size_t)(TILE_PATH_SIZE_BYTES - used), ".p/%u", tile->width);
    return path;
}

uint64_t tile_hash_count(int level, uint64_t size)
{
    unsigned shift = level < 0 ? 0 : (unsigned)level * TILE_HEIGHT;
    return shift < 64 ? size >> shift : 0;
}

unsigned tile_width(int level, uint64_t index, uint64_t size)
{
    uint64_t count = tile_hash_count(level, size);
    if (index > count / TILE_WIDTH)
        return 0;
    uint64_t width = count - index * TILE_WIDTH;
    return width < TILE_WIDTH ? (unsigned)width : TILE_WIDTH;
}
