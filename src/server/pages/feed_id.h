/* The ids of feeds and their entries (RFC 4287 section 4.2.6): name-based UUIDs of version 8 (RFC
 * 9562 section 5.8 and appendix B.2). The name has the SHA-256 of the file that a release was read
 * from, and not where it is served or which sequence number it has: so an id stays the same on
 * another host, on another mirror, and when the releases are imported anew. */
#ifndef PORTREG_SERVER_PAGES_FEED_ID_H
#define PORTREG_SERVER_PAGES_FEED_ID_H

#include "snapshot/snapshot.h"

enum { FEED_ID_SIZE_BYTES = 48 };

/* The id of the feed of what was asked for, which is empty for all changes. Feeds of different
 * registries have different ones: it is made from the release that SNAPSHOT received first. */
void feed_id(const struct portreg *snapshot, struct text asked, char id[static FEED_ID_SIZE_BYTES]);

/* The id of the entry for the release at the index RELEASE in the feed of what was ASKED for. */
void feed_entry_id(const struct portreg *snapshot, uint32_t release, struct text asked,
                   char id[static FEED_ID_SIZE_BYTES]);

#endif
