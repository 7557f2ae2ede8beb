/* What changed from release to release, for programs and for feed readers. */
#ifndef PORTREG_SERVER_API_CHANGES_H
#define PORTREG_SERVER_API_CHANGES_H

#include "server/routes.h"

/* How many releases that changed anything are in the feed, and how many of the changes that one
 * release made to records it tells. */
enum { FEED_RELEASE_LIMIT = 50, FEED_CHANGE_LIMIT = 100 };

/* /api/v1/changes: JSON, by the parameters of server/api/change_query.h. */
int changes_answer(const struct visit *visit, struct error *error);

/* /changes.atom: an Atom feed (RFC 4287) with an entry for each release, the newest first; with
 * ?port= or ?service= of all releases that touched it. */
int changes_feed_answer(const struct visit *visit, struct error *error);

#endif
