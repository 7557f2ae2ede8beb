/* The entries of a log: walking through them, and holding one against the checkpoint. */
#ifndef PORTREG_HISTORY_LOG_ENTRIES_H
#define PORTREG_HISTORY_LOG_ENTRIES_H

#include "history/log/log.h"

/* Takes the entry at INDEX, which is borrowed. A status other than 0 ends the walk. */
typedef int log_take(void *context, uint64_t index, struct text entry, struct error *error);

/* Gives TAKE all entries of LOG in their order, as they stand in the bundles: nothing is verified.
 * Returns 0, what TAKE returned, or a status when a bundle cannot be read. */
int log_walk(struct log *log, log_take *take, void *context, struct error *error);

/* Verifies that ENTRY is at INDEX of LOG, up to the root in its checkpoint: STATUS_INPUT when it is
 * not. */
int log_verify_entry(struct log *log, uint64_t index, struct text entry, struct error *error);

#endif
