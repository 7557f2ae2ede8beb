/* Changes for people. */
#include "cli/change_table.h"

#include <stdio.h>

enum {
    LONG_TEXT_BYTES = 60, /* what is longer is shown by what differs, */
    CONTEXT_BYTES = 16,   /* with about so much around it */
    LABEL_SIZE_BYTES = 32,
};

const char *change_heading(enum change_kind kind)
{
    static const char *const headings[] = {
        [CHANGE_ASSIGNMENT] = "Assigned",  [CHANGE_DE_ASSIGNMENT] = "De-assigned",
        [CHANGE_RESERVATION] = "Reserved", [CHANGE_AVAILABILITY] = "Availability",
        [CHANGE_ALIAS] = "Aliases",        [CHANGE_MODIFICATION] = "Modified",
    };
    return headings[kind];
}

/* --- two values of one column --- */

/* Appends MARKED as plain text on one line. */
static void append_folded(struct buffer *buffer, struct text marked)
{
    struct buffer plain;
    buffer_init(&plain);
    marked_append_plain(&plain, marked, TEXT(" "));
    struct text text = text_trim(buffer_text(&plain));
    for (size_t i = 0; i < text.length; i++)
        if (!ascii_is_space(text.bytes[i]))
            buffer_append_byte(buffer, text.bytes[i]);
        else if (!ascii_is_space(text.bytes[i - 1]))
            buffer_append_byte(buffer, ' ');
    buffer->failed |= plain.failed;
    buffer_done(&plain);
}

/* How many bytes A and B have in common: at their beginning, or their end. */
static size_t common_prefix(struct text a, struct text b)
{
    size_t length = 0;
    while (length < a.length && length < b.length && a.bytes[length] == b.bytes[length])
        length++;
    return length;
}

static size_t common_suffix(struct text a, struct text b)
{
    size_t length = 0;
    while (length < a.length && length < b.length &&
           a.bytes[a.length - 1 - length] == b.bytes[b.length - 1 - length])
        length++;
    return length;
}

/* Where to begin so that a word or two of the first PREFIX bytes of TEXT are shown. */
static size_t begin_of_difference(struct text text, size_t prefix)
{
    size_t begin = prefix > CONTEXT_BYTES ? prefix - CONTEXT_BYTES : 0;
    while (begin > 0 && text.bytes[begin - 1] != ' ')
        begin--;
    return begin;
}

/* Where to end so that a word or two of the last SUFFIX bytes of TEXT are shown. */
static size_t end_of_difference(struct text text, size_t suffix)
{
    size_t end = text.length - suffix + (suffix > CONTEXT_BYTES ? CONTEXT_BYTES : suffix);
    while (end < text.length && text.bytes[end] != ' ')
        end++;
    return end;
}

static void append_part(struct buffer *buffer, struct text text, size_t begin, size_t end)
{
    buffer_append(buffer, begin ? TEXT("\"... ") : TEXT("\""));
    buffer_append(buffer, text_slice(text, begin, end > begin ? end - begin : 0));
    buffer_append(buffer, end < text.length ? TEXT(" ...\"") : TEXT("\""));
}

/* Appends both texts in quotes, the arrow between them. */
static void append_pair(struct buffer *buffer, struct text before, struct text after)
{
    size_t begin = 0, suffix = 0;
    if (before.length > LONG_TEXT_BYTES || after.length > LONG_TEXT_BYTES) {
        size_t prefix = common_prefix(before, after);
        suffix = common_suffix(text_from(before, prefix), text_from(after, prefix));
        begin = begin_of_difference(before, prefix);
    }
    append_part(buffer, before, begin, end_of_difference(before, suffix));
    buffer_append(buffer, TEXT(" -> "));
    append_part(buffer, after, begin, end_of_difference(after, suffix));
}

void change_append_values(struct buffer *buffer, const char *label, struct text before,
                          struct text after)
{
    struct buffer one, other;
    buffer_init(&one);
    buffer_init(&other);
    append_folded(&one, before);
    append_folded(&other, after);
    buffer_format(buffer, "%s: ", label);
    if (text_equal(buffer_text(&one), buffer_text(&other)))
        buffer_append(buffer, TEXT("reads as before"));
    else
        append_pair(buffer, buffer_text(&one), buffer_text(&other));
    buffer->failed |= one.failed || other.failed;
    buffer_done(&one);
    buffer_done(&other);
}

