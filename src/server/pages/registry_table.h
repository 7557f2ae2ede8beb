/* The records on the registry page: one page of the matches of a view, as a table. */
#ifndef PORTREG_SERVER_PAGES_REGISTRY_TABLE_H
#define PORTREG_SERVER_PAGES_REGISTRY_TABLE_H

#include "server/pages/site.h"
#include "server/pages/view.h"

/* What is shown: the matches of a view, and which part of them is on this page. */
struct shown {
    const struct served_release *release;
    struct view view;
    uint32_t *matches;
    size_t match_count;
    size_t page_count;
    size_t first; /* of the matches, on this page */
    size_t count;
};

/* Finds the matches of VIEW in RELEASE; both must outlive SHOWN. A page past the last becomes the
 * last. Returns 0 or STATUS_MEMORY. */
int shown_init(struct shown *shown, const struct served_release *release, struct view view,
               struct error *error);
void shown_done(struct shown *shown);

/* The table and the links to the other pages, or what to say when there is no match. */
void registry_table_write(struct html *html, const struct shown *shown);

#endif
