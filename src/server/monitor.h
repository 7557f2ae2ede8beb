/* What /metrics answers, for who watches over the server. */
#ifndef PORTREG_SERVER_MONITOR_H
#define PORTREG_SERVER_MONITOR_H

#include "server/http.h"
#include "server/release.h"

struct monitor {
    int memory;     /* a file that tells how much memory this process has; -1: there is none */
    double started; /* seconds since 1970 */
};

/* Remembers when the process was started, and opens what it will not be allowed to open later. */
void monitor_open(struct monitor *monitor);
void monitor_close(struct monitor *monitor);

/* Whether REQUEST is for /metrics. */
bool monitor_is_asked(const struct request *request);

/* Answers with what HTTP has counted and what RELEASE, which may be NULL, is. */
void monitor_answer(const struct monitor *monitor, struct http *http,
                    const struct served_release *release, const struct request *request,
                    struct response *response);

#endif
