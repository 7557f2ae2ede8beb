/* Requests, from the first line until they are answered. */
#include <time.h>

#include "base/memory.h"
#include "server/http_connection.h"
#include "server/http_worker.h"
#include "server/routes.h"

/* What an answer takes in memory besides its body: headers, also those of 304, and their heap. */
enum { ANSWER_OVERHEAD_BYTES = 3072 };

uint64_t http_now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* Only one thread writes each of these numbers: no other one can come in between. */
static void add_to(atomic_uint *number, int change)
{
    unsigned old = atomic_load_explicit(number, memory_order_relaxed);
    atomic_store_explicit(number, old + (unsigned)change, memory_order_relaxed);
}

static void peer_enter(struct peer *peer, enum peer_state state, uint64_t now_us)
{
    atomic_store_explicit(&peer->state, peer_state_make(state, now_us / 1000),
                          memory_order_relaxed);
}

/* --- connections --- */

static struct peer *peer_new(struct worker *worker, struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *socket =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    const union MHD_ConnectionInfo *address =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    struct peer *peer = memory_allocate(sizeof(*peer));
    if (!peer || !socket || !address) {
        memory_free(peer);
        return NULL;
    }
    *peer = (struct peer){.worker = worker,
                          .socket = socket->connect_fd,
                          .address = address_of(address->client_addr),
                          .is_first = true};
    peer_enter(peer, PEER_NEW, http_now_us());
    if (worker->http->limits && !proxies_trust(worker->http->settings.proxies, &peer->address)) {
        peer->is_counted = true;
        peer->is_one_too_many = !limits_enter(worker->http->limits, &peer->address);
        metric_add(&worker->metrics.connections_too_many, peer->is_one_too_many);
    }
    if (worker->is_tls) {
        peer->pair = tls_hold(worker->http->settings.tls);
        http_tls_begin(connection, peer->pair);
    }
    return peer;
}

static void peer_free(struct peer *peer)
{
    if (peer->is_counted)
        limits_leave(peer->worker->http->limits, &peer->address);
    if (peer->pair)
        tls_release(peer->pair);
    buffer_done(&peer->raw_target);
    buffer_done(&peer->if_none_match);
    buffer_done(&peer->accept);
    buffer_done(&peer->accept_encoding);
    buffer_done(&peer->key);
    forwarding_done(&peer->forwarding);
    memory_free(peer);
}

static void link_peer(struct worker *worker, struct peer *peer)
{
    pthread_mutex_lock(&worker->mutex);
    peer->older = worker->newest_peer;
    if (peer->older)
        peer->older->newer = peer;
    worker->newest_peer = peer;
    pthread_mutex_unlock(&worker->mutex);
}

static void unlink_peer(struct worker *worker, struct peer *peer)
{
    pthread_mutex_lock(&worker->mutex);
    *(peer->newer ? &peer->newer->older : &worker->newest_peer) = peer->older;
    if (peer->older)
        peer->older->newer = peer->newer;
    pthread_mutex_unlock(&worker->mutex);
}

/* Without memory a connection has no peer, and each request on it is dropped. */
void http_notify(void *context, struct MHD_Connection *connection, void **state,
                 enum MHD_ConnectionNotificationCode code)
{
    struct worker *worker = context;
    struct peer *peer = *state;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        add_to(&worker->connections, 1);
        metric_add(&worker->metrics.connections_begun, 1);
        *state = peer = peer_new(worker, connection);
        if (peer)
            link_peer(worker, peer);
        return;
    }
    add_to(&worker->connections, -1);
    metric_add(&worker->metrics.connections_ended, 1);
    *state = NULL;
    if (!peer)
        return;
    unlink_peer(worker, peer);
    peer_free(peer);
}

static struct peer *peer_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

/* --- requests --- */

/* Called with the request line's target, as it was sent, before the headers are read; libmicrohttpd
 * takes its bytes apart afterwards. */
void *http_begin(void *context, const char *uri, struct MHD_Connection *connection)
{
    struct worker *worker = context;
    struct peer *peer = peer_of(connection);
    add_to(&worker->in_flight, 1);
    if (!peer)
        return NULL;
    peer->begun_us = http_now_us();
    if (!peer->is_first) /* else it counts from when the connection was there */
        peer_enter(peer, PEER_ASKING, peer->begun_us);
    peer->is_begun = false;
    peer->has_body = false;
    buffer_clear(&peer->raw_target);
    buffer_clear(&peer->if_none_match);
    buffer_clear(&peer->accept);
    buffer_clear(&peer->accept_encoding);
    forwarding_done(&peer->forwarding);
    peer->if_modified_since = peer->host = (struct text){0};
    peer->referer = peer->user_agent = peer->method_name = peer->version = (struct text){0};
    peer->outcome = (struct outcome){.route = ROUTE_NONE};
    peer->method = METHOD_OTHER;
    peer->client_address = peer->address;
    buffer_append(&peer->raw_target, text_of(uri));
    return peer;
}

