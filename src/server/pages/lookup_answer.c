/* What is looked up, in the form that the client likes best: a page, JSON, or the table that a
 * terminal shows. */
#include "base/memory.h"
#include "formats/screen/answer.h"
#include "server/api/api.h"
#include "server/form.h"
#include "server/pages/lookup_page.h"
#include "server/pages/pages.h"
#include "server/problem.h"

enum { TEXT_WIDTH = 80 };

/* --- what is asked for --- */

static void refuse_name(const struct lookup *lookup)
{
    char quoted[QUOTED_SIZE_BYTES];
    const struct query *query = lookup->query;
    struct text name = query->service_name;
    const struct portreg *snapshot = lookup->as_of->snapshot;
    struct problem problem = {.kind = PROBLEM_UNKNOWN_SERVICE_NAME};
    text_quote(name, quoted);
    if (portreg_find_name(snapshot, name.bytes, name.length).count) {
        problem_answer(lookup->visit, problem,
                       "expected a transport protocol that %s has, found %.*s", quoted,
                       TEXT_ARGS(transport_protocol_name(query->transport_protocol)));
        return;
    }
    problem.did_you_mean = snapshot_suggest(snapshot, name);
    if (problem.did_you_mean.length)
        problem_answer(lookup->visit, problem,
                       "expected a service name of the registry, found %s; did you mean %.*s?",
                       quoted, TEXT_ARGS(problem.did_you_mean));
    else
        problem_answer(lookup->visit, problem, "expected a service name of the registry, found %s",
                       quoted);
}

static bool has_records(const struct lookup *lookup)
{
    struct query_records records = query_records_begin(lookup->as_of->snapshot, lookup->query);
    struct portreg_record record;
    return query_records_next(&records, &record);
}

/* --- forms --- */

static int write_text(const struct lookup *lookup, struct error *error)
{
    struct response *response = lookup->visit->response;
    struct buffer buffer;
    bool found;
    buffer_init(&buffer);
    struct sink *sink = memory_allocate(sizeof(*sink));
    int status = sink ? STATUS_OK : error_memory(error);
    if (status != STATUS_OK)
        goto out;
    sink_init_buffer(sink, &buffer);
    struct screen screen = {sink, TEXT_WIDTH, false};
    if (lookup->as_of->date.bytes)
        screen_release_write(lookup->as_of->snapshot, &screen);
    if (screen_answer_write(lookup->as_of->snapshot, lookup->query, &screen, &found) != STATUS_OK)
        status = error_memory(error);
    if (lookup->query->kind == QUERY_RANGE && !has_records(lookup))
        sink_write(sink, TEXT("No record names a port number of this range.\n"));
    if (status == STATUS_OK)
        status = sink_flush(sink, "answer", error);
    if (status == STATUS_OK)
        status = response_take(response, &buffer, error);
    response->status = HTTP_OK;
    response->media_type = "text/plain; charset=UTF-8";
out:
    memory_free(sink);
    buffer_done(&buffer);
    return status;
}

static int write_page(const struct lookup *lookup, struct error *error)
{
    switch (lookup->query->kind) {
    case QUERY_PORT:
        return port_page_write(lookup, error);
    case QUERY_RANGE:
        return range_page_write(lookup, error);
    default:
        return service_page_write(lookup, error);
    }
}

/* Answers QUERY as a page or as text. */
static int answer_people(const struct visit *visit, const struct query *query, enum form form,
                         struct error *error)
{
    struct as_of as_of;
    struct lookup lookup = {visit, &as_of, query};
    int status = as_of_open(&as_of, visit, error);
    if (status == STATUS_OK && as_of.snapshot) {
        if (query->kind == QUERY_NAME && !has_records(&lookup))
            refuse_name(&lookup);
        else
            status = form == FORM_HTML ? write_page(&lookup, error) : write_text(&lookup, error);
    }
    as_of_done(&as_of);
    return status;
}

/* Answers QUERY as the API does, which has it in the segments of its paths. */
static int answer_api(const struct visit *visit, const struct query *query, struct error *error)
{
    char ports[PORTS_SIZE_BYTES];
    struct visit api = *visit;
    api.values[0] = query->kind == QUERY_NAME ? query->service_name
                                              : text_of(ports_format(query->ports, ports));
    api.values[1] = transport_protocol_name(query->transport_protocol);
    return query->kind == QUERY_NAME ? api_service_answer(&api, error)
                                     : api_ports_answer(&api, error);
}

