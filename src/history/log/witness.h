/* The witness protocol (C2SP tlog-witness), without the network: what is sent to a witness, and
 * what becomes of its answers. */
#ifndef PORTREG_HISTORY_LOG_WITNESS_H
#define PORTREG_HISTORY_LOG_WITNESS_H

#include "history/log/cosignature.h"
#include "history/log/merkle.h"

/* Where below its prefix a witness takes checkpoints. */
#define WITNESS_PATH "/add-checkpoint"
/* The media type of an answer that is a size. */
#define WITNESS_SIZE_TYPE "text/x.tlog.size"

/* Appends the request: PROOF from the first OLD_SIZE entries to the checkpoint in NOTE, then the
 * checkpoint with the signatures of LOG alone. */
void witness_append_request(struct buffer *request, uint64_t old_size,
                            const struct merkle_proof *proof, const struct signed_note *note,
                            const struct verifier *log);

/* Reads the answer of a witness that knows another size: a number and a line feed. */
int witness_parse_size(struct text answer, uint64_t *size, struct error *error);

/* Reads the answer of a witness that cosigned the checkpoint in NOTE: the newest cosignature of
 * WITNESS in it, verified. LINE, borrowed from ANSWER, is it. Lines of other keys are ignored. */
int witness_parse_cosignatures(struct text answer, const struct signed_note *note,
                               const struct verifier *witness, struct text *line,
                               struct cosignature *cosignature, struct error *error);

/* Appends NOTE with LINE, a cosignature of WITNESS, in the place of those it has of that witness.
 */
void witness_append_note(struct buffer *result, const struct signed_note *note,
                         const struct verifier *witness, struct text line);

/* Adds LINE, a verified cosignature of WITNESS over TEXT, to the checkpoint of the log in
 * DIRECTORY, alone and at once. When the log has another checkpoint by now, which the witness has
 * not seen, nothing is added and *SUPERSEDED is true. */
int witness_add(const char *directory, struct text text, const struct verifier *witness,
                struct text line, bool *superseded, struct error *error);

#endif
