/* The JSON API: what looks something up. */
#include "server/api/api.h"

#include "formats/json/answer.h"
#include "server/api/paging.h"
#include "server/api/reply.h"
#include "server/as_of.h"
#include "server/problem.h"

/* What an answer is made from. */
struct subject {
    const struct portreg *snapshot;
    const struct query *query;
    const struct answer_page *page; /* of a range */
    bool found;                     /* what answer_write said of QUERY */
};

static int write_subject(void *context, struct sink *sink, struct error *error)
{
    (void)error;
    struct subject *subject = context;
    subject->found = answer_write(subject->snapshot, subject->query, subject->page, sink);
    return STATUS_OK;
}

/* Reads the transport protocol in the path, if it has one. False when it is refused. */
static bool parse_transport_protocol(const struct visit *visit, enum transport_protocol *protocol)
{
    char quoted[QUOTED_SIZE_BYTES];
    struct text name = visit->values[1];
    *protocol = transport_protocol_ask(name);
    if (!name.length || *protocol != TRANSPORT_NONE)
        return true;
    problem_answer(visit, (struct problem){.kind = PROBLEM_UNKNOWN_TRANSPORT_PROTOCOL},
                   "expected the transport protocol " TRANSPORT_NAMES ", found %s",
                   text_quote(name, quoted));
    return false;
}

/* --- port numbers --- */

static bool parse_ports(const struct visit *visit, struct query *query)
{
    char quoted[QUOTED_SIZE_BYTES];
    const char *fault = ports_parse(visit->values[0], &query->ports);
    if (fault) {
        problem_answer(visit, (struct problem){.kind = PROBLEM_MALFORMED_PORT_NUMBER},
                       "%s, found %s", fault, text_quote(visit->values[0], quoted));
        return false;
    }
    bool is_range = query->ports.first != query->ports.last || query->ports.as_range;
    query->kind = is_range ? QUERY_RANGE : QUERY_PORT;
    return parse_transport_protocol(visit, &query->transport_protocol);
}

static size_t count_records(const struct portreg *snapshot, const struct query *query)
{
    struct query_records records = query_records_begin(snapshot, query);
    struct portreg_record record;
    size_t count = 0;
    while (query_records_next(&records, &record))
        count++;
    return count;
}

static int answer_ports(const struct visit *visit, const struct portreg *snapshot,
                        const struct query *query, struct paging *paging, struct error *error)
{
    struct subject subject = {.snapshot = snapshot, .query = query};
    if (query->kind == QUERY_RANGE) {
        int status = paging_place(visit, paging, count_records(snapshot, query), error);
        if (status != STATUS_OK || visit->response->status)
            return status;
        subject.page = &paging->page;
    }
    return reply_json(visit, write_subject, &subject, error);
}

int api_ports_answer(const struct visit *visit, struct error *error)
{
    struct query query = {.kind = QUERY_PORT};
    struct paging paging;
    struct as_of as_of = {.snapshot = NULL};
    int status = STATUS_OK;
    if (!parse_ports(visit, &query))
        return STATUS_OK;
    if (paging_parse(visit, &paging))
        status = as_of_open(&as_of, visit, error);
    if (status == STATUS_OK && as_of.snapshot)
        status = answer_ports(visit, as_of.snapshot, &query, &paging, error);
    as_of_done(&as_of);
    paging_done(&paging);
    return status;
}

/* --- service names --- */

static void refuse_name(const struct visit *visit, const struct portreg *snapshot,
                        const struct query *query)
{
    char quoted[QUOTED_SIZE_BYTES];
    struct text name = query->service_name;
    struct problem problem = {.kind = PROBLEM_UNKNOWN_SERVICE_NAME};
    response_done(visit->response);
    if (portreg_find_name(snapshot, name.bytes, name.length).count) {
        problem_answer(visit, problem, "expected a transport protocol that %s has, found %.*s",
                       text_quote(name, quoted),
                       TEXT_ARGS(transport_protocol_name(query->transport_protocol)));
        return;
    }
    problem.did_you_mean = snapshot_suggest(snapshot, name);
    if (problem.did_you_mean.length)
        problem_answer(visit, problem,
                       "expected a service name of the registry, found %s; did you mean %.*s?",
                       text_quote(name, quoted), TEXT_ARGS(problem.did_you_mean));
    else
        problem_answer(visit, problem, "expected a service name of the registry, found %s",
                       text_quote(name, quoted));
}

int api_service_answer(const struct visit *visit, struct error *error)
{
    struct query query = {.kind = QUERY_NAME, .service_name = visit->values[0]}, dns_sd;
    struct as_of as_of;
    if (!parse_transport_protocol(visit, &query.transport_protocol))
        return STATUS_OK;
    /* As DNS-SD writes it, unless a legacy name looks like that: _https._tcp. */
    if (text_starts_with(query.service_name, TEXT("_")) && !visit->values[1].length &&
        query_parse(query.service_name, &dns_sd, NULL) == STATUS_OK)
        query = dns_sd;
    int status = as_of_open(&as_of, visit, error);
    struct subject subject = {.snapshot = as_of.snapshot, .query = &query};
    if (status == STATUS_OK && subject.snapshot)
        status = reply_json(visit, write_subject, &subject, error);
    if (status == STATUS_OK && subject.snapshot && !subject.found)
        refuse_name(visit, subject.snapshot, &query);
    as_of_done(&as_of);
    return status;
}

/* --- the registry --- */

static int write_registry(void *context, struct sink *sink, struct error *error)
{
    (void)error;
    const struct as_of *as_of = context;
    answer_write_registry(as_of->snapshot, sink);
    return STATUS_OK;
}

static int write_statistics(void *context, struct sink *sink, struct error *error)
{
    const struct as_of *as_of = context;
    return answer_write_statistics(as_of->snapshot, sink, error);
}

/* Answers with what WRITE, whose context is a struct as_of, writes. */
static int answer_as_of(const struct visit *visit, reply_write *write, struct error *error)
{
    struct as_of as_of;
    int status = as_of_open(&as_of, visit, error);
    if (status == STATUS_OK && as_of.snapshot)
        status = reply_json(visit, write, &as_of, error);
    as_of_done(&as_of);
    return status;
}

int api_registry_answer(const struct visit *visit, struct error *error)
{
    return answer_as_of(visit, write_registry, error);
}

int api_statistics_answer(const struct visit *visit, struct error *error)
{
    return answer_as_of(visit, write_statistics, error);
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