static int answer_query(const struct visit *visit, const struct query *query, struct error *error)
{
    enum form form = form_choose(visit->request->accept, FORMS_ALL);
    visit->response->varies_by_form = true;
    return form == FORM_JSON ? answer_api(visit, query, error)
                             : answer_people(visit, query, form, error);
}

/* --- the addresses --- */

/* Refuses what is no query: ERROR says why. */
static int refuse(const struct visit *visit, const struct error *error)
{
    response_problem(visit->response, HTTP_BAD_REQUEST, "%s", error->message);
    return STATUS_OK;
}

/* Reads {number} and {protocol}. False when they are malformed, and then the request is refused. */
static bool parse_ports(const struct visit *visit, struct query *query)
{
    char quoted[QUOTED_SIZE_BYTES];
    *query = (struct query){.kind = QUERY_PORT};
    const char *fault = ports_parse(visit->values[0], &query->ports);
    if (fault) {
        problem_answer(visit, (struct problem){.kind = PROBLEM_MALFORMED_PORT_NUMBER},
                       "%s, found %s", fault, text_quote(visit->values[0], quoted));
        return false;
    }
    query->transport_protocol = transport_protocol_ask(visit->values[1]);
    if (visit->values[1].length && query->transport_protocol == TRANSPORT_NONE) {
        problem_answer(visit, (struct problem){.kind = PROBLEM_UNKNOWN_TRANSPORT_PROTOCOL},
                       "expected the transport protocol " TRANSPORT_NAMES ", found %s",
                       text_quote(visit->values[1], quoted));
        return false;
    }
    if (query->ports.first != query->ports.last || query->ports.as_range)
        query->kind = QUERY_RANGE;
    return true;
}

int port_page_answer(const struct visit *visit, struct error *error)
{
    struct query query;
    return parse_ports(visit, &query) ? answer_query(visit, &query, error) : STATUS_OK;
}

int service_page_answer(const struct visit *visit, struct error *error)
{
    struct query query = {.kind = QUERY_NAME, .service_name = visit->values[0]};
    struct query dns_sd;
    /* As DNS-SD writes it, unless a legacy name looks like that: _https._tcp. */
    if (text_starts_with(query.service_name, TEXT("_")) &&
        query_parse(query.service_name, &dns_sd, NULL) == STATUS_OK)
        query = dns_sd;
    return answer_query(visit, &query, error);
}

/* Whether a path of two segments can be meant as a look-up: one of them is a transport protocol, or
 * both are a legacy name with a slash in it, which is registered. */
static bool is_short_form(const struct visit *visit, struct text words)
{
    const struct text *values = visit->values;
    return !values[1].length || transport_protocol_ask(values[0]) != TRANSPORT_NONE ||
           transport_protocol_ask(values[1]) != TRANSPORT_NONE ||
           portreg_find_name(visit->release->snapshot, words.bytes, words.length).count;
}

/* Answers WORDS, which were put together from the segments of the path. */
static int answer_words(const struct visit *visit, struct text words, struct error *error)
{
    struct query query;
    struct error cause;
    struct ports ports;
    if (!is_short_form(visit, words) && !ports_parse(visit->values[0], &ports))
        return port_page_answer(visit, error); /* which refuses the transport protocol */
    if (!is_short_form(visit, words)) {
        response_problem(visit->response, HTTP_NOT_FOUND,
                         "expected one of the paths of this server, found another");
        return STATUS_OK;
    }
    return query_parse(words, &query, &cause) == STATUS_OK ? answer_query(visit, &query, error)
                                                           : refuse(visit, &cause);
}

int short_page_answer(const struct visit *visit, struct error *error)
{
    struct buffer words;
    buffer_init(&words);
    buffer_append(&words, visit->values[0]);
    if (visit->values[1].length) {
        buffer_append_byte(&words, '/');
        buffer_append(&words, visit->values[1]);
    }
    int status =
        words.failed ? error_memory(error) : answer_words(visit, buffer_text(&words), error);
    buffer_done(&words);
    return status;
}
