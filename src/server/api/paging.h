/* Answers in pages: ?limit= and ?page=, the member "next", and the header Link (RFC 8288). */
#ifndef PORTREG_SERVER_API_PAGING_H
#define PORTREG_SERVER_API_PAGING_H

#include "formats/json/answer.h"
#include "server/routes.h"

/* How many entries are on a page, and how many may be asked for. */
enum { PAGING_LIMIT_USUAL = 100, PAGING_LIMIT_MOST = 1000 };

struct paging {
    struct answer_page page;
    struct buffer next; /* what page.next is in */
};

/* Reads ?limit=, of which the parameter is LIMIT, and leaves it alone where it is not given. False
 * when it makes no sense: then VISIT has been refused with 400. */
bool paging_parse_limit(const struct visit *visit, size_t *limit);

/* Reads the parameters limit and page. False when they make no sense: then VISIT has been refused
 * with 400. End with paging_done in either case. */
bool paging_parse(const struct visit *visit, struct paging *paging);

/* Says that there are TOTAL entries, and links the other pages: their addresses are that of VISIT
 * with another page. When there is no such page VISIT is refused with 404, and its response has
 * this status. Returns 0 or STATUS_MEMORY. */
int paging_place(const struct visit *visit, struct paging *paging, size_t total,
                 struct error *error);

void paging_done(struct paging *paging);

#endif
