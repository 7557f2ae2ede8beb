/* Tests of what is counted, and of the text it becomes. */
#include "server/metrics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "server/routes.h"

static struct metrics *metrics_new(void)
{
    struct metrics *metrics = calloc(1, sizeof(*metrics));
    assert_non_null(metrics);
    return metrics;
}

static void append(const struct metrics *metrics, const struct metrics_state *state,
                   struct buffer *buffer)
{
    buffer_init(buffer);
    metrics_append(buffer, metrics, state);
    assert_false(buffer->failed);
    buffer_append_byte(buffer, '\0');
}

static void test_durations(void **state)
{
    (void)state;
    struct metrics *metrics = metrics_new();
    const uint64_t last = metrics_bounds_us[METRICS_BOUNDS - 1];
    metrics_count(metrics, METHOD_GET, 0, 200, 0, 7);
    for (size_t i = 0; i < METRICS_BOUNDS; i++) {
        metrics_count(metrics, METHOD_GET, 0, 200, metrics_bounds_us[i], 1);
        metrics_count(metrics, METHOD_GET, 0, 200, metrics_bounds_us[i] + 1, 0);
    }
    assert_int_equal(metrics->durations[0], 2); /* none, and exactly as long */
    for (size_t i = 1; i < METRICS_BOUNDS; i++)
        assert_int_equal(metrics->durations[i], 2);
    assert_int_equal(metrics->durations[METRICS_BOUNDS], 1);
    assert_true(metrics->duration_sum_us > 2 * last);
    assert_int_equal(metrics->body_bytes, 7 + METRICS_BOUNDS);
    struct buffer buffer;
    append(metrics, &(struct metrics_state){0}, &buffer);
    assert_non_null(strstr(buffer.bytes, "_bucket{le=\"5e-05\"} 2\n"));
    assert_non_null(strstr(buffer.bytes, "_bucket{le=\"10\"} 24\n"));
    assert_non_null(strstr(buffer.bytes, "_bucket{le=\"+Inf\"} 25\n"));
    assert_non_null(strstr(buffer.bytes, "_duration_seconds_count 25\n"));
    buffer_done(&buffer);
    free(metrics);
}

static void test_requests(void **state)
{
    (void)state;
    struct metrics *metrics = metrics_new(), *sum = metrics_new();
    char line[256];
    struct buffer buffer;
    metrics_count(metrics, METHOD_GET, 1, 200, 1, 0);
    metrics_count(metrics, METHOD_GET, 1, 206, 1, 0);
    metrics_count(metrics, METHOD_HEAD, 1, 304, 1, 0);
    metrics_count(metrics, METHOD_OTHER, ROUTE_NONE, 405, 1, 0);
    metrics_count(metrics, METHOD_GET, 100000, 999, 1, 0);
    metrics_count(metrics, METHOD_GET, ROUTE_NONE, 0, 1, 0);
    metrics_add(sum, metrics);
    metrics_add(sum, metrics);
    append(sum, &(struct metrics_state){0}, &buffer);
    snprintf(line, sizeof(line), "{method=\"GET\",status=\"2xx\",route=\"%s\"} 4\n",
             routes[1].pattern);
    assert_non_null(strstr(buffer.bytes, line));
    snprintf(line, sizeof(line), "{method=\"HEAD\",status=\"3xx\",route=\"%s\"} 2\n",
             routes[1].pattern);
    assert_non_null(strstr(buffer.bytes, line));
    assert_non_null(strstr(buffer.bytes, "{method=\"other\",status=\"4xx\",route=\"none\"} 2\n"));
    assert_non_null(strstr(buffer.bytes, "{method=\"GET\",status=\"none\",route=\"none\"} 4\n"));
    buffer_done(&buffer);
    free(metrics);
    free(sum);
}

/* Every route has counts of its own. */
static void test_room_for_routes(void **state)
{
    (void)state;
    assert_true(route_count < METRICS_ROUTE_LIMIT);
}

static void test_state(void **state)
{
    (void)state;
    struct metrics *metrics = metrics_new();
    struct buffer buffer;
    append(metrics, &(struct metrics_state){0}, &buffer);
    assert_null(strstr(buffer.bytes, "portreg_release_sequence"));
    assert_null(strstr(buffer.bytes, "process_resident_memory_bytes"));
    buffer_done(&buffer);
    metrics->connections_begun = 7;
    metrics->connections_ended = 3;
    append(metrics,
           &(struct metrics_state){.has_release = true,
                                   .release_sequence = 547,
                                   .release_published = 1000,
                                   .now = 1060,
                                   .resident_bytes = 4096},
           &buffer);
    assert_non_null(strstr(buffer.bytes, "\nportreg_release_sequence 547\n"));
    assert_non_null(strstr(buffer.bytes, "\nportreg_snapshot_age_seconds 60\n"));
    assert_non_null(strstr(buffer.bytes, "\nportreg_http_connections 4\n"));
    assert_non_null(strstr(buffer.bytes, "\nprocess_resident_memory_bytes 4096\n"));
    buffer_done(&buffer);
    free(metrics);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_durations),
        cmocka_unit_test(test_requests),
        cmocka_unit_test(test_room_for_routes),
        cmocka_unit_test(test_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
