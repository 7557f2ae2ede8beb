/* Places in JSON text. Every step stays inside the text, whatever stands in it. */
#include "formats/json/place.h"

static bool is_structural(char c)
{
    return c == '{' || c == '}' || c == '[' || c == ']' || c == ',' || c == ':';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static char byte_at(struct text text, size_t offset)
{
    return offset < text.length ? text.bytes[offset] : '\0';
}

size_t json_skip_blanks(struct text text, size_t offset)
{
    while (offset < text.length && is_blank(text.bytes[offset]))
        offset++;
    return offset;
}

/* Behind the string that begins at OFFSET. */
static size_t skip_string(struct text text, size_t offset)
{
    for (offset++; offset < text.length && text.bytes[offset] != '"'; offset++)
        if (text.bytes[offset] == '\\')
            offset++;
    return offset < text.length ? offset + 1 : text.length;
}

/* Behind the token that begins at OFFSET, which is before the end and no white space. */
static size_t skip_token(struct text text, size_t offset)
{
    char c = byte_at(text, offset);
    if (c == '"')
        return skip_string(text, offset);
    if (is_structural(c))
        return offset + 1;
    while (offset < text.length && !is_structural(text.bytes[offset]) &&
           !is_blank(text.bytes[offset]) && text.bytes[offset] != '"')
        offset++;
    return offset;
}

/* Behind the value that begins at OFFSET. */
static size_t skip_value(struct text text, size_t offset)
{
    size_t depth = 0;
    do {
        offset = json_skip_blanks(text, offset);
        char c = byte_at(text, offset);
        if (c == '{' || c == '[')
            depth++;
        else if ((c == '}' || c == ']') && depth > 0)
            depth--;
        if (offset < text.length)
            offset = skip_token(text, offset);
    } while (depth > 0 && offset < text.length);
    return offset;
}

/* The offset of the member that PLACE names, in the object at OFFSET. */
static size_t find_member(struct text text, size_t offset, const struct json_place *place)
{
    struct text wanted = text_of(place->name);
    size_t at = offset;
    do {
        size_t name = json_skip_blanks(text, at + 1);
        if (byte_at(text, name) != '"')
            return offset;
        size_t name_end = skip_string(text, name);
        size_t value = json_skip_blanks(text, json_skip_blanks(text, name_end) + 1);
        struct text found = text_slice(text, name + 1, name_end - name - 2);
        if (text_equal(found, wanted))
            return place->is_name ? name : value;
        at = json_skip_blanks(text, skip_value(text, value));
    } while (byte_at(text, at) == ',');
    return offset;
}

/* The offset of the element of which PLACE has the index, in the array at OFFSET. */
static size_t find_element(struct text text, size_t offset, const struct json_place *place)
{
    size_t at = offset;
    for (size_t i = 0;; i++) {
        size_t value = json_skip_blanks(text, at + 1);
        if (i == place->index)
            return value;
        at = json_skip_blanks(text, skip_value(text, value));
        if (byte_at(text, at) != ',')
            return offset;
    }
}

size_t json_place_offset(struct text text, const struct json_place *place)
{
    if (!place)
        return 0;
    size_t above = json_place_offset(text, place->above);
    return place->name ? find_member(text, above, place) : find_element(text, above, place);
}

size_t json_last_token(struct text text, size_t end)
{
    size_t offset = json_skip_blanks(text, 0), token = offset;
    while (offset < end && offset < text.length) {
        token = offset;
        offset = json_skip_blanks(text, skip_token(text, token));
    }
    if (byte_at(text, token) == '"' && skip_string(text, token) > end)
        return (unsigned char)byte_at(text, end) < 0x20 ? end : end - 1;
    return token;
}
