/* Base64 as the formats of transparency logs write it: RFC 4648 section 4, with padding. */
#ifndef PORTREG_HISTORY_LOG_BASE64_H
#define PORTREG_HISTORY_LOG_BASE64_H

#include "base/buffer.h"

/* Appends BYTES in base64, in one line. */
void base64_append(struct buffer *buffer, struct text bytes);

/* Decodes all of TEXT into BYTES, which has room for SIZE_BYTES; *LENGTH is how many there were.
 * Returns false for what no encoder writes: other characters, padding that is missing or too much,
 * bits behind the last byte, and for what has no room. */
bool base64_decode(struct text text, uint8_t *bytes, size_t size_bytes, size_t *length);

/* As base64_decode, for exactly LENGTH bytes. */
bool base64_decode_exactly(struct text text, uint8_t *bytes, size_t length);

#endif
