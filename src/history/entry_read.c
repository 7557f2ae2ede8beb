/* Reading entries of the log. */
#include "history/entry_read.h"

/* An object of an entry has objects in it that have objects in them, and no more. */
enum { DEPTH_LIMIT = 4 };

/* Takes a text with its quotes off *REST. False when there is none. */
static bool take_text(struct text *rest, struct text *value)
{
    if (!text_starts_with(*rest, TEXT("\"")))
        return false;
    size_t i = 1;
    while (i < rest->length && rest->bytes[i] != '"')
        i += rest->bytes[i] == '\\' ? 2 : 1;
    if (i >= rest->length)
        return false;
    *value = text_slice(*rest, 0, i + 1);
    *rest = text_from(*rest, i + 1);
    return true;
}

static bool take_digits(struct text *rest, struct text *value)
{
    size_t length = 0;
    while (length < rest->length && ascii_is_digit(rest->bytes[length]))
        length++;
    *value = text_slice(*rest, 0, length);
    *rest = text_from(*rest, length);
    return length > 0;
}

/* Takes an object off *REST: up to the brace that belongs to its first. */
static bool take_object(struct text *rest, struct text *value)
{
    struct text left = *rest, ignored;
    unsigned depth = 0;
    do {
        if (left.length == 0)
            return false;
        if (left.bytes[0] == '"') {
            if (!take_text(&left, &ignored))
                return false;
            continue;
        }
        depth += left.bytes[0] == '{';
        depth -= left.bytes[0] == '}';
        if (depth > DEPTH_LIMIT)
            return false;
        left = text_from(left, 1);
    } while (depth > 0);
    *value = text_slice(*rest, 0, rest->length - left.length);
    *rest = left;
    return true;
}

static bool take_value(struct text *rest, struct text *value)
{
    if (text_starts_with(*rest, TEXT("\"")))
        return take_text(rest, value);
    return text_starts_with(*rest, TEXT("{")) ? take_object(rest, value) : take_digits(rest, value);
}

static bool take_byte(struct text *rest, char byte)
{
    if (rest->length == 0 || rest->bytes[0] != byte)
        return false;
    *rest = text_from(*rest, 1);
    return true;
}

struct entry_members entry_members_begin(struct text object)
{
    return text_starts_with(object, TEXT("{")) ? (struct entry_members){text_from(object, 1), false}
                                               : (struct entry_members){object, false};
}

bool entry_members_are_done(const struct entry_members *members)
{
    return text_equal(members->rest, TEXT("}"));
}

bool entry_members_next(struct entry_members *members, struct text *name, struct text *value)
{
    struct text rest = members->rest, quoted;
    if (members->any && !take_byte(&rest, ','))
        return false;
    if (!take_text(&rest, &quoted) || !take_byte(&rest, ':') || !take_value(&rest, value))
        return false;
    *name = entry_text(quoted);
    *members = (struct entry_members){rest, true};
    return true;
}

struct text entry_text(struct text value)
{
    if (value.length < 2 || value.bytes[0] != '"')
        return (struct text){NULL, 0};
    return (struct text){value.bytes + 1, value.length - 2};
}

/* --- the members of an entry --- */

static bool read_number(struct text value, uint32_t *number)
{
    uint64_t read;
    bool is = text_to_number(value, UINT32_MAX, &read);
    *number = is ? (uint32_t)read : 0;
    return is;
}

static bool read_text(struct text value, struct text *text)
{
    *text = entry_text(value);
    return text->bytes != NULL;
}

static bool read_object(struct text value, struct text *object)
{
    *object = value;
    return text_starts_with(value, TEXT("{"));
}

static bool read_received(struct text value, struct entry *entry)
{
    struct entry_members members = entry_members_begin(value);
    struct text name, member;
    return entry_members_next(&members, &name, &member) && text_equal(name, TEXT("format")) &&
           read_text(member, &entry->received_format) &&
           entry_members_next(&members, &name, &member) && text_equal(name, TEXT("sha256")) &&
           read_text(member, &entry->received_sha256) && entry_members_are_done(&members);
}

static bool read_member(struct text name, struct text value, struct entry *entry)
{
    if (text_equal(name, TEXT("release")))
        return read_number(value, &entry->release);
    if (text_equal(name, TEXT("key")))
        return read_number(value, &entry->key);
    if (text_equal(name, TEXT("operation")))
        return read_text(value, &entry->operation);
    if (text_equal(name, TEXT("after")))
        return read_object(value, &entry->after);
    if (text_equal(name, TEXT("date")))
        return date_parse(entry_text(value), &entry->date);
    if (text_equal(name, TEXT("record-count")))
        return read_number(value, &entry->record_count);
    if (text_equal(name, TEXT("source")))
        return read_text(value, &entry->source);
    if (text_equal(name, TEXT("files")))
        return read_object(value, &entry->files);
    if (text_equal(name, TEXT("received")))
        return read_received(value, entry);
    if (text_equal(name, TEXT("version")))
        return text_equal(value, TEXT("1"));
    return text_equal(name, TEXT("before")) || text_equal(name, TEXT("change"));
}

/* Whether ENTRY has what makes it one of a change, or else of a release. */
static bool is_whole(struct entry *entry)
{
    entry->is_release = date_is_set(entry->date);
    if (entry->release == 0)
        return false;
    if (entry->is_release)
        return entry->operation.length == 0 && entry->source.bytes;
    bool removed = text_equal(entry->operation, TEXT("removed"));
    return entry->operation.length && entry->key && removed == (entry->after.length == 0);
}

int entry_read(struct text bytes, struct entry *entry, struct error *error)
{
    struct entry_members members = entry_members_begin(bytes);
    struct text name, value;
    bool sound = true;
    *entry = (struct entry){0};
    while (sound && entry_members_next(&members, &name, &value))
        sound = read_member(name, value, entry);
    if (sound && entry_members_are_done(&members) && is_whole(entry))
        return STATUS_OK;
    return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                     "expected the entry of a change or of a release, as docs/log-entries.md has "
                     "them, found another");
}
