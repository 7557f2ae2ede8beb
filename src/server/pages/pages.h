/* The pages for people: one function each, as the table of routes wants it. */
#ifndef PORTREG_SERVER_PAGES_PAGES_H
#define PORTREG_SERVER_PAGES_PAGES_H

#include "server/routes.h"

/* The registry as a page in the publisher's shape: header, formats, records; searched, filtered,
 * sorted and paged by the parameters of the query, without a script. */
int registry_page_answer(const struct visit *visit, struct error *error);

/* The contact information of one person or organization. */
int person_page_answer(const struct visit *visit, struct error *error);

/* /ports/{number}[/{protocol}]: a port number or a range of them. As a page, as the JSON of the
 * API, or as portreg lookup prints it, by Accept; so are the next two. */
int port_page_answer(const struct visit *visit, struct error *error);
/* /services/{name} */
int service_page_answer(const struct visit *visit, struct error *error);
/* /{query}[/{protocol}]: the short form of both, as portreg lookup takes it. */
int short_page_answer(const struct visit *visit, struct error *error);

/* /search?q=: what a search finds, or how to search. As a page or as portreg search prints it. */
int search_page_answer(const struct visit *visit, struct error *error);

#endif
