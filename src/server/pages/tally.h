/* What the page of statistics counts, besides snapshot/statistics.h. */
#ifndef PORTREG_SERVER_PAGES_TALLY_H
#define PORTREG_SERVER_PAGES_TALLY_H

#include "base/error.h"
#include "registry/state.h"
#include "snapshot/statistics.h"

enum {
    TALLY_YEAR_LIMIT = 50,     /* the last ones; what was before them is counted as earlier */
    TALLY_ASSIGNEE_LIMIT = 12, /* those with the most records */
    TALLY_MOMENT_LIMIT = 240,  /* of the growth: one a month, or fewer */
};

/* The assigned records that were registered in one year. */
struct tally_year {
    uint32_t records[TRANSPORT_LAST + 1]; /* by enum transport_protocol */
    uint32_t names;                       /* of them without a port number */
};

struct tally_assignee {
    struct text handle;       /* as the registry has it in brackets */
    struct text organization; /* as the people section has it; or empty */
    uint32_t records;
};

/* How many records there were in a release. */
struct tally_moment {
    struct date date;
    uint32_t records, assigned, names; /* NAMES: assigned without a port number */
};

struct tally {
    struct statistics statistics;
    uint32_t records[TRANSPORT_LAST + 1][STATE_RESERVED + 1]; /* by transport protocol and state */
    uint16_t first_year;
    size_t year_count;
    struct tally_year years[TALLY_YEAR_LIMIT];
    uint32_t earlier;       /* registered before the first year */
    uint32_t undated;       /* assigned records without a registration date */
    uint32_t service_names; /* different ones, without regard to the case of letters */
    uint32_t unauthorized;  /* records with an unauthorized use */
    size_t assignee_count;
    struct tally_assignee assignees[TALLY_ASSIGNEE_LIMIT];
    size_t moment_count;
    struct tally_moment moments[TALLY_MOMENT_LIMIT];
};

/* Counts the release that SNAPSHOT answers from, and those before it. Texts are borrowed. Returns 0
 * or STATUS_MEMORY. */
int tally_count(const struct portreg *snapshot, struct tally *tally, struct error *error);

#endif
