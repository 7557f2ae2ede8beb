/* The pages for people: one function each, as the table of routes wants it. */
#ifndef PORTREG_SERVER_PAGES_PAGES_H
#define PORTREG_SERVER_PAGES_PAGES_H

#include "server/routes.h"

/* The registry as a page in the publisher's shape: header, formats, records; searched, filtered,
 * sorted and paged by the parameters of the query, without a script. */
int registry_page_answer(const struct visit *visit, struct error *error);

/* The contact information of one person or organization. */
int person_page_answer(const struct visit *visit, struct error *error);

/* The map of all port numbers as a page: ?transport= and ?as-of= choose; so they do for the
 * pictures. What they cannot be is 400. */
int map_page_answer(const struct visit *visit, struct error *error);
/* The map as SVG or PNG; ?scheme=dark, and of PNG ?size=. */
int map_svg_answer(const struct visit *visit, struct error *error);
int map_png_answer(const struct visit *visit, struct error *error);
/* The states as of the first release, and those that each later one changes, as JSON. */
int map_changes_answer(const struct visit *visit, struct error *error);

#endif
