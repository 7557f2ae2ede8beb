/* The kinds of problems that the API tells of (RFC 9457), and how a request is refused with one.
 * Where the status says all there is to say, response_problem does. */
#ifndef PORTREG_SERVER_PROBLEM_H
#define PORTREG_SERVER_PROBLEM_H

#include "server/routes.h"

/* The page that describes the kinds; what stands behind it is the name of one. */
#define PROBLEM_TYPE_PREFIX "/api#"

enum problem_kind {
    PROBLEM_MALFORMED_PORT_NUMBER,
    PROBLEM_UNKNOWN_TRANSPORT_PROTOCOL,
    PROBLEM_UNKNOWN_SERVICE_NAME,
    PROBLEM_UNKNOWN_PERSON,
    PROBLEM_UNKNOWN_RELEASE,
    PROBLEM_BEFORE_FIRST_RELEASE,
    PROBLEM_NO_SUCH_PAGE,
    PROBLEM_MALFORMED_DATE,
    PROBLEM_MALFORMED_PARAMETER,
    PROBLEM_MALFORMED_FILTER,
    PROBLEM_KIND_COUNT,
};

struct problem_facts {
    const char *name; /* "malformed-port-number" */
    const char *type; /* "/api#malformed-port-number" */
    enum http_status status;
    const char *title;
    const char *help; /* when it is met, and what to do */
};
const struct problem_facts *problem_facts(enum problem_kind kind);

/* What is refused. */
struct problem {
    enum problem_kind kind;
    const char *parameter;    /* of the query, that it is about; or NULL */
    struct text did_you_mean; /* what may have been meant; or empty */
};

/* Refuses VISIT, whose response is empty, with PROBLEM. The detail says what was expected and what
 * was found. */
__attribute__((format(printf, 3, 4))) void
problem_answer(const struct visit *visit, struct problem problem, const char *format, ...);

#endif
