/* What changed, as an Atom feed. */
#include "server/changes.h"

#include <stdio.h>

#include "server/change_query.h"
#include "server/feed_id.h"
#include "server/html.h"

enum { MOMENT_SIZE_BYTES = 32 };

/* The feed on its way. */
struct feed {
    struct html html;
    const struct portreg *snapshot;
    const struct change_filter *filter;
    struct text asked; /* the filter in words; empty: there is none */
};

/* --- when --- */

static time_t time_of_date(struct date date)
{
    struct tm parts = {.tm_year = date.year - 1900,
                       .tm_mon = date.month ? date.month - 1 : 0,
                       .tm_mday = date.day ? date.day : 1};
    return date_is_set(date) ? timegm(&parts) : 0;
}

/* When it became known what the release at INDEX changed: when it was received, and not before its
 * date. Where the release before it was filled in later, then: that made other changes of them. */
static time_t moment_of(const struct portreg *snapshot, uint32_t index)
{
    struct portreg_release release = {0}, before = {0};
    portreg_release_get(snapshot, index, &release);
    if (index)
        portreg_release_get(snapshot, index - 1, &before);
    time_t moment = time_of_date(date_of_portreg(release.date));
    if (moment < release.recorded_at)
        moment = (time_t)release.recorded_at;
    return moment < before.recorded_at ? (time_t)before.recorded_at : moment;
}

/* An element with MOMENT in UTC (RFC 3339). */
static void write_moment(struct html *html, const char *element, time_t moment)
{
    char words[MOMENT_SIZE_BYTES] = "";
    struct tm parts;
    if (gmtime_r(&moment, &parts))
        strftime(words, sizeof(words), "%Y-%m-%dT%H:%M:%SZ", &parts);
    html_element(html, element, text_of(words));
}

/* --- words --- */

/* What changes of a kind are called, one of them and several. */
static const char *const kind_words[CHANGE_KIND_COUNT][2] = {
    [CHANGE_ASSIGNMENT] = {"assignment", "assignments"},
    [CHANGE_DE_ASSIGNMENT] = {"de-assignment", "de-assignments"},
    [CHANGE_RESERVATION] = {"reservation", "reservations"},
    [CHANGE_AVAILABILITY] = {"change of availability", "changes of availability"},
    [CHANGE_ALIAS] = {"alias", "aliases"},
    [CHANGE_MODIFICATION] = {"modification", "modifications"},
};

static size_t count_kind(const struct event *events, size_t count, enum change_kind kind)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += events[i].change.kind == kind;
    return found;
}