/* What libmicrohttpd has answered by itself, which refuses what it cannot read. */
static unsigned status_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_HTTP_STATUS);
    return info ? info->http_status : 0;
}

static void write_log(struct worker *worker, const struct peer *peer, uint64_t duration_us)
{
    struct access_log *log = worker->http->settings.log;
    struct access access = {.address = peer->client_address,
                            .time = time(NULL),
                            .method = peer->method_name.bytes ? peer->method_name : TEXT("-"),
                            .target = buffer_text(&peer->raw_target),
                            .version = peer->version.bytes ? peer->version : TEXT("-"),
                            .status = peer->outcome.status,
                            .body_bytes = peer->outcome.body_bytes,
                            .duration_us = duration_us,
                            .referer = peer->referer,
                            .user_agent = peer->user_agent};
    buffer_clear(&worker->log_line);
    access_format(&access, access_log_format_of(log), &worker->log_line);
    if (!worker->log_line.failed)
        access_log_write(log, buffer_text(&worker->log_line));
}

static void count_request(struct worker *worker, struct peer *peer,
                          struct MHD_Connection *connection, bool was_sent, uint64_t now_us)
{
    uint64_t duration_us = now_us - peer->begun_us;
    if (peer->outcome.status == 0)
        peer->outcome.status = status_of(connection);
    if (!was_sent)
        peer->outcome.body_bytes = 0; /* how many of them is not known */
    metrics_count(&worker->metrics, peer->method, peer->outcome.route, peer->outcome.status,
                  duration_us, peer->outcome.body_bytes);
    if (worker->http->settings.log)
        write_log(worker, peer, duration_us);
}

void http_complete(void *context, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode code)
{
    struct worker *worker = context;
    struct peer *peer = *state;
    *state = NULL;
    add_to(&worker->in_flight, -1);
    if (!peer)
        return;
    uint64_t now_us = http_now_us();
    count_request(worker, peer, connection, code == MHD_REQUEST_TERMINATED_COMPLETED_OK, now_us);
    peer->is_first = false;
    peer_enter(peer, PEER_IDLE, now_us);
}

static enum method method_of(const char *name)
{
    if (strcmp(name, MHD_HTTP_METHOD_GET) == 0)
        return METHOD_GET;
    if (strcmp(name, MHD_HTTP_METHOD_HEAD) == 0)
        return METHOD_HEAD;
    return strcmp(name, MHD_HTTP_METHOD_OPTIONS) == 0 ? METHOD_OPTIONS : METHOD_OTHER;
}

/* A header that is a list may be sent in several lines (RFC 9110 section 5.3). */
static void append_list(struct buffer *list, const char *value)
{
    buffer_append(list, list->length ? TEXT(",") : TEXT(""));
    buffer_append(list, text_of(value));
    buffer_append(list, TEXT(" "));
}

/* Takes one header of the request, if it matters. */
static enum MHD_Result take_header(void *context, enum MHD_ValueKind kind, const char *name,
                                   const char *value)
{
    (void)kind;
    struct peer *peer = context;
    struct text key = text_of(name);
    struct buffer *list;
    if (text_equal_ignoring_case(key, TEXT("If-None-Match")))
        append_list(&peer->if_none_match, value);
    else if (text_equal_ignoring_case(key, TEXT("Accept")))
        append_list(&peer->accept, value);
    else if (text_equal_ignoring_case(key, TEXT("Accept-Encoding")))
        append_list(&peer->accept_encoding, value);
    else if (text_equal_ignoring_case(key, TEXT("If-Modified-Since")))
        peer->if_modified_since = text_of(value);
    else if (text_equal_ignoring_case(key, TEXT("Host")))
        peer->host = text_of(value);
    else if (text_equal_ignoring_case(key, TEXT("Transfer-Encoding")) ||
             (text_equal_ignoring_case(key, TEXT("Content-Length")) && strcmp(value, "0") != 0))
        peer->has_body = true;
    else if (text_equal_ignoring_case(key, TEXT("Referer")))
        peer->referer = text_of(value);
    else if (text_equal_ignoring_case(key, TEXT("User-Agent")))
        peer->user_agent = text_of(value);
    else if ((list = forwarding_list(&peer->forwarding, key)))
        append_list(list, value);
    return MHD_YES;
}

