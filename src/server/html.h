/* Writing HTML, and XML for the feeds: the one place of the server from which a tag comes. Elements
 * are opened, given attributes and text, and closed; text and values are escaped, and there is no
 * way around it. */
#ifndef PORTREG_SERVER_HTML_H
#define PORTREG_SERVER_HTML_H

#include "base/buffer.h"

enum { HTML_DEPTH_LIMIT = 32 };

struct html {
    struct buffer *buffer;
    const char *open[HTML_DEPTH_LIMIT]; /* names of the open elements */
    size_t depth;
    bool in_tag; /* attributes may follow */
    bool is_xml; /* elements without content are closed */
};

/* Begins a document in BUFFER, which stays the caller's: doctype and <html lang="en">. */
void html_begin(struct html *html, struct buffer *buffer);
/* Begins a document in XML instead: its declaration. */
void html_begin_xml(struct html *html, struct buffer *buffer);
/* Closes all that is open. */
void html_end(struct html *html);

/* Opens an element. NAME is one of HTML's names, a string constant. An element that has no content
 * ("br", "input") is closed at once and needs no html_close. */
void html_open(struct html *html, const char *name);
/* Closes the innermost open element. */
void html_close(struct html *html);
/* Gives the element just opened an attribute. */
void html_attribute(struct html *html, const char *name, struct text value);
/* As html_attribute for a value of a string constant. */
void html_set(struct html *html, const char *name, const char *value);
/* Gives the element just opened an attribute without value ("hidden", "selected"); not in XML. */
void html_flag(struct html *html, const char *name);

void html_text(struct html *html, struct text text);
/* At most 511 bytes: for numbers and words of our own, never for text of a registry. */
__attribute__((format(printf, 2, 3))) void html_format(struct html *html, const char *format, ...);

/* An element with nothing but text in it. */
void html_element(struct html *html, const char *name, struct text text);
/* A link. */
void html_link(struct html *html, struct text href, struct text text);

#endif
