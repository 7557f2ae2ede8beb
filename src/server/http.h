/* HTTP/1.1 for the server: it and http_connection.c alone know libmicrohttpd. It turns what arrives
 * into a struct request, asks for a struct response, and sends it. */
#ifndef PORTREG_SERVER_HTTP_H
#define PORTREG_SERVER_HTTP_H

#include "server/listener.h"
#include "server/message.h"
#include "server/proxies.h"
#include "server/tls.h"

enum {
    HTTP_CONNECTION_LIMIT = 1000,
    HTTP_ADDRESS_LIMIT = 500,                 /* connections of one address */
    HTTP_TIMEOUT_S = 30,                      /* without a byte received or taken */
    HTTP_CONNECTION_MEMORY_BYTES = 32 * 1024, /* of one connection: request line and headers */
    HTTP_HEADERS_LIMIT_BYTES = 16 * 1024,     /* request line and headers; more is 431 */
    HTTP_BODY_LIMIT_BYTES = 0,                /* reading needs no bodies; more is 413 */
    HTTP_STOP_TIMEOUT_MS = 10 * 1000,         /* how long requests in flight may take to finish */
};

struct http;

/* Fills the empty RESPONSE to REQUEST. Called by several threads. */
typedef void http_answer(void *context, const struct request *request, struct response *response);

/* Where and for whom is served. All of it stays the caller's, and must live until http_stop. */
struct http_settings {
    const struct listeners *listeners;
    struct tls *tls; /* what TCP speaks; NULL: plain HTTP, as Unix sockets always do */
    const struct proxies *proxies; /* who is believed about others; NULL: nobody */
    unsigned hsts_s; /* how long clients shall insist on TLS (RFC 6797); 0: not told */
};

/* Begins to serve. Returns NULL with *ERROR. */
struct http *http_start(const struct http_settings *settings, http_answer *answer, void *context,
                        struct error *error);

/* Accepts no more connections, lets the requests in flight finish, and frees HTTP, which may be
 * NULL. */
void http_stop(struct http *http);

#endif
