/* Entries of the log. Members are written in the order of their names. */
#include "history/entry.h"

#include <assert.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/sha256.h"
#include "formats/json/members.h"

/* The version of this form. */
enum { ENTRY_VERSION = 1 };

/* A record takes no more of an entry; what stands around it takes less than the rest. Longer texts
 * are represented by their hash. */
enum { ENTRY_RECORD_LIMIT_BYTES = 65000 };
static_assert(ENTRY_RECORD_LIMIT_BYTES + 300 <= ENTRY_SIZE_LIMIT_BYTES, "an entry must fit");

/* --- what an entry does not show --- */

/* Whether TEXT has PART in it; capitals do not matter. */
static bool contains(struct text text, struct text part)
{
    for (size_t i = 0; i + part.length <= text.length; i++)
        if (text_equal_ignoring_case(text_slice(text, i, part.length), part))
            return true;
    return false;
}

/* Whether TEXT has the handle of a person in brackets, as CSV writes references: [First_Last]. */
static bool has_handle(struct text text)
{
    bool inside = false, joined = false;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.bytes[i];
        if (c == ']' && inside && joined)
            return true;
        joined = c != '[' && (joined || c == '_');
        inside = c == '[' || (inside && c != ']' && !ascii_is_space(c));
    }
    return false;
}

static bool has_space(struct text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (ascii_is_space(text.bytes[i]))
            return true;
    return false;
}

/* Whether TEXT is a word, SEPARATOR, and a word with a dot in it. */
static bool is_joined_by(struct text text, struct text separator)
{
    size_t at = text_find(text, separator, 1);
    struct text domain = text_from(text, at == SIZE_MAX ? text.length : at + separator.length);
    return text_find(domain, TEXT("."), 0) != SIZE_MAX && !has_space(domain) &&
           !has_space(text_slice(text, 0, at));
}

/* Whether TEXT has an address in angle brackets that robots are not to find: <name&example.org>, as
 * IANA writes it, or <name at example.org>. */
static bool has_disguised_address(struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        size_t end = i + 1;
        if (text.bytes[i] != '<')
            continue;
        while (end < text.length && text.bytes[end] != '<' && text.bytes[end] != '>')
            end++;
        if (end == text.length || text.bytes[end] == '<')
            continue;
        struct text inside = text_slice(text, i + 1, end - i - 1);
        if (is_joined_by(inside, TEXT("&")) || is_joined_by(inside, TEXT(" at ")))
            return true;
    }
    return false;
}

/* Whether MARKED names a person or has an address in it. */
static bool hides(struct text marked)
{
    struct text rest = marked;
    struct piece piece;
    while (marked_next(&rest, &piece)) {
        if (piece.kind == PIECE_REFERENCE && piece.reference.type == REFERENCE_PERSON)
            return true;
        if (piece.kind == PIECE_TEXT && has_handle(piece.text))
            return true;
    }
    return contains(marked, TEXT("@")) || contains(marked, TEXT("%40")) ||
           contains(marked, TEXT("mailto:")) || has_disguised_address(marked);
}

/* --- a record --- */

/* A column of a record on its way into an entry. */
struct cell {
    const char *name; /* the title of the column in small letters, with hyphens */
    enum column column;
    struct text text;
    char value[RECORD_VALUE_SIZE_BYTES]; /* where TEXT had to be made */
    const char *represented_by;          /* NULL: TEXT itself is shown */
    uint8_t sha256[SHA256_SIZE_BYTES];   /* otherwise this: of TEXT, or of a salt and TEXT */
};

