/* Why a port number has the state that it has, in words. */
#ifndef PORTREG_SNAPSHOT_EXPLAIN_H
#define PORTREG_SNAPSHOT_EXPLAIN_H

#include "base/buffer.h"
#include "snapshot/snapshot.h"

/* A word for machines: "assignment", "reservation", "other-transport", "all-transports", ... */
const char *reason_name(enum portreg_reason reason);

/* Appends one clause for people, which goes on from the name of the state: "registered as https",
 * "as it is assigned for tcp and udp (RFC 6335 section 8.1)". */
void answer_explain(const struct portreg *snapshot, const struct portreg_answer *answer,
                    struct buffer *buffer);

#endif