/* "2026-02-20: 2 assignments, 1 modification". */
static void write_entry_title(struct html *html, const struct portreg_release *release,
                              const struct event *events, size_t count)
{
    char date[DATE_SIZE_BYTES];
    const char *between = ": ";
    html_open(html, "title");
    html_text(html, text_of(date_format(date_of_portreg(release->date), date)));
    if (release->index == 0)
        html_format(html, ": the first release here, with %zu record%s%s",
                    events ? count : release->record_count, count == 1 && events ? "" : "s",
                    events ? " of it" : "");
    for (int i = 0; i < CHANGE_KIND_COUNT && release->index > 0; i++) {
        size_t found = count_kind(events, count, (enum change_kind)i);
        if (!found)
            continue;
        html_format(html, "%s%zu %s", between, found, kind_words[i][found > 1]);
        between = ", ";
    }
    html_close(html);
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

/* --- the content of an entry --- */

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
    if (record->has_ports)
        ports_format(record->ports, ports);
    buffer_append(&href, TEXT("/?q="));
    target_append_encoded(&href, *ports ? text_of(ports) : name);
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

/* Writes the changes by kind, each under its heading, at most FEED_CHANGE_LIMIT. Returns how many.
 */
static size_t write_kinds(struct html *html, const struct event *events, size_t count)
{
    size_t written = 0;
    for (int kind = 0; kind < CHANGE_KIND_COUNT && written < FEED_CHANGE_LIMIT; kind++) {
        size_t found = count_kind(events, count, (enum change_kind)kind);
        if (!found)
            continue;
        html_open(html, "p");
        html_format(html, "%zu %s:", found, kind_words[kind][found > 1]);
        html_close(html);
        written += write_list(html, events, count, kind, FEED_CHANGE_LIMIT - written);
    }
    return written;
}

/* The content of the entry for EVENTS, all of one release. What the first release has is no change
 * of any kind. */
static void write_content(struct html *html, const struct event *events, size_t count)
{
    size_t written = 0;
    html_open(html, "content");
    html_set(html, "type", "xhtml");
    html_open(html, "div");
    html_set(html, "xmlns", "http://www.w3.org/1999/xhtml");
    if (!count || events[0].release == 0)
        html_element(html, "p", TEXT("What was changed before it is not known here."));
    if (count && events[0].release == 0)
        written = write_list(html, events, count, ANY_KIND, FEED_CHANGE_LIMIT);
    else
        written = write_kinds(html, events, count);
    if (written < count) {
        html_open(html, "p");
        html_format(html, "And %zu more.", count - written);
        html_close(html);
    }
    html_close(html);
    html_close(html);
}

/* --- feed and entries --- */

static void write_link(struct html *html, const char *relation, const char *media_type,
                       const struct buffer *href)
{
    html_open(html, "link");
    html_set(html, "rel", relation);
    html_set(html, "type", media_type);
    html_attribute(html, "href", buffer_text(href));
    html->buffer->failed |= href->failed;
}

/* The link of an entry to what its release changed, as JSON. */
static void write_entry_link(struct feed *feed, const struct portreg_release *release)
{
    struct buffer href;
    if (!release->sequence)
        return;
    buffer_init(&href);
    buffer_format(&href, "/api/v1/changes?release=%u", release->sequence);
    change_filter_append(&href, '&', feed->filter);
    write_link(&feed->html, "related", "application/json", &href);
    buffer_done(&href);
}

/* The entry for what the release at INDEX changed: EVENTS; NULL for all that the first one has. */
static void write_entry(struct feed *feed, uint32_t index, const struct event *events, size_t count)
{
    struct html *html = &feed->html;
    struct portreg_release release = {0};
    char id[FEED_ID_SIZE_BYTES];
    portreg_release_get(feed->snapshot, index, &release);
    feed_entry_id(feed->snapshot, index, feed->asked, id);
    html_open(html, "entry");
    write_entry_title(html, &release, events, count);
    html_element(html, "id", text_of(id));
    write_moment(html, "updated", moment_of(feed->snapshot, index));
    if (date_is_set(date_of_portreg(release.date)))
        write_moment(html, "published", time_of_date(date_of_portreg(release.date)));
    write_entry_link(feed, &release);
    write_content(html, events, count);
    html_close(html);
}

static void write_feed_links(struct feed *feed)
{
    struct buffer href;
    buffer_init(&href);
    buffer_append(&href, TEXT("/changes.atom"));
    change_filter_append(&href, '?', feed->filter);
    write_link(&feed->html, "self", "application/atom+xml", &href);
    buffer_clear(&href);
    buffer_append(&href, feed->asked.length ? TEXT("/?q=") : TEXT("/"));
    target_append_encoded(&href, feed->asked);
    write_link(&feed->html, "alternate", "text/html", &href);
    buffer_done(&href);
}

static void begin_feed(struct feed *feed, time_t updated, struct buffer *buffer)
{
    struct html *html = &feed->html;
    struct text title = snapshot_header(feed->snapshot).title;
    char id[FEED_ID_SIZE_BYTES];
    feed_id(feed->snapshot, feed->asked, id);
    html_begin_xml(html, buffer);
    html_open(html, "feed");
    html_set(html, "xmlns", "http://www.w3.org/2005/Atom");
    html_set(html, "xml:lang", "en");
    html_open(html, "title");
    html_text(html, TEXT("Changes of "));
    html_text(html, feed->asked);
    html_text(html, feed->asked.length ? TEXT(" in the ") : TEXT("the "));
    html_text(html, title.length ? title : TEXT("registry"));
    html_close(html);
    html_element(html, "id", text_of(id));
    write_moment(html, "updated", updated);
    html_open(html, "author");
    html_element(html, "name", title.length ? title : TEXT("portreg"));
    html_close(html);
    write_feed_links(feed);
    html_open(html, "generator");
    html_set(html, "version", PORTREG_VERSION);
    html_text(html, TEXT("portreg"));
    html_close(html);
}

/* Writes the entries of the last releases that changed anything. The first one of all has nothing
 * to be compared with. */
static int write_last_releases(struct feed *feed, struct error *error)
{
    struct events events = {NULL, 0, 0};
    int status = STATUS_OK, written = 0;
    for (uint32_t i = portreg_release_count(feed->snapshot);
         i-- > 0 && written < FEED_RELEASE_LIMIT && status == STATUS_OK;) {
        events.count = 0;
        if (i > 0)
            status = past_add_release(feed->snapshot, i, 0, SIZE_MAX, &events, error);
        if (status != STATUS_OK || (i > 0 && !events.count))
            continue;
        write_entry(feed, i, i > 0 ? events.list : NULL, events.count);
        written++;
    }
    events_done(&events);
    return status;
}

/* Writes an entry for each release that has some of EVENTS, the newest first. */
static void write_releases_of(struct feed *feed, const struct events *events)
{
    for (size_t end = events->count; end > 0;) {
        uint32_t release = events->list[end - 1].release;
        size_t first = end;
        while (first > 0 && events->list[first - 1].release == release)
            first--;
        write_entry(feed, release, events->list + first, end - first);
        end = first;
    }
}

/* When the last of EVENTS, or without any filter of all releases, became known. */
static time_t last_moment(const struct feed *feed, const struct events *events)
{
    uint32_t count = portreg_release_count(feed->snapshot);
    time_t last = moment_of(feed->snapshot, 0);
    for (size_t i = 0; i < (feed->asked.length ? events->count : count); i++) {
        time_t moment =
            moment_of(feed->snapshot, feed->asked.length ? events->list[i].release : (uint32_t)i);
        last = last < moment ? moment : last;
    }
    return last;
}

int changes_feed_answer(const struct visit *visit, struct error *error)
{
    struct change_filter filter;
    struct events events = {NULL, 0, 0};
    struct buffer buffer;
    char words[QUERY_SIZE_BYTES];
    int status = STATUS_OK;
    if (!change_filter_parse(visit, &filter))
        return STATUS_OK;
    struct feed feed = {.snapshot = visit->release->snapshot, .filter = &filter};
    buffer_init(&buffer);
    if (filter.is_set) {
        feed.asked = query_format(&filter.query, words);
        status = past_events(feed.snapshot, &filter.query, &events, error);
    }
    if (status == STATUS_OK) {
        begin_feed(&feed, last_moment(&feed, &events), &buffer);
        if (filter.is_set)
            write_releases_of(&feed, &events);
        else
            status = write_last_releases(&feed, error);
        html_end(&feed.html);
    }
    if (status == STATUS_OK)
        status = response_take(visit->response, &buffer, error);
    if (status == STATUS_OK) {
        visit->response->status = HTTP_OK;
        visit->response->media_type = "application/atom+xml";
        visit->response->last_modified = visit->release->files[RELEASE_FILE_XML].last_modified;
    }
    events_done(&events);
    buffer_done(&buffer);
    return status;
}
