/* Verifying a whole log. */
#include "history/log/verify.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "history/log/bundle.h"
#include "history/log/edge.h"

/* A verification on its way. */
struct verifying {
    struct log *log;
    log_report *report;
    void *context;
    struct log_verification *verification;
    struct edge edge; /* as it follows from the entries */
};

/* Reports what is wrong with the file NAME of the log. */
__attribute__((format(printf, 3, 4))) static void find(struct verifying *verifying,
                                                       const char *name, const char *format, ...)
{
    struct error finding;
    char path[PATH_SIZE_BYTES];
    va_list arguments;
    path_join(path, verifying->log->tiles.directory, name, NULL);
    va_start(arguments, format);
    error_set_list(&finding, STATUS_INPUT, path, (struct position){0, 0}, format, arguments);
    va_end(arguments);
    verifying->report(verifying->context, &finding);
    verifying->verification->finding_count++;
}

/* Hands on what reading a file failed with. */
static void find_error(struct verifying *verifying, const struct error *why)
{
    verifying->report(verifying->context, why);
    verifying->verification->finding_count++;
}

static bool path_exists(const struct verifying *verifying, const struct tile *tile)
{
    char name[TILE_PATH_SIZE_BYTES], path[PATH_SIZE_BYTES];
    struct stat info;
    return path_join(path, verifying->log->tiles.directory, tile_path(tile, name), NULL) ==
               STATUS_OK &&
           stat(path, &info) == 0;
}

/* Whether TILE is partial, and gone since the full one is there: also while it is verified. */
static bool is_replaced(const struct verifying *verifying, const struct tile *tile)
{
    struct tile full = {tile->level, tile->index, TILE_WIDTH};
    return tile->width < TILE_WIDTH && !path_exists(verifying, tile) &&
           path_exists(verifying, &full);
}

/* Compares the file of TILE with the bytes that it should have. */
static void compare_file(struct verifying *verifying, const struct tile *tile, struct text expected)
{
    char name[TILE_PATH_SIZE_BYTES], path[PATH_SIZE_BYTES];
    struct file file;
    struct error why;
    tile_path(tile, name);
    if (path_join(path, verifying->log->tiles.directory, name, &why) != STATUS_OK ||
        file_open(&file, path, &why) != STATUS_OK) {
        if (!is_replaced(verifying, tile))
            find_error(verifying, &why);
        return;
    }
    verifying->verification->file_count++;
    if (!text_equal(file.bytes, expected)) {
        size_t at = 0;
        while (at < file.bytes.length && at < expected.length &&
               file.bytes.bytes[at] == expected.bytes[at])
            at++;
        find(verifying, name,
             "expected %zu bytes that follow from the entries, found %zu that differ from byte %zu "
             "on",
             expected.length, file.bytes.length, at);
    }
    file_close(&file);
}

/* How long the first COUNT entries of BUNDLE are, which has so many. */
static size_t prefix_length(struct text bundle, unsigned count)
{
    struct text rest = bundle, entry;
    while (count-- && bundle_next(&rest, &entry))
        ;
    return bundle.length - rest.length;
}

/* The bytes that the first WIDTH hashes or entries of TILE take in BYTES, which are all of it. */
static struct text prefix_of(const struct tile *tile, struct text bytes, unsigned width)
{
    size_t length =
        tile->level == TILE_OF_ENTRIES ? prefix_length(bytes, width) : width * sizeof(struct hash);
    return text_slice(bytes, 0, length);
}

/* Compares the partial tiles in the place of TILE, which checkpoints before this one had: each is a
 * beginning of BYTES. What is wider belongs to no checkpoint yet. */
static void compare_partial_tiles(struct verifying *verifying, const struct tile *tile,
                                  struct text bytes)
{
    char name[TILE_PATH_SIZE_BYTES + 4], path[PATH_SIZE_BYTES];
    struct tile full = {tile->level, tile->index, TILE_WIDTH};
    tile_path(&full, name);
    strcat(name, ".p");
    if (path_join(path, verifying->log->tiles.directory, name, NULL) != STATUS_OK)
        return;
    DIR *entries = opendir(path);
    struct dirent *entry;
    while (entries && (entry = readdir(entries))) {
        uint64_t width;
        if (!text_to_number(text_of(entry->d_name), TILE_WIDTH - 1, &width) || width == 0 ||
            width >= tile->width)
            continue;
        struct tile partial = {tile->level, tile->index, (unsigned)width};
        compare_file(verifying, &partial, prefix_of(tile, bytes, partial.width));
    }
    if (entries)
        closedir(entries);
}

/* Compares all files of TILE with BYTES. */
static void compare_tile(struct verifying *verifying, const struct tile *tile, struct text bytes)
{
    compare_partial_tiles(verifying, tile, bytes);
    compare_file(verifying, tile, bytes);
}

static struct text bytes_of(const struct hash *hashes, unsigned count)
{
    return (struct text){(const char *)hashes, count * sizeof(*hashes)};
}

/* A tile above level 0 that is full now. Those of level 0 are compared with their entries. */
static int take_tile(void *context, const struct tile *tile, const struct hash *hashes,
                     struct error *error)
{
    (void)error;
    if (tile->level > 0)
        compare_tile(context, tile, bytes_of(hashes, tile->width));
    return STATUS_OK;
}

