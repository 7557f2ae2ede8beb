/* A request and its response, as the handlers see them, without the library that carries them. */
#ifndef PORTREG_SERVER_MESSAGE_H
#define PORTREG_SERVER_MESSAGE_H

#include "base/error.h"
#include "server/client.h"
#include "server/conditional.h"
#include "server/target.h"

/* The methods that this server knows, as bits for sets of them. */
enum method {
    METHOD_OTHER = 0,
    METHOD_GET = 1,
    METHOD_HEAD = 2,
    METHOD_OPTIONS = 4,
};

enum http_status {
    HTTP_OK = 200,
    HTTP_NO_CONTENT = 204,
    HTTP_NOT_MODIFIED = 304,
    HTTP_BAD_REQUEST = 400,
    HTTP_NOT_FOUND = 404,
    HTTP_METHOD_NOT_ALLOWED = 405,
    HTTP_CONTENT_TOO_LARGE = 413,
    HTTP_URI_TOO_LONG = 414,
    HTTP_TOO_MANY_REQUESTS = 429,
    HTTP_HEADERS_TOO_LARGE = 431,
    HTTP_SERVER_ERROR = 500,
    HTTP_UNAVAILABLE = 503,
};

/* A header that was not sent has NULL bytes. What is added here and answers depend on belongs into
 * request_append_key, too. */
struct request {
    enum method method;
    bool whole_server;      /* the target is "*" (OPTIONS) */
    struct text raw_target; /* as it was sent */
    struct target target;
    struct text if_none_match;
    struct text if_modified_since;
    struct text accept;
    struct text accept_encoding;
    struct client client;
};

/* Appends what tells REQUEST from those that are answered otherwise, but for its conditions:
 * requests with the same key get the same answer from the same release. TARGET is not looked at. */
void request_append_key(const struct request *request, struct buffer *buffer);

/* A body and what is to be done when it has been sent. */
struct body {
    struct text bytes;
    void (*release)(void *owner); /* NULL: nothing */
    void *owner;
};

enum { RESPONSE_LINK_SIZE_BYTES = 2048, RESPONSE_DETAIL_SIZE_BYTES = 1024 };

struct response {
    enum http_status status;
    const struct target *target; /* of the request: a problem names it; or NULL */
    const char *media_type;      /* NULL: no body */
    struct body body;
    char etag[ETAG_SIZE_BYTES];              /* empty: none */
    time_t last_modified;                    /* 0: unknown */
    char allow[64];                          /* methods, for 405 and OPTIONS */
    char link[RESPONSE_LINK_SIZE_BYTES];     /* to other pages (RFC 8288); empty: none */
    char detail[RESPONSE_DETAIL_SIZE_BYTES]; /* of a problem: what was expected and found */
    const char *cache_control;               /* NULL: to be asked for each time */
    unsigned retry_after_s;                  /* 0: not said */
    bool is_gzip;
    bool varies;         /* by Accept-Encoding */
    bool varies_by_form; /* by Accept */
    bool any_origin;     /* scripts of other sites may read it (CORS) */
    /* For the same key the answer is the same until another release is taken up. Set for all that
     * needs a release; a handler that looks at anything else, such as the time, clears it. */
    bool is_lasting;
    uint64_t serial; /* of the release that it is made from; 0: none */
    size_t route;    /* its place in the table, or ROUTE_NONE */
};

/* The conditions of REQUEST: makes RESPONSE 304 when the client has what it asks for. */
void response_apply_conditions(struct response *response, const struct request *request);

/* Gives RESPONSE the content of BUFFER, which is empty afterwards. Returns 0 or STATUS_MEMORY. */
int response_take(struct response *response, struct buffer *buffer, struct error *error);

/* Frees the body of RESPONSE. */
void response_done(struct response *response);

/* What tells problems of one kind from others (RFC 9457 section 3.1), and what they have besides.
 */
struct problem_words {
    const char *type; /* where the kind is described */
    const char *title;
    const char *parameter;    /* of the query, that it is about; or NULL */
    struct text did_you_mean; /* or empty */
};

/* Makes RESPONSE, until now empty, a problem of the kind that WORDS say. Without memory it has no
 * body. See server/problem.h for the kinds. */
void response_describe_problem(struct response *response, enum http_status status,
                               const struct problem_words *words, struct text detail);

/* Makes RESPONSE, until now empty, an error with an object of RFC 9457 as its body: DETAIL says
 * what was expected and what was found; the status says all else. Without memory it has no body. */
__attribute__((format(printf, 3, 4))) void
response_problem(struct response *response, enum http_status status, const char *format, ...);

#endif
