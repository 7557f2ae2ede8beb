/* Sentences of our own with links in them, so that the pages that explain read like text in the
 * source too. */
#ifndef PORTREG_SERVER_PAGES_PROSE_H
#define PORTREG_SERVER_PAGES_PROSE_H

#include "server/html.h"

/* Writes WORDS, a string constant, in which "[words](address)" is a link. An address that begins
 * with "rfc" is of that RFC: "rfc6335#section-8.1". */
void prose_write(struct html *html, const char *words);

/* The same as an element: "p", "li". */
void prose_element(struct html *html, const char *element, const char *words);

#endif
