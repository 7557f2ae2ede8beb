/* HTTP/1.1 by libmicrohttpd. */
#include "server/http.h"

#include <microhttpd.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/memory.h"

struct http {
    struct MHD_Daemon *daemon;
    int socket;
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
};

/* Headers that every response has. Scripts and styles come from this server alone. */
static const char *const fixed_headers[][2] = {
    {"Content-Security-Policy",
     "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
     "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
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
    if (!list)
        return MHD_YES;
    buffer_append(list, list->length ? TEXT(",") : TEXT(""));
    buffer_append(list, text_of(value));
    buffer_append(list, TEXT(" "));
    return MHD_YES;
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
    for (size_t i = 0; i < sizeof(fixed_headers) / sizeof(*fixed_headers); i++)
        MHD_add_response_header(message, fixed_headers[i][0], fixed_headers[i][1]);
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
static enum MHD_Result send_response(struct MHD_Connection *connection, struct response *response)
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
        read_headers(exchange, connection);
        http->answer(http->context, &exchange->request, &response);
    }
    return send_response(connection, &response);
}

static enum MHD_Result refuse_body(struct MHD_Connection *connection)
{
    struct response response = {0};
    response_problem(&response, HTTP_CONTENT_TOO_LARGE,
                     "expected a request with a body of at most %d bytes, found a longer one",
                     HTTP_BODY_LIMIT_BYTES);
    return send_response(connection, &response);
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
        return refuse_body(connection);
    return MHD_YES;
}

static unsigned thread_count(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores > 1 ? (unsigned)cores : 0; /* 0: no pool, one thread */
}

struct http *http_start(int socket, http_answer *answer_function, void *context,
                        struct error *error)
{
    struct http *http = memory_allocate(sizeof(*http));
    if (!http) {
        close(socket);
        error_memory(error);
        return NULL;
    }
    *http = (struct http){.socket = socket, .answer = answer_function, .context = context};
    http->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC, 0, NULL, NULL, handle, http,
        MHD_OPTION_LISTEN_SOCKET, socket, MHD_OPTION_URI_LOG_CALLBACK, begin, http,
        MHD_OPTION_NOTIFY_COMPLETED, complete, http, MHD_OPTION_THREAD_POOL_SIZE, thread_count(),
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)HTTP_CONNECTION_LIMIT,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)HTTP_ADDRESS_LIMIT,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)HTTP_TIMEOUT_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)HTTP_CONNECTION_MEMORY_BYTES, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (http->daemon)
        return http;
    error_system(error, "start", "the HTTP server");
    close(socket);
    memory_free(http);
    return NULL;
}

void http_stop(struct http *http)
{
    if (!http)
        return;
    MHD_socket listening = MHD_quiesce_daemon(http->daemon);
    for (unsigned waited_ms = 0; atomic_load(&http->in_flight) && waited_ms < HTTP_STOP_TIMEOUT_MS;
         waited_ms += 10)
        nanosleep(&(struct timespec){0, 10 * 1000000L}, NULL);
    MHD_stop_daemon(http->daemon);
    if (listening != MHD_INVALID_SOCKET)
        close(listening);
    memory_free(http);
}
