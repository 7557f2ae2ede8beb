/* What a release changed, for people. */
#include "server/pages/change_content.h"

#include "server/pages/links.h"

/* What changes of a kind are called, one of them and several. */
static const char *const kind_words[CHANGE_KIND_COUNT][2] = {
    [CHANGE_ASSIGNMENT] = {"assignment", "assignments"},
    [CHANGE_DE_ASSIGNMENT] = {"de-assignment", "de-assignments"},
    [CHANGE_RESERVATION] = {"reservation", "reservations"},
    [CHANGE_AVAILABILITY] = {"change of availability", "changes of availability"},
    [CHANGE_ALIAS] = {"alias", "aliases"},
    [CHANGE_MODIFICATION] = {"modification", "modifications"},
};

const char *change_words(enum change_kind kind, size_t count)
{
    return kind_words[kind][count != 1];
}

static size_t count_kind(const struct event *events, size_t count, enum change_kind kind)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += events[i].change.kind == kind;
    return found;
}

void change_title_write(struct html *html, const struct portreg_release *release,
                        const struct event *events, size_t count)
{
    char date[DATE_SIZE_BYTES];
    const char *between = ": ";
    size_t record_count = events ? count : release->record_count;
    html_text(html, text_of(date_format(date_of_portreg(release->date), date)));
    if (release->index == 0)
        html_format(html, ": the first release here, with %zu record%s%s", record_count,
                    record_count == 1 ? "" : "s", events ? " of it" : "");
    for (int i = 0; i < CHANGE_KIND_COUNT && release->index > 0; i++) {
        size_t found = count_kind(events, count, (enum change_kind)i);
        if (!found)
            continue;
        html_format(html, "%s%zu %s", between, found, change_words((enum change_kind)i, found));
        between = ", ";
    }
}

static void write_plain(struct html *html, struct text marked)
{
    struct buffer plain;
    buffer_init(&plain);
    marked_append_plain(&plain, marked, TEXT(" "));
    html_text(html, text_trim(buffer_text(&plain)));
    html->buffer->failed |= plain.failed;
    buffer_done(&plain);
}

/* The record of CHANGE by its service name and its place, "https 443/tcp", with a link to what is
 * there now. */
static void write_record(struct html *html, const struct change *change)
{
    const struct record *record =
        change->operation == CHANGE_REMOVED ? &change->before : &change->after;
    bool lost_name = change->operation == CHANGE_MODIFIED && !record->service_name.length;
    struct text name = lost_name ? change->before.service_name : record->service_name;
    char ports[PORTS_SIZE_BYTES] = "";
    struct text transport = transport_protocol_name(record->transport_protocol);
    struct buffer href;
    buffer_init(&href);
    if (record->has_ports) {
        ports_format(record->ports, ports);
        link_append_ports(&href, record->ports, TRANSPORT_NONE, TEXT(""));
    } else if (name.length)
        link_append_service(&href, name, TEXT(""));
    else
        buffer_append_byte(&href, '/');
    html_open(html, "a");
    html_attribute(html, "href", buffer_text(&href));
    html_text(html, name);
    html_format(html, "%s%s%s%.*s", name.length && *ports ? " " : "", ports,
                transport.length ? (*ports ? "/" : " ") : "", TEXT_ARGS(transport));
    html_close(html);
    html->buffer->failed |= href.failed;
    buffer_done(&href);
}

/* A value as an element, unless it is empty. */
static void write_value(struct html *html, const char *element, struct text marked)
{
    if (!marked.length)
        return;
    html_text(html, TEXT(" "));
    html_open(html, element);
    write_plain(html, marked);
    html_close(html);
}

/* What a column was and what it is. */
static void write_column(struct html *html, const struct change *change, enum column column)
{
    char before[RECORD_VALUE_SIZE_BYTES], after[RECORD_VALUE_SIZE_BYTES];
    html_open(html, "li");
    html_text(html, column_title(column));
    html_text(html, TEXT(":"));
    write_value(html, "del", record_value(&change->before, column, before));
    write_value(html, "ins", record_value(&change->after, column, after));
    html_close(html);
}

static void write_change(struct html *html, const struct change *change)
{
    bool removed = change->operation == CHANGE_REMOVED;
    const struct record *record = removed ? &change->before : &change->after;
    html_open(html, "li");
    write_record(html, change);
    if (change->operation != CHANGE_MODIFIED) {
        html_text(html, removed ? TEXT(" (removed)") : TEXT(""));
        html_text(html, record->description.length ? TEXT(": ") : TEXT(""));
        write_plain(html, record->description);
    } else {
        html_open(html, "ul");
        for (int i = 0; i < COLUMN_COUNT; i++)
            if (change->columns & 1u << i)
                write_column(html, change, (enum column)i);
        html_close(html);
    }
    html_close(html);
}

enum { ANY_KIND = CHANGE_KIND_COUNT };

/* Writes the changes of KIND as a list, at most LIMIT. Returns how many. */
static size_t write_list(struct html *html, const struct event *events, size_t count, int kind,
                         size_t limit)
{
    size_t written = 0;
    html_open(html, "ul");
    for (size_t i = 0; i < count && written < limit; i++) {
        if (kind != ANY_KIND && (int)events[i].change.kind != kind)
            continue;
        write_change(html, &events[i].change);
        written++;
    }
    html_close(html);
    return written;
}

/* Writes the changes by kind, each under its heading, at most LIMIT. Returns how many. */
static size_t write_kinds(struct html *html, const struct event *events, size_t count, size_t limit)
{
    size_t written = 0;
    for (int kind = 0; kind < CHANGE_KIND_COUNT && written < limit; kind++) {
        size_t found = count_kind(events, count, (enum change_kind)kind);
        if (!found)
            continue;
        html_open(html, "p");
        html_format(html, "%zu %s:", found, change_words((enum change_kind)kind, found));
        html_close(html);
        written += write_list(html, events, count, kind, limit - written);
    }
    return written;
}

void change_content_write(struct html *html, const struct event *events, size_t count, size_t limit)
{
    size_t written = 0;
    bool is_first = !count || events[0].release == 0;
    if (is_first)
        html_element(html, "p", TEXT("What was changed before it is not known here."));
    if (count)
        written = is_first ? write_list(html, events, count, ANY_KIND, limit)
                           : write_kinds(html, events, count, limit);
    if (written == count)
        return;
    html_open(html, "p");
    html_format(html, "And %zu more.", count - written);
    html_close(html);
}
