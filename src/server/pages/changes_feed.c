/* What changed, as an Atom feed. */
#include "server/api/changes.h"

#include <stdio.h>

#include "server/api/change_query.h"
#include "server/html.h"
#include "server/pages/change_content.h"
#include "server/pages/feed_id.h"
#include "server/pages/lookup_page.h"

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
    html_open(html, "title");
    change_title_write(html, &release, events, count);
    html_close(html);
    html_element(html, "id", text_of(id));
    write_moment(html, "updated", moment_of(feed->snapshot, index));
    if (date_is_set(date_of_portreg(release.date)))
        write_moment(html, "published", time_of_date(date_of_portreg(release.date)));
    write_entry_link(feed, &release);
    html_open(html, "content");
    html_set(html, "type", "xhtml");
    html_open(html, "div");
    html_set(html, "xmlns", "http://www.w3.org/1999/xhtml");
    change_content_write(html, events, count, FEED_CHANGE_LIMIT);
    html_close(html);
    html_close(html);
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
    if (feed->asked.length)
        lookup_append_path(&href, &feed->filter->query);
    else
        buffer_append_byte(&href, '/');
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
