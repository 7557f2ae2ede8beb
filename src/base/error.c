/* Errors: filling and formatting. */
#include "base/error.h"

#include <errno.h>
#include <stdio.h>

int error_set(struct error *error, enum status status, const char *file, struct position position,
              const char *format, ...)
{
    if (!error)
        return status;
    error->status = status;
    error->position = position;
    snprintf(error->file, sizeof(error->file), "%s", file ? file : "");
    va_list args;
    va_start(args, format);
    vsnprintf(error->message, sizeof(error->message), format, args);
    va_end(args);
    return status;
}

int error_system(struct error *error, const char *what, const char *file)
{
    int number = errno;
    return error_set(error, STATUS_IO, NULL, (struct position){0, 0}, "cannot %s %s: %s", what,
                     file, strerror(number));
}

int error_memory(struct error *error)
{
    return error_set(error, STATUS_MEMORY, NULL, (struct position){0, 0}, "out of memory");
}

void error_format(const struct error *error, char *buffer, size_t size_bytes)
{
    if (!error->file[0])
        snprintf(buffer, size_bytes, "%s", error->message);
    else if (error->position.line == 0)
        snprintf(buffer, size_bytes, "%s: %s", error->file, error->message);
    else
        snprintf(buffer, size_bytes, "%s:%u:%u: %s", error->file, error->position.line,
                 error->position.column, error->message);
}

const char *text_quote(struct text text, char buffer[static QUOTED_SIZE_BYTES])
{
    enum { SHOWN_BYTES = 60 };
    char *p = buffer;
    *p++ = '"';
    size_t i = 0;
    while (i < text.length && i < SHOWN_BYTES) {
        size_t good = text_find_malformed(text_from(text, i));
        size_t end = good == SIZE_MAX ? text.length : i + good;
        for (; i < end && (i < SHOWN_BYTES || (text.bytes[i] & 0xc0) == 0x80); i++) {
            char c = text.bytes[i];
            if (c == '\n' || c == '\t' || c == '\r') {
                *p++ = '\\';
                *p++ = c == '\n' ? 'n' : c == '\t' ? 't' : 'r';
            } else {
                *p++ = c;
            }
        }
        if (i < text.length && i == end && i < SHOWN_BYTES)
            p += snprintf(p, 5, "\\x%02x", (unsigned)(unsigned char)text.bytes[i++]);
    }
    snprintf(p, 5, i < text.length ? "\"..." : "\"");
    return buffer;
}
