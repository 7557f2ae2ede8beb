/* The rules of RFC 6335 and of the registry's own consistency, one row of a table each. */
#ifndef PORTREG_REGISTRY_RULES_H
#define PORTREG_REGISTRY_RULES_H

#include "registry/finding.h"
#include "registry/registry.h"

struct rule_context; /* what a check looks into: registry/rules/context.h */

/* A rule: what it asks for, and the function that finds what breaks it. A finding reads "RECORD:
 * expected DEMAND, found ...". An error breaks a MUST (or REQUIRED), a warning a SHOULD or what
 * the registry says elsewhere; all else is advice. */
struct rule {
    const char *id;      /* stable: "name-syntax" */
    const char *section; /* "RFC 6335 section 5.1"; "" for the registry's own consistency */
    enum severity severity;
    const char *demand; /* one line that completes "expected ..." */
    /* One of these two: called for each record, or once. */
    void (*check_record)(struct rule_context *context, const struct record *record);
    void (*check_registry)(struct rule_context *context);
};

extern const struct rule rules[];
extern const size_t rule_count;

/* Checks REGISTRY, which was read from FILE, by all rules in their order, and reports each finding
 * with the place of its record (or of none: 0). Returns 0 or STATUS_MEMORY, before any finding. */
int rules_check(const struct registry *registry, const char *file, const struct findings *findings,
                struct error *error);

#endif
