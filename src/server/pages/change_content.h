/* What a release changed, for people: in one line, and record by record. */
#ifndef PORTREG_SERVER_PAGES_CHANGE_CONTENT_H
#define PORTREG_SERVER_PAGES_CHANGE_CONTENT_H

#include "history/past.h"
#include "server/html.h"

/* What COUNT changes of KIND are called: "assignment", "assignments". */
const char *change_words(enum change_kind kind, size_t count);

/* The text "2026-02-20: 2 assignments, 1 modification" for EVENTS, all of RELEASE. Of the first
 * release how many records it has: NULL for EVENTS means all of them. */
void change_title_write(struct html *html, const struct portreg_release *release,
                        const struct event *events, size_t count);

/* EVENTS, all of one release, as lists by kind, LIMIT of them at most and then how many are left.
 * What the first release has is no change of any kind; without events it is taken for that one. */
void change_content_write(struct html *html, const struct event *events, size_t count,
                          size_t limit);

#endif
