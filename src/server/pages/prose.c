/* Sentences of our own. */
#include "server/pages/prose.h"

#define RFC_SITE "https://www.rfc-editor.org/rfc/"

static void write_link(struct html *html, struct text address, struct text words)
{
    struct buffer href;
    buffer_init(&href);
    if (text_starts_with(address, TEXT("rfc")))
        buffer_append(&href, TEXT(RFC_SITE));
    buffer_append(&href, address);
    html_link(html, buffer_text(&href), words);
    html->buffer->failed |= href.failed;
    buffer_done(&href);
}

void prose_write(struct html *html, const char *words)
{
    struct text rest = text_of(words);
    while (rest.bytes) {
        html_text(html, text_split(&rest, '['));
        if (!rest.bytes)
            return;
        struct text label = text_split(&rest, ']');
        rest = text_from(rest, 1); /* the parenthesis */
        write_link(html, text_split(&rest, ')'), label);
    }
}

void prose_element(struct html *html, const char *element, const char *words)
{
    html_open(html, element);
    prose_write(html, words);
    html_close(html);
}
