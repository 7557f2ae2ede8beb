/* Appending to a log. */
#include "history/log/writer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

#include "base/lock.h"
#include "base/memory.h"
#include "history/log/batch.h"
#include "history/log/bundle.h"
#include "history/log/edge.h"
#include "history/log/log.h"
#include "history/log/signer.h"

struct log_writer {
    struct signer signer;
    char directory[PATH_SIZE_BYTES];
    int fd; /* of the directory, which is locked; or -1 */
    bool has_checkpoint;
    uint64_t visible_size; /* what the checkpoint in place is over */
    struct hash visible_root;
    uint64_t signed_size; /* what was signed and is there: more than is visible after a crash */
    struct edge edge;
    struct buffer bundle; /* the entries of the bundle that is not full */
    struct batch batch;
    struct tiles tiles; /* for reading back what was written */
    bool failed;
};

uint64_t log_writer_size(const struct log_writer *writer)
{
    return writer->edge.size;
}

const struct verifier *log_writer_verifier(const struct log_writer *writer)
{
    return &writer->signer.key.verifier;
}

/* Reads the checkpoint in place, when there is one. */
static int read_checkpoint(struct log_writer *writer, struct error *error)
{
    struct error why = {0};
    struct log *log = memory_allocate(sizeof(*log));
    struct policy *policy = memory_allocate(sizeof(*policy));
    int status = log && policy ? STATUS_OK : error_memory(error);
    if (status == STATUS_OK && faccessat(writer->fd, LOG_CHECKPOINT_FILE, F_OK, 0) == 0) {
        policy_init_of_log(policy, &writer->signer.key.verifier);
        status = log_open(log, writer->directory, policy, &why);
        if (status == STATUS_OK) {
            writer->has_checkpoint = true;
            writer->visible_size = log_size(log);
            writer->visible_root = log->answer.checkpoint.root;
        } else if (error) {
            *error = why;
        }
        log_close(log);
    }
    memory_free(policy);
    memory_free(log);
    return status;
}

/* A checkpoint that the signer does not remember is newer than its state, or of another log. */
static int compare_with_signer(const struct log_writer *writer, struct error *error)
{
    const struct signer *signer = &writer->signer;
    if (!writer->has_checkpoint || writer->visible_size < signer->size ||
        (writer->visible_size == signer->size && hash_equal(&writer->visible_root, &signer->root)))
        return STATUS_OK;
    return error_set(error, STATUS_INPUT, writer->directory, (struct position){0, 0},
                     "expected a checkpoint that was signed before the last one, which has %" PRIu64
                     " entries, found one of %" PRIu64 " entries: %s" SIGNER_STATE_SUFFIX
                     " is older than the log, or another log's",
                     signer->size, writer->visible_size, signer->path);
}

/* Reads the entries of the bundle at the edge, and compares them with their hashes. */
static int load_bundle(struct log_writer *writer, struct error *error)
{
    struct file file;
    struct text entry;
    unsigned width = edge_width(&writer->edge, 0);
    if (width == 0)
        return STATUS_OK;
    int status = tiles_open_bundle(&writer->tiles, writer->edge.size / TILE_WIDTH, &file, error);
    if (status != STATUS_OK)
        return status;
    struct text rest = file.bytes;
    for (unsigned i = 0; i < width && status == STATUS_OK; i++) {
        struct hash hash;
        bool found = bundle_next(&rest, &entry);
        if (found)
            merkle_leaf(entry, &hash);
        if (!found || !hash_equal(&hash, &writer->edge.hashes[0][i]))
            status = error_set(error, STATUS_INPUT, file.name, (struct position){0, 0},
                               "expected entry %u of the bundle with the hash that its tile has, "
                               "found another",
                               i);
    }
    if (status == STATUS_OK)
        buffer_append(&writer->bundle, text_slice(file.bytes, 0, file.bytes.length - rest.length));
    file_close(&file);
    return status == STATUS_OK && writer->bundle.failed ? error_memory(error) : status;
}

