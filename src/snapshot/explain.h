/* Why a port number has the state that it has, in words. */
#ifndef PORTREG_SNAPSHOT_EXPLAIN_H
#define PORTREG_SNAPSHOT_EXPLAIN_H

#include "base/buffer.h"
#include "snapshot/snapshot.h"

/* Appends what portreg_explain says of ANSWER. */
void answer_explain(const struct portreg *snapshot, const struct portreg_answer *answer,
                    struct buffer *buffer);

#endif
