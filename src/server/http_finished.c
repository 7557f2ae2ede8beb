/* Responses as libmicrohttpd sends them. */
#include "base/memory.h"
#include "server/http_worker.h"

/* Headers that every response has. Scripts and styles come from this server alone. */
static const char *const fixed_headers[][2] = {
    {"Content-Security-Policy",
     "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
     "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
};

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
    if (response->any_origin) {
        MHD_add_response_header(message, MHD_HTTP_HEADER_ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        if (response->allow[0])
            MHD_add_response_header(message, MHD_HTTP_HEADER_ACCESS_CONTROL_ALLOW_METHODS,
                                    response->allow);
    }
}

bool finished_init(struct finished *finished, struct response *response)
{
    struct body *body = &response->body;
    void *bytes = (void *)(uintptr_t)body->bytes.bytes;
    *finished =
        (struct finished){.status = response->status, .last_modified = response->last_modified};
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

enum MHD_Result finished_send(struct finished *finished, const struct request *request,
                              struct MHD_Connection *connection)
{
    if (finished->status == HTTP_OK &&
        (request->if_none_match.bytes || request->if_modified_since.bytes) &&
        not_modified(request->if_none_match, request->if_modified_since, text_of(finished->etag),
                     finished->last_modified)) {
        struct MHD_Response *unchanged = unchanged_of(finished);
        return unchanged ? MHD_queue_response(connection, HTTP_NOT_MODIFIED, unchanged) : MHD_NO;
    }
    return MHD_queue_response(connection, (unsigned)finished->status, finished->message);
}
