/* Service names (RFC 6335 section 5.1). */
#ifndef PORTREG_REGISTRY_SERVICE_NAME_H
#define PORTREG_REGISTRY_SERVICE_NAME_H

#include "base/text.h"

enum { SERVICE_NAME_LIMIT = 15 };

/* The rules of section 5.1, one bit each: what a name breaks. */
enum service_name_fault {
    NAME_EMPTY = 1,             /* MUST be at least 1 character */
    NAME_LONG = 2,              /* MUST be no more than 15 characters long */
    NAME_CHARACTER = 4,         /* MUST contain only letters, digits and hyphens */
    NAME_LETTER = 8,            /* MUST contain at least one letter */
    NAME_EDGE_HYPHEN = 16,      /* MUST NOT begin or end with a hyphen */
    NAME_ADJACENT_HYPHENS = 32, /* hyphens MUST NOT be adjacent */
};

/* The rules that NAME breaks, or 0 for a valid service name. A name with faults may still be in
 * the registry: the legacy names that section 10.1 keeps. */
unsigned service_name_faults(struct text name);

/* What is wrong, in words, for the lowest bit of FAULTS: "longer than 15 characters". */
const char *service_name_fault_words(unsigned faults);

#endif
