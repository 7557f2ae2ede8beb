/* Responses. */
#include "server/message.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/memory.h"
#include "formats/json/members.h"

/* "Not Found". */
static const char *title_of(enum http_status status)
{
    switch (status) {
    case HTTP_OK:
        return "OK";
    case HTTP_NO_CONTENT:
        return "No Content";
    case HTTP_NOT_MODIFIED:
        return "Not Modified";
    case HTTP_BAD_REQUEST:
        return "Bad Request";
    case HTTP_NOT_FOUND:
        return "Not Found";
    case HTTP_METHOD_NOT_ALLOWED:
        return "Method Not Allowed";
    case HTTP_CONTENT_TOO_LARGE:
        return "Content Too Large";
    case HTTP_URI_TOO_LONG:
        return "URI Too Long";
    case HTTP_TOO_MANY_REQUESTS:
        return "Too Many Requests";
    case HTTP_HEADERS_TOO_LARGE:
        return "Request Header Fields Too Large";
    case HTTP_SERVER_ERROR:
        return "Internal Server Error";
    case HTTP_UNAVAILABLE:
        return "Service Unavailable";
    }
    return "";
}

void request_append_key(const struct request *request, struct buffer *buffer)
{
    /* No header contains a line feed, which ends those that are there. The host is none of
     * them: no answer names it. */
    buffer_append_byte(buffer, (char)('0' + request->method));
    buffer_append_byte(buffer, accepts_gzip(request->accept_encoding) ? 'z' : '-');
    buffer_append_byte(buffer, request->client.is_https ? 's' : '-');
    buffer_append(buffer, request->accept);
    buffer_append_byte(buffer, '\n');
    buffer_append(buffer, request->raw_target);
}

void response_apply_conditions(struct response *response, const struct request *request)
{
    if (response->status != HTTP_OK ||
        !not_modified(request->if_none_match, request->if_modified_since, text_of(response->etag),
                      response->last_modified))
        return;
    response_done(response);
    response->status = HTTP_NOT_MODIFIED;
    response->media_type = NULL;
    response->is_gzip = false;
}

int response_take(struct response *response, struct buffer *buffer, struct error *error)
{
    if (buffer->failed)
        return error_memory(error);
    response_done(response);
    response->body = (struct body){buffer_text(buffer), memory_free, buffer->bytes};
    buffer_init(buffer);
    return STATUS_OK;
}

void response_done(struct response *response)
{
    if (response->body.release)
        response->body.release(response->body.owner);
    response->body = (struct body){0};
}

/* The path and the query that were asked for. */
static void append_target(struct buffer *buffer, const struct target *target)
{
    for (size_t i = 0; i < target->segment_count; i++) {
        buffer_append_byte(buffer, '/');
        target_append_encoded(buffer, target->segments[i]);
    }
    for (size_t i = 0; i < target->parameter_count; i++) {
        buffer_append_byte(buffer, i ? '&' : '?');
        target_append_encoded(buffer, target->parameters[i].name);
        buffer_append_byte(buffer, '=');
        target_append_encoded(buffer, target->parameters[i].value);
    }
}

static void member_instance(struct json_members *members, const struct target *target)
{
    struct buffer buffer;
    if (!target)
        return;
    buffer_init(&buffer);
    append_target(&buffer, target);
    if (!buffer.failed)
        json_member_text(members, "instance", buffer_text(&buffer));
    buffer_done(&buffer);
}

void response_describe_problem(struct response *response, enum http_status status,
                               const struct problem_words *words, struct text detail)
{
    struct buffer buffer;
    struct sink sink;
    if (detail.bytes != response->detail)
        snprintf(response->detail, sizeof(response->detail), "%.*s", TEXT_ARGS(detail));
    buffer_init(&buffer);
    sink_init_buffer(&sink, &buffer);
    struct json_members members = json_members_begin(&sink);
    json_member_text(&members, "type", text_of(words->type));
    json_member_text(&members, "title", text_of(words->title));
    json_member_number(&members, "status", (uint64_t)status);
    json_member_text(&members, "detail", detail);
    member_instance(&members, response->target);
    json_member_text_if_any(&members, "parameter", text_of(words->parameter));
    json_member_text_if_any(&members, "did_you_mean", words->did_you_mean);
    json_members_end(&members);
    sink_write_byte(&sink, '\n');
    response->status = status;
    response->media_type = "application/problem+json";
    if (sink_flush(&sink, "answer", NULL) != STATUS_OK ||
        response_take(response, &buffer, NULL) != STATUS_OK)
        response_done(response);
    buffer_done(&buffer);
}

void response_problem(struct response *response, enum http_status status, const char *format, ...)
{
    struct problem_words words = {.type = "about:blank", .title = title_of(status)};
    va_list args;
    va_start(args, format);
    vsnprintf(response->detail, sizeof(response->detail), format, args);
    va_end(args);
    response_describe_problem(response, status, &words, text_of(response->detail));
}
