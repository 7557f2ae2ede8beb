/* What all pages have around their content, and the words and marks that they share. */
#ifndef PORTREG_SERVER_PAGES_SITE_H
#define PORTREG_SERVER_PAGES_SITE_H

#include "server/html.h"
#include "server/routes.h"

/* A page, as its frame needs to know it. */
struct site {
    struct text title;     /* for the browser's window, before the name of the site */
    const char *section;   /* the address in the navigation that it belongs to: "/map"; or NULL */
    const char *script;    /* of this page: "/web/map.js"; or NULL */
    struct text canonical; /* the address that stands for all others of this content, for robots;
                              empty: they are asked to leave this page out */
    struct text query;     /* what stands in the search field */
};

/* Begins a page in BUFFER: head, search field, navigation. The content follows inside <main>; its
 * first element is an h1. */
void site_begin(struct html *html, struct buffer *buffer, const struct site *site);
/* Ends the page and gives it to the response. */
int site_end(struct html *html, const struct visit *visit, struct error *error);

/* Marked text as HTML: references as links in brackets, breaks and paragraphs as such. People are
 * those of the date AS_OF, unless that is empty. */
void site_marked(struct html *html, struct text marked, struct text as_of);

/* A term and the beginning of its description, in a <dl>; the caller closes the description. */
void site_term(struct html *html, const char *term);

/* A link with TEXT to the page of NAME in DIRECTORY ("/ports/"), as of the date AS_OF unless that
 * is empty. */
void site_link(struct html *html, const char *directory, struct text name, struct text as_of,
               struct text text);

/* A state as a word with its colour. */
void site_state(struct html *html, enum portreg_state state);

/* A heading of the second level with an id for links. */
void site_heading(struct html *html, const char *id, const char *text);

/* What must stand beside every answer about traffic, as a paragraph. */
void site_disclaimer(struct html *html);

#endif
