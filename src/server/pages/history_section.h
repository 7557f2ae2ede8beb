/* What happened to what a page is about. */
#ifndef PORTREG_SERVER_PAGES_HISTORY_SECTION_H
#define PORTREG_SERVER_PAGES_HISTORY_SECTION_H

#include "server/html.h"
#include "snapshot/query.h"

/* How many releases are told of, the newest ones, and how many changes of each. The feed has all.
 */
enum { HISTORY_RELEASE_LIMIT = 100, HISTORY_CHANGE_LIMIT = 50 };

/* Writes each change that touched what QUERY asks for, until the release that SNAPSHOT answers
 * from, the newest first, with links to the releases, and to the feed. Returns 0 or STATUS_MEMORY.
 */
int history_section_write(struct html *html, const struct portreg *snapshot,
                          const struct query *query, struct error *error);

#endif
