/* The state of all port numbers at once: as of one release, or release after release, for those who
 * draw and count them. Each is what portreg_find_port answers. */
#ifndef PORTREG_SNAPSHOT_STATES_H
#define PORTREG_SNAPSHOT_STATES_H

#include "base/error.h"
#include "registry/port.h"
#include "registry/transport_protocol.h"
#include "snapshot/snapshot.h"

/* What is known of each port number for each transport protocol (index less TRANSPORT_FIRST), as
 * enum verdict (snapshot/layout.h). */
struct states {
    uint8_t verdicts[TRANSPORT_COUNT][PORT_COUNT];
};

/* Fills STATES as of the release at the index RELEASE, whichever release SNAPSHOT answers from. No
 * view is needed. Returns 0 or STATUS_MEMORY. */
int states_read(const struct portreg *snapshot, uint32_t release, struct states *states,
                struct error *error);

/* A walk through the releases from the first on. */
struct states_walk {
    uint32_t release;     /* whose states these are */
    struct states states; /* as of that release */
    uint16_t *touched;    /* ascending: only these may differ from the release before */
    uint32_t touched_count;
    /* for the walk: */
    const struct portreg *snapshot;
    struct states_tally *tally;
    uint8_t *marks;   /* 1 for a port number that is touched */
    uint64_t *events; /* versions that begin or have ended, by release */
    size_t event_count, next_event;
};

/* Begins before the first release: states_walk_next goes on to it. End with states_walk_done, also
 * after a failure. Returns 0 or STATUS_MEMORY. */
int states_walk_begin(struct states_walk *walk, const struct portreg *snapshot,
                      struct error *error);
/* Goes on to the next release. False: there are no more. */
bool states_walk_next(struct states_walk *walk);
void states_walk_done(struct states_walk *walk);

#endif
