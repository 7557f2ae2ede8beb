/* The entries of a log. */
#include "history/log/entries.h"

#include <inttypes.h>

#include "history/log/bundle.h"

/* The entries of bundle INDEX that belong to the tree. */
static int walk_bundle(struct log *log, uint64_t index, log_take *take, void *context,
                       struct error *error)
{
    struct file file;
    struct text entry;
    unsigned width = tile_width(TILE_OF_ENTRIES, index, log_size(log));
    int status = tiles_open_bundle(&log->tiles, index, &file, error);
    if (status != STATUS_OK)
        return status;
    struct text rest = file.bytes;
    for (unsigned i = 0; i < width && status == STATUS_OK; i++) {
        if (bundle_next(&rest, &entry))
            status = take(context, index * TILE_WIDTH + i, entry, error);
        else
            status = error_set(error, STATUS_INPUT, file.name, (struct position){0, 0},
                               "expected %u entries, found %u", width, i);
    }
    file_close(&file);
    return status;
}

int log_walk(struct log *log, log_take *take, void *context, struct error *error)
{
    int status = STATUS_OK;
    for (uint64_t start = 0; status == STATUS_OK && start < log_size(log); start += TILE_WIDTH)
        status = walk_bundle(log, start / TILE_WIDTH, take, context, error);
    return status;
}

int log_verify_entry(struct log *log, uint64_t index, struct text entry, struct error *error)
{
    struct merkle_proof proof;
    struct hash leaf;
    int status = log_prove_inclusion(log, index, log_size(log), &proof, error);
    if (status != STATUS_OK)
        return status;
    if (entry.length <= ENTRY_LIMIT_BYTES) {
        merkle_leaf(entry, &leaf);
        if (merkle_verify_inclusion(&proof, &leaf, index, log_size(log),
                                    &log->answer.checkpoint.root))
            return STATUS_OK;
    }
    return error_set(error, STATUS_INPUT, log->checkpoint_file.name, (struct position){0, 0},
                     "expected entry %" PRIu64
                     " to lead to the root of the checkpoint over %" PRIu64
                     " entries, found that it does not",
                     index, log_size(log));
}
