/* Which changes are asked for. */
#include "server/api/change_query.h"

#include "server/api/paging.h"
#include "server/api/releases.h"
#include "server/problem.h"

/* A longer query would be cut by query_format. */
enum { FILTER_LIMIT_BYTES = QUERY_SIZE_BYTES - 1 };

static bool refuse(const struct visit *visit, enum problem_kind kind, const char *name,
                   const char *expected, struct text found)
{
    char quoted[QUOTED_SIZE_BYTES];
    problem_answer(visit, (struct problem){.kind = kind, .parameter = name},
                   "expected %s, found %s", expected, text_quote(found, quoted));
    return false;
}

static bool refuse_malformed(const struct visit *visit, const char *name, const char *expected,
                             struct text found)
{
    return refuse(visit, PROBLEM_MALFORMED_PARAMETER, name, expected, found);
}

static struct text parameter(const struct visit *visit, const char *name)
{
    return target_parameter(&visit->request->target, text_of(name));
}

/* --- port and service --- */

bool change_filter_parse(const struct visit *visit, struct change_filter *filter)
{
    struct text port = parameter(visit, "port"), service = parameter(visit, "service");
    struct text value = port.bytes ? port : service;
    const char *name = port.bytes ? "port" : "service";
    struct error error;
    *filter = (struct change_filter){.is_set = value.bytes};
    if (!value.bytes)
        return true;
    if (port.bytes && service.bytes)
        return refuse_malformed(visit, name, "port or service, not both", service);
    if (value.length > FILTER_LIMIT_BYTES)
        return refuse_malformed(visit, name, "a shorter query", value);
    if (query_parse(value, &filter->query, &error) != STATUS_OK) {
        problem_answer(visit,
                       (struct problem){.kind = PROBLEM_MALFORMED_PARAMETER, .parameter = name},
                       "%s", error.message);
        return false;
    }
    if (port.bytes && filter->query.kind == QUERY_NAME)
        return refuse_malformed(visit, name, "a port number or a range as port", value);
    if (service.bytes && filter->query.kind != QUERY_NAME)
        return refuse_malformed(visit, name, "a service name as service", value);
    return true;
}

void change_filter_append(struct buffer *buffer, char separator, const struct change_filter *filter)
{
    char words[QUERY_SIZE_BYTES];
    if (!filter->is_set)
        return;
    buffer_append_byte(buffer, separator);
    buffer_append(buffer, filter->query.kind == QUERY_NAME ? TEXT("service=") : TEXT("port="));
    target_append_encoded(buffer, query_format(&filter->query, words));
}

/* --- since and release --- */

/* Reads VALUE as a sequence number or a place within a release. Returns an enum http_status. */
static enum http_status parse_place(const struct portreg *snapshot, struct text value,
                                    struct change_query *query)
{
    uint64_t sequence, key = 0;
    struct text rest = value;
    if (!text_to_number(text_split(&rest, '.'), UINT32_MAX, &sequence) ||
        (rest.bytes && !text_to_number(rest, UINT32_MAX, &key)))
        return HTTP_BAD_REQUEST;
    query->first = sequence ? release_find(snapshot, sequence) : 0;
    query->after_key = (uint32_t)key;
    if (query->first == UINT32_MAX)
        return HTTP_NOT_FOUND;
    if (sequence && !rest.bytes)
        query->first++;
    return HTTP_OK;
}

static bool parse_since(const struct visit *visit, struct text value, struct change_query *query)
{
    const struct portreg *snapshot = visit->release->snapshot;
    struct date date;
    if (text_equal(value, TEXT("latest"))) {
        query->first = query->end;
        return true;
    }
    /* A year alone would be a sequence number. */
    if (date_parse(value, &date) && date.month) {
        query->first = portreg_release_of_date(
            snapshot, (struct portreg_date){date.year, date.month, date.day});
        query->first++; /* of UINT32_MAX, which is before all: 0 */
        return true;
    }
    enum http_status status = parse_place(snapshot, value, query);
    if (status == HTTP_NOT_FOUND)
        return refuse(visit, PROBLEM_UNKNOWN_RELEASE, "since",
                      "since as the sequence number of a release that is here", value);
    return status == HTTP_OK ||
           refuse_malformed(
               visit, "since",
               "since as the sequence number of a release, YYYY-MM-DD, YYYY-MM or latest", value);
}

/* Cuts QUERY down to the release that is asked for. */
static bool parse_release(const struct visit *visit, struct text value, struct change_query *query)
{
    uint64_t sequence;
    if (!text_to_number(value, UINT32_MAX, &sequence))
        return refuse_malformed(visit, "release", "release as a sequence number", value);
    uint32_t index = release_find(visit->release->snapshot, sequence);
    if (index == UINT32_MAX)
        return refuse(visit, PROBLEM_UNKNOWN_RELEASE, "release",
                      "release as the sequence number of a release that is here", value);
    if (query->first < index) {
        query->first = index;
        query->after_key = 0;
    }
    query->end = index + 1;
    query->is_of_release = true;
    return true;
}

bool change_query_parse(const struct visit *visit, struct change_query *query)
{
    struct text since = parameter(visit, "since"), release = parameter(visit, "release");
    uint32_t count = portreg_release_count(visit->release->snapshot);
    *query = (struct change_query){.first = since.bytes || release.bytes ? 0 : count - 1,
                                   .end = count,
                                   .limit = CHANGES_PAGE_LIMIT};
    return paging_parse_limit(visit, &query->limit) && change_filter_parse(visit, &query->filter) &&
           (!since.bytes || parse_since(visit, since, query)) &&
           (!release.bytes || parse_release(visit, release, query));
}

/* --- the changes --- */

static bool is_within(const struct change_query *query, const struct event *event)
{
    return event->release >= query->first && event->release < query->end &&
           (event->release > query->first || event->change.key > query->after_key);
}

int change_query_collect(const struct portreg *snapshot, const struct change_query *query,
                         size_t limit, struct events *events, struct error *error)
{
    *events = (struct events){NULL, 0, 0};
    int status = STATUS_OK;
    if (!query->filter.is_set) {
        for (uint32_t i = query->first;
             i < query->end && events->count < limit && status == STATUS_OK; i++)
            status = past_add_release(snapshot, i, i == query->first ? query->after_key : 0, limit,
                                      events, error);
        return status;
    }
    status = past_events(snapshot, &query->filter.query, events, error);
    size_t kept = 0;
    for (size_t i = 0; i < events->count && kept < limit; i++)
        if (is_within(query, &events->list[i]))
            events->list[kept++] = events->list[i];
    events->count = kept;
    return status;
}

void change_query_append_rest(struct buffer *buffer, const struct portreg *snapshot,
                              const struct change_query *query, const struct event *event)
{
    struct portreg_release release = {0};
    portreg_release_get(snapshot, event->release, &release);
    buffer_format(buffer, "since=%u.%u", release.sequence, event->change.key);
    if (query->is_of_release)
        buffer_format(buffer, "&release=%u", release.sequence);
    if (query->limit != CHANGES_PAGE_LIMIT)
        buffer_format(buffer, "&limit=%zu", query->limit);
    change_filter_append(buffer, '&', &query->filter);
}
