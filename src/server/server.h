/* The server: routes over HTTP, answering from the current release. */
#ifndef PORTREG_SERVER_SERVER_H
#define PORTREG_SERVER_SERVER_H

#include "server/current.h"
#include "server/http.h"
#include "server/monitor.h"

struct server {
    struct current current;
    struct http *http;
    const struct monitor *monitor; /* NULL: /metrics is not there */
};

/* Opens what is published in DATA_DIRECTORY and looks for what will be, which REPORT is told of
 * when it cannot be taken up. A directory without a release is no error: the server answers 503
 * until there is one. Returns 0, or a status when there is a release that cannot be opened. */
int server_open(struct server *server, const char *data_directory,
                void (*report)(void *context, const struct error *error), void *context,
                struct error *error);

/* Begins to serve what was opened, as SETTINGS say, and where MONITOR is not NULL /metrics. Returns
 * 0 or a status; server_stop ends it in both cases. */
int server_start(struct server *server, const struct http_settings *settings,
                 const struct monitor *monitor, struct error *error);

/* Lets the requests in flight finish, and ends. */
void server_stop(struct server *server);

/* Answers REQUEST from RELEASE, which may be NULL, and from the log in DATA_DIRECTORY; the whole
 * server but for the network and the conditions of REQUEST. */
void server_make(const struct request *request, const char *data_directory,
                 struct served_release *release, struct response *response);

/* The same with the conditions of REQUEST: 304 for what the client has. */
void server_answer(const struct request *request, const char *data_directory,
                   struct served_release *release, struct response *response);

#endif
