/* Compression with gzip (RFC 1952): the same bytes give the same file, without name and time. */
#ifndef PORTREG_PUBLICATION_GZIP_H
#define PORTREG_PUBLICATION_GZIP_H

#include "base/buffer.h"
#include "base/error.h"

/* From fast to small, as zlib counts. */
enum { GZIP_FAST = 1, GZIP_USUAL = 6 };

/* What is shorter is not worth compressing. */
enum { GZIP_FROM_BYTES = 1024 };

/* Appends TEXT, compressed, to BUFFER. Returns 0 or STATUS_MEMORY. */
int gzip_append(struct buffer *buffer, struct text text, int level, struct error *error);

/* Appends what COMPRESSED, which is one gzip file, was made of to BUFFER. Returns 0; STATUS_INPUT
 * when it is damaged, goes on behind its end, or holds more than LIMIT_BYTES; or STATUS_MEMORY. */
int gzip_read(struct buffer *buffer, struct text compressed, size_t limit_bytes,
              struct error *error);

#endif
