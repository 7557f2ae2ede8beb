/* The kinds of problems. */
#include "server/problem.h"

#include <stdarg.h>
#include <stdio.h>

#define NAMED(name) name, PROBLEM_TYPE_PREFIX name

static const struct problem_facts all_facts[PROBLEM_KIND_COUNT] = {
    [PROBLEM_MALFORMED_PORT_NUMBER] =
        {NAMED("malformed-port-number"), HTTP_BAD_REQUEST, "Malformed port number",
         "A port number is 0 to 65535 in digits alone, without leading zeros; a range is two of "
         "them with a hyphen between."},
    [PROBLEM_UNKNOWN_TRANSPORT_PROTOCOL] =
        {NAMED("unknown-transport-protocol"), HTTP_BAD_REQUEST, "Unknown transport protocol",
         "The transport protocols of the registry are tcp, udp, sctp and dccp."},
    [PROBLEM_UNKNOWN_SERVICE_NAME] =
        {NAMED("unknown-service-name"), HTTP_NOT_FOUND, "Unknown service name",
         "The release has no record with this service name. The member did_you_mean has one that "
         "is spelled much like it, if there is any."},
    [PROBLEM_UNKNOWN_PERSON] = {NAMED("unknown-person"), HTTP_NOT_FOUND, "Unknown person",
                                "The release has no contact with this id."},
    [PROBLEM_UNKNOWN_RELEASE] =
        {NAMED("unknown-release"), HTTP_NOT_FOUND, "Unknown release",
         "No release that is here has this sequence number. /api/v1/releases lists them."},
    [PROBLEM_BEFORE_FIRST_RELEASE] = {NAMED("before-first-release"), HTTP_NOT_FOUND,
                                      "Before the first release",
                                      "The parameter as-of asks for a date before the first "
                                      "release that is here; the detail names its date."},
    [PROBLEM_NO_SUCH_PAGE] =
        {NAMED("no-such-page"), HTTP_NOT_FOUND, "No such page",
         "The parameter page asks for one behind the last; the detail names that."},
    [PROBLEM_MALFORMED_DATE] =
        {NAMED("malformed-date"), HTTP_BAD_REQUEST, "Malformed date",
         "A date is YYYY-MM-DD, or YYYY-MM or YYYY for the last day of the month or the year."},
    [PROBLEM_MALFORMED_PARAMETER] =
        {NAMED("malformed-parameter"), HTTP_BAD_REQUEST, "Malformed parameter",
         "The member parameter names it; the detail says which values it takes."},
    [PROBLEM_MALFORMED_FILTER] = {NAMED("malformed-filter"), HTTP_BAD_REQUEST, "Malformed filter",
                                  "A filter of a search, such as transport:udp, has a value that "
                                  "it does not take; the detail says which ones it takes."},
};

const struct problem_facts *problem_facts(enum problem_kind kind)
{
    return &all_facts[kind];
}

void problem_answer(const struct visit *visit, struct problem problem, const char *format, ...)
{
    const struct problem_facts *facts = problem_facts(problem.kind);
    struct problem_words words = {facts->type, facts->title, problem.parameter,
                                  problem.did_you_mean};
    char detail[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(detail, sizeof(detail), format, args);
    va_end(args);
    response_describe_problem(visit->response, facts->status, &words, text_of(detail));
}
