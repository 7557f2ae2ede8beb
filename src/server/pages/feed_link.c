/* Links to feeds. */
#include "server/pages/feed_link.h"

#include "server/api/change_query.h"

/* Whether TEXT asks for something that has a feed. */
static bool parse(const struct portreg *snapshot, struct text text, struct change_filter *filter)
{
    struct text name;
    filter->is_set = text.length && text.length < QUERY_SIZE_BYTES &&
                     query_parse(text, &filter->query, NULL) == STATUS_OK;
    if (!filter->is_set || filter->query.kind != QUERY_NAME)
        return filter->is_set;
    name = filter->query.service_name;
    return portreg_find_name(snapshot, name.bytes, name.length).count > 0;
}

void feed_link_write(struct html *html, const struct portreg *snapshot, struct text query)
{
    struct change_filter filter;
    struct buffer href;
    char words[QUERY_SIZE_BYTES];
    if (!parse(snapshot, query, &filter))
        return;
    buffer_init(&href);
    buffer_append(&href, TEXT("/changes.atom"));
    change_filter_append(&href, '?', &filter);
    html_open(html, "p");
    html_set(html, "class", "feed");
    html_open(html, "a");
    html_set(html, "type", "application/atom+xml");
    html_attribute(html, "href", buffer_text(&href));
    html_text(html, TEXT("Feed of changes of "));
    html_text(html, query_format(&filter.query, words));
    html_close(html);
    html_close(html);
    html->buffer->failed |= href.failed;
    buffer_done(&href);
}
