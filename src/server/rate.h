/* How often something may happen: a bucket of tokens, as one number. */
#ifndef PORTREG_SERVER_RATE_H
#define PORTREG_SERVER_RATE_H

#include <stdbool.h>
#include <stdint.h>

/* When the bucket will be full again, in microseconds; 0 at the beginning, when it is full. It has
 * a token for each of the times that are allowed in a second, and gets them back evenly. */
struct rate {
    uint64_t full_at_us;
};

/* Takes a token at NOW_US out of the bucket of a rate of PER_S, which is not 0. False when there is
 * none: *WAIT_US is how long until there is one. */
bool rate_take(struct rate *rate, unsigned per_s, uint64_t now_us, uint64_t *wait_us);

/* Whether the bucket is full at NOW_US: it is as if it had never been used. */
bool rate_is_full(const struct rate *rate, uint64_t now_us);

#endif
