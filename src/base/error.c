/* Errors: filling and formatting. */
#include "base/error.h"

#include <errno.h>
#include <stdio.h>

/* Takes half a character off the end of STRING, which was cut to SIZE_BYTES, its NUL included:
 * messages go into JSON, where broken UTF-8 would break the whole answer. */
static void cut_between_characters(char *string, size_t size_bytes)
{
    size_t length = size_bytes - 1;
    while (length > 0 && (string[length - 1] & 0xc0) == 0x80)
        length--;
    if (length > 0 && (string[length - 1] & 0xc0) == 0xc0)
        length--;
    string[length] = '\0';
}

int error_set_list(struct error *error, enum status status, const char *file,
                   struct position position, const char *format, va_list arguments)
{
    if (!error)
        return status;
    error->status = status;
    error->position = position;
    int length = snprintf(error->file, sizeof(error->file), "%s", file ? file : "");
    if (length >= (int)sizeof(error->file))
        cut_between_characters(error->file, sizeof(error->file));
    length = vsnprintf(error->message, sizeof(error->message), format, arguments);
    if (length >= (int)sizeof(error->message))
        cut_between_characters(error->message, sizeof(error->message));
    return status;
}

int error_set(struct error *error, enum status status, const char *file, struct position position,
              const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error_set_list(error, status, file, position, format, arguments);
    va_end(arguments);
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

/* Whether CHARACTER, of well-formed UTF-8, moves the cursor or more: a control character, DEL, or
 * one of U+0080 to U+009F, which terminals obey too; or is one that no reader accepts. */
static bool must_escape(struct text character)
{
    unsigned char c = (unsigned char)character.bytes[0];
    return c < 0x20 || c == 0x7f || (c == 0xc2 && (unsigned char)character.bytes[1] < 0xa0) ||
           text_find_malformed(character) != SIZE_MAX;
}

/* Writes CHARACTER as escapes to P; returns the end. */
static char *escape(char *p, struct text character)
{
    for (size_t i = 0; i < character.length; i++) {
        char c = character.bytes[i];
        if (c == '\n' || c == '\t' || c == '\r')
            p += snprintf(p, 3, "\\%c", c == '\n' ? 'n' : c == '\t' ? 't' : 'r');
        else
            p += snprintf(p, 5, "\\x%02x", (unsigned)(unsigned char)c);
    }
    return p;
}

const char *text_quote(struct text text, char buffer[static QUOTED_SIZE_BYTES])
{
    enum { SHOWN_BYTES = 60 };
    char *p = buffer;
    size_t i = 0;
    *p++ = '"';
    while (i < text.length && i < SHOWN_BYTES) {
        size_t length = text_character_length(text_from(text, i));
        struct text character = text_slice(text, i, length ? length : 1);
        if (length == 0 || must_escape(character))
            p = escape(p, character);
        else
            p = mempcpy(p, character.bytes, character.length);
        i += character.length;
    }
    snprintf(p, 5, i < text.length ? "\"..." : "\"");
    return buffer;
}