static struct text list_text(const struct buffer *list)
{
    return list->length ? buffer_text(list) : (struct text){0};
}

static bool has_failed(const struct peer *peer)
{
    return peer->raw_target.failed || peer->if_none_match.failed || peer->accept.failed ||
           peer->accept_encoding.failed || peer->key.failed;
}

/* Fills REQUEST but for its target, which is not needed for an answer that is there. */
static void read_request(const struct peer *peer, struct request *request)
{
    request->method = peer->method;
    request->raw_target = buffer_text(&peer->raw_target);
    request->whole_server = text_equal(request->raw_target, TEXT("*"));
    request->if_none_match = list_text(&peer->if_none_match);
    request->accept = list_text(&peer->accept);
    request->accept_encoding = list_text(&peer->accept_encoding);
    request->if_modified_since = peer->if_modified_since;
    request->client = (struct client){
        .address = peer->address, .is_https = peer->worker->is_tls, .host = peer->host};
    forwarding_apply(&peer->forwarding, peer->worker->http->settings.proxies, &request->client);
}

static size_t headers_size_bytes(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info ? info->header_size : 0;
}

/* Fills RESPONSE for a target that is not to be looked for. */
static void refuse_target(const struct request *request, enum target_fault fault,
                          struct response *response)
{
    if (fault == TARGET_LONG)
        response_problem(response, HTTP_URI_TOO_LONG,
                         "expected a target of at most %d bytes, found a longer one",
                         TARGET_LIMIT_BYTES);
    else if (fault == TARGET_MALFORMED && !request->whole_server)
        response_problem(response, HTTP_BAD_REQUEST,
                         "expected a path and query in UTF-8 with sound %% sequences, found "
                         "another target");
}

static unsigned hsts_s(const struct http *http, const struct request *request)
{
    return request->client.is_https ? http->settings.hsts_s : 0;
}

static bool is_last(const struct http *http)
{
    return atomic_load_explicit(&http->stopping, memory_order_relaxed);
}

static enum MHD_Result send_once(struct peer *peer, struct MHD_Connection *connection,
                                 const struct request *request, struct response *response)
{
    const struct http *http = peer->worker->http;
    struct finished finished;
    if (!finished_init(&finished, response, hsts_s(http, request)))
        return MHD_NO;
    enum MHD_Result result = finished_send(&finished, request, connection,
                                           is_last(http) || peer->is_one_too_many, &peer->outcome);
    finished_done(&finished);
    return result;
}

/* Keeps the answer, if it is one that lasts, for the next who asks the same. */
static bool keep(struct worker *worker, struct text key, struct finished *finished,
                 const struct response *response, size_t size_bytes)
{
    if (!response->is_lasting || response->status != HTTP_OK || response->serial < worker->serial)
        return false;
    if (response->serial > worker->serial)
        cache_empty(&worker->answers);
    worker->serial = response->serial;
    return cache_add(&worker->answers, key, finished, size_bytes + ANSWER_OVERHEAD_BYTES);
}

/* Makes the answer, sends it, and keeps it. */
static enum MHD_Result make(struct peer *peer, struct request *request,
                            struct MHD_Connection *connection)
{
    struct worker *worker = peer->worker;
    const struct http_service *service = &worker->http->service;
    struct response response = {.route = ROUTE_NONE};
    enum target_fault fault = target_parse(&request->target, request->raw_target);
    metric_add(&worker->metrics.answers_made, 1);
    refuse_target(request, fault, &response);
    if (!response.status)
        service->make(service->context, request, &response);
    size_t size_bytes = response.body.bytes.length;
    struct finished *finished = memory_allocate(sizeof(*finished));
    if (!finished)
        return send_once(peer, connection, request, &response);
    if (!finished_init(finished, &response, hsts_s(worker->http, request))) {
        memory_free(finished);
        return MHD_NO;
    }
    pthread_mutex_lock(&worker->mutex);
    bool is_kept = keep(worker, buffer_text(&peer->key), finished, &response, size_bytes);
    enum MHD_Result result =
        finished_send(finished, request, connection, is_last(worker->http), &peer->outcome);
    pthread_mutex_unlock(&worker->mutex);
    if (!is_kept)
        finished_free(finished);
    return result;
}

