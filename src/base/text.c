/* Text: comparison, search, splitting, numbers, UTF-8. */
#include "base/text.h"

#include <endian.h>

int text_compare(struct text a, struct text b)
{
    size_t common = a.length < b.length ? a.length : b.length;
    int order = common ? memcmp(a.bytes, b.bytes, common) : 0;
    if (order != 0)
        return order;
    return a.length < b.length ? -1 : a.length > b.length;
}

bool text_equal_ignoring_case(struct text a, struct text b)
{
    if (a.length != b.length)
        return false;
    for (size_t i = 0; i < a.length; i++)
        if (ascii_lower(a.bytes[i]) != ascii_lower(b.bytes[i]))
            return false;
    return true;
}

size_t text_find(struct text text, struct text needle, size_t start)
{
    if (needle.length == 0)
        return start <= text.length ? start : SIZE_MAX;
    while (start < text.length && text.length - start >= needle.length) {
        const char *hit =
            memchr(text.bytes + start, needle.bytes[0], text.length - start - needle.length + 1);
        if (!hit)
            return SIZE_MAX;
        if (memcmp(hit, needle.bytes, needle.length) == 0)
            return (size_t)(hit - text.bytes);
        start = (size_t)(hit - text.bytes) + 1;
    }
    return SIZE_MAX;
}

struct text text_trim(struct text text)
{
    while (text.length && ascii_is_space(text.bytes[0]))
        text = text_from(text, 1);
    while (text.length && ascii_is_space(text.bytes[text.length - 1]))
        text.length--;
    return text;
}

struct text text_split(struct text *text, char separator)
{
    const char *hit = text->length ? memchr(text->bytes, separator, text->length) : NULL;
    struct text head = *text;
    if (!hit) {
        *text = (struct text){NULL, 0};
        return head;
    }
    head.length = (size_t)(hit - text->bytes);
    *text = (struct text){hit + 1, text->length - head.length - 1};
    return head;
}

bool text_to_number(struct text text, uint64_t maximum, uint64_t *number)
{
    uint64_t value = 0;
    if (text.length == 0 || (text.length > 1 && text.bytes[0] == '0'))
        return false;
    for (size_t i = 0; i < text.length; i++) {
        if (!ascii_is_digit(text.bytes[i]))
            return false;
        uint64_t digit = (uint64_t)(text.bytes[i] - '0');
        if (digit > maximum || value > (maximum - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *number = value;
    return true;
}

size_t text_character_length(struct text text)
{
    const unsigned char *p = (const unsigned char *)text.bytes;
    if (text.length == 0)
        return 0;
    size_t length = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
    if (length == 0 || length > text.length || p[0] > 0xf4)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
        (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
        return 0;
    return length;
}

size_t text_character_count(struct text text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++)
        count += (text.bytes[i] & 0xc0) != 0x80;
    return count;
}

bool text_is_digits(struct text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (!ascii_is_digit(text.bytes[i]))
            return false;
    return text.length != 0;
}

size_t text_length_of_whole_characters(struct text text)
{
    size_t last = text.length;
    while (last > 0 && (text.bytes[last - 1] & 0xc0) == 0x80)
        last--;
    if (last == 0)
        return 0;
    last--;
    size_t length = text_character_length(text_from(text, last));
    return length == text.length - last ? text.length : last;
}

/* U+FFFE and U+FFFF, which XML cannot carry in any form. */
static bool is_noncharacter(const unsigned char *p, size_t length)
{
    return length == 3 && p[0] == 0xef && p[1] == 0xbf && p[2] >= 0xbe;
}

/* Whether C is ASCII that any reader accepts: printable, tab, LF, CR, or DEL. Without a branch, so
 * that the compiler can ask this of sixteen bytes at a time. */
static inline bool is_accepted_ascii(unsigned char c)
{
    return !(((int8_t)c < ' ') & (c != '\t') & (c != '\n') & (c != '\r'));
}

enum { BLOCK_BYTES = 64 };

static bool is_accepted_block(const unsigned char *p)
{
    uint8_t refused = 0;
    for (size_t i = 0; i < BLOCK_BYTES; i++)
        refused = (uint8_t)(refused | !is_accepted_ascii(p[i]));
    return !refused;
}

size_t text_find_malformed(struct text text)
{
    const unsigned char *bytes = (const unsigned char *)text.bytes;
    size_t i = 0;
    while (i < text.length) {
        size_t end = text.length - i < BLOCK_BYTES ? text.length : i + BLOCK_BYTES;
        if (end - i == BLOCK_BYTES && is_accepted_block(bytes + i)) {
            i = end;
            continue;
        }
        while (i < end && is_accepted_ascii(bytes[i]))
            i++;
        if (i == end)
            continue;
        size_t length = bytes[i] < 0x80 ? 0 : text_character_length(text_from(text, i));
        if (length == 0 || is_noncharacter(bytes + i, length))
            return i;
        i += length;
    }
    return SIZE_MAX;
}

/* The COUNT last bytes of TEXT, fewer than eight, as a little-endian number. */
static uint64_t last_bytes(struct text text, size_t count)
{
    uint64_t word = 0;
    if (text.length >= sizeof(word)) { /* without a loop whose end no processor can foresee */
        memcpy(&word, text.bytes + text.length - sizeof(word), sizeof(word));
        return le64toh(word) >> 8 * (sizeof(word) - count);
    }
    for (size_t i = 0; i < count; i++)
        word |= (uint64_t)(unsigned char)text.bytes[text.length - count + i] << (8 * i);
    return word;
}

/* A multiply-and-fold hash, eight bytes at a time; bytes are read in little-endian order so that
 * a snapshot means the same on every host. */
uint64_t text_hash(struct text text)
{
    const uint64_t factor = 0x9fb21c651e98df25u;
    const unsigned char *bytes = (const unsigned char *)text.bytes;
    uint64_t hash = text.length * factor;
    size_t i = 0;
    for (; text.length - i >= 8; i += 8) {
        uint64_t word;
        memcpy(&word, bytes + i, sizeof(word));
        hash = (hash ^ le64toh(word)) * factor;
        hash ^= hash >> 29;
    }
    if (i < text.length) {
        hash = (hash ^ last_bytes(text, text.length - i)) * factor;
        hash ^= hash >> 29;
    }
    return hash ^ (hash >> 32);
}
