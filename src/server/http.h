/* HTTP/1.1 for the server. It turns what arrives into a struct request, asks for a struct response,
 * and sends it. The files http*.c alone know libmicrohttpd. */
#ifndef PORTREG_SERVER_HTTP_H
#define PORTREG_SERVER_HTTP_H

#include "server/message.h"

enum {
    HTTP_CONNECTION_LIMIT = 10000, /* unless another one is asked for */
    HTTP_THREAD_LIMIT = 256,
    HTTP_TIMEOUT_S = 30,                      /* without a byte received or taken */
    HTTP_CONNECTION_MEMORY_BYTES = 32 * 1024, /* of one connection: request line and headers */
    HTTP_HEADERS_LIMIT_BYTES = 16 * 1024,     /* request line and headers; more is 431 */
    HTTP_BODY_LIMIT_BYTES = 0,                /* reading needs no bodies; more is 413 */
    HTTP_STOP_TIMEOUT_MS = 10 * 1000,         /* how long requests in flight may take to finish */
    HTTP_CACHE_LIMIT_BYTES = 16 << 20,        /* answers that are kept, of all threads together */
};

struct http;

/* How it is served; zeros are the defaults. */
struct http_options {
    unsigned threads;          /* each with its own connections; 0: one a processor */
    unsigned connection_limit; /* 0: HTTP_CONNECTION_LIMIT */
};

/* What is served. Its functions are called by several threads. */
struct http_service {
    /* Fills the empty RESPONSE to REQUEST, whose conditions are looked at afterwards. */
    void (*make)(void *context, const struct request *request, struct response *response);
    /* The serial of the release that answers are made from now. Lasting answers of an earlier one
     * are sent no more. */
    uint64_t (*serial)(void *context);
    void *context;
};

/* Begins to serve the listening SOCKET, which it owns from now on. Returns NULL with *ERROR. */
struct http *http_start(int socket, const struct http_options *options,
                        const struct http_service *service, struct error *error);

/* Accepts no more connections, lets the requests in flight finish, and frees HTTP, which may be
 * NULL. */
void http_stop(struct http *http);

#endif
