/* Which release a request asks for. */
#include "server/as_of.h"

#include "registry/timeline.h"
#include "server/problem.h"

/* Reads the parameter, with month and year as their last day. False when it makes no sense, and
 * then the request is refused. */
static bool parse_date(const struct visit *visit, struct text value, struct date *date)
{
    char quoted[QUOTED_SIZE_BYTES];
    if (date_parse(value, date)) {
        *date = date_last_day(*date);
        return true;
    }
    problem_answer(visit, (struct problem){.kind = PROBLEM_MALFORMED_DATE, .parameter = "as-of"},
                   "expected as-of as YYYY-MM-DD, YYYY-MM or YYYY, found %s",
                   text_quote(value, quoted));
    return false;
}

static void refuse_date(const struct visit *visit, struct date date)
{
    struct portreg_release release = {.index = 0};
    struct error error;
    portreg_release_get(visit->release->snapshot, 0, &release);
    timeline_refuse_date(date_of_portreg(release.date), date, &error);
    problem_answer(visit,
                   (struct problem){.kind = PROBLEM_BEFORE_FIRST_RELEASE, .parameter = "as-of"},
                   "%s", error.message);
}

bool as_of_find(const struct visit *visit, struct text value, uint32_t *release)
{
    struct date date;
    if (!parse_date(visit, value, &date))
        return false;
    *release = portreg_release_of_date(visit->release->snapshot,
                                       (struct portreg_date){date.year, date.month, date.day});
    if (*release != UINT32_MAX)
        return true;
    refuse_date(visit, date);
    return false;
}

int as_of_open(struct as_of *as_of, const struct visit *visit, struct error *error)
{
    const struct portreg *snapshot = visit->release->snapshot;
    struct portreg_error cause;
    uint32_t release;
    *as_of = (struct as_of){.date = target_parameter(&visit->request->target, TEXT("as-of"))};
    if (!as_of->date.bytes) {
        as_of->snapshot = snapshot;
        return STATUS_OK;
    }
    if (!as_of_find(visit, as_of->date, &release))
        return STATUS_OK;
    if (release + 1 == portreg_release_count(snapshot)) {
        as_of->snapshot = snapshot;
        return STATUS_OK;
    }
    if (portreg_as_of(snapshot, release, &as_of->view, &cause) != PORTREG_OK)
        return error_memory(error);
    as_of->snapshot = as_of->view;
    return STATUS_OK;
}

void as_of_done(struct as_of *as_of)
{
    portreg_close(as_of->view);
}
