/* The JSON reader: refusals, objects, and plain values. */
#include "formats/json/reader.h"

#include <stdio.h>

/* Line and column of OFFSET; counts on from the last entry. */
static struct position position_of(const struct json_reader *reader, size_t offset)
{
    bool ahead = offset >= reader->counted;
    struct position position = ahead ? reader->position : (struct position){1, 1};
    const char *bytes = reader->input->bytes.bytes;
    size_t counted = ahead ? reader->counted : 0;
    const char *newline;
    while (counted < offset && (newline = memchr(bytes + counted, '\n', offset - counted))) {
        counted = (size_t)(newline - bytes) + 1;
        position.line++;
        position.column = 1;
    }
    position.column += (uint32_t)(offset - counted);
    return position;
}

struct position json_reader_position(struct json_reader *reader, size_t offset)
{
    reader->position = position_of(reader, offset);
    reader->counted = offset;
    return reader->position;
}

static void refuse_message(struct json_reader *reader, size_t offset, const char *message)
{
    struct position position = position_of(reader, offset);
    if (reader->refusals++ == 0)
        error_set(&reader->error, STATUS_INPUT, reader->input->file, position, "%s", message);
    findings_report(reader->findings, SEVERITY_REFUSED, "form", "", reader->input->file, position,
                    "%s", message);
}

void json_refuse_at(struct json_reader *reader, size_t offset, const char *format, ...)
{
    char message[sizeof(reader->error.message)];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    refuse_message(reader, offset, message);
}

void json_refuse(struct json_reader *reader, const struct json_place *place, const char *format,
                 ...)
{
    char message[sizeof(reader->error.message)];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    struct text value = text_from(reader->input->bytes, reader->value);
    refuse_message(reader, reader->value + json_place_offset(value, place), message);
}

/* What JSON is, for a message. Returns BUFFER. */
static const char *describe(const json_t *json, char buffer[static QUOTED_SIZE_BYTES])
{
    switch (json_typeof(json)) {
    case JSON_STRING:
        return text_quote((struct text){json_string_value(json), json_string_length(json)}, buffer);
    case JSON_INTEGER:
        snprintf(buffer, QUOTED_SIZE_BYTES, "%" JSON_INTEGER_FORMAT, json_integer_value(json));
        return buffer;
    case JSON_REAL:
        snprintf(buffer, QUOTED_SIZE_BYTES, "the real number %g", json_real_value(json));
        return buffer;
    case JSON_OBJECT:
        return "an object";
    case JSON_ARRAY:
        return json_array_size(json) ? "an array" : "an empty array";
    case JSON_TRUE:
        return "true";
    case JSON_FALSE:
        return "false";
    default:
        return "null";
    }
}

void json_refuse_value(struct json_reader *reader, const struct json_place *place,
                       const char *expected, const json_t *json)
{
    char found[QUOTED_SIZE_BYTES];
    json_refuse(reader, place, "expected %s, found %s", expected, describe(json, found));
}

bool json_reader_stopped(const struct json_reader *reader)
{
    bool goes_on = reader->findings && reader->findings->report;
    return reader->out_of_memory || (reader->refusals && !goes_on);
}

static const struct json_member_rule *find_rule(const struct json_member_rule *rules, size_t count,
                                                const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(rules[i].name, name) == 0)
            return &rules[i];
    return NULL;
}

static void refuse_unknown(struct json_reader *reader, const struct json_place *place,
                           const struct json_member_rule *rules, size_t count)
{
    char names[320] = "", found[QUOTED_SIZE_BYTES];
    size_t length = 0;
    for (size_t i = 0; i < count && length < sizeof(names); i++)
        length += (size_t)snprintf(names + length, sizeof(names) - length, "%s%s", i ? ", " : "",
                                   rules[i].name);
    json_refuse(reader, place, "expected one of the members %s; found %s", names,
                text_quote(text_of(place->name), found));
}

static void check_required(struct json_reader *reader, const struct json_place *place,
                           const json_t *json, const struct json_member_rule *rules, size_t count)
{
    for (size_t i = 0; i < count && !json_reader_stopped(reader); i++)
        if (rules[i].required && !json_object_get(json, rules[i].name))
            json_refuse(reader, place, "expected an object with the member \"%s\", found none",
                        rules[i].name);
}

void json_read_object(struct json_reader *reader, const struct json_place *place,
                      const json_t *json, const struct json_member_rule *rules, size_t count,
                      void *target)
{
    if (!json_is_object(json)) {
        json_refuse_value(reader, place, "an object", json);
        return;
    }
    void *object = (void *)(uintptr_t)json; /* iterating does not change it */
    for (void *i = json_object_iter(object); i && !json_reader_stopped(reader);
         i = json_object_iter_next(object, i)) {
        struct json_place member = {place, json_object_iter_key(i), 0, false};
        const struct json_member_rule *rule = find_rule(rules, count, member.name);
        struct json_value value = {json_object_iter_value(i), json, &member, rule};
        if (rule) {
            rule->read(reader, &value, target);
            continue;
        }
        member.is_name = true;
        refuse_unknown(reader, &member, rules, count);
    }
    check_required(reader, place, json, rules, count);
}

struct text json_keep(struct json_reader *reader, struct text text)
{
    struct text copy = {NULL, 0};
    if (!arena_copy(&reader->registry->arena, text, &copy))
        reader->out_of_memory = true;
    return copy;
}

bool json_take_text(struct json_reader *reader, const struct json_place *place, const json_t *json,
                    struct text *text)
{
    if (!json_is_string(json)) {
        json_refuse_value(reader, place, "a string", json);
        return false;
    }
    *text = (struct text){json_string_value(json), json_string_length(json)};
    if (text_find_malformed(*text) == SIZE_MAX)
        return true;
    json_refuse_value(reader, place, "a string without control characters", json);
    return false;
}

/* As json_take_text, and refuses the empty string. */
static bool take_some_text(struct json_reader *reader, const struct json_value *value,
                           struct text *text)
{
    if (!json_take_text(reader, value->place, value->json, text))
        return false;
    if (text->length)
        return true;
    json_refuse_value(reader, value->place, "a string that is not empty", value->json);
    return false;
}

static void *field_of(const struct json_value *value, void *target)
{
    return (char *)target + value->rule->offset;
}

void json_read_text(struct json_reader *reader, const struct json_value *value, void *target)
{
    struct text text;
    if (take_some_text(reader, value, &text))
        *(struct text *)field_of(value, target) = json_keep(reader, text);
}

void json_read_any_text(struct json_reader *reader, const struct json_value *value, void *target)
{
    struct text text;
    if (json_take_text(reader, value->place, value->json, &text))
        *(struct text *)field_of(value, target) = json_keep(reader, text);
}

void json_read_borrowed(struct json_reader *reader, const struct json_value *value, void *target)
{
    struct text text;
    if (take_some_text(reader, value, &text))
        *(struct text *)field_of(value, target) = text;
}

void json_read_date(struct json_reader *reader, const struct json_value *value, void *target)
{
    struct text text;
    struct date *date = field_of(value, target);
    if (json_take_text(reader, value->place, value->json, &text) && !date_parse(text, date))
        json_refuse_value(reader, value->place, "a date as YYYY, YYYY-MM or YYYY-MM-DD",
                          value->json);
}