/* Sends the answer that was made before, if it is there: false otherwise. */
static bool send_kept(struct peer *peer, const struct request *request,
                      struct MHD_Connection *connection, enum MHD_Result *result)
{
    struct worker *worker = peer->worker;
    const struct http_service *service = &worker->http->service;
    uint64_t serial = service->serial(service->context);
    pthread_mutex_lock(&worker->mutex);
    struct finished *finished =
        worker->serial == serial ? cache_find(&worker->answers, buffer_text(&peer->key)) : NULL;
    if (finished)
        *result =
            finished_send(finished, request, connection, is_last(worker->http), &peer->outcome);
    pthread_mutex_unlock(&worker->mutex);
    if (finished)
        metric_add(&worker->metrics.kept_answers_sent, 1);
    return finished;
}

/* Refuses a request beyond the limits of who asks. */
static enum MHD_Result refuse_number(struct peer *peer, const struct request *request,
                                     struct MHD_Connection *connection, unsigned wait_s)
{
    const struct http_settings *settings = &peer->worker->http->settings;
    struct response response = {.route = ROUTE_NONE, .retry_after_s = wait_s};
    metric_add(&peer->worker->metrics.requests_too_many, 1);
    if (peer->is_one_too_many)
        response_problem(&response, HTTP_TOO_MANY_REQUESTS,
                         "expected at most %u connections of one address, found more",
                         settings->address_connections);
    else
        response_problem(&response, HTTP_TOO_MANY_REQUESTS,
                         "expected at most %u requests a second of one address, found more",
                         settings->address_requests_per_s);
    return send_once(peer, connection, request, &response);
}

/* Whether who asks is within the limits; otherwise *WAIT_S is when to try again. */
static bool is_within_limits(struct peer *peer, const struct request *request, unsigned *wait_s)
{
    enum { CONNECTION_WAIT_S = 1 };
    struct limits *limits = peer->worker->http->limits;
    *wait_s = CONNECTION_WAIT_S;
    return !limits || (!peer->is_one_too_many &&
                       limits_ask(limits, &request->client.address, peer->begun_us, wait_s));
}

static enum MHD_Result answer(struct peer *peer, struct MHD_Connection *connection)
{
    struct request request;
    enum MHD_Result result;
    unsigned wait_s;
    read_request(peer, &request);
    buffer_clear(&peer->key);
    request_append_key(&request, &peer->key);
    if (has_failed(peer))
        return MHD_NO;
    peer->client_address = request.client.address;
    peer_enter(peer, PEER_TAKING, http_now_us());
    if (!is_within_limits(peer, &request, &wait_s))
        return refuse_number(peer, &request, connection, wait_s);
    if (send_kept(peer, &request, connection, &result))
        return result;
    return make(peer, &request, connection);
}

/* Refuses the request for the size of its headers or its body, in bytes. */
static enum MHD_Result refuse_size(struct peer *peer, struct MHD_Connection *connection,
                                   enum http_status status, const char *what, int limit)
{
    struct request request;
    struct response response = {.route = ROUTE_NONE};
    read_request(peer, &request);
    peer->client_address = request.client.address;
    response_problem(&response, status, "expected %s of at most %d bytes, found more", what, limit);
    peer_enter(peer, PEER_TAKING, http_now_us());
    return send_once(peer, connection, &request, &response);
}

/* libmicrohttpd calls this once when the headers are there, then with each part of a body, and at
 * last without one. An answer on the first call would close the connection. */
enum MHD_Result http_handle(void *worker, struct MHD_Connection *connection, const char *url,
                            const char *method, const char *version, const char *upload,
                            size_t *upload_size, void **state)
{
    (void)worker;
    (void)url;
    (void)upload;
    struct peer *peer = *state;
    if (!peer)
        return MHD_NO;
    if (peer->is_begun && *upload_size == 0)
        return headers_size_bytes(connection) > HTTP_HEADERS_LIMIT_BYTES
                   ? refuse_size(peer, connection, HTTP_HEADERS_TOO_LARGE,
                                 "a request line and headers", HTTP_HEADERS_LIMIT_BYTES)
                   : answer(peer, connection);
    *upload_size = 0;
    if (peer->is_begun)
        return MHD_YES;
    peer->is_begun = true;
    peer->method = method_of(method);
    peer->method_name = text_of(method);
    peer->version = text_of(version);
    MHD_get_connection_values(connection, MHD_HEADER_KIND, take_header, peer);
    return peer->has_body ? refuse_size(peer, connection, HTTP_CONTENT_TOO_LARGE, "a body",
                                        HTTP_BODY_LIMIT_BYTES)
                          : MHD_YES;
}
