/* What the server counts. */
#include "server/metrics.h"

#include <assert.h>

#include "server/routes.h"

const uint64_t metrics_bounds_us[METRICS_BOUNDS] = {50,   100,   250,   500,    1000,    2500,
                                                    5000, 10000, 50000, 250000, 1000000, 10000000};

/* The places of the enum's bits, and their names. */
static size_t place_of(enum method method)
{
    switch (method) {
    case METHOD_GET:
        return 0;
    case METHOD_HEAD:
        return 1;
    case METHOD_OPTIONS:
        return 2;
    case METHOD_OTHER:
        break;
    }
    return METRICS_METHODS - 1;
}

static const char *const method_names[METRICS_METHODS] = {"GET", "HEAD", "OPTIONS", "other"};

/* The last place is for those without a route. */
static size_t place_of_route(size_t route)
{
    return route < METRICS_ROUTE_LIMIT - 1 ? route : METRICS_ROUTE_LIMIT - 1;
}

void metrics_count(struct metrics *metrics, enum method method, size_t route, unsigned status,
                   uint64_t duration_us, uint64_t body_bytes)
{
    size_t bound = 0, status_class = status / 100;
    while (bound < METRICS_BOUNDS && duration_us > metrics_bounds_us[bound])
        bound++;
    metric_add(&metrics->durations[bound], 1);
    metric_add(&metrics->duration_sum_us, duration_us);
    metric_add(&metrics->body_bytes, body_bytes);
    metric_add(&metrics->requests[place_of_route(route)][place_of(method)]
                                 [status_class < METRICS_CLASSES ? status_class : 0],
               1);
}

void metrics_add(struct metrics *sum, const struct metrics *other)
{
    static_assert(sizeof(struct metrics) % sizeof(metric) == 0, "metrics are numbers only");
    metric *to = (metric *)(void *)sum;
    const metric *from = (const metric *)(const void *)other;
    for (size_t i = 0; i < sizeof(*sum) / sizeof(metric); i++)
        metric_add(&to[i], atomic_load_explicit(&from[i], memory_order_relaxed));
}

/* --- text --- */

static void head(struct buffer *buffer, const char *name, const char *type, const char *help)
{
    buffer_format(buffer, "# HELP portreg_%s %s\n# TYPE portreg_%s %s\n", name, help, name, type);
}

static void number(struct buffer *buffer, const char *name, const char *type, const char *help,
                   uint64_t value)
{
    head(buffer, name, type, help);
    buffer_format(buffer, "portreg_%s %llu\n", name, (unsigned long long)value);
}

static void append_requests(struct buffer *buffer, const struct metrics *metrics)
{
    head(buffer, "http_requests_total", "counter",
         "Requests by method, class of status and route.");
    for (size_t route = 0; route < METRICS_ROUTE_LIMIT; route++)
        for (size_t method = 0; method < METRICS_METHODS; method++)
            for (size_t status = 0; status < METRICS_CLASSES; status++) {
                uint64_t count = metrics->requests[route][method][status];
                char class_name[4] = {(char)('0' + status), 'x', 'x', '\0'};
                if (count)
                    buffer_format(buffer,
                                  "portreg_http_requests_total{method=\"%s\",status=\"%s\","
                                  "route=\"%s\"} %llu\n",
                                  method_names[method], status ? class_name : "none",
                                  route < route_count && route < METRICS_ROUTE_LIMIT - 1
                                      ? routes[route].pattern
                                      : "none",
                                  (unsigned long long)count);
            }
}

static void append_durations(struct buffer *buffer, const struct metrics *metrics)
{
    uint64_t count = 0;
    head(buffer, "http_request_duration_seconds", "histogram",
         "From the request line until the answer is with the system.");
    for (size_t i = 0; i < METRICS_BOUNDS; i++) {
        count += metrics->durations[i];
        buffer_format(buffer, "portreg_http_request_duration_seconds_bucket{le=\"%g\"} %llu\n",
                      (double)metrics_bounds_us[i] / 1e6, (unsigned long long)count);
    }
    count += metrics->durations[METRICS_BOUNDS];
    buffer_format(buffer,
                  "portreg_http_request_duration_seconds_bucket{le=\"+Inf\"} %llu\n"
                  "portreg_http_request_duration_seconds_sum %.6f\n"
                  "portreg_http_request_duration_seconds_count %llu\n",
                  (unsigned long long)count, (double)metrics->duration_sum_us / 1e6,
                  (unsigned long long)count);
}

static void append_connections(struct buffer *buffer, const struct metrics *metrics,
                               const struct metrics_state *state)
{
    uint64_t ended = metrics->connections_ended, begun = metrics->connections_begun;
    number(buffer, "http_connections", "gauge", "Connections that are there.",
           begun > ended ? begun - ended : 0);
    number(buffer, "http_connections_limit", "gauge", "How many there may be.",
           state->connection_limit);
    number(buffer, "http_connections_total", "counter", "Connections ever.", begun);
    number(buffer, "http_connections_slow_total", "counter",
           "Connections that were ended because they were too slow.",
           metrics->connections_too_slow);
    number(buffer, "http_connections_refused_total", "counter",
           "Connections beyond the limit of their address.", metrics->connections_too_many);
    number(buffer, "http_requests_refused_total", "counter",
           "Requests beyond the limits of their address: 429.", metrics->requests_too_many);
    number(buffer, "http_body_bytes_total", "counter", "Bytes of content that were sent whole.",
           metrics->body_bytes);
}

static void append_cache(struct buffer *buffer, const struct metrics *metrics,
                         const struct metrics_state *state)
{
    number(buffer, "cache_hits_total", "counter", "Answers that had been made before.",
           metrics->kept_answers_sent);
    number(buffer, "cache_misses_total", "counter", "Answers that were made.",
           metrics->answers_made);
    number(buffer, "cache_answers", "gauge", "Answers that are kept.", state->kept_answers);
    number(buffer, "cache_bytes", "gauge", "What they take.", state->kept_bytes);
}

static void append_release(struct buffer *buffer, const struct metrics_state *state)
{
    if (!state->has_release)
        return;
    number(buffer, "release_sequence", "gauge", "The sequence number of the release.",
           state->release_sequence);
    number(buffer, "release_date_seconds", "gauge", "Its date, in seconds since 1970.",
           (uint64_t)state->release_date);
    number(buffer, "snapshot_age_seconds", "gauge", "How long ago it was published here.",
           state->now > state->release_published ? (uint64_t)(state->now - state->release_published)
                                                 : 0);
}

void metrics_append(struct buffer *buffer, const struct metrics *metrics,
                    const struct metrics_state *state)
{
    append_requests(buffer, metrics);
    append_durations(buffer, metrics);
    append_connections(buffer, metrics, state);
    append_cache(buffer, metrics, state);
    append_release(buffer, state);
    number(buffer, "access_log_dropped_total", "counter",
           "Lines that the access log could not take in time.", state->dropped_log_lines);
    if (state->resident_bytes)
        buffer_format(buffer,
                      "# HELP process_resident_memory_bytes Resident memory.\n"
                      "# TYPE process_resident_memory_bytes gauge\n"
                      "process_resident_memory_bytes %llu\n",
                      (unsigned long long)state->resident_bytes);
    buffer_format(buffer,
                  "# HELP process_start_time_seconds When it was started, in seconds since 1970.\n"
                  "# TYPE process_start_time_seconds gauge\n"
                  "process_start_time_seconds %.3f\n",
                  state->started);
}
