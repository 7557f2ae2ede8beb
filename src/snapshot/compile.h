/* Compiling releases into a snapshot. */
#ifndef PORTREG_SNAPSHOT_COMPILE_H
#define PORTREG_SNAPSHOT_COMPILE_H

#include "base/buffer.h"
#include "registry/timeline.h"

/* Appends the snapshot of all releases of TIMELINE to the empty BUFFER. Returns 0, or STATUS_INPUT
 * for more than 2^27 versions of records or when the records of the last release cover more than
 * 2^24 port numbers together, or STATUS_MEMORY, also for more than 4 GB of text. */
int snapshot_compile(const struct timeline *timeline, struct buffer *buffer, struct error *error);

/* The same for a single release with the contents of REGISTRY, which stay the caller's; its date
 * and record count go before those of RELEASE. */
int snapshot_compile_release(const struct registry *registry, const struct release *release,
                             struct buffer *buffer, struct error *error);

#endif
