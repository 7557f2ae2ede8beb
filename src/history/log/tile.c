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

/* Reads three digits as the next ones of *INDEX. */
static bool take_digits(struct text digits, uint64_t *index)
{
    if (digits.length != 3 || !text_is_digits(digits) || *index > UINT64_MAX / 1000 - 1)
        return false;
    unsigned value = 0;
    for (size_t i = 0; i < digits.length; i++)
        value = value * 10 + (unsigned)(digits.bytes[i] - '0');
    *index = *index * 1000 + value;
    return true;
}

bool tile_parse(struct text path, struct tile *tile)
{
    char canonical[TILE_PATH_SIZE_BYTES];
    struct text rest = path;
    uint64_t number;
    *tile = (struct tile){TILE_OF_ENTRIES, 0, TILE_WIDTH};
    if (path.length >= sizeof(canonical) || !text_equal(text_split(&rest, '/'), TEXT("tile")))
        return false;
    struct text word = text_split(&rest, '/');
    if (text_to_number(word, TILE_LEVEL_COUNT - 1, &number))
        tile->level = (int)number;
    else if (!text_equal(word, TEXT("entries")))
        return false;
    while (text_starts_with(word = text_split(&rest, '/'), TEXT("x")))
        if (!take_digits(text_from(word, 1), &tile->index))
            return false;
    bool partial = text_ends_with(word, TEXT(".p"));
    if (!take_digits(partial ? text_slice(word, 0, word.length - 2) : word, &tile->index))
        return false;
    if (partial && text_to_number(text_split(&rest, '/'), TILE_WIDTH - 1, &number))
        tile->width = (unsigned)number;
    /* whatever else was passed over is not written this way */
    return tile->width > 0 && text_equal(text_of(tile_path(tile, canonical)), path);
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
