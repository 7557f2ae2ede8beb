/* Verifying a whole log: every entry, every tile, every hash up to the checkpoint. */
#ifndef PORTREG_HISTORY_LOG_VERIFY_H
#define PORTREG_HISTORY_LOG_VERIFY_H

#include "history/log/log.h"

/* What was verified. */
struct log_verification {
    uint64_t entry_count; /* whose hashes were computed anew */
    uint64_t file_count;  /* tiles and bundles that were compared */
    size_t finding_count;
    bool complete; /* whether the root of the checkpoint could be computed from the entries */
};

/* Takes what is wrong, and in which file. */
typedef void log_report(void *context, const struct error *finding);

/* Computes LOG, whose checkpoint is verified, anew from its entries, and gives REPORT what is not
 * as it should be. Partial tiles of checkpoints before that are still there are compared too.
 * Returns 0 also when there are findings, and a status when it could not do its work. */
int log_verify(struct log *log, log_report *report, void *context,
               struct log_verification *verification, struct error *error);

#endif
