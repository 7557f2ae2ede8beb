/* A sink for writers. */
#include "base/sink.h"

#include <errno.h>

#include "base/memory.h"

static bool write_stream(void *context, struct text bytes)
{
    return fwrite(bytes.bytes, 1, bytes.length, context) == bytes.length;
}

static bool write_buffer(void *context, struct text bytes)
{
    struct buffer *buffer = context;
    buffer_append(buffer, bytes);
    if (buffer->failed)
        errno = ENOMEM;
    return !buffer->failed;
}

static void init(struct sink *sink, bool (*write)(void *, struct text), void *context)
{
    sink->write = write;
    sink->context = context;
    sink->failed = 0;
    sink->used = 0;
}

void sink_init_stream(struct sink *sink, FILE *stream)
{
    init(sink, write_stream, stream);
}

void sink_init_buffer(struct sink *sink, struct buffer *buffer)
{
    init(sink, write_buffer, buffer);
}

static void hand_on(struct sink *sink, struct text bytes)
{
    errno = 0;
    if (!sink->failed && bytes.length && !sink->write(sink->context, bytes))
        sink->failed = errno ? errno : EIO;
}

static void drain(struct sink *sink)
{
    hand_on(sink, (struct text){sink->bytes, sink->used});
    sink->used = 0;
}

void sink_write(struct sink *sink, struct text text)
{
    if (text.length > sizeof(sink->bytes) - sink->used)
        drain(sink);
    if (text.length > sizeof(sink->bytes)) {
        hand_on(sink, text);
        return;
    }
    if (text.length)
        memcpy(sink->bytes + sink->used, text.bytes, text.length);
    sink->used += text.length;
}

void sink_write_repeated(struct sink *sink, char byte, size_t count)
{
    while (count--)
        sink_write_byte(sink, byte);
}

/* What is too long for a line on the stack: LENGTH bytes. */
__attribute__((format(printf, 3, 0))) static void write_long(struct sink *sink, size_t length,
                                                             const char *format, va_list args)
{
    char *bytes = memory_allocate(length + 1);
    if (bytes) {
        vsnprintf(bytes, length + 1, format, args);
        sink_write(sink, (struct text){bytes, length});
    } else if (!sink->failed) {
        sink->failed = ENOMEM;
    }
    memory_free(bytes);
}

void sink_format(struct sink *sink, const char *format, ...)
{
    char line[512];
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(line, sizeof(line), format, args);
    if (length < 0)
        sink->failed = sink->failed ? sink->failed : EOVERFLOW;
    else if ((size_t)length < sizeof(line))
        sink_write(sink, (struct text){line, (size_t)length});
    else
        write_long(sink, (size_t)length, format, again);
    va_end(again);
    va_end(args);
}

int sink_flush(struct sink *sink, const char *where, struct error *error)
{
    drain(sink);
    if (!sink->failed && sink->write == write_stream && fflush(sink->context) != 0)
        sink->failed = errno;
    if (!sink->failed)
        return STATUS_OK;
    errno = sink->failed;
    return error_system(error, "write", where);
}
