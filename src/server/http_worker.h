/* A worker: one thread with its own connections, and its own answers that are ready to be sent, so
 * that no thread waits for another. Only the files http*.c include this. */
#ifndef PORTREG_SERVER_HTTP_WORKER_H
#define PORTREG_SERVER_HTTP_WORKER_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "server/cache.h"
#include "server/http.h"

struct worker {
    struct http *http;
    struct MHD_Daemon *daemon;
    int quiesced_socket;   /* accepts no more; the thread may still look at it until it ends */
    atomic_uint in_flight; /* written by this thread alone */
    pthread_mutex_t mutex; /* for the fields below; the thread shares them with the sweeper only */
    uint64_t serial;       /* of the release that the answers are of */
    struct cache answers;  /* struct finished by the keys of requests */
};

struct http {
    struct http_service service;
    struct worker *workers;
    unsigned worker_count;
};

/* Whoever is connected, and what they are asking for now. */
struct peer {
    struct worker *worker;
    struct buffer raw_target;
    struct buffer if_none_match;
    struct buffer accept;
    struct buffer accept_encoding;
    struct buffer key;             /* of the answer in the cache */
    struct text if_modified_since; /* borrowed from libmicrohttpd */
    enum method method;
    bool is_begun; /* the handler has been called once: see http_handle */
    bool has_body;
};

/* A response with its headers, to be sent any number of times. */
struct finished {
    struct MHD_Response *message;
    struct MHD_Response *unchanged; /* to those who have it: 304; NULL until somebody does */
    enum http_status status;
    char etag[ETAG_SIZE_BYTES];
    time_t last_modified;
};

/* Fills FINISHED from RESPONSE, whose body it owns from now on. Returns false without memory. */
bool finished_init(struct finished *finished, struct response *response);
void finished_done(struct finished *finished);
/* For the cache: done, and frees its memory. */
void finished_free(void *finished);

/* Sends FINISHED, or that it is unchanged, which the conditions decide. */
enum MHD_Result finished_send(struct finished *finished, const struct request *request,
                              struct MHD_Connection *connection);

/* The functions that libmicrohttpd calls for each connection and each request: see there. */
void http_notify(void *worker, struct MHD_Connection *connection, void **peer,
                 enum MHD_ConnectionNotificationCode code);
void *http_begin(void *worker, const char *uri, struct MHD_Connection *connection);
enum MHD_Result http_handle(void *worker, struct MHD_Connection *connection, const char *url,
                            const char *method, const char *version, const char *upload,
                            size_t *upload_size, void **peer);
void http_complete(void *worker, struct MHD_Connection *connection, void **peer,
                   enum MHD_RequestTerminationCode code);

#endif
