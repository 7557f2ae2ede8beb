/* A worker: one thread with its own connections, and its own answers that are ready to be sent, so
 * that no thread waits for another. Only the files http*.c include this. */
#ifndef PORTREG_SERVER_HTTP_WORKER_H
#define PORTREG_SERVER_HTTP_WORKER_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "server/cache.h"
#include "server/http.h"
#include "server/limits.h"
#include "server/metrics.h"

struct worker {
    struct http *http;
    struct MHD_Daemon *daemon;
    bool is_tls;
    atomic_uint in_flight;   /* written by this thread alone, as is */
    atomic_uint connections; /* how many it has now */
    struct metrics metrics;  /* the same */
    struct buffer log_line;
    pthread_mutex_t mutex;    /* for the fields below, which the keeper looks at now and then */
    struct peer *newest_peer; /* all of them, as a list */
    uint64_t serial;          /* of the release that the answers are of */
    struct cache answers;     /* struct finished by the keys of requests */
};

struct http {
    struct http_settings settings;
    struct http_service service;
    struct worker *workers; /* those of plain HTTP first */
    unsigned worker_count;
    unsigned plain_count;
    unsigned connection_limit;
    struct limits *limits; /* NULL: none */
    struct metrics keeper_metrics;
    atomic_bool stopping; /* answers say that they are the last ones of their connection */
    struct keeper *keeper;
};

/* How a request was answered. */
struct outcome {
    unsigned status; /* 0: not */
    size_t route;
    uint64_t body_bytes;
};

/* What a connection is doing. */
enum peer_state {
    PEER_NEW,    /* the headers of its first request are not there yet */
    PEER_IDLE,   /* between requests */
    PEER_ASKING, /* its request line is there */
    PEER_TAKING, /* an answer is being sent */
};

/* Whoever is connected, and what they are asking for now. */
struct peer {
    struct worker *worker;
    struct peer *newer, *older;
    int socket;
    struct address address;
    struct tls_pair *pair;              /* NULL: plain HTTP */
    _Atomic uint64_t state;             /* enum peer_state and since when: see peer_enter */
    bool is_shown_out;                  /* the same: it has ended the connection */
    uint64_t looked_at_state;           /* only the keeper: how far they had come in taking an */
    uint64_t looked_at_ms, taken_bytes; /* answer when it first looked */
    uint64_t begun_us;                  /* the request, when its first line was there */
    struct buffer raw_target;
    struct buffer if_none_match;
    struct buffer accept;
    struct buffer accept_encoding;
    struct buffer key; /* of the answer in the cache */
    struct forwarding forwarding;
    struct text if_modified_since, host;                   /* borrowed from libmicrohttpd */
    struct text referer, user_agent, method_name, version; /* the same; for the access log */
    struct address client_address;                         /* with what proxies say */
    struct outcome outcome;
    enum method method;
    bool is_counted;      /* by limits_enter, and */
    bool is_one_too_many; /* of its address */
    bool is_first;        /* nothing has been asked on this connection before */
    bool is_begun;        /* the handler has been called once: see http_handle */
    bool has_body;
};

/* The state of a peer in one number, so that its thread and the keeper need no lock. */
static inline uint64_t peer_state_make(enum peer_state state, uint64_t since_ms)
{
    return since_ms << 2 | state;
}

static inline enum peer_state peer_state_of(uint64_t state)
{
    return (enum peer_state)(state & 3);
}

static inline uint64_t peer_state_since_ms(uint64_t state)
{
    return state >> 2;
}

/* Time that only goes forward. */
uint64_t http_now_us(void);

/* A response with its headers, to be sent any number of times. */
struct finished {
    struct MHD_Response *message;
    struct MHD_Response *unchanged; /* to those who have it: 304; NULL until somebody does */
    enum http_status status;
    char etag[ETAG_SIZE_BYTES];
    time_t last_modified;
    size_t route;
    size_t body_bytes;
};

/* Fills FINISHED from RESPONSE, whose body it owns from now on, with HSTS_S unless 0. Returns false
 * without memory. */
bool finished_init(struct finished *finished, struct response *response, unsigned hsts_s);
void finished_done(struct finished *finished);
/* For the cache: done, and frees its memory. */
void finished_free(void *finished);

/* Sends FINISHED, or that it is unchanged, which the conditions decide; IS_LAST: and closes the
 * connection. *OUTCOME is what was sent. */
enum MHD_Result finished_send(struct finished *finished, const struct request *request,
                              struct MHD_Connection *connection, bool is_last,
                              struct outcome *outcome);

/* The functions that libmicrohttpd calls for each connection and each request: see there. */
void http_notify(void *worker, struct MHD_Connection *connection, void **peer,
                 enum MHD_ConnectionNotificationCode code);
void *http_begin(void *worker, const char *uri, struct MHD_Connection *connection);
enum MHD_Result http_handle(void *worker, struct MHD_Connection *connection, const char *url,
                            const char *method, const char *version, const char *upload,
                            size_t *upload_size, void **peer);
void http_complete(void *worker, struct MHD_Connection *connection, void **peer,
                   enum MHD_RequestTerminationCode code);

/* The keeper: a thread that lets connections in, hands them to the workers in turn, and shows those
 * out that take too long. */
int keeper_start(struct http *http, struct error *error);
/* Lets in who has already knocked, and nobody after that. */
void keeper_close_door(struct http *http);
/* Ends the thread; no more connections are shown out. */
void keeper_stop(struct http *http);

#endif
