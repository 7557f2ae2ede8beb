/* A log of entries, read. */
#include "history/log/log.h"

#include <inttypes.h>

#include "history/log/bundle.h"

int log_open(struct log *log, const char *directory, const struct policy *policy,
             struct error *error)
{
    char path[PATH_SIZE_BYTES];
    log->checkpoint_file = (struct file){0};
    int status = path_join(path, directory, LOG_CHECKPOINT_FILE, error);
    if (status == STATUS_OK)
        status = file_open(&log->checkpoint_file, path, error);
    if (status == STATUS_OK)
        status =
            note_parse(log->checkpoint_file.bytes, log->checkpoint_file.name, &log->note, error);
    log->answer = (struct policy_answer){.log = NULL};
    if (status == STATUS_OK)
        status = policy ? policy_check(policy, &log->note, log->checkpoint_file.name, &log->answer,
                                       error)
                        : checkpoint_parse(log->note.text, log->checkpoint_file.name,
                                           &log->answer.checkpoint, error);
    if (status == STATUS_OK)
        status = tiles_init(&log->tiles, directory, log_size(log), error);
    return status;
}

void log_close(struct log *log)
{
    file_close(&log->checkpoint_file);
}

/* Refuses a size that the log has not reached. */
static int check_size(const struct log *log, uint64_t size, struct error *error)
{
    if (size <= log_size(log))
        return STATUS_OK;
    return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                     "expected a size of at most %" PRIu64 ", which the log has, found %" PRIu64,
                     log_size(log), size);
}

static int check_index(uint64_t index, uint64_t size, struct error *error)
{
    if (index < size)
        return STATUS_OK;
    return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                     "expected the number of an entry, from 0 to less than %" PRIu64
                     ", found %" PRIu64,
                     size, index);
}

int log_root_at(struct log *log, uint64_t size, struct hash *root, struct error *error)
{
    struct merkle_source source = tiles_source(&log->tiles);
    int status = check_size(log, size, error);
    return status == STATUS_OK ? merkle_root(&source, size, root, error) : status;
}

int log_prove_inclusion(struct log *log, uint64_t index, uint64_t size, struct merkle_proof *proof,
                        struct error *error)
{
    struct merkle_source source = tiles_source(&log->tiles);
    int status = check_size(log, size, error);
    if (status == STATUS_OK)
        status = check_index(index, size, error);
    return status == STATUS_OK ? merkle_prove_inclusion(&source, index, size, proof, error)
                               : status;
}

int log_prove_consistency(struct log *log, uint64_t old_size, uint64_t new_size,
                          struct merkle_proof *proof, struct error *error)
{
    struct merkle_source source = tiles_source(&log->tiles);
    int status = check_size(log, new_size, error);
    if (status == STATUS_OK && old_size > new_size)
        status = error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                           "expected an old size of at most %" PRIu64 ", found %" PRIu64, new_size,
                           old_size);
    return status == STATUS_OK ? merkle_prove_consistency(&source, old_size, new_size, proof, error)
                               : status;
}

int log_entry(struct log *log, uint64_t index, struct buffer *buffer, struct error *error)
{
    const struct hash *hashes;
    struct file file = {0};
    struct text entry = {NULL, 0};
    struct hash hash;
    int status = check_index(index, log_size(log), error);
    if (status == STATUS_OK)
        status = tiles_read(&log->tiles, 0, index / TILE_WIDTH, &hashes, error);
    if (status == STATUS_OK)
        status = tiles_open_bundle(&log->tiles, index / TILE_WIDTH, &file, error);
    if (status != STATUS_OK)
        return status;
    struct text rest = file.bytes;
    bool found = true;
    for (uint64_t i = 0; found && i <= index % TILE_WIDTH; i++)
        found = bundle_next(&rest, &entry);
    if (found)
        merkle_leaf(entry, &hash);
    if (!found || !hash_equal(&hash, &hashes[index % TILE_WIDTH]))
        status = error_set(error, STATUS_INPUT, file.name, (struct position){0, 0},
                           "expected entry %" PRIu64 " with the hash that its tile has, found %s",
                           index, found ? "another" : "a bundle that is too short");
    if (status == STATUS_OK)
        buffer_append(buffer, entry);
    file_close(&file);
    return status == STATUS_OK && buffer->failed ? error_memory(error) : status;
}

int log_entry_find(struct log *log, struct text entry, uint64_t *index, struct error *error)
{
    const struct hash *hashes;
    struct hash hash;
    *index = log_size(log);
    if (entry.length > ENTRY_LIMIT_BYTES)
        return STATUS_OK;
    merkle_leaf(entry, &hash);
    for (uint64_t i = 0; i < log_size(log); i++) {
        if (i % TILE_WIDTH == 0) {
            int status = tiles_read(&log->tiles, 0, i / TILE_WIDTH, &hashes, error);
            if (status != STATUS_OK)
                return status;
        }
        if (hash_equal(&hash, &hashes[i % TILE_WIDTH])) {
            *index = i;
            break;
        }
    }
    return STATUS_OK;
}
