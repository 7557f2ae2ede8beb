/* What the server counts, for Prometheus (text format 0.0.4). Each thread has its own counts, which
 * it alone writes; whoever reads adds them up. */
#ifndef PORTREG_SERVER_METRICS_H
#define PORTREG_SERVER_METRICS_H

#include <stdatomic.h>

#include "server/message.h"

enum {
    METRICS_ROUTE_LIMIT = 64, /* more routes are counted as none */
    METRICS_METHODS = 4,      /* GET, HEAD, OPTIONS and all others */
    METRICS_CLASSES = 6,      /* 2 is 200 to 299; 0: no answer */
    METRICS_BOUNDS = 12,      /* of durations */
};

/* A number that one thread writes and others may read. */
typedef _Atomic uint64_t metric;

struct metrics {
    metric requests[METRICS_ROUTE_LIMIT][METRICS_METHODS][METRICS_CLASSES];
    metric durations[METRICS_BOUNDS + 1]; /* how many took at most that long; the last: longer */
    metric duration_sum_us;
    metric body_bytes;
    metric connections_begun, connections_ended, connections_too_slow, connections_too_many;
    metric requests_too_many;
    metric kept_answers_sent, answers_made;
};

/* The upper bounds of durations, in microseconds. */
extern const uint64_t metrics_bounds_us[METRICS_BOUNDS];

static inline void metric_add(metric *metric_, uint64_t change)
{
    uint64_t old = atomic_load_explicit(metric_, memory_order_relaxed);
    atomic_store_explicit(metric_, old + change, memory_order_relaxed);
}

/* Counts an answer with STATUS, 0 for none, to a request for ROUTE, which took DURATION_US. */
void metrics_count(struct metrics *metrics, enum method method, size_t route, unsigned status,
                   uint64_t duration_us, uint64_t body_bytes);

/* Adds the counts of OTHER, which its thread may be writing. */
void metrics_add(struct metrics *sum, const struct metrics *other);

/* What is no count. */
struct metrics_state {
    size_t kept_answers, kept_bytes;
    size_t connection_limit;
    uint64_t resident_bytes; /* 0: unknown */
    double started;          /* seconds since 1970 */
    bool has_release;
    uint32_t release_sequence;
    time_t release_date;
    time_t release_published; /* when it was published here */
    time_t now;
    uint64_t dropped_log_lines;
};

/* Appends all of it as text. Routes are named by their patterns. */
void metrics_append(struct buffer *buffer, const struct metrics *metrics,
                    const struct metrics_state *state);

#define METRICS_MEDIA_TYPE "text/plain; version=0.0.4; charset=utf-8"

#endif
