/* The table of elements. */
#include "formats/html/elements.h"

#include <stdio.h>
#include <string.h>

static const struct element elements[] = {
    {SCOPE_DOCUMENT, "html", SCOPE_HTML, {"xmlns", "xmlns:iana"}},
    {SCOPE_HTML, "head", SCOPE_HEAD, {0}},
    {SCOPE_HTML, "body", SCOPE_BODY, {0}},

    {SCOPE_HEAD, "meta", SCOPE_IGNORED, {"http-equiv", "content"}},
    {SCOPE_HEAD, "link", SCOPE_IGNORED, {"rel", "href", "type"}},
    {SCOPE_HEAD, "script", SCOPE_IGNORED, {"type", "src"}},
    {SCOPE_HEAD, "title", SCOPE_TITLE, {0}},

    {SCOPE_BODY, "header", SCOPE_IGNORED, {0}},
    {SCOPE_BODY, "article", SCOPE_BODY, {0}},
    {SCOPE_BODY, "footer", SCOPE_IGNORED, {0}},
    {SCOPE_BODY, "form", SCOPE_IGNORED, {"method", "action"}},
    {SCOPE_BODY, "div", SCOPE_IGNORED, {"class"}},
    {SCOPE_BODY, "h1", SCOPE_HEADING, {"class"}},
    {SCOPE_BODY, "dl", SCOPE_LIST, {0}},
    {SCOPE_BODY, "table", SCOPE_TABLE, {"id", "class"}},

    {SCOPE_LIST, "dt", SCOPE_TERM, {0}},
    {SCOPE_LIST, "dd", SCOPE_DEFINITION, {0}},
    {SCOPE_DEFINITION, "a", SCOPE_LINK, {"href"}},
    {SCOPE_DEFINITION, "pre", SCOPE_PREFORMATTED, {0}},

    {SCOPE_TABLE, "thead", SCOPE_TABLE_HEAD, {0}},
    {SCOPE_TABLE, "tbody", SCOPE_ROWS, {0}},
    {SCOPE_TABLE, "tr", SCOPE_ROW, {0}},
    {SCOPE_TABLE_HEAD, "tr", SCOPE_TITLES, {0}},
    {SCOPE_TITLES, "th", SCOPE_COLUMN_TITLE, {"class"}},
    {SCOPE_ROWS, "tr", SCOPE_ROW, {0}},
    {SCOPE_ROW, "td", SCOPE_CELL, {"align", "class", "valign"}},

    {SCOPE_CELL, "a", SCOPE_LINK, {"href", "name", "id"}},
    {SCOPE_CELL, "br", SCOPE_BREAK, {0}},
    {SCOPE_CELL, "p", SCOPE_PARAGRAPH, {0}},
    {SCOPE_CELL, "pre", SCOPE_PREFORMATTED, {0}},
    {SCOPE_PARAGRAPH, "a", SCOPE_LINK, {"href"}},
    {SCOPE_PARAGRAPH, "br", SCOPE_BREAK, {0}},
    {SCOPE_PREFORMATTED, "a", SCOPE_LINK, {"href"}},
    {SCOPE_PREFORMATTED, "br", SCOPE_BREAK, {0}},
    {SCOPE_PREFORMATTED, "p", SCOPE_PARAGRAPH, {0}},
    {SCOPE_LINK, "i", SCOPE_ITALICS, {0}},
};
enum { ELEMENT_COUNT = sizeof(elements) / sizeof(*elements) };

const struct element *html_element_find(enum scope parent, const char *name)
{
    for (size_t i = 0; i < ELEMENT_COUNT; i++)
        if (elements[i].parent == parent && strcmp(elements[i].name, name) == 0)
            return &elements[i];
    return NULL;
}

const char *html_element_names(enum scope parent, char buffer[static ELEMENT_NAMES_SIZE_BYTES])
{
    size_t length = 0;
    for (size_t i = 0; i < ELEMENT_COUNT && length < ELEMENT_NAMES_SIZE_BYTES; i++)
        if (elements[i].parent == parent)
            length += (size_t)snprintf(buffer + length, ELEMENT_NAMES_SIZE_BYTES - length, "%s<%s>",
                                       length ? ", " : "", elements[i].name);
    if (length == 0)
        snprintf(buffer, ELEMENT_NAMES_SIZE_BYTES, "text only");
    return buffer;
}
