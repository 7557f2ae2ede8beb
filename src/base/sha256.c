/* SHA-256, by nettle: it uses the processor's instructions for SHA where there are some, and is
 * then six times as fast as libsodium, which does not. It is linked statically (see meson.build).
 */
#include "base/sha256.h"

void sha256_begin(struct sha256_state *state)
{
    nettle_sha256_init(&state->nettle);
}

void sha256_add(struct sha256_state *state, struct text bytes)
{
    nettle_sha256_update(&state->nettle, bytes.length, (const uint8_t *)bytes.bytes);
}

void sha256_end(struct sha256_state *state, uint8_t sha256[static SHA256_SIZE_BYTES])
{
    nettle_sha256_digest(&state->nettle, SHA256_SIZE_BYTES, sha256);
}

void sha256_of(struct text bytes, uint8_t sha256[static SHA256_SIZE_BYTES])
{
    struct sha256_state state;
    sha256_begin(&state);
    sha256_add(&state, bytes);
    sha256_end(&state, sha256);
}

const char *sha256_format(const uint8_t sha256[static SHA256_SIZE_BYTES],
                          char buffer[static SHA256_HEX_SIZE_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < SHA256_SIZE_BYTES; i++) {
        buffer[2 * i] = digits[sha256[i] >> 4];
        buffer[2 * i + 1] = digits[sha256[i] & 0xf];
    }
    buffer[2 * SHA256_SIZE_BYTES] = '\0';
    return buffer;
}

static void run(void *context)
{
    struct sha256_job *job = context;
    sha256_of(job->bytes, job->sha256);
}

void sha256_job_begin(struct sha256_job *job, struct text bytes)
{
    job->bytes = bytes;
    job_begin(&job->job, run, job);
}

void sha256_job_end(struct sha256_job *job)
{
    job_end(&job->job);
}
