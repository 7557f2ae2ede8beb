/* Cosignatures of witnesses (C2SP tlog-cosignature, Ed25519): a time, and a signature over it and
 * over the text of a checkpoint. */
#ifndef PORTREG_HISTORY_LOG_COSIGNATURE_H
#define PORTREG_HISTORY_LOG_COSIGNATURE_H

#include "history/log/note.h"

struct cosignature {
    bool found;
    size_t index;          /* among the signatures of the note */
    uint64_t time_seconds; /* when the witness says it saw the checkpoint: since 1970, in UTC */
};

/* Verifies every cosignature of VERIFIER, which is a witness's, on NOTE; *COSIGNATURE is the newest
 * of them. Returns 0 also when there is none, and STATUS_INPUT when one is wrong. */
int cosignature_verify(const struct signed_note *note, const struct verifier *verifier,
                       struct cosignature *cosignature, struct error *error);

#endif
