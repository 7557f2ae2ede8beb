/* What /metrics answers. */
#include "server/monitor.h"

#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "server/metrics.h"

void monitor_open(struct monitor *monitor)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    monitor->started = (double)now.tv_sec + (double)now.tv_nsec / 1e9;
    monitor->memory = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
}

void monitor_close(struct monitor *monitor)
{
    if (monitor->memory >= 0)
        close(monitor->memory);
    monitor->memory = -1;
}

bool monitor_is_asked(const struct request *request)
{
    return request->target.segment_count == 1 &&
           text_equal(request->target.segments[0], TEXT("metrics"));
}

static uint64_t resident_bytes(const struct monitor *monitor)
{
    char line[128];
    unsigned long long pages;
    ssize_t length = pread(monitor->memory, line, sizeof(line) - 1, 0);
    if (length <= 0)
        return 0;
    line[length] = '\0';
    return sscanf(line, "%*u %llu", &pages) == 1 ? pages * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

static void describe_release(const struct served_release *release, struct metrics_state *state)
{
    struct portreg_release last = portreg_release(release->snapshot);
    struct tm date = {
        .tm_year = last.date.year - 1900, .tm_mon = last.date.month - 1, .tm_mday = last.date.day};
    state->has_release = true;
    state->release_sequence = last.sequence;
    state->release_date = timegm(&date);
    state->release_published = last.recorded_at ? (time_t)last.recorded_at
                                                : release->files[RELEASE_FILE_XML].last_modified;
}

void monitor_answer(const struct monitor *monitor, struct http *http,
                    const struct served_release *release, const struct request *request,
                    struct response *response)
{
    struct metrics_state state = {
        .started = monitor->started, .now = time(NULL), .resident_bytes = resident_bytes(monitor)};
    struct buffer buffer;
    if (!(request->method & (METHOD_GET | METHOD_HEAD))) {
        response_problem(response, HTTP_METHOD_NOT_ALLOWED, "expected GET or HEAD, found another");
        snprintf(response->allow, sizeof(response->allow), "GET, HEAD");
        return;
    }
    struct metrics *sum = memory_allocate_zeroed(1, sizeof(*sum));
    if (!sum) {
        response_problem(response, HTTP_SERVER_ERROR, "expected memory, found none");
        return;
    }
    if (release)
        describe_release(release, &state);
    http_count(http, sum, &state);
    buffer_init(&buffer);
    metrics_append(&buffer, sum, &state);
    memory_free(sum);
    response->status = HTTP_OK;
    response->media_type = METRICS_MEDIA_TYPE;
    response->cache_control = "no-store";
    if (response_take(response, &buffer, NULL) != STATUS_OK)
        response_problem(response, HTTP_SERVER_ERROR, "expected memory, found none");
    buffer_done(&buffer);
}
