/* Markup: elements, attributes and text, escaped. */
#include "formats/html/markup.h"

#include <assert.h>

/* Elements that HTML writes without an end tag. */
static bool is_void(const char *name)
{
    static const char *const names[] = {"br", "img", "input", "link", "meta"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

void markup_init(struct markup *markup, struct sink *sink)
{
    markup->sink = sink;
    markup->ascii = false;
    markup->depth = 0;
}

static void write_literal(struct markup *markup, const char *literal)
{
    sink_write(markup->sink, text_of(literal));
}

void markup_doctype(struct markup *markup)
{
    write_literal(markup, "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" "
                          "\"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\">\n");
}

static void break_line(struct markup *markup, unsigned depth)
{
    sink_write_byte(markup->sink, '\n');
    sink_write_repeated(markup->sink, ' ', 2 * (size_t)depth);
}

/* Closes the start tag of the innermost element when this is its first content. */
static void enter_content(struct markup *markup)
{
    struct markup_element *parent = &markup->open[markup->depth - 1];
    if (!parent->has_content)
        sink_write_byte(markup->sink, '>');
    parent->has_content = true;
}

static void begin(struct markup *markup, const char *name, bool indented)
{
    assert(markup->depth < MARKUP_DEPTH_LIMIT);
    if (markup->depth > 0) {
        bool parent_indented = markup->open[markup->depth - 1].indented;
        enter_content(markup);
        if (parent_indented)
            break_line(markup, markup->depth);
        indented = indented && parent_indented;
    }
    markup->open[markup->depth++] = (struct markup_element){name, indented, false};
    sink_write_byte(markup->sink, '<');
    write_literal(markup, name);
}

void markup_begin(struct markup *markup, const char *name)
{
    begin(markup, name, true);
}

void markup_begin_inline(struct markup *markup, const char *name)
{
    begin(markup, name, false);
}

/* What stands for BYTE, or NULL for a byte that stands for itself. A carriage return would not
 * come back from a reader of XML, nor would white space other than blanks from an attribute. */
static const char *escape_of(char byte, bool in_attribute)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '\r':
        return "&#13;";
    case '"':
        return in_attribute ? "&quot;" : NULL;
    case '\n':
        return in_attribute ? "&#10;" : NULL;
    case '\t':
        return in_attribute ? "&#9;" : NULL;
    default:
        return NULL;
    }
}

/* The character that TEXT begins with, and its length in bytes. Bytes that are none, which no
 * reader lets in, count one by one as U+FFFD. */
static uint32_t decode(struct text text, size_t *length)
{
    *length = text_character_length(text);
    if (*length < 2) {
        *length = 1;
        return 0xfffd;
    }
    uint32_t character = (unsigned char)text.bytes[0] & (0xffU >> (*length + 1));
    for (size_t i = 1; i < *length; i++)
        character = character << 6 | ((unsigned char)text.bytes[i] & 0x3fU);
    return character;
}

static void escape(struct markup *markup, struct text text, bool in_attribute)
{
    size_t plain = 0; /* start of the bytes that stand for themselves */
    for (size_t i = 0; i < text.length;) {
        const char *replacement = escape_of(text.bytes[i], in_attribute);
        bool coded = markup->ascii && (unsigned char)text.bytes[i] >= 0x80;
        if (!replacement && !coded) {
            i++;
            continue;
        }
        sink_write(markup->sink, text_slice(text, plain, i - plain));
        if (replacement) {
            write_literal(markup, replacement);
            i++;
        } else {
            size_t length;
            uint32_t character = decode(text_from(text, i), &length);
            sink_format(markup->sink, "&#%u;", (unsigned)character);
            i += length;
        }
        plain = i;
    }
    sink_write(markup->sink, text_from(text, plain));
}

void markup_attribute(struct markup *markup, const char *name, struct text value)
{
    assert(!markup->open[markup->depth - 1].has_content);
    sink_write_byte(markup->sink, ' ');
    write_literal(markup, name);
    write_literal(markup, "=\"");
    escape(markup, value, true);
    sink_write_byte(markup->sink, '"');
}

void markup_text(struct markup *markup, struct text text)
{
    assert(!markup->open[markup->depth - 1].indented);
    if (text.length == 0)
        return;
    enter_content(markup);
    escape(markup, text, false);
}

void markup_end(struct markup *markup)
{
    struct markup_element element = markup->open[--markup->depth];
    if (!element.has_content && is_void(element.name)) {
        write_literal(markup, " />");
        return;
    }
    if (!element.has_content)
        sink_write_byte(markup->sink, '>');
    else if (element.indented)
        break_line(markup, markup->depth);
    write_literal(markup, "</");
    write_literal(markup, element.name);
    sink_write_byte(markup->sink, '>');
    if (markup->depth == 0)
        sink_write_byte(markup->sink, '\n');
}

void markup_element(struct markup *markup, const char *name, struct text text)
{
    markup_begin_inline(markup, name);
    markup_text(markup, text);
    markup_end(markup);
}