/* Reads the right edge of the first SIZE entries, whose root must be ROOT. */
static int load_edge(struct log_writer *writer, uint64_t size, const struct hash *root,
                     struct error *error)
{
    struct hash found;
    writer->edge.size = 0;
    buffer_clear(&writer->bundle);
    int status = tiles_init(&writer->tiles, writer->directory, size, error);
    if (status != STATUS_OK)
        return status;
    writer->edge.size = size;
    for (int level = 0; level < TILE_LEVEL_COUNT && status == STATUS_OK; level++) {
        const struct hash *hashes;
        unsigned width = edge_width(&writer->edge, level);
        if (width == 0)
            continue;
        status = tiles_read(&writer->tiles, level, tile_hash_count(level, size) / TILE_WIDTH,
                            &hashes, error);
        if (status == STATUS_OK)
            memcpy(writer->edge.hashes[level], hashes, width * sizeof(*hashes));
    }
    if (status != STATUS_OK)
        return status;
    edge_root(&writer->edge, &found);
    if (!hash_equal(&found, root))
        return error_set(error, STATUS_INPUT, writer->directory, (struct position){0, 0},
                         "expected tiles that give the root of the %" PRIu64 " entries that were "
                         "signed, found others",
                         size);
    return load_bundle(writer, error);
}

/* Loads what was signed last, else what the checkpoint in place is over. */
static int load(struct log_writer *writer, struct error *error)
{
    struct hash empty;
    const struct signer *signer = &writer->signer;
    int status = STATUS_INPUT;
    if (signer->size > writer->visible_size)
        status = load_edge(writer, signer->size, &signer->root, error);
    merkle_fold(NULL, 0, &empty);
    if (status != STATUS_OK && status != STATUS_MEMORY)
        status = load_edge(writer, writer->visible_size,
                           writer->has_checkpoint ? &writer->visible_root : &empty, error);
    writer->signed_size = writer->edge.size;
    return status;
}

static int open_directory(struct log_writer *writer, const char *directory, struct error *error)
{
    if ((size_t)snprintf(writer->directory, sizeof(writer->directory), "%s", directory) >=
        sizeof(writer->directory)) {
        errno = ENAMETOOLONG;
        return error_system(error, "open", directory);
    }
    int status = directory_make(directory, error);
    if (status != STATUS_OK)
        return status;
    writer->fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (writer->fd < 0)
        return error_system(error, "open", directory);
    return lock_take(writer->fd, directory, LOG_LOCK_WHAT, LOG_LOCK_TIMEOUT_MS, error);
}

int log_writer_open(struct log_writer **result, const char *directory, const char *key_path,
                    struct error *error)
{
    struct log_writer *writer = memory_allocate_zeroed(1, sizeof(*writer));
    *result = NULL;
    if (!writer)
        return error_memory(error);
    writer->fd = -1;
    buffer_init(&writer->bundle);
    int status = signer_open(&writer->signer, key_path, error);
    if (status == STATUS_OK)
        status = open_directory(writer, directory, error);
    batch_init(&writer->batch, writer->fd, writer->directory);
    if (status == STATUS_OK)
        status = read_checkpoint(writer, error);
    if (status == STATUS_OK)
        status = compare_with_signer(writer, error);
    if (status == STATUS_OK)
        status = load(writer, error);
    if (status == STATUS_OK)
        *result = writer;
    else
        log_writer_close(writer);
    return status;
}

void log_writer_close(struct log_writer *writer)
{
    if (!writer)
        return;
    batch_abandon(&writer->batch);
    buffer_done(&writer->bundle);
    if (writer->fd >= 0)
        close(writer->fd);
    signer_close(&writer->signer);
    memory_free(writer);
}

