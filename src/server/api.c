/* The JSON API. */
#include "server/api.h"

#include "base/memory.h"
#include "formats/json/answer.h"

/* Answers QUERY, or without one with the header of the registry. *FOUND is what answer_write says.
 */
static int answer_json(const struct visit *visit, const struct query *query, bool *found,
                       struct error *error)
{
    struct buffer buffer;
    buffer_init(&buffer);
    struct sink *sink = memory_allocate(sizeof(*sink));
    int status = sink ? STATUS_OK : error_memory(error);
    if (status != STATUS_OK)
        goto out;
    sink_init_buffer(sink, &buffer);
    if (query)
        *found = answer_write(visit->release->snapshot, query, sink);
    else
        answer_write_registry(visit->release->snapshot, sink);
    status = sink_flush(sink, "answer", error);
    if (status == STATUS_OK)
        status = response_take(visit->response, &buffer, error);
    visit->response->status = HTTP_OK;
    visit->response->media_type = "application/json";
out:
    memory_free(sink);
    buffer_done(&buffer);
    return status;
}

int api_ports_answer(const struct visit *visit, struct error *error)
{
    struct query query = {.kind = QUERY_PORT};
    char quoted[QUOTED_SIZE_BYTES];
    bool found;
    const char *fault = ports_parse(visit->values[0], &query.ports);
    if (fault) {
        response_problem(visit->response, HTTP_BAD_REQUEST, "%s, found %s", fault,
                         text_quote(visit->values[0], quoted));
        return STATUS_OK;
    }
    query.transport_protocol = transport_protocol_ask(visit->values[1]);
    if (visit->values[1].length && query.transport_protocol == TRANSPORT_NONE) {
        response_problem(visit->response, HTTP_BAD_REQUEST,
                         "expected the transport protocol " TRANSPORT_NAMES ", found %s",
                         text_quote(visit->values[1], quoted));
        return STATUS_OK;
    }
    if (query.ports.first != query.ports.last || query.ports.as_range)
        query.kind = QUERY_RANGE;
    return answer_json(visit, &query, &found, error);
}

static void answer_unknown(const struct visit *visit, struct text name)
{
    char quoted[QUOTED_SIZE_BYTES];
    struct text near = snapshot_suggest(visit->release->snapshot, name);
    response_done(visit->response);
    if (near.length)
        response_problem(visit->response, HTTP_NOT_FOUND,
                         "expected a service name of the registry, found %s; did you mean %.*s?",
                         text_quote(name, quoted), TEXT_ARGS(near));
    else
        response_problem(visit->response, HTTP_NOT_FOUND,
                         "expected a service name of the registry, found %s",
                         text_quote(name, quoted));
}

int api_services_answer(const struct visit *visit, struct error *error)
{
    struct query query = {.kind = QUERY_NAME, .service_name = visit->values[0]};
    struct query dns_sd;
    bool found = false;
    /* As DNS-SD writes it, unless a legacy name looks like that: _https._tcp. */
    if (text_starts_with(query.service_name, TEXT("_")) &&
        query_parse(query.service_name, &dns_sd, NULL) == STATUS_OK)
        query = dns_sd;
    int status = answer_json(visit, &query, &found, error);
    if (status == STATUS_OK && !found)
        answer_unknown(visit, query.service_name);
    return status;
}

int api_registry_answer(const struct visit *visit, struct error *error)
{
    return answer_json(visit, NULL, NULL, error);
}

int health_answer(const struct visit *visit, struct error *error)
{
    char date[DATE_SIZE_BYTES];
    struct buffer buffer;
    buffer_init(&buffer);
    date_format(snapshot_header(visit->release->snapshot).updated, date);
    buffer_format(&buffer, "%s\n", date);
    visit->response->status = HTTP_OK;
    visit->response->media_type = "text/plain; charset=UTF-8";
    int status = response_take(visit->response, &buffer, error);
    buffer_done(&buffer);
    return status;
}
