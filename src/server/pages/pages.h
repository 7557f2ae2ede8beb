/* The pages for people: one function each, as the table of routes wants it. */
#ifndef PORTREG_SERVER_PAGES_PAGES_H
#define PORTREG_SERVER_PAGES_PAGES_H

#include "server/routes.h"

/* The registry in the publisher's shape: header, formats, records; searched, filtered, sorted and
 * paged by the parameters of the query, without a script. For programs the header as JSON, for
 * terminals a short help. */
int registry_page_answer(const struct visit *visit, struct error *error);

/* All releases by year, the newest first, with counts of what they changed; or as JSON
 * or text. */
int releases_page_answer(const struct visit *visit, struct error *error);

/* What one release changed, record by record. */
int release_page_answer(const struct visit *visit, struct error *error);

/* Counts, with charts; and each chart as a file, by the name at the end of the path. */
int statistics_page_answer(const struct visit *visit, struct error *error);
int statistics_chart_answer(const struct visit *visit, struct error *error);

/* The experts of each transport protocol, the procedures, and how to apply. */
int experts_page_answer(const struct visit *visit, struct error *error);

/* What this site is: disclaimer, freshness, formats, privacy, accessibility. */
int about_page_answer(const struct visit *visit, struct error *error);

/* The contact information of one person or organization. */
int person_page_answer(const struct visit *visit, struct error *error);

/* The API: what it has, with examples, and the kinds of problems; for programs its index. */
int api_page_answer(const struct visit *visit, struct error *error);

/* The map of all port numbers as a page: ?transport= and ?as-of= choose; so they do for the
 * pictures. What they cannot be is 400. */
int map_page_answer(const struct visit *visit, struct error *error);
/* The map as SVG or PNG; ?scheme=dark, and of PNG ?size=. */
int map_svg_answer(const struct visit *visit, struct error *error);
int map_png_answer(const struct visit *visit, struct error *error);
/* The states as of the first release, and those that each later one changes, as JSON. */
int map_changes_answer(const struct visit *visit, struct error *error);
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