int log_writer_has(struct log_writer *writer, uint64_t index, struct text entry, bool *has,
                   struct error *error)
{
    const struct hash *hashes;
    struct hash leaf;
    *has = false;
    if (index >= writer->signed_size || entry.length > ENTRY_LIMIT_BYTES)
        return STATUS_OK;
    int status = tiles_read(&writer->tiles, 0, index / TILE_WIDTH, &hashes, error);
    if (status != STATUS_OK)
        return status;
    merkle_leaf(entry, &leaf);
    *has = hash_equal(&leaf, &hashes[index % TILE_WIDTH]);
    return STATUS_OK;
}

/* The directory of the partial tiles in the place of TILE, into PATH. */
static int partial_directory(const struct log_writer *writer, const struct tile *tile,
                             char path[static PATH_SIZE_BYTES])
{
    char name[TILE_PATH_SIZE_BYTES + sizeof(".p")];
    tile_path(&(struct tile){tile->level, tile->index, TILE_WIDTH}, name);
    strcat(name, ".p");
    return path_join(path, writer->directory, name, NULL);
}

/* Removes the partial tiles in the place of TILE that are wider than those that were signed:
 * who wrote them died before that, and the entries may be others this time. */
static void remove_unsigned_tiles(const struct log_writer *writer, const struct tile *tile)
{
    char path[PATH_SIZE_BYTES];
    unsigned signed_width = tile_width(tile->level, tile->index, writer->signed_size);
    struct dirent *entry;
    if (partial_directory(writer, tile, path) != STATUS_OK)
        return;
    DIR *entries = opendir(path);
    while (entries && (entry = readdir(entries))) {
        uint64_t width = UINT64_MAX;
        text_to_number(text_of(entry->d_name), TILE_WIDTH, &width);
        if (entry->d_name[0] != '.' && width > signed_width)
            unlinkat(dirfd(entries), entry->d_name, 0);
    }
    if (entries)
        closedir(entries);
}

/* Writes the hashes of TILE, and with those of level 0 the entries that they are of. */
static int write_tile(void *context, const struct tile *tile, const struct hash *hashes,
                      struct error *error)
{
    struct log_writer *writer = context;
    char path[TILE_PATH_SIZE_BYTES];
    int status = STATUS_OK;
    remove_unsigned_tiles(writer, tile);
    if (tile->level == 0) {
        struct tile bundle = {TILE_OF_ENTRIES, tile->index, tile->width};
        remove_unsigned_tiles(writer, &bundle);
        status = batch_add(&writer->batch, tile_path(&bundle, path), buffer_text(&writer->bundle),
                           0644, error);
    }
    struct text bytes = {(const char *)hashes, tile->width * sizeof(*hashes)};
    return status == STATUS_OK
               ? batch_add(&writer->batch, tile_path(tile, path), bytes, 0644, error)
               : status;
}

int log_append(struct log_writer *writer, struct text entry, struct error *error)
{
    struct hash leaf;
    if (entry.length > ENTRY_LIMIT_BYTES)
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected an entry of at most %d bytes, found %zu", ENTRY_LIMIT_BYTES,
                         entry.length);
    if (writer->edge.size + 1 >= LOG_SIZE_LIMIT)
        return error_set(error, STATUS_INPUT, writer->directory, (struct position){0, 0},
                         "expected a log of less than %" PRIu64 " entries, found a full one",
                         LOG_SIZE_LIMIT);
    merkle_leaf(entry, &leaf);
    bundle_append(&writer->bundle, entry);
    int status = writer->bundle.failed ? error_memory(error) : STATUS_OK;
    if (status == STATUS_OK)
        status = edge_push(&writer->edge, &leaf, write_tile, writer, error);
    if (edge_width(&writer->edge, 0) == 0)
        buffer_clear(&writer->bundle);
    writer->failed = writer->failed || status != STATUS_OK;
    return status;
}

