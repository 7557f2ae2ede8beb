/* Proofs as files (C2SP tlog-proof): that an entry is in a log, to be verified without the log. */
#ifndef PORTREG_HISTORY_LOG_PROOF_H
#define PORTREG_HISTORY_LOG_PROOF_H

#include "base/buffer.h"
#include "history/log/policy.h"

enum { PROOF_LIMIT_BYTES = 1024 * 1024 };

struct proof {
    struct text extra; /* what nobody vouches for, in base64; NULL bytes when there is none */
    uint64_t index;    /* of the entry */
    struct merkle_proof path;
    struct text checkpoint; /* a signed note, borrowed */
};

/* Reads all of BYTES, without verifying anything. Errors name FILE, which may be NULL. */
int proof_parse(struct text bytes, const char *file, struct proof *proof, struct error *error);

/* Appends PROOF as proof_parse reads it. */
void proof_append(struct buffer *buffer, const struct proof *proof);

/* Appends the hashes of PROOF in base64, one a line. */
void proof_append_hashes(struct buffer *buffer, const struct merkle_proof *proof);

/* Verifies that PROOF shows ENTRY in a log that POLICY trusts; *ANSWER says which, and who saw it.
 * Errors name FILE, which may be NULL. */
int proof_check(const struct proof *proof, struct text entry, const struct policy *policy,
                const char *file, struct policy_answer *answer, struct error *error);

#endif
