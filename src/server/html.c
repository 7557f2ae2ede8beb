/* Writing HTML. */
#include "server/html.h"

#include <assert.h>
#include <stdio.h>

/* The elements without content that the pages and the feeds use. */
static const char *const void_elements[] = {"br",   "hr",   "img",    "input",
                                            "link", "meta", "source", "wbr"};

static bool is_void(const char *name)
{
    for (size_t i = 0; i < sizeof(void_elements) / sizeof(*void_elements); i++)
        if (strcmp(name, void_elements[i]) == 0)
            return true;
    return false;
}

static void finish_tag(struct html *html)
{
    if (!html->in_tag)
        return;
    html->in_tag = false;
    bool ends = is_void(html->open[html->depth - 1]);
    buffer_append(html->buffer, ends && html->is_xml ? TEXT("/>") : TEXT(">"));
    if (ends)
        html->depth--;
}

static void append_escaped(struct buffer *buffer, struct text text)
{
    size_t start = 0;
    for (size_t i = 0; i < text.length; i++) {
        const char *entity = NULL;
        switch (text.bytes[i]) {
        case '&':
            entity = "&amp;";
            break;
        case '<':
            entity = "&lt;";
            break;
        case '>':
            entity = "&gt;";
            break;
        case '"':
            entity = "&quot;";
            break;
        case '\'':
            entity = "&#39;";
            break;
        default:
            continue;
        }
        buffer_append(buffer, text_slice(text, start, i - start));
        buffer_append(buffer, text_of(entity));
        start = i + 1;
    }
    buffer_append(buffer, text_from(text, start));
}

void html_begin(struct html *html, struct buffer *buffer)
{
    *html = (struct html){.buffer = buffer};
    buffer_append(buffer, TEXT("<!DOCTYPE html>\n"));
    html_open(html, "html");
    html_set(html, "lang", "en");
}

void html_begin_xml(struct html *html, struct buffer *buffer)
{
    *html = (struct html){.buffer = buffer, .is_xml = true};
    buffer_append(buffer, TEXT("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
}

void html_end(struct html *html)
{
    finish_tag(html);
    while (html->depth)
        html_close(html);
    buffer_append_byte(html->buffer, '\n');
}

void html_open(struct html *html, const char *name)
{
    finish_tag(html);
    assert(html->depth < HTML_DEPTH_LIMIT);
    html->open[html->depth++] = name;
    buffer_append_byte(html->buffer, '<');
    buffer_append(html->buffer, text_of(name));
    html->in_tag = true;
}

void html_close(struct html *html)
{
    finish_tag(html);
    assert(html->depth > 0);
    buffer_append(html->buffer, TEXT("</"));
    buffer_append(html->buffer, text_of(html->open[--html->depth]));
    buffer_append_byte(html->buffer, '>');
}

void html_attribute(struct html *html, const char *name, struct text value)
{
    html_flag(html, name);
    buffer_append(html->buffer, TEXT("=\""));
    append_escaped(html->buffer, value);
    buffer_append_byte(html->buffer, '"');
}

void html_set(struct html *html, const char *name, const char *value)
{
    html_attribute(html, name, text_of(value));
}

void html_flag(struct html *html, const char *name)
{
    assert(html->in_tag);
    buffer_append_byte(html->buffer, ' ');
    buffer_append(html->buffer, text_of(name));
}

void html_text(struct html *html, struct text text)
{
    finish_tag(html);
    append_escaped(html->buffer, text);
}

void html_format(struct html *html, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    assert(length >= 0 && (size_t)length < sizeof(text));
    html_text(html, (struct text){text, (size_t)length});
}

void html_element(struct html *html, const char *name, struct text text)
{
    html_open(html, name);
    html_text(html, text);
    html_close(html);
}

void html_link(struct html *html, struct text href, struct text text)
{
    html_open(html, "a");
    html_attribute(html, "href", href);
    html_text(html, text);
    html_close(html);
}
