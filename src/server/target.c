/* The target of a request. */
#include "server/target.h"

static int hex_value(char digit)
{
    if (ascii_is_digit(digit))
        return digit - '0';
    char lower = ascii_lower(digit);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Decodes RAW into the room of TARGET. The decoded text is never longer than the raw one. */
static bool decode(struct target *target, struct text raw, bool plus_is_space, struct text *decoded)
{
    char *start = target->bytes + target->used, *end = start;
    for (size_t i = 0; i < raw.length; i++) {
        char byte = raw.bytes[i];
        if (byte == '%') {
            struct text digits = text_slice(raw, i + 1, 2);
            int high = digits.length == 2 ? hex_value(digits.bytes[0]) : -1;
            int low = digits.length == 2 ? hex_value(digits.bytes[1]) : -1;
            if (high < 0 || low < 0)
                return false;
            byte = (char)(high << 4 | low);
            i += 2;
        } else if (byte == '+' && plus_is_space) {
            byte = ' ';
        }
        *end++ = byte;
    }
    *decoded = (struct text){start, (size_t)(end - start)};
    target->used += decoded->length;
    return text_find_malformed(*decoded) == SIZE_MAX;
}

/* The path and query of an absolute form; an origin form as it is. */
static struct text without_authority(struct text raw)
{
    size_t scheme = text_find(raw, TEXT("://"), 0);
    if (text_starts_with(raw, TEXT("/")) || scheme == SIZE_MAX)
        return raw;
    size_t path = text_find(raw, TEXT("/"), scheme + 3);
    return path == SIZE_MAX ? TEXT("/") : text_from(raw, path);
}

static bool parse_path(struct target *target, struct text path)
{
    if (!text_starts_with(path, TEXT("/")))
        return false;
    path = text_from(path, 1);
    do {
        struct text segment = text_split(&path, '/');
        if (target->segment_count == TARGET_SEGMENT_LIMIT)
            return false;
        if (!decode(target, segment, false, &target->segments[target->segment_count++]))
            return false;
    } while (path.bytes);
    return true;
}

static bool parse_query(struct target *target, struct text query)
{
    while (query.bytes && target->parameter_count < TARGET_PARAMETER_LIMIT) {
        struct text value = text_split(&query, '&');
        struct text name = text_split(&value, '=');
        struct target_parameter *parameter = &target->parameters[target->parameter_count++];
        if (!decode(target, name, true, &parameter->name) ||
            !decode(target, value, true, &parameter->value))
            return false;
    }
    return true;
}

enum target_fault target_parse(struct target *target, struct text raw)
{
    target->segment_count = target->parameter_count = target->used = 0;
    if (raw.length > TARGET_LIMIT_BYTES)
        return TARGET_LONG;
    struct text query = without_authority(raw);
    struct text path = text_split(&query, '?');
    return parse_path(target, path) && parse_query(target, query) ? TARGET_SOUND : TARGET_MALFORMED;
}

struct text target_parameter(const struct target *target, struct text name)
{
    for (size_t i = 0; i < target->parameter_count; i++)
        if (text_equal(target->parameters[i].name, name))
            return target->parameters[i].value;
    return (struct text){NULL, 0};
}

void target_append_encoded(struct buffer *buffer, struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.bytes[i];
        if (ascii_is_letter(byte) || ascii_is_digit(byte) || (byte && strchr("-._~", byte)))
            buffer_append_byte(buffer, byte);
        else
            buffer_format(buffer, "%%%02X", (unsigned)(unsigned char)byte);
    }
}
