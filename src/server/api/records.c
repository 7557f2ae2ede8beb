/* The JSON API: the records of the registry. */
#include "base/memory.h"
#include "server/api/api.h"
#include "server/api/paging.h"
#include "server/api/record_query.h"
#include "server/api/reply.h"
#include "server/as_of.h"

struct subject {
    const struct portreg *snapshot;
    uint32_t *indexes;
    size_t count;
    struct paging paging;
};

static int write_records(void *context, struct sink *sink, struct error *error)
{
    (void)error;
    const struct subject *subject = context;
    answer_write_records(subject->snapshot, subject->indexes, &subject->paging.page, sink);
    return STATUS_OK;
}

static int collect(struct subject *subject, const struct record_query *query, struct error *error)
{
    struct portreg_record record;
    uint32_t count = portreg_release(subject->snapshot).record_count;
    subject->indexes = memory_allocate((count + 1) * sizeof(*subject->indexes));
    if (!subject->indexes)
        return error_memory(error);
    for (uint32_t i = 0; i < count && portreg_record_get(subject->snapshot, i, &record); i++)
        if (record_query_takes(query, &record))
            subject->indexes[subject->count++] = i;
    return STATUS_OK;
}

static int answer_records(const struct visit *visit, struct subject *subject,
                          const struct record_query *query, struct error *error)
{
    int status = collect(subject, query, error);
    if (status == STATUS_OK)
        status = paging_place(visit, &subject->paging, subject->count, error);
    if (status == STATUS_OK && !visit->response->status)
        status = reply_json(visit, write_records, subject, error);
    memory_free(subject->indexes);
    return status;
}

int api_records_answer(const struct visit *visit, struct error *error)
{
    struct record_query query;
    struct subject subject = {.indexes = NULL};
    struct as_of as_of = {.snapshot = NULL};
    int status = STATUS_OK;
    if (paging_parse(visit, &subject.paging) && record_query_parse(visit, &query))
        status = as_of_open(&as_of, visit, error);
    subject.snapshot = as_of.snapshot;
    if (status == STATUS_OK && subject.snapshot)
        status = answer_records(visit, &subject, &query, error);
    as_of_done(&as_of);
    paging_done(&subject.paging);
    return status;
}
