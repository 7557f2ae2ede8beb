/* From a search to the feed of what it asked for. */
#ifndef PORTREG_SERVER_PAGES_FEED_LINK_H
#define PORTREG_SERVER_PAGES_FEED_LINK_H

#include "server/html.h"
#include "snapshot/snapshot.h"

/* When QUERY is a port number, a range, or a service name of SNAPSHOT, links the feed of its
 * changes. */
void feed_link_write(struct html *html, const struct portreg *snapshot, struct text query);

#endif
