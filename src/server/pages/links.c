/* Links to pages. */
#include "server/pages/links.h"

#include <stdio.h>

#define RFC_TEXTS "https://www.rfc-editor.org/rfc/"

static void append_as_of(struct buffer *href, struct text as_of)
{
    if (!as_of.length)
        return;
    buffer_append(href, TEXT("?as-of="));
    target_append_encoded(href, as_of);
}

void link_append_ports(struct buffer *href, struct ports ports, enum transport_protocol protocol,
                       struct text as_of)
{
    char words[PORTS_SIZE_BYTES];
    buffer_format(href, "/ports/%s", ports_format(ports, words));
    if (protocol != TRANSPORT_NONE) {
        buffer_append_byte(href, '/');
        buffer_append(href, transport_protocol_name(protocol));
    }
    append_as_of(href, as_of);
}

void link_ports(struct html *html, struct ports ports, struct text as_of)
{
    char words[PORTS_SIZE_BYTES];
    struct buffer href;
    buffer_init(&href);
    link_append_ports(&href, ports, TRANSPORT_NONE, as_of);
    html_link(html, buffer_text(&href), text_of(ports_format(ports, words)));
    html->buffer->failed |= href.failed;
    buffer_done(&href);
}

void link_append_service(struct buffer *href, struct text service_name, struct text as_of)
{
    buffer_append(href, TEXT("/services/"));
    target_append_encoded(href, service_name);
    append_as_of(href, as_of);
}

void link_service(struct html *html, struct text service_name, struct text as_of)
{
    struct buffer href;
    buffer_init(&href);
    link_append_service(&href, service_name, as_of);
    html_link(html, buffer_text(&href), service_name);
    html->buffer->failed |= href.failed;
    buffer_done(&href);
}

void link_rfc(struct html *html, const char *place, const char *citation)
{
    char href[128];
    snprintf(href, sizeof(href), RFC_TEXTS "%s", place);
    html_link(html, text_of(href), text_of(citation));
}

void link_current(struct html *html, const struct as_of *as_of, struct text path)
{
    char date[DATE_SIZE_BYTES];
    if (!as_of->date.bytes)
        return;
    date_format(date_of_portreg(portreg_release(as_of->snapshot).date), date);
    html_open(html, "p");
    html_set(html, "class", "as-of");
    html_text(html, TEXT("As of "));
    html_text(html, as_of->date);
    html_format(html, ", from the release of %s. ", *date ? date : "no date");
    html_link(html, path, TEXT("The current release"));
    html_close(html);
}
