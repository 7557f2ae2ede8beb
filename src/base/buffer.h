/* A buffer of bytes that grows. The first failure is remembered: append freely, check once. */
#ifndef PORTREG_BASE_BUFFER_H
#define PORTREG_BASE_BUFFER_H

#include <stdarg.h>

#include "base/text.h"

struct buffer {
    char *bytes;
    size_t length;
    size_t size_bytes;
    bool failed; /* memory was short: the content is not complete */
};

void buffer_init(struct buffer *buffer);
void buffer_done(struct buffer *buffer);
/* Empties BUFFER, and keeps its memory and whether it failed: what was lost is not there again. */
void buffer_clear(struct buffer *buffer);

/* Makes room for exactly EXTRA more bytes, where about so many will be appended. */
void buffer_reserve(struct buffer *buffer, size_t extra);
void buffer_append(struct buffer *buffer, struct text text);
void buffer_append_byte(struct buffer *buffer, char byte);
/* VALUE as four bytes, the lowest first. */
void buffer_append_u32(struct buffer *buffer, uint32_t value);
void buffer_append_repeated(struct buffer *buffer, char byte, size_t count);
__attribute__((format(printf, 2, 3))) void buffer_format(struct buffer *buffer, const char *format,
                                                         ...);

/* Appends COUNT bytes that are not set yet; where they begin, or NULL without memory. */
char *buffer_extend(struct buffer *buffer, size_t count);

/* What the buffer holds, borrowed until the next change. */
static inline struct text buffer_text(const struct buffer *buffer)
{
    return (struct text){buffer->bytes, buffer->length};
}

#endif
