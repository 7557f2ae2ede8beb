/* Staying, and synchronising again and again: portreg sync --watch. */
#ifndef PORTREG_CLI_SYNC_WATCH_H
#define PORTREG_CLI_SYNC_WATCH_H

#include "cli/sync.h"

enum {
    SYNC_EVERY_DEFAULT_S = 3600,
    SYNC_RETRY_FIRST_S = 60, /* after the first failure; doubled after each further one */
    SYNC_RETRY_AFTER_LIMIT_S = 24 * 3600, /* a server may ask to be left alone for a day */
    SYNC_JITTER_PERCENT = 10,             /* so that mirrors do not ask all at once */
};

/* How long to wait, before jitter: EVERY_S; after FAILURE_COUNT failures in a row from
 * SYNC_RETRY_FIRST_S on, but not longer than EVERY_S; and as long as the server asks for. */
unsigned sync_watch_wait_s(unsigned every_s, unsigned failure_count, unsigned retry_after_s);

/* Synchronises every EVERY_S seconds, one request after the other, and reports each result, until
 * SIGTERM or SIGINT, or until standard output takes no more. An import that has begun is finished.
 * Returns the exit status. To be called before there are threads. */
int sync_watch(struct sync_request *request, unsigned every_s, bool json);

#endif
