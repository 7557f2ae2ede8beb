/* The records on the registry page: one page of the matches of a view, as a table. */
#ifndef PORTREG_SERVER_PAGES_REGISTRY_TABLE_H
#define PORTREG_SERVER_PAGES_REGISTRY_TABLE_H

#include "server/pages/site.h"
#include "server/pages/view.h"

/* What is shown: the matches of a view, and which part of them is on this page. */
struct shown {
    const struct portreg *snapshot; /* a view of its past, or the current release */
    struct listing *listing;        /* of it */
    struct listing past;            /* that listing, where it is of the past */
    struct view view;
    struct matches matches;
    struct error fault; /* why the query makes no sense; its message is empty when it does */
    size_t page_count;
    size_t first; /* of the matches, on this page */
    size_t count;
};

/* Finds the matches of VIEW in SNAPSHOT, which is that of RELEASE or a view of its past; all must
 * outlive SHOWN. A page past the last becomes the last. Returns 0 or STATUS_MEMORY; shown_done is
 * to be called then too. */
int shown_init(struct shown *shown, struct served_release *release, const struct portreg *snapshot,
               struct view view, struct error *error);
void shown_done(struct shown *shown);

/* The table and the links to the other pages, or what to say when there is no match. */
void registry_table_write(struct html *html, const struct shown *shown);

#endif
