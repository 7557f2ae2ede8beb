/* What a search found, record by record. */
#ifndef PORTREG_SERVER_PAGES_SEARCH_RESULTS_H
#define PORTREG_SERVER_PAGES_SEARCH_RESULTS_H

#include "server/as_of.h"
#include "server/html.h"
#include "snapshot/search.h"

enum { SEARCH_PAGE_RECORDS = 20 };

/* A search that was run, for one page of what it found. */
struct results {
    const struct as_of *as_of;
    struct search search;
    struct search_found found;
    size_t first; /* of all that was found, the place of the first hit */
    struct search_hit hits[SEARCH_PAGE_RECORDS];
};

/* Writes the hits as a list: each record with what it is registered as, and what of its other
 * columns was searched for. What was searched for is marked. */
void results_hits_write(struct html *html, const struct results *results);

#endif
