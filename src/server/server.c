/* The server: finds the route, asks it, and applies the conditions of the request. */
#include "server/server.h"

#include <stdio.h>

#include "publication/gzip.h"
#include "server/pages/error_page.h"
#include "server/routes.h"

static void write_allow(unsigned methods, char allow[static 64])
{
    snprintf(allow, 64, "%s%s%s", methods & METHOD_GET ? "GET" : "",
             methods & METHOD_HEAD ? ", HEAD" : "", methods & METHOD_OPTIONS ? ", OPTIONS" : "");
}

/* Compresses a page that was made for this request. Without memory it stays as it is. What is the
 * same for all who ask is compressed well, since that is done once a release. */
static void compress(const struct request *request, struct response *response)
{
    struct buffer buffer;
    buffer_init(&buffer);
    int level = response->is_lasting && !request->target.parameter_count ? GZIP_USUAL : GZIP_FAST;
    if (gzip_append(&buffer, response->body.bytes, level, NULL) == STATUS_OK &&
        response_take(response, &buffer, NULL) == STATUS_OK)
        response->is_gzip = true;
    buffer_done(&buffer);
}

/* Gives an answer that was made for this request what a file has from its publication: an entity
 * tag, from its bytes, and another coding. */
static void finish_made(const struct request *request, struct response *response)
{
    etag_make(response->body.bytes, response->etag);
    response->varies = response->body.bytes.length >= GZIP_FROM_BYTES;
    if (!response->varies || !accepts_gzip(request->accept_encoding))
        return;
    compress(request, response);
    if (response->is_gzip)
        etag_make(response->body.bytes, response->etag);
}

static void answer_route(const struct route *route, const struct visit *visit)
{
    struct response *response = visit->response;
    struct error error = {0};
    response->is_lasting = route->needs_release;
    response->route = (size_t)(route - routes);
    if (visit->request->method == METHOD_OPTIONS) {
        response->status = HTTP_NO_CONTENT;
        write_allow(route->methods, response->allow);
        return;
    }
    if (route->needs_release && !visit->release) {
        response_problem(response, HTTP_UNAVAILABLE,
                         "expected a published release, found none yet");
        return;
    }
    if (route->answer(visit, &error) != STATUS_OK) {
        response_done(response);
        response_problem(response, HTTP_SERVER_ERROR, "%s", error.message);
    }
    if (response->status != HTTP_OK)
        return;
    if (!response->etag[0])
        finish_made(visit->request, response);
}

/* What is wrong with a request to the API, scripts of other sites may read too. */
static bool is_of_api(const struct target *target)
{
    return target->segment_count > 1 && text_equal(target->segments[0], TEXT("api"));
}

void server_make(const struct request *request, const char *data_directory,
                 struct served_release *release, struct response *response)
{
    struct visit visit = {.request = request,
                          .data_directory = data_directory,
                          .release = release,
                          .response = response};
    response->serial = release ? release->serial : 0;
    response->route = ROUTE_NONE;
    response->target = &request->target;
    if (request->whole_server && request->method == METHOD_OPTIONS) {
        response->status = HTTP_NO_CONTENT;
        write_allow(METHOD_GET | METHOD_HEAD | METHOD_OPTIONS, response->allow);
        return;
    }
    const struct route *route = route_find(&request->target, visit.values);
    response->any_origin = (route && route->any_origin) || is_of_api(&request->target);
    if (!route) {
        response_problem(response, HTTP_NOT_FOUND,
                         "expected one of the paths of this server, found another");
    } else if (!(route->methods & request->method)) {
        response_problem(response, HTTP_METHOD_NOT_ALLOWED,
                         "expected a method that this path has, found another");
        write_allow(route->methods, response->allow);
    } else {
        answer_route(route, &visit);
    }
    error_page_replace(&visit);
}

void server_answer(const struct request *request, const char *data_directory,
                   struct served_release *release, struct response *response)
{
    server_make(request, data_directory, release, response);
    response_apply_conditions(response, request);
}

static void make(void *context, const struct request *request, struct response *response)
{
    struct server *server = context;
    struct served_release *release = current_hold(&server->current);
    if (server->monitor && monitor_is_asked(request))
        monitor_answer(server->monitor, server->http, release, request, response);
    else
        server_make(request, server->current.data_directory, release, response);
    release_drop(release);
}

static uint64_t serial(void *context)
{
    const struct server *server = context;
    return current_serial(&server->current);
}

int server_open(struct server *server, const char *data_directory,
                void (*report)(void *context, const struct error *error), void *context,
                struct error *error)
{
    *server = (struct server){.http = NULL};
    return current_init(&server->current, data_directory, report, context, error);
}

int server_start(struct server *server, const struct http_settings *settings,
                 const struct monitor *monitor, struct error *error)
{
    server->monitor = monitor;
    const struct http_service service = {make, serial, server};
    return http_start(&server->http, settings, &service, error);
}

void server_stop(struct server *server)
{
    http_stop(server->http);
    current_done(&server->current);
}
