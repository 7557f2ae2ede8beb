/* The pages for people. */
#ifndef PORTREG_SERVER_PAGES_PAGES_H
#define PORTREG_SERVER_PAGES_PAGES_H

#include "server/html.h"
#include "server/routes.h"

/* The registry as a page in the publisher's shape: header, formats, records; searched, filtered,
 * sorted and paged by the parameters of the query, without a script. */
int registry_page_answer(const struct visit *visit, struct error *error);

/* The contact information of one person or organization. */
int person_page_answer(const struct visit *visit, struct error *error);

/* What all pages have around their content: TITLE for the browser's window. The content is inside
 * <main>. */
void site_begin(struct html *html, struct buffer *buffer, struct text title, bool is_indexed);
/* Ends the page and gives it to the response. */
int site_end(struct html *html, const struct visit *visit, struct error *error);

/* Marked text as HTML: references as links in brackets, breaks and paragraphs as such. */
void site_marked(struct html *html, struct text marked);

/* A term and the beginning of its description, in a <dl>; the caller closes the description. */
void site_term(struct html *html, const char *term);

#endif
