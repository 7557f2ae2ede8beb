/* What one release has and the next one has no more: how a mirror notices half a file. */
#ifndef PORTREG_REGISTRY_LOSS_H
#define PORTREG_REGISTRY_LOSS_H

#include "registry/registry.h"

struct loss {
    size_t record_count;        /* of the release before */
    size_t lost_count;          /* of these, the ones that are gone */
    const struct record *first; /* the first that is gone, in the release before; or NULL */
};

/* Counts the records of BEFORE whose service name (capitals and small letters being equal), port
 * numbers and transport protocol no record of AFTER has. A record that changed otherwise is not
 * lost. Returns 0 or STATUS_MEMORY. */
int loss_measure(const struct registry *before, const struct registry *after, struct loss *loss,
                 struct error *error);

/* Whether LOSS is more than PERCENT of the records. */
bool loss_exceeds(const struct loss *loss, unsigned percent);

#endif
