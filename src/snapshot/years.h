/* Counting: how many records were assigned in each year. */
#ifndef PORTREG_SNAPSHOT_YEARS_H
#define PORTREG_SNAPSHOT_YEARS_H

#include "base/error.h"
#include "snapshot/snapshot.h"

/* The assigned records with a registration date in one year. */
struct year {
    uint16_t year;
    uint32_t records[TRANSPORT_LAST + 1]; /* by enum transport_protocol */
};

struct years {
    struct year *list; /* by year; those without a record are left out */
    size_t count;
    size_t capacity;
    uint32_t without_date; /* assigned records without a registration date */
};

/* Counts what the release that SNAPSHOT answers from tells. End with years_done; after a failure
 * there is nothing to end. Returns 0 or STATUS_MEMORY. */
int years_count(const struct portreg *snapshot, struct years *years, struct error *error);
void years_done(struct years *years);

/* Of all transport protocols, and of none. */
uint32_t year_total(const struct year *year);

#endif
