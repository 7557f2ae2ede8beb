/* A piece of text: borrowed bytes with a length, UTF-8, not terminated. */
#ifndef PORTREG_BASE_TEXT_H
#define PORTREG_BASE_TEXT_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct text {
    const char *bytes; /* may be NULL when the length is 0 */
    size_t length;     /* bytes */
};

/* A literal as text; for string constants only. */
#define TEXT(literal) ((struct text){(literal), sizeof(literal) - 1})

/* The length of TEXT as printf takes it, which would read on and on for a negative one. */
static inline int text_precision(struct text text)
{
    return text.length < INT_MAX ? (int)text.length : INT_MAX;
}

/* For printf's "%.*s". */
#define TEXT_ARGS(text) text_precision(text), (text).bytes ? (text).bytes : ""

/* The text of a terminated string; NULL gives the empty text. */
static inline struct text text_of(const char *string)
{
    return (struct text){string, string ? strlen(string) : 0};
}

/* The part of TEXT from OFFSET on, of at most LENGTH bytes; beyond the end: empty. */
static inline struct text text_slice(struct text text, size_t offset, size_t length)
{
    if (offset >= text.length)
        return (struct text){NULL, 0};
    size_t left = text.length - offset;
    return (struct text){text.bytes + offset, length < left ? length : left};
}

/* Everything of TEXT from OFFSET on. */
static inline struct text text_from(struct text text, size_t offset)
{
    return text_slice(text, offset, SIZE_MAX);
}

static inline bool text_equal(struct text a, struct text b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.bytes, b.bytes, a.length) == 0);
}

static inline bool text_starts_with(struct text text, struct text prefix)
{
    return text.length >= prefix.length && text_equal(text_slice(text, 0, prefix.length), prefix);
}

static inline bool text_ends_with(struct text text, struct text suffix)
{
    return text.length >= suffix.length &&
           text_equal(text_from(text, text.length - suffix.length), suffix);
}

/* Byte order comparison, as memcmp; a prefix sorts first. */
int text_compare(struct text a, struct text b);

/* ASCII letters without regard to case, as RFC 6335 section 5.1 compares service names. */
bool text_equal_ignoring_case(struct text a, struct text b);

/* The offset of NEEDLE in TEXT at or after START, or SIZE_MAX. */
size_t text_find(struct text text, struct text needle, size_t start);

/* TEXT without leading and trailing white space (space, tab, CR, LF, FF, VT). */
struct text text_trim(struct text text);

/* Splits TEXT at the first SEPARATOR: returns what stands before it and moves *TEXT behind it;
 * without a separator returns all and leaves *TEXT empty with NULL bytes. */
struct text text_split(struct text *text, char separator);

/* Reads all of TEXT as an unsigned decimal number without sign, blanks or leading zeros, at most
 * MAXIMUM. Returns false for anything else. */
bool text_to_number(struct text text, uint64_t maximum, uint64_t *number);

/* The number of bytes of the UTF-8 character that TEXT begins with (RFC 3629), or 0. */
size_t text_character_length(struct text text);

/* How many characters TEXT has, which is well-formed. */
size_t text_character_count(struct text text);

/* Whether TEXT is digits and nothing else, at least one. */
bool text_is_digits(struct text text);

/* The length of TEXT, which may have been cut anywhere, without half a character at its end. */
size_t text_length_of_whole_characters(struct text text);

/* The offset of the first byte that breaks UTF-8 or begins a character that no reader accepts (all
 * below U+0020 but tab, LF and CR; U+FFFE and U+FFFF), or SIZE_MAX when all of TEXT is well-formed.
 */
size_t text_find_malformed(struct text text);

/* A 64-bit hash of TEXT for tables in memory and in the snapshot; stable across runs and hosts. */
uint64_t text_hash(struct text text);

static inline char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static inline bool ascii_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool ascii_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool ascii_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

#endif
