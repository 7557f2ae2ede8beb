/* The JSON API: the service names. */
#include "server/api/api.h"
#include "server/api/paging.h"
#include "server/api/reply.h"
#include "server/as_of.h"

struct subject {
    const struct portreg *snapshot;
    struct names names;
    struct paging paging;
};

static int write_names(void *context, struct sink *sink, struct error *error)
{
    (void)error;
    const struct subject *subject = context;
    answer_write_services(subject->snapshot, &subject->names, &subject->paging.page, sink);
    return STATUS_OK;
}

static int answer_names(const struct visit *visit, struct subject *subject, struct error *error)
{
    struct text prefix = target_parameter(&visit->request->target, TEXT("prefix"));
    int status = names_list(subject->snapshot, prefix, &subject->names, error);
    if (status != STATUS_OK)
        return status;
    status = paging_place(visit, &subject->paging, subject->names.count, error);
    if (status == STATUS_OK && !visit->response->status)
        status = reply_json(visit, write_names, subject, error);
    names_done(&subject->names);
    return status;
}

int api_services_answer(const struct visit *visit, struct error *error)
{
    struct subject subject;
    struct as_of as_of = {.snapshot = NULL};
    int status = STATUS_OK;
    if (paging_parse(visit, &subject.paging))
        status = as_of_open(&as_of, visit, error);
    subject.snapshot = as_of.snapshot;
    if (status == STATUS_OK && subject.snapshot)
        status = answer_names(visit, &subject, error);
    as_of_done(&as_of);
    paging_done(&subject.paging);
    return status;
}
