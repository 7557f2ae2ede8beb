/* HTTP/1.1 for the server. It turns what arrives into a struct request, asks for a struct response,
 * and sends it. The files http*.c alone know libmicrohttpd. */
#ifndef PORTREG_SERVER_HTTP_H
#define PORTREG_SERVER_HTTP_H

#include "server/access_log.h"
#include "server/listener.h"
#include "server/message.h"
#include "server/metrics.h"
#include "server/proxies.h"
#include "server/tls.h"

enum {
    HTTP_CONNECTION_LIMIT = 10000, /* unless another one is asked for */
    HTTP_THREAD_LIMIT = 256,
    HTTP_CONNECTION_MEMORY_BYTES = 32 * 1024, /* of one connection: request line and headers */
    HTTP_HEADERS_LIMIT_BYTES = 16 * 1024,     /* request line and headers; more is 431 */
    HTTP_UNSENT_LIMIT_BYTES = 128 * 1024,     /* of one connection, in the hands of the system */
    HTTP_BODY_LIMIT_BYTES = 0,                /* reading needs no bodies; more is 413 */
    HTTP_CACHE_LIMIT_BYTES = 16 << 20,        /* answers that are kept, of all threads together */

    /* How long a connection may take: */
    HTTP_IDLE_LIMIT_MS = 30 * 1000,         /* from an answer to the next request line, */
    HTTP_CROWDED_IDLE_LIMIT_MS = 1000,      /* the same when most connections are taken, */
    HTTP_HEADERS_TIME_LIMIT_MS = 10 * 1000, /* until the headers are there, byte by byte or not, */
    HTTP_SLOW_GRACE_MS = 10 * 1000,         /* and taking an answer, before it must have been */
    HTTP_RATE_LEAST_BYTES_S = 1000,         /* at least so fast. */

    HTTP_STOP_TIMEOUT_MS = 10 * 1000, /* how long requests in flight may take to finish */
    HTTP_STOP_GRACE_MS = 250, /* how long others may still ask on connections that are there */
};

struct http;

/* Where and for whom is served. All of it stays the caller's, and must live until http_stop. */
struct http_settings {
    struct listeners *listeners; /* http_stop ends them */
    struct tls *tls;             /* what TCP speaks; NULL: plain HTTP, as Unix sockets always do */
    const struct proxies *proxies; /* who is believed about others; NULL: nobody */
    unsigned hsts_s;              /* how long clients shall insist on TLS (RFC 6797); 0: not told */
    unsigned threads;             /* each with its own connections; 0: one a processor */
    unsigned connection_limit;    /* 0: HTTP_CONNECTION_LIMIT */
    unsigned address_connections; /* of one address: more are told 429; 0: any number */
    unsigned address_requests_per_s; /* the same for how often it asks */
    struct access_log *log;          /* NULL: none */
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

/* Lets this process have as many files open as SETTINGS ask for, as far as the system allows. To be
 * called before privileges are given up; http_start makes do with what there is. */
void http_expect_connections(const struct http_settings *settings);

/* Begins to serve; *HTTP is set before the first request is answered. Returns 0, STATUS_IO or
 * STATUS_MEMORY, and then *HTTP is NULL. */
int http_start(struct http **http, const struct http_settings *settings,
               const struct http_service *service, struct error *error);

/* Adds what was counted so far to SUM, and fills of STATE what it knows. */
void http_count(struct http *http, struct metrics *sum, struct metrics_state *state);

/* Accepts no more connections, lets the requests in flight finish, and frees HTTP, which may be
 * NULL. */
void http_stop(struct http *http);

#endif
