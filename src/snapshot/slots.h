/* The state of every port number for every transport protocol, as slots of a snapshot. */
#ifndef PORTREG_SNAPSHOT_SLOTS_H
#define PORTREG_SNAPSHOT_SLOTS_H

#include "base/buffer.h"
#include "base/error.h"
#include "registry/timeline.h"
#include "snapshot/claims.h"

/* Sets the 4 x 65,536 SLOTS of a release, and appends the lists that they point to to POSTINGS.
 * Each slot is decided as snapshot/verdict.h says. ORDER has the COUNT indexes of the release's
 * records in CLAIMS, as they stand in the file. Returns false without memory. */
bool slots_compile(const struct claim *claims, const uint32_t *order, size_t count, uint32_t *slots,
                   struct buffer *postings);

/* Whether the records of the last release of TIMELINE cover at most 2^24 port numbers together,
 * each as often as it is covered: more would take more memory than any registry is worth. Returns 0
 * or STATUS_INPUT. */
int slots_check_size(const struct timeline *timeline, struct error *error);

#endif
