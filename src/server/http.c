/* HTTP/1.1 by libmicrohttpd. */
#include "server/http.h"

#include <microhttpd.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "base/memory.h"
#include "server/http_connection.h"
#include "server/security.h"

struct http {
    struct MHD_Daemon *daemons[LISTENER_LIMIT]; /* one for each socket */
    size_t daemon_count;
    struct http_settings settings;
    http_answer *answer;
    void *context;
    atomic_uint in_flight;
};

/* What belongs to one request, from its first line until it is answered. */
struct exchange {
    struct request request;
    enum target_fault fault;
    bool begun; /* the handler has been called once: see handle */
    struct buffer if_none_match;
    struct buffer accept;
    struct buffer accept_encoding;
    struct forwarding forwarding;
};

/* Called with the request line's target, as it was sent, before the headers are read. */
static void *begin(void *context, const char *uri, struct MHD_Connection *connection)
{
    (void)connection;
    struct http *http = context;
    atomic_fetch_add(&http->in_flight, 1);
    struct exchange *exchange = memory_allocate(sizeof(*exchange));
    if (!exchange)
        return NULL;
    *exchange = (struct exchange){0};
    exchange->request.whole_server = strcmp(uri, "*") == 0;
    exchange->fault = target_parse(&exchange->request.target, text_of(uri));
    return exchange;
}

static void complete(void *context, struct MHD_Connection *connection, void **state,
                     enum MHD_RequestTerminationCode code)
{
    (void)connection;
    (void)code;
    struct http *http = context;
    struct exchange *exchange = *state;
    if (exchange) {
        buffer_done(&exchange->if_none_match);
        buffer_done(&exchange->accept);
        buffer_done(&exchange->accept_encoding);
        forwarding_done(&exchange->forwarding);
        memory_free(exchange);
    }
    *state = NULL;
    atomic_fetch_sub(&http->in_flight, 1);
}

static enum method method_of(const char *name)
{
    if (strcmp(name, MHD_HTTP_METHOD_GET) == 0)
        return METHOD_GET;
    if (strcmp(name, MHD_HTTP_METHOD_HEAD) == 0)
        return METHOD_HEAD;
    return strcmp(name, MHD_HTTP_METHOD_OPTIONS) == 0 ? METHOD_OPTIONS : METHOD_OTHER;
}

static struct text header(struct MHD_Connection *connection, const char *name)
{
    return text_of(MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name));
}

/* A header that is a list may be sent in several lines (RFC 9110 section 5.3). */
static enum MHD_Result collect_list(void *context, enum MHD_ValueKind kind, const char *name,
                                    const char *value)
{
    (void)kind;
    struct exchange *exchange = context;
    struct buffer *list = NULL;
    if (text_equal_ignoring_case(text_of(name), TEXT("If-None-Match")))
        list = &exchange->if_none_match;
    else if (text_equal_ignoring_case(text_of(name), TEXT("Accept")))
        list = &exchange->accept;
    else if (text_equal_ignoring_case(text_of(name), TEXT("Accept-Encoding")))
        list = &exchange->accept_encoding;
    else
        list = forwarding_list(&exchange->forwarding, text_of(name));
    if (!list)
        return MHD_YES;
    buffer_append(list, list->length ? TEXT(",") : TEXT(""));
    buffer_append(list, text_of(value));
    buffer_append(list, TEXT(" "));
    return MHD_YES;
}

/* Who asks, and how: by the connection, and by the proxies that are trusted. */
static void read_client(const struct http *http, struct exchange *exchange,
                        struct MHD_Connection *connection)
{
    exchange->request.client = http_client_of(connection);
    forwarding_apply(&exchange->forwarding, http->settings.proxies, &exchange->request.client);
}

static void read_headers(struct exchange *exchange, struct MHD_Connection *connection)
{
    struct request *request = &exchange->request;
    MHD_get_connection_values(connection, MHD_HEADER_KIND, collect_list, exchange);
    request->if_none_match = buffer_text(&exchange->if_none_match);
    request->accept = buffer_text(&exchange->accept);
    request->accept_encoding = buffer_text(&exchange->accept_encoding);
    request->if_modified_since = header(connection, MHD_HTTP_HEADER_IF_MODIFIED_SINCE);
}

static void add_security_headers(struct MHD_Response *message, const struct response *response,
                                 unsigned hsts_s)
{
    char value[64];
    for (size_t i = 0; i < security_header_count; i++)
        MHD_add_response_header(message, security_headers[i].name, security_headers[i].value);
    MHD_add_response_header(message, "Cross-Origin-Resource-Policy",
                            response->any_origin ? "cross-origin" : "same-origin");
    if (!hsts_s)
        return;
    snprintf(value, sizeof(value), "max-age=%u", hsts_s);
    MHD_add_response_header(message, MHD_HTTP_HEADER_STRICT_TRANSPORT_SECURITY, value);
}