/* Writes the tiles at the edge, as they are not full; those that did not grow are there. */
static int write_partial_tiles(struct log_writer *writer, struct error *error)
{
    uint64_t size = writer->edge.size;
    for (int level = 0; level < TILE_LEVEL_COUNT; level++) {
        uint64_t count = tile_hash_count(level, size);
        struct tile tile = {level, count / TILE_WIDTH, edge_width(&writer->edge, level)};
        if (tile.width == 0 || count == tile_hash_count(level, writer->visible_size))
            continue;
        int status = write_tile(writer, &tile, writer->edge.hashes[level], error);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

/* Proves from the tiles on the disk that the log begins with what was signed last, and with what is
 * visible, then signs. */
static int sign(struct log_writer *writer, struct buffer *note, struct error *error)
{
    struct hash root, expected;
    struct merkle_proof proof;
    struct signer *signer = &writer->signer;
    uint64_t size = writer->edge.size;
    int status = tiles_init(&writer->tiles, writer->directory, size, error);
    struct merkle_source source = tiles_source(&writer->tiles);
    if (status == STATUS_OK)
        status = merkle_root(&source, size, &root, error);
    if (status != STATUS_OK)
        return status;
    edge_root(&writer->edge, &expected);
    if (!hash_equal(&root, &expected))
        return error_set(error, STATUS_IO, writer->directory, (struct position){0, 0},
                         "expected tiles as they were written, found others");
    if (writer->visible_size) {
        status = merkle_prove_consistency(&source, writer->visible_size, size, &proof, error);
        if (status != STATUS_OK)
            return status;
        if (!merkle_verify_consistency(&proof, writer->visible_size, &writer->visible_root, size,
                                       &root))
            return error_set(error, STATUS_INPUT, writer->directory, (struct position){0, 0},
                             "expected tiles that begin with the %" PRIu64 " entries of the "
                             "checkpoint, found others: nothing was signed",
                             writer->visible_size);
    }
    proof.count = 0;
    if (signer->size <= size)
        status = merkle_prove_consistency(&source, signer->size, size, &proof, error);
    return status == STATUS_OK ? signer_sign(signer, size, &root, &proof, note, error) : status;
}

/* Removes the partial tiles of the checkpoint before that are full now: whoever asks for one takes
 * the full one. What cannot be removed does no harm. */
static void remove_partial_tiles(const struct log_writer *writer, uint64_t old_size)
{
    for (int level = TILE_OF_ENTRIES; level < TILE_LEVEL_COUNT; level++) {
        char path[PATH_SIZE_BYTES];
        struct tile tile = {level, tile_hash_count(level, old_size) / TILE_WIDTH, TILE_WIDTH};
        if (tile_width(level, tile.index, old_size) > 0 &&
            tile_width(level, tile.index, writer->edge.size) == TILE_WIDTH &&
            partial_directory(writer, &tile, path) == STATUS_OK)
            directory_remove(path, NULL);
    }
}

int log_sign(struct log_writer *writer, struct error *error)
{
    uint64_t old_size = writer->visible_size;
    struct buffer note;
    if (writer->failed)
        return error_set(error, STATUS_IO, writer->directory, (struct position){0, 0},
                         "expected entries that were appended, found that this had failed");
    if (writer->has_checkpoint && writer->edge.size == writer->visible_size)
        return STATUS_OK;
    buffer_init(&note);
    int status = write_partial_tiles(writer, error);
    if (status == STATUS_OK)
        status = batch_commit(&writer->batch, error);
    if (status == STATUS_OK)
        status = sign(writer, &note, error);
    if (status == STATUS_OK)
        status = batch_write_one(writer->fd, writer->directory, LOG_CHECKPOINT_FILE,
                                 buffer_text(&note), 0644, error);
    buffer_done(&note);
    if (status != STATUS_OK)
        return status;
    writer->has_checkpoint = true;
    writer->visible_size = writer->signer.size;
    writer->visible_root = writer->signer.root;
    writer->signed_size = writer->signer.size;
    remove_partial_tiles(writer, old_size);
    return STATUS_OK;
}
