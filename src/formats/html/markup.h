/* Markup: the one place that emits HTML. Names of elements and attributes are literals of the
 * caller; everything else goes through markup_text or markup_attribute, which escape it. So there
 * is no way to write text unescaped by forgetting something.
 *
 * The layout is the publisher's: two spaces for each level, and an element with text among its
 * children in one line. The caller says which of the two an element is when it begins it, because
 * nothing is held back. */
#ifndef PORTREG_FORMATS_HTML_MARKUP_H
#define PORTREG_FORMATS_HTML_MARKUP_H

#include "base/sink.h"

enum { MARKUP_DEPTH_LIMIT = 24 };

struct markup_element {
    const char *name;
    bool indented; /* each child stands in a line of its own */
    bool has_content;
};

struct markup {
    struct sink *sink;
    bool ascii; /* characters beyond ASCII are written as references */
    unsigned depth;
    struct markup_element open[MARKUP_DEPTH_LIMIT];
};

void markup_init(struct markup *markup, struct sink *sink);

/* The first line of a document: XHTML 1.0 Strict. */
void markup_doctype(struct markup *markup);

/* Begins an element whose children are elements, each in a line of its own (unless an element
 * around it is inline already). End with markup_end. */
void markup_begin(struct markup *markup, const char *name);
/* Begins an element that has text among its children: no white space is added inside. */
void markup_begin_inline(struct markup *markup, const char *name);
/* Adds an attribute to the element that has just begun, before any content. */
void markup_attribute(struct markup *markup, const char *name, struct text value);
/* Adds text to the innermost element, which must be inline; empty text adds nothing. */
void markup_text(struct markup *markup, struct text text);
/* Ends the innermost element; the last one also the last line. */
void markup_end(struct markup *markup);

/* An element with nothing but text in it. */
void markup_element(struct markup *markup, const char *name, struct text text);

#endif
