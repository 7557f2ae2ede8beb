/* Appending to a log. One process at a time; what it writes is visible when it is signed. */
#ifndef PORTREG_HISTORY_LOG_WRITER_H
#define PORTREG_HISTORY_LOG_WRITER_H

#include "history/log/merkle.h"
#include "history/log/verifier.h"

struct log_writer;

/* Opens the log in DIRECTORY, which is made when it is missing, with the key in KEY_PATH. Locks
 * both: another process waits. What was signed before a crash and not put in place counts as in the
 * log, where it is there; what was appended and not signed does not. On failure *WRITER is NULL. */
int log_writer_open(struct log_writer **writer, const char *directory, const char *key_path,
                    struct error *error);
/* Forgets what is not signed. NULL is allowed. */
void log_writer_close(struct log_writer *writer);

/* How many entries there are, with those that were appended. */
uint64_t log_writer_size(const struct log_writer *writer);
/* The public part of the key; borrowed. */
const struct verifier *log_writer_verifier(const struct log_writer *writer);

/* Whether entry INDEX, which was in the log when it was opened, is ENTRY. */
int log_writer_has(struct log_writer *writer, uint64_t index, struct text entry, bool *has,
                   struct error *error);

/* Appends ENTRY, of at most ENTRY_LIMIT_BYTES. After a failure WRITER can only be closed. */
int log_append(struct log_writer *writer, struct text entry, struct error *error);

/* Makes what was appended visible: writes what is missing of the tiles, then signs a checkpoint and
 * puts it in place. Without new entries the checkpoint stays as it is, with its cosignatures. */
int log_sign(struct log_writer *writer, struct error *error);

#endif
