/* A release in words, for the pages of releases. */
#ifndef PORTREG_SERVER_PAGES_RELEASE_WORDS_H
#define PORTREG_SERVER_PAGES_RELEASE_WORDS_H

#include "server/chronicle.h"
#include "server/html.h"
#include "snapshot/snapshot.h"

/* Appends what RELEASE did: "3 assignments, 1 modification", "no change of a record", or of the
 * first one that it is that. */
void release_words_append(struct buffer *buffer, const struct portreg_release *release,
                          const struct deeds *deeds);

/* When RELEASE was received, as a term and its description in a <dl>: "2026-11-23 04:34 UTC".
 * Nothing when that is not known. */
void release_received_write(struct html *html, const struct portreg_release *release);

/* The date of RELEASE, or that it has none. */
void release_date_write(struct html *html, const struct portreg_release *release);

enum { RELEASE_PATH_SIZE_BYTES = 32 };
/* The address of the page of RELEASE: "/releases/547"; empty when it has no sequence number.
 * Returns BUFFER. */
const char *release_path(const struct portreg_release *release,
                         char buffer[static RELEASE_PATH_SIZE_BYTES]);

#endif
