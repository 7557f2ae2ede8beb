/* What the pages of what is looked up share. */
#include "server/pages/lookup_page.h"

#include "server/pages/links.h"
#include "server/pages/site.h"

void lookup_append_path(struct buffer *path, const struct query *query)
{
    if (query->kind == QUERY_NAME) {
        buffer_append(path, TEXT("/services/"));
        target_append_encoded(path, query->service_name);
    } else {
        link_append_ports(path, query->ports, query->transport_protocol, TEXT(""));
    }
}

int lookup_page_write(const struct lookup *lookup,
                      int (*write)(struct html *html, const struct lookup *lookup,
                                   struct error *error),
                      struct error *error)
{
    struct buffer buffer, path;
    struct html html;
    char title[QUERY_SIZE_BYTES];
    buffer_init(&buffer);
    buffer_init(&path);
    lookup_append_path(&path, lookup->query);
    struct text words = query_format(lookup->query, title);
    site_begin(&html, &buffer,
               &(struct site){.title = words, .canonical = buffer_text(&path), .query = words});
    int status = write(&html, lookup, error);
    html.buffer->failed |= path.failed;
    if (status == STATUS_OK)
        status = site_end(&html, lookup->visit, error);
    buffer_done(&path);
    buffer_done(&buffer);
    return status;
}

void lookup_current_write(struct html *html, const struct lookup *lookup)
{
    struct buffer path;
    buffer_init(&path);
    lookup_append_path(&path, lookup->query);
    link_current(html, lookup->as_of, buffer_text(&path));
    html->buffer->failed |= path.failed;
    buffer_done(&path);
}

void lookup_links_write(struct html *html, const struct lookup *lookup)
{
    struct buffer href;
    buffer_init(&href);
    buffer_append(&href, TEXT("/api/v1"));
    lookup_append_path(&href, lookup->query);
    if (lookup->as_of->date.length) {
        buffer_append(&href, TEXT("?as-of="));
        target_append_encoded(&href, lookup->as_of->date);
    }
    html_open(html, "p");
    html_set(html, "class", "feed");
    html_text(html, TEXT("For programs: "));
    html_link(html, buffer_text(&href), TEXT("the same as JSON"));
    html_close(html);
    html->buffer->failed |= href.failed;
    buffer_done(&href);
}

void section_begin(struct html *html, const char *id, const char *heading)
{
    html_open(html, "section");
    html_set(html, "aria-labelledby", id);
    html_open(html, "h2");
    html_set(html, "id", id);
    html_text(html, text_of(heading));
    html_close(html);
}

void table_head_write(struct html *html, const char *const *titles, size_t count)
{
    html_open(html, "thead");
    html_open(html, "tr");
    for (size_t i = 0; i < count; i++) {
        html_open(html, "th");
        html_set(html, "scope", "col");
        html_text(html, text_of(titles[i]));
        html_close(html);
    }
    html_close(html);
    html_close(html);
}

void range_facts_write(struct html *html, uint16_t port_number, struct text as_of)
{
    enum port_range range = port_range_of(port_number);
    const struct port_range_facts *facts = port_range_facts(range);
    site_term(html, "Range");
    html_text(html, facts->name);
    html_text(html, TEXT(", "));
    link_ports(html, facts->ports, as_of);
    html_text(html, TEXT(" ("));
    link_rfc(html, "rfc6335#section-6", "RFC 6335 section 6");
    html_text(html, TEXT(")"));
    html_close(html);
    site_term(html, "Procedure");
    html_text(html, facts->procedures);
    if (range != RANGE_DYNAMIC) {
        html_text(html, TEXT(" ("));
        link_rfc(html, "rfc6335#section-8.1.2", "RFC 6335 section 8.1.2");
        html_text(html, TEXT(", "));
        link_rfc(html, "rfc8126#section-4", "RFC 8126 section 4");
        html_text(html, TEXT(")"));
    }
    html_close(html);
}
