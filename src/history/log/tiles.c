/* The tiles of a log on a disk. */
#include "history/log/tiles.h"

#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

int tiles_init(struct tiles *tiles, const char *directory, uint64_t size, struct error *error)
{
    if (size >= LOG_SIZE_LIMIT)
        return error_set(error, STATUS_INPUT, directory, (struct position){0, 0},
                         "expected a log of less than %" PRIu64 " entries, found %" PRIu64,
                         LOG_SIZE_LIMIT, size);
    if ((size_t)snprintf(tiles->directory, sizeof(tiles->directory), "%s", directory) >=
        sizeof(tiles->directory)) {
        errno = ENAMETOOLONG;
        return error_system(error, "open", directory);
    }
    tiles->size = size;
    for (int level = 0; level < TILE_LEVEL_COUNT; level++)
        tiles->levels[level].width = 0;
    return STATUS_OK;
}

/* Opens the file of TILE, or where it is partial and not there, of the full tile in its place. */
static int open_tile(const struct tiles *tiles, struct tile tile, struct file *file,
                     struct error *error)
{
    char name[TILE_PATH_SIZE_BYTES], path[PATH_SIZE_BYTES];
    int status = path_join(path, tiles->directory, tile_path(&tile, name), error);
    if (status != STATUS_OK)
        return status;
    status = file_open(file, path, error);
    if (status == STATUS_OK || tile.width == TILE_WIDTH || access(path, F_OK) == 0)
        return status;
    struct tile full = {tile.level, tile.index, TILE_WIDTH};
    char full_path[PATH_SIZE_BYTES];
    if (path_join(full_path, tiles->directory, tile_path(&full, name), NULL) != STATUS_OK ||
        access(full_path, F_OK) < 0)
        return status; /* names the partial tile */
    return file_open(file, full_path, error);
}

int tiles_read(struct tiles *tiles, int level, uint64_t index, const struct hash **hashes,
               struct error *error)
{
    struct tiles_cache *cache = &tiles->levels[level];
    struct file file;
    *hashes = cache->hashes;
    if (cache->width && cache->index == index)
        return STATUS_OK;
    cache->width = 0;
    struct tile tile = {level, index, tile_width(level, index, tiles->size)};
    int status = open_tile(tiles, tile, &file, error);
    if (status != STATUS_OK)
        return status;
    size_t size_bytes = tile.width * sizeof(struct hash);
    if (file.bytes.length == size_bytes || file.bytes.length == TILE_WIDTH * sizeof(struct hash)) {
        memcpy(cache->hashes, file.bytes.bytes, size_bytes);
        cache->index = index;
        cache->width = tile.width;
    } else {
        status = error_set(error, STATUS_INPUT, file.name, (struct position){0, 0},
                           "expected a tile of %u hashes of 32 bytes, found %zu bytes", tile.width,
                           file.bytes.length);
    }
    file_close(&file);
    return status;
}

int tiles_open_bundle(const struct tiles *tiles, uint64_t index, struct file *file,
                      struct error *error)
{
    struct tile tile = {TILE_OF_ENTRIES, index, tile_width(TILE_OF_ENTRIES, index, tiles->size)};
    return open_tile(tiles, tile, file, error);
}

/* A subtree of 2^HEIGHT leaves is 2^(HEIGHT mod 8) hashes of one tile. */
static int read_subtree(void *context, unsigned height, uint64_t index, struct hash *hash,
                        struct error *error)
{
    struct tiles *tiles = context;
    const struct hash *hashes;
    int level = (int)(height / TILE_HEIGHT);
    size_t count = (size_t)1 << height % TILE_HEIGHT;
    uint64_t first = index * count;
    int status = tiles_read(tiles, level, first / TILE_WIDTH, &hashes, error);
    if (status == STATUS_OK)
        merkle_fold(hashes + first % TILE_WIDTH, count, hash);
    return status;
}

struct merkle_source tiles_source(struct tiles *tiles)
{
    return (struct merkle_source){read_subtree, tiles};
}
