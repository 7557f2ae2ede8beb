/* The JSON API. */
#include "server/api/api.h"

#include "base/memory.h"
#include "formats/json/answer.h"
#include "server/as_of.h"

/* What an answer is made from. */
struct subject {
    const struct portreg *snapshot;
    const struct query *query; /* NULL: the header of the registry, or the releases */
    uint64_t page;             /* of the releases; 0: none of them is asked for */
    bool found;                /* what answer_write said of QUERY */
};

static void write_subject(struct subject *subject, struct sink *sink)
{
    if (subject->query)
        subject->found = answer_write(subject->snapshot, subject->query, sink);
    else if (subject->page)
        answer_write_releases(subject->snapshot, (uint32_t)subject->page, sink);
    else
        answer_write_registry(subject->snapshot, sink);
}

static int answer_json(const struct visit *visit, struct subject *subject, struct error *error)
{
    struct buffer buffer;
    buffer_init(&buffer);
    struct sink *sink = memory_allocate(sizeof(*sink));
    int status = sink ? STATUS_OK : error_memory(error);
    if (status != STATUS_OK)
        goto out;
    sink_init_buffer(sink, &buffer);
    write_subject(subject, sink);
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

static void answer_unknown(const struct visit *visit, const struct portreg *snapshot,
                           struct text name)
{
    char quoted[QUOTED_SIZE_BYTES];
    struct text near = snapshot_suggest(snapshot, name);
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

/* Answers QUERY, or without one with the header of the registry. */
static int answer_as_of(const struct visit *visit, const struct query *query, struct error *error)
{
    struct subject subject = {.query = query};
    struct as_of as_of;
    int status = as_of_open(&as_of, visit, error);
    subject.snapshot = as_of.snapshot;
    if (status == STATUS_OK && subject.snapshot)
        status = answer_json(visit, &subject, error);
    if (status == STATUS_OK && subject.snapshot && query && query->kind == QUERY_NAME &&
        !subject.found)
        answer_unknown(visit, subject.snapshot, query->service_name);
    as_of_done(&as_of);
    return status;
}

int api_ports_answer(const struct visit *visit, struct error *error)
{
    struct query query = {.kind = QUERY_PORT};
    char quoted[QUOTED_SIZE_BYTES];
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
    return answer_as_of(visit, &query, error);
}

int api_services_answer(const struct visit *visit, struct error *error)
{
    struct query query = {.kind = QUERY_NAME, .service_name = visit->values[0]};
    struct query dns_sd;
    /* As DNS-SD writes it, unless a legacy name looks like that: _https._tcp. */
    if (text_starts_with(query.service_name, TEXT("_")) &&
        query_parse(query.service_name, &dns_sd, NULL) == STATUS_OK)
        query = dns_sd;
    return answer_as_of(visit, &query, error);
}

int api_registry_answer(const struct visit *visit, struct error *error)
{
    return answer_as_of(visit, NULL, error);
}

int api_releases_answer(const struct visit *visit, struct error *error)
{
    struct subject subject = {.snapshot = visit->release->snapshot, .page = 1};
    struct text page = target_parameter(&visit->request->target, TEXT("page"));
    uint32_t pages = answer_release_pages(subject.snapshot);
    char quoted[QUOTED_SIZE_BYTES];
    if (page.bytes && (!text_to_number(page, UINT32_MAX, &subject.page) || subject.page == 0)) {
        response_problem(visit->response, HTTP_BAD_REQUEST,
                         "expected a page from 1 to %u, found %s", pages, text_quote(page, quoted));
        return STATUS_OK;
    }
    if (subject.page > pages) {
        response_problem(visit->response, HTTP_NOT_FOUND, "expected a page from 1 to %u, found %s",
                         pages, text_quote(page, quoted));
        return STATUS_OK;
    }
    return answer_json(visit, &subject, error);
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
