/* Responses. */
#include "server/message.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/memory.h"

const char *http_status_title(enum http_status status)
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
    case HTTP_HEADERS_TOO_LARGE:
        return "Request Header Fields Too Large";
    case HTTP_SERVER_ERROR:
        return "Internal Server Error";
    case HTTP_UNAVAILABLE:
        return "Service Unavailable";
    }
    return "";
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

/* Appends TEXT as a string of JSON (RFC 8259 section 7). */
static void append_string(struct buffer *buffer, struct text text)
{
    buffer_append_byte(buffer, '"');
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.bytes[i];
        if (byte < 0x20) {
            buffer_format(buffer, "\\u%04x", (unsigned)byte);
            continue;
        }
        if (byte == '"' || byte == '\\')
            buffer_append_byte(buffer, '\\');
        buffer_append_byte(buffer, (char)byte);
    }
    buffer_append_byte(buffer, '"');
}

void response_problem(struct response *response, enum http_status status, const char *format, ...)
{
    char detail[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(detail, sizeof(detail), format, args);
    va_end(args);

    struct buffer buffer;
    buffer_init(&buffer);
    buffer_append(&buffer, TEXT("{\"type\":\"about:blank\",\"title\":"));
    append_string(&buffer, text_of(http_status_title(status)));
    buffer_format(&buffer, ",\"status\":%d,\"detail\":", (int)status);
    append_string(&buffer, text_of(detail));
    buffer_append(&buffer, TEXT("}\n"));
    response->status = status;
    response->media_type = "application/problem+json";
    if (response_take(response, &buffer, NULL) != STATUS_OK)
        response_done(response);
    buffer_done(&buffer);
}
