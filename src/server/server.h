/* The server: routes over HTTP, answering from the current release. */
#ifndef PORTREG_SERVER_SERVER_H
#define PORTREG_SERVER_SERVER_H

#include "server/current.h"
#include "server/http.h"

struct server {
    struct current current;
    struct http *http;
};

/* Begins to serve what is published in DATA_DIRECTORY on the listening SOCKET, which it owns from
 * now on. REPORT tells of releases that cannot be taken up. A directory without a release is no
 * error: the server answers 503 until there is one. Returns 0 or a status. */
int server_start(struct server *server, const char *data_directory, int socket,
                 const struct http_options *options,
                 void (*report)(void *context, const struct error *error), void *context,
                 struct error *error);

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
