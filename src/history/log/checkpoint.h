/* Checkpoints (C2SP tlog-checkpoint): the text of a signed note with which a log says how many
 * entries it has, and which. */
#ifndef PORTREG_HISTORY_LOG_CHECKPOINT_H
#define PORTREG_HISTORY_LOG_CHECKPOINT_H

#include "base/buffer.h"
#include "history/log/merkle.h"

struct checkpoint {
    struct text origin; /* which log: the name of its key; borrowed */
    uint64_t size;      /* how many entries */
    struct hash root;   /* of the Merkle tree over them */
};

/* Reads TEXT, the text of a note. Lines beyond the third are allowed and not looked at. Errors name
 * FILE, which may be NULL. */
int checkpoint_parse(struct text text, const char *file, struct checkpoint *checkpoint,
                     struct error *error);

/* Appends the three lines of CHECKPOINT. */
void checkpoint_append(struct buffer *buffer, const struct checkpoint *checkpoint);

#endif