/* In the order of their names. */
static const struct cell columns[COLUMN_COUNT] = {
    {.name = "assignee", .column = COLUMN_ASSIGNEE},
    {.name = "assignment-notes", .column = COLUMN_ASSIGNMENT_NOTES},
    {.name = "contact", .column = COLUMN_CONTACT},
    {.name = "description", .column = COLUMN_DESCRIPTION},
    {.name = "modification-date", .column = COLUMN_MODIFICATION_DATE},
    {.name = "port-number", .column = COLUMN_PORT_NUMBER},
    {.name = "reference", .column = COLUMN_REFERENCE},
    {.name = "registration-date", .column = COLUMN_REGISTRATION_DATE},
    {.name = "service-code", .column = COLUMN_SERVICE_CODE},
    {.name = "service-name", .column = COLUMN_SERVICE_NAME},
    {.name = "transport-protocol", .column = COLUMN_TRANSPORT_PROTOCOL},
    {.name = "unauthorized-use-reported", .column = COLUMN_UNAUTHORIZED_USE},
};

/* Hides the text of CELL behind a commitment when it has to be hidden. */
static int commit_cell(struct cell *cell, const struct entry_salts *salts, struct error *error)
{
    bool person = cell->column == COLUMN_ASSIGNEE || cell->column == COLUMN_CONTACT;
    uint8_t salt[ENTRY_SALT_SIZE_BYTES];
    struct sha256_state state;
    if (!cell->text.length || (!person && !hides(cell->text)))
        return STATUS_OK;
    int status = salts->salt(salts->context, cell->text, salt, error);
    if (status != STATUS_OK)
        return status;
    sha256_begin(&state);
    sha256_add(&state, (struct text){(const char *)salt, sizeof(salt)});
    sha256_add(&state, cell->text);
    sha256_end(&state, cell->sha256);
    cell->represented_by = "commitment";
    return STATUS_OK;
}

static void write_cell(struct json_members *members, const struct cell *cell)
{
    char hex[SHA256_HEX_SIZE_BYTES];
    if (!cell->represented_by) {
        json_member_text(members, cell->name, cell->text);
        return;
    }
    json_member(members, cell->name);
    struct json_members representation = json_members_begin(members->sink);
    json_member_text(&representation, cell->represented_by,
                     text_of(sha256_format(cell->sha256, hex)));
    json_members_end(&representation);
}

/* Appends CELLS as an object. */
static void append_cells(const struct cell *cells, struct buffer *json)
{
    struct sink sink;
    sink_init_buffer(&sink, json);
    struct json_members members = json_members_begin(&sink);
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        write_cell(&members, &cells[i]);
    json_members_end(&members);
    sink_flush(&sink, "memory", NULL); /* a failure stays with the buffer */
}

/* Represents the longest text that is shown by its hash. Of several the first in the order of names
 * is meant. */
static void shorten(struct cell *cells)
{
    struct cell *longest = &cells[0];
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        if (!cells[i].represented_by &&
            (longest->represented_by || cells[i].text.length > longest->text.length))
            longest = &cells[i];
    sha256_of(longest->text, longest->sha256);
    longest->represented_by = "sha256";
}

int entry_append_record(struct buffer *buffer, const struct record *record,
                        const struct entry_salts *salts, struct error *error)
{
    struct cell cells[COLUMN_COUNT];
    size_t begin = buffer->length;
    memcpy(cells, columns, sizeof(cells));
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        cells[i].text = record_value(record, cells[i].column, cells[i].value);
        int status = commit_cell(&cells[i], salts, error);
        if (status != STATUS_OK)
            return status;
    }
    append_cells(cells, buffer);
    while (!buffer->failed && buffer->length - begin > ENTRY_RECORD_LIMIT_BYTES) {
        shorten(cells);
        buffer->length = begin;
        append_cells(cells, buffer);
    }
    return buffer->failed ? error_memory(error) : STATUS_OK;
}

/* --- entries --- */

/* Ends the entry that MEMBERS write into BUFFER. */
static int finish(struct json_members *members, struct buffer *buffer, struct error *error)
{
    json_member_number(members, "version", ENTRY_VERSION);
    json_members_end(members);
    sink_flush(members->sink, "memory", NULL); /* a failure stays with the buffer */
    return buffer->failed ? error_memory(error) : STATUS_OK;
}

