/* The JSON API: the contact information. */
#include "formats/json/answer.h"
#include "server/api/api.h"
#include "server/api/reply.h"
#include "server/as_of.h"
#include "server/problem.h"

struct subject {
    const struct portreg *snapshot;
    struct portreg_person person;
};

static int write_person(void *context, struct sink *sink, struct error *error)
{
    (void)error;
    const struct subject *subject = context;
    answer_write_person(subject->snapshot, &subject->person, sink);
    return STATUS_OK;
}

static int answer_person(const struct visit *visit, struct subject *subject, struct error *error)
{
    char quoted[QUOTED_SIZE_BYTES];
    struct text id = visit->values[0];
    if (portreg_find_person(subject->snapshot, id.bytes, id.length, &subject->person))
        return reply_json(visit, write_person, subject, error);
    problem_answer(visit, (struct problem){.kind = PROBLEM_UNKNOWN_PERSON},
                   "expected the id of a contact of the registry, found %s",
                   text_quote(id, quoted));
    return STATUS_OK;
}

int api_person_answer(const struct visit *visit, struct error *error)
{
    struct as_of as_of;
    int status = as_of_open(&as_of, visit, error);
    struct subject subject = {.snapshot = as_of.snapshot};
    if (status == STATUS_OK && subject.snapshot)
        status = answer_person(visit, &subject, error);
    as_of_done(&as_of);
    return status;
}
