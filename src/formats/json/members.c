/* Members of JSON objects. */
#include "formats/json/members.h"

/* The character after the backslash for C, or 0 when C needs none or \u. */
static char short_escape(char c)
{
    switch (c) {
    case '"':
    case '\\':
        return c;
    case '\n':
        return 'n';
    case '\t':
        return 't';
    case '\r':
        return 'r';
    default:
        return 0;
    }
}

static void write_escaped(struct sink *sink, char c)
{
    char escape = short_escape(c);
    if (escape) {
        sink_write_byte(sink, '\\');
        sink_write_byte(sink, escape);
    } else {
        sink_format(sink, "\\u%04x", (unsigned)(unsigned char)c);
    }
}

static bool must_escape(char c)
{
    return (unsigned char)c < 0x20 || c == '"' || c == '\\';
}

/* TEXT inside the quotes of a string. */
static void write_content(struct sink *sink, struct text text)
{
    size_t begin = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (!must_escape(text.bytes[i]))
            continue;
        sink_write(sink, text_slice(text, begin, i - begin));
        write_escaped(sink, text.bytes[i]);
        begin = i + 1;
    }
    sink_write(sink, text_from(text, begin));
}

void json_write_string(struct sink *sink, struct text text)
{
    sink_write_byte(sink, '"');
    write_content(sink, text);
    sink_write_byte(sink, '"');
}

struct json_members json_members_begin(struct sink *sink)
{
    sink_write_byte(sink, '{');
    return (struct json_members){sink, false};
}

void json_members_end(struct json_members *members)
{
    sink_write_byte(members->sink, '}');
}

void json_member(struct json_members *members, const char *name)
{
    if (members->any)
        sink_write_byte(members->sink, ',');
    members->any = true;
    json_write_string(members->sink, text_of(name));
    sink_write_byte(members->sink, ':');
}

void json_member_text(struct json_members *members, const char *name, struct text text)
{
    json_member(members, name);
    json_write_string(members->sink, text);
}

void json_member_number(struct json_members *members, const char *name, uint64_t number)
{
    json_member(members, name);
    sink_format(members->sink, "%llu", (unsigned long long)number);
}

void json_member_bool(struct json_members *members, const char *name, bool value)
{
    json_member(members, name);
    sink_write(members->sink, value ? TEXT("true") : TEXT("false"));
}

void json_member_text_if_any(struct json_members *members, const char *name, struct text text)
{
    if (text.length)
        json_member_text(members, name, text);
}

void json_member_date_if_any(struct json_members *members, const char *name, struct date date)
{
    char digits[DATE_SIZE_BYTES];
    json_member_text_if_any(members, name, text_of(date_format(date, digits)));
}
