/* A bucket of tokens. */
#include "server/rate.h"

enum { SECOND_US = 1000000 };

bool rate_take(struct rate *rate, unsigned per_s, uint64_t now_us, uint64_t *wait_us)
{
    uint64_t token_us = per_s < SECOND_US ? SECOND_US / per_s : 1;
    uint64_t full_at_us = rate->full_at_us > now_us ? rate->full_at_us : now_us;
    uint64_t latest_us = now_us + per_s * token_us; /* an empty bucket is full then */
    if (full_at_us + token_us > latest_us) {
        *wait_us = full_at_us + token_us - latest_us;
        return false;
    }
    rate->full_at_us = full_at_us + token_us;
    return true;
}

bool rate_is_full(const struct rate *rate, uint64_t now_us)
{
    return rate->full_at_us <= now_us;
}
