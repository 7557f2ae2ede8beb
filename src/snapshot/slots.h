/* The state of every port number for every transport protocol, as slots of a snapshot. */
#ifndef PORTREG_SNAPSHOT_SLOTS_H
#define PORTREG_SNAPSHOT_SLOTS_H

#include "base/buffer.h"
#include "base/error.h"
#include "registry/timeline.h"
#include "snapshot/layout.h"

/* Appends the 4 x 65,536 slots of a release to SLOTS, and the lists that they point to to POSTINGS.
 * Each slot is decided as snapshot/verdict.h says. ORDER has the COUNT indexes in RECORDS of those
 * of the release; both, as they stand in the file, may lie in SLOTS: they are read before it grows.
 * Returns false without memory. */
bool slots_compile(const struct disk_record *records, const uint32_t *order, size_t count,
                   struct buffer *slots, struct buffer *postings);

/* Whether the records of the last release of TIMELINE cover at most 2^24 port numbers together,
 * each as often as it is covered: more would take more memory than any registry is worth. Returns 0
 * or STATUS_INPUT. */
int slots_check_size(const struct timeline *timeline, struct error *error);

#endif
