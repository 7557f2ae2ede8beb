/* Which release a request asks for: the current one, or with ?as-of= that of a date. */
#ifndef PORTREG_SERVER_AS_OF_H
#define PORTREG_SERVER_AS_OF_H

#include "server/routes.h"

struct as_of {
    const struct portreg *snapshot; /* answers from that release; NULL: the request is refused */
    struct portreg *view;           /* the same, when it is an earlier one; or NULL */
    struct text date;               /* the parameter as it was sent, or empty: for links */
};

/* Opens the release that VISIT asks for. A month or a year is its last day. What is no date is
 * refused with 400, a date before the first release with 404; that is no failure. End with
 * as_of_done. Returns 0 or STATUS_MEMORY. */
int as_of_open(struct as_of *as_of, const struct visit *visit, struct error *error);
void as_of_done(struct as_of *as_of);

/* Finds the index of the release of DATE, for what needs no view of it. False: the request is
 * refused, as as_of_open does. */
bool as_of_find(const struct visit *visit, struct text date, uint32_t *release);

#endif