/* What lets scripts of other sites read RESPONSE, and on OPTIONS tells what they may ask (CORS). */
static void add_origin_headers(struct MHD_Response *message, const struct response *response)
{
    MHD_add_response_header(message, MHD_HTTP_HEADER_ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    MHD_add_response_header(message, MHD_HTTP_HEADER_ACCESS_CONTROL_EXPOSE_HEADERS, "ETag, Link");
    if (response->status != HTTP_NO_CONTENT)
        return;
    MHD_add_response_header(message, MHD_HTTP_HEADER_ACCESS_CONTROL_ALLOW_METHODS, response->allow);
    MHD_add_response_header(message, MHD_HTTP_HEADER_ACCESS_CONTROL_ALLOW_HEADERS, "If-None-Match");
    MHD_add_response_header(message, MHD_HTTP_HEADER_ACCESS_CONTROL_MAX_AGE, "86400");
}

static void add_headers(struct MHD_Response *message, const struct response *response)
{
    char date[HTTP_DATE_SIZE_BYTES];
    MHD_add_response_header(message, MHD_HTTP_HEADER_CACHE_CONTROL,
                            response->cache_control ? response->cache_control : "no-cache");
    if (response->media_type)
        MHD_add_response_header(message, MHD_HTTP_HEADER_CONTENT_TYPE, response->media_type);
    if (response->etag[0])
        MHD_add_response_header(message, MHD_HTTP_HEADER_ETAG, response->etag);
    if (response->last_modified)
        MHD_add_response_header(message, MHD_HTTP_HEADER_LAST_MODIFIED,
                                http_date_format(response->last_modified, date));
    if (response->allow[0])
        MHD_add_response_header(message, MHD_HTTP_HEADER_ALLOW, response->allow);
    if (response->link[0])
        MHD_add_response_header(message, MHD_HTTP_HEADER_LINK, response->link);
    if (response->is_gzip)
        MHD_add_response_header(message, MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip");
    if (response->varies_by_form)
        MHD_add_response_header(message, MHD_HTTP_HEADER_VARY, "Accept");
    if (response->varies)
        MHD_add_response_header(message, MHD_HTTP_HEADER_VARY, "Accept-Encoding");
    if (response->any_origin)
        add_origin_headers(message, response);
}

/* Sends RESPONSE, and frees its body when that is done or failed. */
static enum MHD_Result send_response(const struct http *http, const struct exchange *exchange,
                                     struct MHD_Connection *connection, struct response *response)
{
    struct body *body = &response->body;
    struct MHD_Response *message;
    if (body->release)
        message = MHD_create_response_from_buffer_with_free_callback_cls(
            body->bytes.length, (void *)(uintptr_t)body->bytes.bytes, body->release, body->owner);
    else
        message = MHD_create_response_from_buffer(
            body->bytes.length, (void *)(uintptr_t)body->bytes.bytes, MHD_RESPMEM_PERSISTENT);
    if (!message) {
        response_done(response);
        return MHD_NO;
    }
    add_security_headers(message, response,
                         exchange->request.client.is_https ? http->settings.hsts_s : 0);
    add_headers(message, response);
    enum MHD_Result result = MHD_queue_response(connection, (unsigned)response->status, message);
    MHD_destroy_response(message);
    return result;
}

static bool has_body(struct MHD_Connection *connection)
{
    struct text length = header(connection, MHD_HTTP_HEADER_CONTENT_LENGTH);
    return header(connection, MHD_HTTP_HEADER_TRANSFER_ENCODING).bytes ||
           (length.bytes && !text_equal(length, TEXT("0")));
}

static size_t headers_size_bytes(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info ? info->header_size : 0;
}

static enum MHD_Result answer(struct http *http, struct exchange *exchange,
                              struct MHD_Connection *connection)
{
    struct response response = {0};
    read_headers(exchange, connection);
    read_client(http, exchange, connection);
    if (exchange->fault == TARGET_LONG) {
        response_problem(&response, HTTP_URI_TOO_LONG,
                         "expected a target of at most %d bytes, found a longer one",
                         TARGET_LIMIT_BYTES);
    } else if (headers_size_bytes(connection) > HTTP_HEADERS_LIMIT_BYTES) {
        response_problem(&response, HTTP_HEADERS_TOO_LARGE,
                         "expected a request line and headers of at most %d bytes, found more",
                         HTTP_HEADERS_LIMIT_BYTES);
    } else if (exchange->fault == TARGET_MALFORMED && !exchange->request.whole_server) {
        response_problem(&response, HTTP_BAD_REQUEST,
                         "expected a path and query in UTF-8 with sound %% sequences, found "
                         "another target");
    } else {
        http->answer(http->context, &exchange->request, &response);
    }
    return send_response(http, exchange, connection, &response);
}

static enum MHD_Result refuse_body(struct http *http, struct exchange *exchange,
                                   struct MHD_Connection *connection)
{
    struct response response = {0};
    response_problem(&response, HTTP_CONTENT_TOO_LARGE,
                     "expected a request with a body of at most %d bytes, found a longer one",
                     HTTP_BODY_LIMIT_BYTES);
    read_client(http, exchange, connection);
    return send_response(http, exchange, connection, &response);
}

/* libmicrohttpd calls this once when the headers are there, then with each part of a body, and at
 * last without one. An answer on the first call would close the connection. */
static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **state)
{
    (void)url;
    (void)version;
    (void)upload;
    struct exchange *exchange = *state;
    if (!exchange)
        return MHD_NO;
    if (exchange->begun && *upload_size == 0)
        return answer(context, exchange, connection);
    *upload_size = 0;
    if (exchange->begun)
        return MHD_YES;
    exchange->begun = true;
    exchange->request.method = method_of(method);
    if (has_body(connection))
        return refuse_body(context, exchange, connection);
    return MHD_YES;
}

static unsigned thread_count(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores > 1 ? (unsigned)cores : 0; /* 0: no pool, one thread */
}

/* Of each connection over TLS, which shows the certificate that was there when it began. */
static void hold_certificate(void *context, struct MHD_Connection *connection,
                             void **socket_context, enum MHD_ConnectionNotificationCode code)
{
    struct http *http = context;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        tls_release(*socket_context);
        *socket_context = NULL;
        return;
    }
    *socket_context = tls_hold(http->settings.tls);
    http_tls_begin(connection, *socket_context);
}

