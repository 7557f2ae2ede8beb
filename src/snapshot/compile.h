/* Compiling a registry into a snapshot. */
#ifndef PORTREG_SNAPSHOT_COMPILE_H
#define PORTREG_SNAPSHOT_COMPILE_H

#include "base/buffer.h"
#include "registry/registry.h"

/* Appends the snapshot of REGISTRY to the empty BUFFER. SHA256 is that of the file the registry was
 * read from. Returns 0, or STATUS_INPUT for more than 2^27 records or for records that cover more
 * than 2^24 port numbers together, or STATUS_MEMORY, also for more than 4 GB of text. */
int snapshot_compile(const struct registry *registry, const uint8_t sha256[static 32],
                     struct buffer *buffer, struct error *error);

#endif
