/* What a visitor asks of the registry page, in the parameters of its address. */
#ifndef PORTREG_SERVER_PAGES_VIEW_H
#define PORTREG_SERVER_PAGES_VIEW_H

#include "server/api/record_query.h"
#include "server/listing.h"
#include "server/target.h"

enum { VIEW_PAGE_RECORDS = 100 };

/* The words of filters in the address; empty: all. */
struct view {
    struct text query;
    struct record_query filter;
    struct text transport; /* "tcp", "none" */
    struct text state;     /* "reserved" */
    struct text range;     /* "user", "none" */
    struct text year;      /* "2019", "2015-2019" */
    struct text as_of;     /* the release that is shown; empty: the current one */
    bool is_sorted;        /* by COLUMN */
    enum column column;
    bool descending;
    size_t page; /* from 1 */
};

/* Reads the parameters q, transport, state, range, year, assignee, sort, order, page and as-of.
 * What makes no sense is as if it had not been given; as-of is taken as it is. Texts are borrowed
 * from TARGET. */
struct view view_parse(const struct target *target);

/* What VIEW asks of a listing; it borrows from VIEW. */
struct selection view_selection(const struct view *view);

/* Whether VIEW filters by more than words. */
bool view_has_filter(const struct view *view);

/* Appends the address of VIEW: "/?q=http&sort=port". */
void view_append(struct buffer *buffer, const struct view *view);

/* The word for COLUMN in addresses: "port". */
struct text view_column_word(enum column column);

#endif
