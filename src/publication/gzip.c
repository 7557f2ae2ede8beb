/* Compression with gzip, by zlib. */
#include "publication/gzip.h"

#include <limits.h>
#include <zlib.h>

#include "base/memory.h"

/* zlib's own codes: a window of 32 KiB, and 16 more for gzip's header instead of zlib's. */
enum { WINDOW_BITS = 15 + 16, MEMORY_LEVEL = 8 };

static voidpf zlib_allocate(voidpf opaque, uInt count, uInt size)
{
    (void)opaque;
    return memory_allocate((size_t)count * size);
}

static void zlib_free(voidpf opaque, voidpf block)
{
    (void)opaque;
    memory_free(block);
}

/* Hands the next part of *TEXT to STREAM, which counts in 32 bits. */
static void feed(z_stream *stream, struct text *text)
{
    size_t length = text->length < UINT_MAX ? text->length : UINT_MAX;
    stream->next_in = (Bytef *)(uintptr_t)text->bytes;
    stream->avail_in = (uInt)length;
    *text = text_from(*text, length);
}

int gzip_append(struct buffer *buffer, struct text text, int level, struct error *error)
{
    z_stream stream = {.zalloc = zlib_allocate, .zfree = zlib_free};
    if (deflateInit2(&stream, level, Z_DEFLATED, WINDOW_BITS, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        return error_memory(error);
    int result = Z_OK;
    while (result != Z_STREAM_END) {
        if (stream.avail_in == 0 && text.length)
            feed(&stream, &text);
        Bytef part[16 * 1024];
        stream.next_out = part;
        stream.avail_out = sizeof(part);
        result = deflate(&stream, text.length ? Z_NO_FLUSH : Z_FINISH);
        buffer_append(buffer, (struct text){(const char *)part, sizeof(part) - stream.avail_out});
    }
    deflateEnd(&stream);
    return buffer->failed ? error_memory(error) : STATUS_OK;
}

/* Inflates to the end of the file or to the first damage. Returns zlib's last word. */
static int inflate_all(z_stream *stream, struct buffer *buffer, struct text *compressed,
                       size_t limit_bytes)
{
    size_t start = buffer->length;
    int result = Z_OK;
    while (result == Z_OK && buffer->length - start <= limit_bytes) {
        if (stream->avail_in == 0)
            feed(stream, compressed);
        Bytef part[16 * 1024];
        stream->next_out = part;
        stream->avail_out = sizeof(part);
        result = inflate(stream, Z_NO_FLUSH);
        buffer_append(buffer, (struct text){(const char *)part, sizeof(part) - stream->avail_out});
    }
    return result;
}

int gzip_read(struct buffer *buffer, struct text compressed, size_t limit_bytes,
              struct error *error)
{
    z_stream stream = {.zalloc = zlib_allocate, .zfree = zlib_free};
    size_t start = buffer->length;
    if (inflateInit2(&stream, WINDOW_BITS) != Z_OK)
        return error_memory(error);
    int result = inflate_all(&stream, buffer, &compressed, limit_bytes);
    size_t left = stream.avail_in + compressed.length;
    inflateEnd(&stream);
    if (result == Z_MEM_ERROR || buffer->failed)
        return error_memory(error);
    if (result == Z_STREAM_END && left == 0 && buffer->length - start <= limit_bytes)
        return STATUS_OK;
    return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                     "expected a gzip file of at most %zu bytes, found %s", limit_bytes,
                     result == Z_STREAM_END ? "more behind it" : "it damaged");
}
