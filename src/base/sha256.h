/* SHA-256 of bytes: at once, piece by piece, or beside other work. */
#ifndef PORTREG_BASE_SHA256_H
#define PORTREG_BASE_SHA256_H

#include <nettle/sha2.h>

#include "base/job.h"
#include "base/text.h"

enum { SHA256_SIZE_BYTES = 32, SHA256_HEX_SIZE_BYTES = 2 * SHA256_SIZE_BYTES + 1 };

/* A hash on its way; the caller's object, which needs no end. Only base/sha256.c looks in. */
struct sha256_state {
    struct sha256_ctx nettle;
};

/* Begins a hash, of the bytes that sha256_add is given. */
void sha256_begin(struct sha256_state *state);
void sha256_add(struct sha256_state *state, struct text bytes);
/* The hash of all that was added; STATE is then as after sha256_begin. */
void sha256_end(struct sha256_state *state, uint8_t sha256[static SHA256_SIZE_BYTES]);

void sha256_of(struct text bytes, uint8_t sha256[static SHA256_SIZE_BYTES]);

/* SHA256 in hexadecimal, small letters. Returns BUFFER. */
const char *sha256_format(const uint8_t sha256[static SHA256_SIZE_BYTES],
                          char buffer[static SHA256_HEX_SIZE_BYTES]);

/* A hash that is computed as a job: where the processor has no instructions for it, a
 * release takes as long to hash as to parse. */
struct sha256_job {
    struct job job;
    struct text bytes;
    uint8_t sha256[SHA256_SIZE_BYTES];
};

/* Begins to hash BYTES, which stay as they are until sha256_job_end. */
void sha256_job_begin(struct sha256_job *job, struct text bytes);
/* Waits for the end; then job->sha256 holds the hash. To be called once for each begin. */
void sha256_job_end(struct sha256_job *job);

#endif