static int append_change(struct buffer *buffer, const struct change *change, uint32_t release,
                         struct text before, struct text after, struct error *error)
{
    struct sink sink;
    sink_init_buffer(&sink, buffer);
    struct json_members members = json_members_begin(&sink);
    if (after.length) {
        json_member(&members, "after");
        sink_write(&sink, after);
    }
    json_member_text_if_any(&members, "before", before);
    json_member_text(&members, "change", text_of(change_kind_name(change->kind)));
    json_member_number(&members, "key", change->key);
    json_member_text(&members, "operation", text_of(change_operation_name(change->operation)));
    json_member_number(&members, "release", release);
    return finish(&members, buffer, error);
}

/* The hash of the record before CHANGE into HEX, which is empty when there was none. */
static int hash_before(const struct change *change, const struct entry_salts *salts,
                       char hex[static SHA256_HEX_SIZE_BYTES], struct error *error)
{
    uint8_t sha256[SHA256_SIZE_BYTES];
    struct buffer json;
    hex[0] = '\0';
    if (change->operation == CHANGE_ADDED)
        return STATUS_OK;
    buffer_init(&json);
    int status = entry_append_record(&json, &change->before, salts, error);
    if (status == STATUS_OK) {
        sha256_of(buffer_text(&json), sha256);
        sha256_format(sha256, hex);
    }
    buffer_done(&json);
    return status;
}

int entry_append_change(struct buffer *buffer, const struct change *change, uint32_t release,
                        const struct entry_salts *salts, struct error *error)
{
    char before[SHA256_HEX_SIZE_BYTES];
    struct buffer after;
    buffer_init(&after);
    int status = hash_before(change, salts, before, error);
    if (status == STATUS_OK && change->operation != CHANGE_REMOVED)
        status = entry_append_record(&after, &change->after, salts, error);
    if (status == STATUS_OK)
        status =
            append_change(buffer, change, release, text_of(before), buffer_text(&after), error);
    buffer_done(&after);
    return status;
}

static int compare_files(const void *a, const void *b)
{
    const struct entry_file *one = a, *other = b;
    return strcmp(one->name, other->name);
}

static void write_files(struct json_members *members, const struct entry_file *files, size_t count)
{
    char hex[SHA256_HEX_SIZE_BYTES];
    json_member(members, "files");
    struct json_members names = json_members_begin(members->sink);
    for (size_t i = 0; i < count; i++)
        json_member_text(&names, files[i].name, text_of(sha256_format(files[i].sha256, hex)));
    json_members_end(&names);
}

static void write_received(struct json_members *members, const struct entry_release *release)
{
    char hex[SHA256_HEX_SIZE_BYTES];
    json_member(members, "received");
    struct json_members received = json_members_begin(members->sink);
    json_member_text(&received, "format", release->received_format);
    json_member_text(&received, "sha256", text_of(sha256_format(release->received_sha256, hex)));
    json_members_end(&received);
}

int entry_append_release(struct buffer *buffer, const struct entry_release *release,
                         struct error *error)
{
    char date[DATE_SIZE_BYTES];
    struct sink sink;
    struct entry_file *files = memory_allocate((release->file_count + 1) * sizeof(*files));
    if (!files)
        return error_memory(error);
    if (release->file_count) {
        memcpy(files, release->files, release->file_count * sizeof(*files));
        qsort(files, release->file_count, sizeof(*files), compare_files);
    }
    sink_init_buffer(&sink, buffer);
    struct json_members members = json_members_begin(&sink);
    json_member_text(&members, "date", text_of(date_format(release->date, date)));
    if (release->file_count)
        write_files(&members, files, release->file_count);
    if (release->received_format.length)
        write_received(&members, release);
    json_member_number(&members, "record-count", release->record_count);
    json_member_number(&members, "release", release->sequence);
    json_member_text(&members, "source", text_of(release->source));
    memory_free(files);
    return finish(&members, buffer, error);
}
