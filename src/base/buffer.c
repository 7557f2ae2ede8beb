/* A growing buffer. */
#include "base/buffer.h"

#include <endian.h>
#include <stdio.h>

#include "base/memory.h"

void buffer_init(struct buffer *buffer)
{
    *buffer = (struct buffer){NULL, 0, 0, false};
}

void buffer_done(struct buffer *buffer)
{
    memory_free(buffer->bytes);
    buffer_init(buffer);
}

void buffer_clear(struct buffer *buffer)
{
    buffer->length = 0;
}

/* Makes BUFFER SIZE bytes large, 0: larger than can be; false, and remembered, without memory. */
static bool resize(struct buffer *buffer, size_t size)
{
    char *bytes = size ? memory_reallocate(buffer->bytes, size) : NULL;
    if (!bytes) {
        buffer->failed = true;
        return false;
    }
    buffer->bytes = bytes;
    buffer->size_bytes = size;
    return true;
}

/* Doubles the size of BUFFER until EXTRA more bytes fit. */
static bool grow(struct buffer *buffer, size_t extra)
{
    if (buffer->failed)
        return false;
    size_t size = buffer->size_bytes ? buffer->size_bytes : 256;
    while (size - buffer->length < extra && size <= SIZE_MAX / 2)
        size *= 2;
    return resize(buffer, size - buffer->length < extra ? 0 : size);
}

/* Whether there is room for EXTRA more bytes, or could be made. */
static inline bool make_room(struct buffer *buffer, size_t extra)
{
    if (!buffer->failed && extra <= buffer->size_bytes - buffer->length)
        return true;
    return grow(buffer, extra);
}

void buffer_reserve(struct buffer *buffer, size_t extra)
{
    if (!buffer->failed && extra > buffer->size_bytes - buffer->length)
        resize(buffer, extra <= SIZE_MAX - buffer->length ? buffer->length + extra : 0);
}

char *buffer_extend(struct buffer *buffer, size_t count)
{
    if (!make_room(buffer, count))
        return NULL;
    buffer->length += count;
    return buffer->bytes + (buffer->length - count);
}

void buffer_append(struct buffer *buffer, struct text text)
{
    if (text.length == 0 || !make_room(buffer, text.length))
        return;
    memcpy(buffer->bytes + buffer->length, text.bytes, text.length);
    buffer->length += text.length;
}

void buffer_append_byte(struct buffer *buffer, char byte)
{
    if (make_room(buffer, 1))
        buffer->bytes[buffer->length++] = byte;
}

void buffer_append_u32(struct buffer *buffer, uint32_t value)
{
    uint32_t bytes = htole32(value);
    if (!make_room(buffer, sizeof(bytes)))
        return;
    memcpy(buffer->bytes + buffer->length, &bytes, sizeof(bytes));
    buffer->length += sizeof(bytes);
}

void buffer_append_repeated(struct buffer *buffer, char byte, size_t count)
{
    if (count == 0 || !make_room(buffer, count))
        return;
    memset(buffer->bytes + buffer->length, byte, count);
    buffer->length += count;
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    if (length < 0)
        buffer->failed = true;
    if (length > 0 && make_room(buffer, (size_t)length + 1)) {
        vsnprintf(buffer->bytes + buffer->length, (size_t)length + 1, format, again);
        buffer->length += (size_t)length;
    }
    va_end(again);
    va_end(args);
}
