/* Responses as libmicrohttpd sends them. */
#include <stdio.h>

#include "base/memory.h"
#include "server/http_worker.h"
#include "server/security.h"

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
    if (response->retry_after_s) {
        char seconds[16];
        snprintf(seconds, sizeof(seconds), "%u", response->retry_after_s);
        MHD_add_response_header(message, MHD_HTTP_HEADER_RETRY_AFTER, seconds);
    }
    if (response->is_gzip)
        MHD_add_response_header(message, MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip");
    if (response->varies_by_form)
        MHD_add_response_header(message, MHD_HTTP_HEADER_VARY, "Accept");
    if (response->varies)
        MHD_add_response_header(message, MHD_HTTP_HEADER_VARY, "Accept-Encoding");
    if (response->any_origin)
        add_origin_headers(message, response);
}

bool finished_init(struct finished *finished, struct response *response, unsigned hsts_s)
{
    struct body *body = &response->body;
    void *bytes = (void *)(uintptr_t)body->bytes.bytes;
    *finished = (struct finished){.status = response->status,
                                  .last_modified = response->last_modified,
                                  .route = response->route,
                                  .body_bytes = body->bytes.length};
    memcpy(finished->etag, response->etag, sizeof(finished->etag));
    if (body->release)
        finished->message = MHD_create_response_from_buffer_with_free_callback_cls(
            body->bytes.length, bytes, body->release, body->owner);
    else
        finished->message =
            MHD_create_response_from_buffer(body->bytes.length, bytes, MHD_RESPMEM_PERSISTENT);
    if (!finished->message) {
        response_done(response);
        return false;
    }
    *body = (struct body){0};
    add_security_headers(finished->message, response, hsts_s);
    add_headers(finished->message, response);
    return true;
}

void finished_done(struct finished *finished)
{
    if (finished->message)
        MHD_destroy_response(finished->message);
    if (finished->unchanged)
        MHD_destroy_response(finished->unchanged);
}

void finished_free(void *finished)
{
    finished_done(finished);
    memory_free(finished);
}

/* Copies one header to a response without content, but for those of the content. */
static enum MHD_Result copy_header(void *context, enum MHD_ValueKind kind, const char *name,
                                   const char *value)
{
    (void)kind;
    if (strcmp(name, MHD_HTTP_HEADER_CONTENT_TYPE) != 0 &&
        strcmp(name, MHD_HTTP_HEADER_CONTENT_ENCODING) != 0)
        MHD_add_response_header(context, name, value);
    return MHD_YES;
}

static struct MHD_Response *unchanged_of(struct finished *finished)
{
    if (!finished->unchanged) {
        finished->unchanged = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
        if (finished->unchanged)
            MHD_get_response_headers(finished->message, copy_header, finished->unchanged);
    }
    return finished->unchanged;
}

/* What is sent to who asks with the conditions of REQUEST, and *STATUS; NULL without memory. */
static struct MHD_Response *choose(struct finished *finished, const struct request *request,
                                   enum http_status *status)
{
    *status = finished->status;
    bool has_conditions = request->if_none_match.bytes || request->if_modified_since.bytes;
    if (finished->status != HTTP_OK || !has_conditions ||
        !not_modified(request->if_none_match, request->if_modified_since, text_of(finished->etag),
                      finished->last_modified))
        return finished->message;
    *status = HTTP_NOT_MODIFIED;
    return unchanged_of(finished);
}

enum MHD_Result finished_send(struct finished *finished, const struct request *request,
                              struct MHD_Connection *connection, bool is_last,
                              struct outcome *outcome)
{
    enum http_status status;
    struct MHD_Response *message = choose(finished, request, &status);
    if (!message)
        return MHD_NO;
    if (is_last)
        MHD_add_response_header(message, MHD_HTTP_HEADER_CONNECTION, "close");
    bool has_body = message == finished->message && request->method != METHOD_HEAD;
    *outcome =
        (struct outcome){(unsigned)status, finished->route, has_body ? finished->body_bytes : 0};
    return MHD_queue_response(connection, (unsigned)status, message);
}
