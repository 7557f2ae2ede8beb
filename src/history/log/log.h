/* A log of entries that only grows (C2SP tlog-tiles): a directory with a checkpoint, tiles of
 * hashes and bundles of entries, which any web server can hand out and any copy keeps verifiable.
 * This is its reading half; writer.h appends. */
#ifndef PORTREG_HISTORY_LOG_LOG_H
#define PORTREG_HISTORY_LOG_LOG_H

#include "history/log/policy.h"
#include "history/log/tiles.h"

/* In the data directory: the log, and the key of who writes it. */
#define LOG_DIRECTORY "log"
#define LOG_KEY_FILE  "log.key"
/* The origin of a log that was given none. */
#define LOG_ORIGIN_DEFAULT "localhost/log"
/* In the directory of the log. */
#define LOG_CHECKPOINT_FILE "checkpoint"

/* For lock_take: what whoever holds the lock of a log or of its key does, and how long others wait
 * for it. */
#define LOG_LOCK_WHAT "writes this log"
enum { LOG_LOCK_TIMEOUT_MS = 30 * 1000 };

struct log {
    struct file checkpoint_file;
    struct signed_note note;
    struct policy_answer answer; /* what the policy found in the checkpoint */
    struct tiles tiles;
};

/* Opens the log in DIRECTORY: reads its checkpoint and verifies it by POLICY, which is kept;
 * without one (NULL) the checkpoint is taken as it is, to hand on what others verify. End with
 * log_close, whatever is returned. */
int log_open(struct log *log, const char *directory, const struct policy *policy,
             struct error *error);
void log_close(struct log *log);

/* How many entries the checkpoint is over. */
static inline uint64_t log_size(const struct log *log)
{
    return log->answer.checkpoint.size;
}

/* The root of the first SIZE entries, from the tiles. */
int log_root_at(struct log *log, uint64_t size, struct hash *root, struct error *error);

/* The proof that entry INDEX is in the first SIZE entries. */
int log_prove_inclusion(struct log *log, uint64_t index, uint64_t size, struct merkle_proof *proof,
                        struct error *error);
/* The proof that the first OLD_SIZE entries are the beginning of the first NEW_SIZE ones. */
int log_prove_consistency(struct log *log, uint64_t old_size, uint64_t new_size,
                          struct merkle_proof *proof, struct error *error);

/* Appends entry INDEX to BUFFER, after comparing it with its hash. */
int log_entry(struct log *log, uint64_t index, struct buffer *buffer, struct error *error);

/* Finds ENTRY by its hash: *INDEX is the first that is equal, or log_size(LOG). */
int log_entry_find(struct log *log, struct text entry, uint64_t *index, struct error *error);

#endif
