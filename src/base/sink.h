/* A sink: where writers put their bytes. A small buffer in front of a function; the first failure
 * is remembered, so that a writer writes freely and checks once. */
#ifndef PORTREG_BASE_SINK_H
#define PORTREG_BASE_SINK_H

#include <stdio.h>

#include "base/buffer.h"
#include "base/error.h"

struct sink {
    bool (*write)(void *context, struct text bytes); /* false: failed, errno says why */
    void *context;
    int failed; /* errno of the first failure, else 0 */
    size_t used;
    char bytes[16 * 1024];
};

/* A sink that writes to STREAM, which stays the caller's. */
void sink_init_stream(struct sink *sink, FILE *stream);
/* A sink that appends to BUFFER, which stays the caller's. */
void sink_init_buffer(struct sink *sink, struct buffer *buffer);

void sink_write(struct sink *sink, struct text text);
void sink_write_repeated(struct sink *sink, char byte, size_t count);
/* As printf, of any length; without memory for a long one SINK has failed with ENOMEM. */
__attribute__((format(printf, 2, 3))) void sink_format(struct sink *sink, const char *format, ...);

static inline void sink_write_byte(struct sink *sink, char byte)
{
    if (sink->used < sizeof(sink->bytes))
        sink->bytes[sink->used++] = byte;
    else
        sink_write(sink, (struct text){&byte, 1});
}

/* Hands on what is buffered, and flushes the stream, so that a full disk is seen. Returns 0, or
 * STATUS_IO with *ERROR naming WHERE. */
int sink_flush(struct sink *sink, const char *where, struct error *error);

#endif
