/* SHA-256, by libsodium. */
#include "base/sha256.h"

#include <sodium.h>

void sha256_of(struct text bytes, uint8_t sha256[static SHA256_SIZE_BYTES])
{
    crypto_hash_sha256(sha256, (const unsigned char *)bytes.bytes, bytes.length);
}

const char *sha256_format(const uint8_t sha256[static SHA256_SIZE_BYTES],
                          char buffer[static SHA256_HEX_SIZE_BYTES])
{
    return sodium_bin2hex(buffer, SHA256_HEX_SIZE_BYTES, sha256, SHA256_SIZE_BYTES);
}

static void *run(void *context)
{
    struct sha256_job *job = context;
    sha256_of(job->bytes, job->sha256);
    return NULL;
}

void sha256_job_begin(struct sha256_job *job, struct text bytes)
{
    job->bytes = bytes;
    job->threaded = pthread_create(&job->thread, NULL, run, job) == 0;
}

void sha256_job_end(struct sha256_job *job)
{
    if (job->threaded)
        pthread_join(job->thread, NULL);
    else
        run(job);
}
