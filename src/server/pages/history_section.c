/* What happened to what a page is about. */
#include "server/pages/history_section.h"

#include "server/api/change_query.h"
#include "server/pages/change_content.h"
#include "server/pages/lookup_page.h"
#include "server/pages/release_words.h"

/* "2026-02-20, release 547" as a heading, with a link to the release. */
static void write_release(struct html *html, const struct portreg_release *release)
{
    html_open(html, "h3");
    release_date_write(html, release);
    if (release->sequence) {
        char href[32], words[32];
        snprintf(href, sizeof(href), "/releases/%u", release->sequence);
        snprintf(words, sizeof(words), "release %u", release->sequence);
        html_text(html, TEXT(" "));
        html_link(html, text_of(href), text_of(words));
    }
    html_close(html);
}

/* The number of the last of COUNT EVENTS that are of the same release. */
static size_t count_of_last_release(const struct event *events, size_t count)
{
    size_t first = count;
    while (first > 0 && events[first - 1].release == events[count - 1].release)
        first--;
    return count - first;
}

static void write_releases(struct html *html, const struct portreg *snapshot,
                           const struct event *events, size_t count)
{
    struct portreg_release release = {0};
    html_open(html, "ol");
    html_set(html, "class", "history");
    for (int written = 0; count > 0 && written < HISTORY_RELEASE_LIMIT; written++) {
        size_t here = count_of_last_release(events, count);
        count -= here;
        portreg_release_get(snapshot, events[count].release, &release);
        html_open(html, "li");
        write_release(html, &release);
        change_content_write(html, events + count, here, HISTORY_CHANGE_LIMIT);
        html_close(html);
    }
    html_close(html);
    if (!count)
        return;
    html_open(html, "p");
    html_format(html, "And %zu change%s before that.", count, count == 1 ? "" : "s");
    html_close(html);
}

/* Links to all of it, for programs and for feed readers. */
static void write_links(struct html *html, const struct query *query)
{
    struct change_filter filter = {true, *query};
    struct buffer feed, changes;
    char words[QUERY_SIZE_BYTES];
    buffer_init(&feed);
    buffer_init(&changes);
    buffer_append(&feed, TEXT("/changes.atom"));
    change_filter_append(&feed, '?', &filter);
    buffer_append(&changes, TEXT("/api/v1/changes?since=0"));
    change_filter_append(&changes, '&', &filter);
    html_open(html, "p");
    html_set(html, "class", "feed");
    html_open(html, "a");
    html_set(html, "type", "application/atom+xml");
    html_attribute(html, "href", buffer_text(&feed));
    html_text(html, TEXT("Feed of changes of "));
    html_text(html, query_format(query, words));
    html_close(html);
    html_text(html, TEXT(", "));
    html_link(html, buffer_text(&changes), TEXT("all of them as JSON"));
    html_close(html);
    html->buffer->failed |= feed.failed || changes.failed;
    buffer_done(&feed);
    buffer_done(&changes);
}

int history_section_write(struct html *html, const struct portreg *snapshot,
                          const struct query *query, struct error *error)
{
    struct events events;
    int status = past_events(snapshot, query, &events, error);
    uint32_t last = portreg_release(snapshot).index;
    while (events.count && events.list[events.count - 1].release > last)
        events.count--;
    if (status == STATUS_OK) {
        section_begin(html, "history", "History");
        if (events.count)
            write_releases(html, snapshot, events.list, events.count);
        else
            html_element(html, "p", TEXT("No release has a record of it."));
        write_links(html, query);
        html_close(html);
    }
    events_done(&events);
    return status;
}
