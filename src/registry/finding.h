/* A finding: one thing that is wrong, or worth knowing, in a file. Readers report what they refuse
 * and what was ambiguous, the rules report what breaks RFC 6335: all through one sink. */
#ifndef PORTREG_REGISTRY_FINDING_H
#define PORTREG_REGISTRY_FINDING_H

#include "base/error.h"

enum severity {
    SEVERITY_REFUSED, /* a reader cannot take it: the file is refused */
    SEVERITY_ERROR,   /* a MUST is broken */
    SEVERITY_WARNING, /* a SHOULD is broken, or the registry contradicts itself */
    SEVERITY_ADVICE,  /* allowed, but look twice */
};
/* "refused", "error", "warning", "advice". */
const char *severity_name(enum severity severity);

struct finding {
    enum severity severity;
    const char *rule;    /* a stable identifier, such as "name-syntax" */
    const char *section; /* "RFC 6335 section 5.1", or "" */
    struct error error;  /* where and what */
};

/* Where findings go. A NULL sink or function drops them, and a reader stops at the first refusal.
 * With a function it goes on as far as it can. */
struct findings {
    void (*report)(void *context, const struct finding *finding);
    void *context;
};

/* Hands a finding to FINDINGS, which may be NULL. */
__attribute__((format(printf, 7, 8))) void findings_report(const struct findings *findings,
                                                           enum severity severity, const char *rule,
                                                           const char *section, const char *file,
                                                           struct position position,
                                                           const char *format, ...);

#endif
