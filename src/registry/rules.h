/* The rules of RFC 6335 and of the registry's own consistency, one row of a table each. */
#ifndef PORTREG_REGISTRY_RULES_H
#define PORTREG_REGISTRY_RULES_H

#include "registry/finding.h"
#include "registry/registry.h"

/* A rule, for listing: its identifier, section, severity, and what it asks for in one line. */
struct rule {
    const char *id;
    const char *section;
    enum severity severity;
    const char *demand;
};

extern const struct rule rules[];
extern const size_t rule_count;

/* Checks REGISTRY, which was read from FILE, by all rules, and reports each finding with the place
 * of its record. Returns 0 or STATUS_MEMORY. */
int rules_check(const struct registry *registry, const char *file, const struct findings *findings,
                struct error *error);

#endif