static struct MHD_Daemon *start_daemon(struct http *http, const struct listener *listener)
{
    struct MHD_OptionItem options[HTTP_TLS_OPTION_COUNT + 1] = {
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)hold_certificate, http}};
    http_tls_options(options + 1);
    bool is_tls = http->settings.tls && !listener->is_unix;
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | (is_tls ? MHD_USE_TLS : 0), 0, NULL, NULL,
        handle, http, MHD_OPTION_LISTEN_SOCKET, listener->socket, MHD_OPTION_URI_LOG_CALLBACK,
        begin, http, MHD_OPTION_NOTIFY_COMPLETED, complete, http, MHD_OPTION_THREAD_POOL_SIZE,
        thread_count(), MHD_OPTION_CONNECTION_LIMIT, (unsigned)HTTP_CONNECTION_LIMIT,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)HTTP_ADDRESS_LIMIT,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)HTTP_TIMEOUT_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)HTTP_CONNECTION_MEMORY_BYTES, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_ARRAY,
        is_tls ? options : &options[HTTP_TLS_OPTION_COUNT], MHD_OPTION_END);
}

struct http *http_start(const struct http_settings *settings, http_answer *answer_function,
                        void *context, struct error *error)
{
    struct http *http = memory_allocate(sizeof(*http));
    if (!http) {
        error_memory(error);
        return NULL;
    }
    *http = (struct http){.settings = *settings, .answer = answer_function, .context = context};
    for (size_t i = 0; i < settings->listeners->count; i++) {
        const struct listener *listener = &settings->listeners->items[i];
        http->daemons[i] = start_daemon(http, listener);
        if (!http->daemons[i]) {
            error_system(error, "start the HTTP server at", listener->name);
            http_stop(http);
            return NULL;
        }
        http->daemon_count++;
    }
    return http;
}

void http_stop(struct http *http)
{
    if (!http)
        return;
    for (size_t i = 0; i < http->daemon_count; i++)
        MHD_quiesce_daemon(http->daemons[i]); /* the sockets stay open: they are not ours */
    for (unsigned waited_ms = 0; atomic_load(&http->in_flight) && waited_ms < HTTP_STOP_TIMEOUT_MS;
         waited_ms += 10)
        nanosleep(&(struct timespec){0, 10 * 1000000L}, NULL);
    for (size_t i = 0; i < http->daemon_count; i++)
        MHD_stop_daemon(http->daemons[i]);
    memory_free(http);
}
