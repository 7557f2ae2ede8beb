/* The service names of a release, as a list. */
#ifndef PORTREG_SNAPSHOT_NAMES_H
#define PORTREG_SNAPSHOT_NAMES_H

#include "base/error.h"
#include "snapshot/snapshot.h"

struct name {
    struct text service_name; /* borrowed from the snapshot */
    uint32_t record_count;    /* how many records have it, in these capitals and small letters */
};

struct names {
    struct name *list;
    size_t count;
};

/* Fills NAMES with the service names that begin with PREFIX, without regard to the case of letters
 * (RFC 6335 section 5.1), of the release that SNAPSHOT answers from. They are sorted without regard
 * to case, and where that makes no difference with regard to it. End with names_done; after a
 * failure there is nothing to end. Returns 0 or STATUS_MEMORY. */
int names_list(const struct portreg *snapshot, struct text prefix, struct names *names,
               struct error *error);
void names_done(struct names *names);

#endif
