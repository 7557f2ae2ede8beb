/* The pages for people: one function each, as the table of routes wants it. */
#ifndef PORTREG_SERVER_PAGES_PAGES_H
#define PORTREG_SERVER_PAGES_PAGES_H

#include "server/routes.h"

/* The registry as a page in the publisher's shape: header, formats, records; searched, filtered,
 * sorted and paged by the parameters of the query, without a script. */
int registry_page_answer(const struct visit *visit, struct error *error);

/* The contact information of one person or organization. */
int person_page_answer(const struct visit *visit, struct error *error);

#endif