/* --- the columns of a record --- */

/* The title of COLUMN in small letters. Returns LABEL. */
static const char *column_label(enum column column, char label[static LABEL_SIZE_BYTES])
{
    struct text title = column_title(column);
    size_t length = 0;
    for (; length < title.length && length < LABEL_SIZE_BYTES - 1; length++)
        label[length] = ascii_lower(title.bytes[length]);
    label[length] = '\0';
    return label;
}

/* --- rows --- */

static enum tone tone_of(enum change_kind kind)
{
    return kind == CHANGE_ASSIGNMENT      ? TONE_GOOD
           : kind == CHANGE_DE_ASSIGNMENT ? TONE_WARN
                                          : TONE_STRONG;
}

/* Port numbers and transport protocol of RECORD: "443/tcp", "443", "tcp". */
static void format_place(const struct record *record, char place[static PORTS_SIZE_BYTES + 8])
{
    char ports[PORTS_SIZE_BYTES] = "";
    struct text transport = transport_protocol_name(record->transport_protocol);
    if (record->has_ports)
        ports_format(record->ports, ports);
    snprintf(place, PORTS_SIZE_BYTES + 8, "%s%s%.*s", ports, *ports && transport.length ? "/" : "",
             TEXT_ARGS(transport));
}

/* The rows of one change on their way into a table. */
struct rows {
    struct screen_table *table;
    const struct change *change;
    void (*lead)(struct screen_table *table, bool first, void *context);
    void *context;
    bool begun; /* one is there, with what names the record; it is left out in all others */
};

/* The record as it is, or was. */
static const struct record *last_record(const struct change *change)
{
    return change->operation == CHANGE_REMOVED ? &change->before : &change->after;
}

static void add_row(struct rows *rows, struct text what)
{
    const struct change *change = rows->change;
    struct text name = last_record(change)->service_name;
    char place[PORTS_SIZE_BYTES + 8] = "";
    if (change->operation == CHANGE_MODIFIED && !name.length)
        name = change->before.service_name;
    if (rows->begun)
        name = (struct text){NULL, 0};
    else
        format_place(last_record(change), place);
    screen_table_add_row(rows->table);
    if (rows->lead)
        rows->lead(rows->table, !rows->begun, rows->context);
    screen_table_add_cell(rows->table, name, tone_of(change->kind));
    screen_table_add_cell(rows->table, text_of(place), TONE_PLAIN);
    screen_table_add_cell(rows->table, what, TONE_PLAIN);
    rows->begun = true;
}

/* Adds a row for each column that changed. */
static void add_columns(struct rows *rows, struct buffer *what)
{
    const struct change *change = rows->change;
    for (int i = 0; i < COLUMN_COUNT; i++) {
        enum column column = (enum column)i;
        char label[LABEL_SIZE_BYTES], before[RECORD_VALUE_SIZE_BYTES],
            after[RECORD_VALUE_SIZE_BYTES];
        if (!(change->columns & 1u << column))
            continue;
        buffer_clear(what);
        change_append_values(what, column_label(column, label),
                             record_value(&change->before, column, before),
                             record_value(&change->after, column, after));
        add_row(rows, buffer_text(what));
    }
}

void change_table_add(struct screen_table *table, const struct change *change,
                      void (*lead)(struct screen_table *table, bool first, void *context),
                      void *context)
{
    struct rows rows = {table, change, lead, context, false};
    struct buffer what;
    buffer_init(&what);
    if (change->operation == CHANGE_MODIFIED) {
        add_columns(&rows, &what);
    } else {
        append_folded(&what, last_record(change)->description);
        if (change->operation == CHANGE_REMOVED)
            buffer_append(&what, what.length ? TEXT(" (removed)") : TEXT("(removed)"));
        add_row(&rows, buffer_text(&what));
    }
    table->failed |= what.failed;
    buffer_done(&what);
}
