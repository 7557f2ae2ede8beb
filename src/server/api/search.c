/* The JSON API: search. */
#include "formats/json/search.h"

#include "base/memory.h"
#include "server/api/api.h"
#include "server/api/paging.h"
#include "server/api/reply.h"
#include "server/as_of.h"
#include "server/problem.h"

struct subject {
    const struct portreg *snapshot;
    struct search search;
    struct search_found found;
    struct search_hit hits[PAGING_LIMIT_MOST];
    struct paging paging;
};

static int write_hits(void *context, struct sink *sink, struct error *error)
{
    (void)error;
    const struct subject *subject = context;
    search_write_json(subject->snapshot, &subject->search, &subject->found, subject->hits,
                      &subject->paging.page, sink);
    return STATUS_OK;
}

/* Reads ?q=. False when it makes no sense: then VISIT has been refused with 400. */
static bool parse(const struct visit *visit, struct search *search)
{
    struct text query = target_parameter(&visit->request->target, TEXT("q"));
    char quoted[QUOTED_SIZE_BYTES];
    struct error cause;
    if (search_parse(query, search, &cause) != STATUS_OK) {
        problem_answer(visit, (struct problem){.kind = PROBLEM_MALFORMED_FILTER, .parameter = "q"},
                       "%s", cause.message);
        return false;
    }
    if (!search_is_empty(search))
        return true;
    problem_answer(visit, (struct problem){.kind = PROBLEM_MALFORMED_PARAMETER, .parameter = "q"},
                   "expected words to search for as q, found %s", text_quote(query, quoted));
    return false;
}

static int answer_hits(const struct visit *visit, struct subject *subject, struct error *error)
{
    struct answer_page *page = &subject->paging.page;
    int status = search_run(subject->snapshot, &subject->search, (page->number - 1) * page->limit,
                            page->limit, subject->hits, &subject->found, error);
    if (status == STATUS_OK)
        status = paging_place(visit, &subject->paging, subject->found.total, error);
    if (status == STATUS_OK && !visit->response->status)
        status = reply_json(visit, write_hits, subject, error);
    return status;
}

int api_search_answer(const struct visit *visit, struct error *error)
{
    struct subject *subject = memory_allocate(sizeof(*subject));
    struct as_of as_of = {.snapshot = NULL};
    int status = STATUS_OK;
    if (!subject)
        return error_memory(error);
    if (paging_parse(visit, &subject->paging) && parse(visit, &subject->search))
        status = as_of_open(&as_of, visit, error);
    subject->snapshot = as_of.snapshot;
    if (status == STATUS_OK && subject->snapshot)
        status = answer_hits(visit, subject, error);
    as_of_done(&as_of);
    paging_done(&subject->paging);
    memory_free(subject);
    return status;
}