/* Computes the hashes of the first COUNT entries of BUNDLE. Returns how many there were; *LENGTH is
 * how many bytes they take. */
static unsigned hash_entries(struct text bundle, unsigned count, struct hash *hashes,
                             size_t *length)
{
    struct text rest = bundle, entry;
    unsigned found = 0;
    while (found < count && bundle_next(&rest, &entry))
        merkle_leaf(entry, &hashes[found++]);
    *length = bundle.length - rest.length;
    return found;
}

/* Says which entry of a bundle is the first that its tile has another hash for. */
static void compare_hashes(struct verifying *verifying, const struct tile *bundle,
                           const struct hash *computed, const struct hash *hashes)
{
    char name[TILE_PATH_SIZE_BYTES], tile_name[TILE_PATH_SIZE_BYTES];
    struct tile tile = {0, bundle->index, bundle->width};
    unsigned first = bundle->width, count = 0;
    for (unsigned i = bundle->width; i-- > 0;)
        if (!hash_equal(&computed[i], &hashes[i])) {
            first = i;
            count++;
        }
    if (count)
        find(verifying, tile_path(bundle, name),
             "expected entries with the hashes that %s has, found %u others, first that of entry "
             "%" PRIu64,
             tile_path(&tile, tile_name), count, bundle->index * TILE_WIDTH + first);
}

/* Verifies bundle INDEX and its tile of level 0. Returns whether the hashes of its entries, which
 * go to COMPUTED, are known. */
static bool verify_bundle(struct verifying *verifying, uint64_t index, struct hash *computed)
{
    struct tiles *tiles = &verifying->log->tiles;
    char name[TILE_PATH_SIZE_BYTES];
    const struct hash *hashes;
    struct file file = {0};
    struct error why;
    struct tile bundle = {TILE_OF_ENTRIES, index, tile_width(TILE_OF_ENTRIES, index, tiles->size)};
    struct tile tile = {0, index, bundle.width};
    unsigned found = 0;
    size_t length;
    bool has_tile = tiles_read(tiles, 0, index, &hashes, &why) == STATUS_OK;
    if (has_tile)
        compare_tile(verifying, &tile, bytes_of(hashes, tile.width));
    else
        find_error(verifying, &why);
    if (tiles_open_bundle(tiles, index, &file, &why) != STATUS_OK) {
        find_error(verifying, &why);
    } else {
        found = hash_entries(file.bytes, bundle.width, computed, &length);
        if (found == bundle.width)
            compare_tile(verifying, &bundle, text_slice(file.bytes, 0, length));
        else
            find(verifying, tile_path(&bundle, name),
                 "expected %u entries, found %u and %zu bytes that are none", bundle.width, found,
                 file.bytes.length - length);
    }
    file_close(&file);
    if (found == bundle.width && has_tile)
        compare_hashes(verifying, &bundle, computed, hashes);
    verifying->verification->entry_count += found;
    /* a broken bundle is reported once, and what is above it verified with the hashes of its tile
     */
    if (has_tile)
        memcpy(computed, hashes, bundle.width * sizeof(*hashes));
    return has_tile || found == bundle.width;
}

/* Compares the tiles at the edge, which are not full, and the root. */
static void verify_edge(struct verifying *verifying)
{
    const struct edge *edge = &verifying->edge;
    struct hash root;
    for (int level = 1; level < TILE_LEVEL_COUNT; level++) {
        struct tile tile = {level, tile_hash_count(level, edge->size) / TILE_WIDTH,
                            edge_width(edge, level)};
        if (tile.width)
            compare_tile(verifying, &tile, bytes_of(edge->hashes[level], tile.width));
    }
    edge_root(edge, &root);
    if (!hash_equal(&root, &verifying->log->answer.checkpoint.root))
        find(verifying, LOG_CHECKPOINT_FILE,
             "expected the root that follows from the %" PRIu64 " entries, found another",
             edge->size);
}

int log_verify(struct log *log, log_report *report, void *context,
               struct log_verification *verification, struct error *error)
{
    struct verifying *verifying = memory_allocate_zeroed(1, sizeof(*verifying));
    struct hash *computed = memory_allocate(TILE_WIDTH * sizeof(*computed));
    int status = verifying && computed ? STATUS_OK : error_memory(error);
    *verification = (struct log_verification){.complete = true};
    if (status == STATUS_OK) {
        verifying->log = log;
        verifying->report = report;
        verifying->context = context;
        verifying->verification = verification;
    }
    for (uint64_t start = 0; start < log_size(log) && status == STATUS_OK; start += TILE_WIDTH) {
        unsigned width = tile_width(0, start / TILE_WIDTH, log_size(log));
        if (!verify_bundle(verifying, start / TILE_WIDTH, computed))
            verification->complete = false; /* the other bundles are still looked at */
        for (unsigned i = 0; i < width && status == STATUS_OK && verification->complete; i++)
            status = edge_push(&verifying->edge, &computed[i], take_tile, verifying, error);
    }
    if (status == STATUS_OK && verification->complete)
        verify_edge(verifying);
    memory_free(computed);
    memory_free(verifying);
    return status;
}
