/* A change of one record as people read it. */
#include "server/pages/change_record.h"

#include "server/pages/links.h"
#include "server/pages/site.h"

/* What the record is of: its service name, its port number, its transport protocol. */
static void write_heading(struct html *html, const struct change *change, struct text before,
                          struct text after)
{
    bool removed = change->operation == CHANGE_REMOVED;
    const struct record *record = removed ? &change->before : &change->after;
    struct text as_of = removed ? before : after;
    struct text name = record->service_name;
    struct text transport = transport_protocol_name(record->transport_protocol);
    html_open(html, "h3");
    if (name.length)
        link_service(html, name, as_of);
    if (record->has_ports) {
        html_text(html, name.length ? TEXT(" ") : TEXT(""));
        link_ports(html, record->ports, as_of);
    }
    if (transport.length) {
        html_text(html, record->has_ports ? TEXT("/") : TEXT(" "));
        html_text(html, transport);
    }
    if (!name.length && !record->has_ports)
        html_text(html, TEXT("A record without service name and port number"));
    html_close(html);
}

/* Whether a new word may begin at AT of TEXT, or it ends there. */
static bool is_edge(struct text text, size_t at)
{
    return at == 0 || at >= text.length || text.bytes[at - 1] == ' ' || text.bytes[at] == ' ';
}

/* How many bytes A and B have in common at the beginning, in whole words. */
static size_t common_beginning(struct text a, struct text b)
{
    size_t at = 0;
    while (at < a.length && at < b.length && a.bytes[at] == b.bytes[at])
        at++;
    while (at > 0 && !(is_edge(a, at) && is_edge(b, at)))
        at--;
    return at;
}

/* The same for the end, of what comes behind the first START bytes of both. */
static size_t common_end(struct text a, struct text b, size_t start)
{
    size_t count = 0;
    while (count + start < a.length && count + start < b.length &&
           a.bytes[a.length - 1 - count] == b.bytes[b.length - 1 - count])
        count++;
    while (count > 0 && !(is_edge(a, a.length - count) && is_edge(b, b.length - count)))
        count--;
    return count;
}

static void write_part(struct html *html, const char *element, struct text text, struct text space)
{
    if (!text.length)
        return;
    html_element(html, element, text);
    html_text(html, space);
}

/* What was and what is, with what both have in common once. */
static void write_difference(struct html *html, struct text before, struct text after)
{
    size_t start = common_beginning(before, after);
    size_t end = common_end(before, after, start);
    html_text(html, text_slice(after, 0, start));
    write_part(html, "del", text_slice(before, start, before.length - end - start), TEXT(" "));
    write_part(html, "ins", text_slice(after, start, after.length - end - start), TEXT(""));
    html_text(html, text_from(after, after.length - end));
}

static void append_plain(struct buffer *plain, const struct record *record, enum column column)
{
    char scratch[RECORD_VALUE_SIZE_BYTES];
    buffer_clear(plain);
    marked_append_plain(plain, record_value(record, column, scratch), TEXT(" "));
}

/* The columns of a record that was added or removed, but for those of its heading. */
static void write_columns(struct html *html, const struct record *record, struct text as_of)
{
    char scratch[RECORD_VALUE_SIZE_BYTES];
    for (enum column column = COLUMN_DESCRIPTION; column < COLUMN_COUNT; column++) {
        struct text value = record_value(record, column, scratch);
        bool is_said = column == COLUMN_CONTACT && !record->has_assignee;
        if (!value.length || is_said)
            continue;
        html_element(html, "dt", column_title(column));
        html_open(html, "dd");
        site_marked(html, value, as_of);
        html_close(html);
    }
}

static void write_changed_columns(struct html *html, const struct change *change)
{
    struct buffer before, after;
    buffer_init(&before);
    buffer_init(&after);
    for (enum column column = 0; column < COLUMN_COUNT; column++) {
        if (!(change->columns & 1u << column))
            continue;
        append_plain(&before, &change->before, column);
        append_plain(&after, &change->after, column);
        html_element(html, "dt", column_title(column));
        html_open(html, "dd");
        write_difference(html, text_trim(buffer_text(&before)), text_trim(buffer_text(&after)));
        html_close(html);
    }
    html->buffer->failed |= before.failed || after.failed;
    buffer_done(&before);
    buffer_done(&after);
}

void change_record_write(struct html *html, const struct change *change, struct text before,
                         struct text after)
{
    bool removed = change->operation == CHANGE_REMOVED;
    write_heading(html, change, before, after);
    if (removed)
        html_element(html, "p", TEXT("The record was removed."));
    html_open(html, "dl");
    if (change->operation == CHANGE_MODIFIED)
        write_changed_columns(html, change);
    else
        write_columns(html, removed ? &change->before : &change->after, removed ? before : after);
    html_close(html);
}
