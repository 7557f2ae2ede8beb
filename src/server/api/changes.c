/* What changed, as JSON. */
#include "server/api/changes.h"

#include <stdio.h>

#include "formats/json/members.h"
#include "history/event_json.h"
#include "server/api/change_query.h"
#include "server/api/reply.h"

/* A page of changes. */
struct page {
    const struct portreg *snapshot;
    struct events events;
    struct buffer next; /* the address of the next page; empty: this is the last one */
};

static int write_page(void *context, struct sink *sink, struct error *error)
{
    (void)error;
    const struct page *page = context;
    struct json_members members = json_members_begin(sink);
    uint32_t count = portreg_release_count(page->snapshot);
    struct portreg_release last = {0};
    portreg_release_get(page->snapshot, count - 1, &last);
    json_member_number(&members, "release_count", count);
    if (last.sequence)
        json_member_number(&members, "last_release", last.sequence);
    json_member(&members, "changes");
    sink_write_byte(sink, '[');
    for (size_t i = 0; i < page->events.count; i++) {
        if (i)
            sink_write_byte(sink, ',');
        json_write_event(sink, page->snapshot, &page->events.list[i]);
    }
    sink_write_byte(sink, ']');
    json_member_text_if_any(&members, "next", buffer_text(&page->next));
    json_members_end(&members);
    sink_write_byte(sink, '\n');
    return STATUS_OK;
}

static int answer_page(const struct visit *visit, struct page *page, struct error *error)
{
    struct response *response = visit->response;
    int status = reply_json(visit, write_page, page, error);
    if (status == STATUS_OK && page->next.length)
        snprintf(response->link, sizeof(response->link), "<%.*s>; rel=\"next\"",
                 TEXT_ARGS(buffer_text(&page->next)));
    return status;
}

/* Keeps the changes that fit on PAGE, and notes where the others are. */
static void cut(struct page *page, const struct change_query *query)
{
    if (page->events.count <= query->limit)
        return;
    page->events.count = query->limit;
    buffer_append(&page->next, TEXT("/api/v1/changes?"));
    change_query_append_rest(&page->next, page->snapshot, query,
                             &page->events.list[query->limit - 1]);
}

int changes_answer(const struct visit *visit, struct error *error)
{
    struct page page = {.snapshot = visit->release->snapshot};
    struct change_query query;
    if (!change_query_parse(visit, &query))
        return STATUS_OK;
    buffer_init(&page.next);
    int status = change_query_collect(page.snapshot, &query, query.limit + 1, &page.events, error);
    if (status == STATUS_OK)
        cut(&page, &query);
    if (status == STATUS_OK)
        status = page.next.failed ? error_memory(error) : answer_page(visit, &page, error);
    events_done(&page.events);
    buffer_done(&page.next);
    return status;
}
