/* Starting and stopping the workers. */
#include "server/http.h"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/memory.h"
#include "server/http_connection.h"
#include "server/http_worker.h"

/* Files besides connections, and what else one connection may hold open while it is set up. */
enum { FILES_BESIDES = 256 };

/* How many processors this process may run on. */
static unsigned processor_count(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof(set), &set) == 0)
        return (unsigned)CPU_COUNT(&set);
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 1 ? (unsigned)count : 1;
}

static unsigned thread_count(const struct http_settings *settings)
{
    unsigned count = settings->threads ? settings->threads : processor_count();
    return count < HTTP_THREAD_LIMIT ? count : HTTP_THREAD_LIMIT;
}

static unsigned wanted_connections(const struct http_settings *settings)
{
    return settings->connection_limit ? settings->connection_limit : HTTP_CONNECTION_LIMIT;
}

void http_expect_connections(const struct http_settings *settings)
{
    rlim_t wanted = (rlim_t)wanted_connections(settings) + FILES_BESIDES;
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= wanted)
        return;
    struct rlimit raised = {wanted, limit.rlim_max > wanted ? limit.rlim_max : wanted};
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0)
        return;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/* As many as were asked for, or as there can be files. */
static unsigned possible_connections(const struct http_settings *settings)
{
    unsigned wanted = wanted_connections(settings);
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= (rlim_t)wanted + FILES_BESIDES)
        return wanted;
    return limit.rlim_cur > 2 * FILES_BESIDES ? (unsigned)limit.rlim_cur - FILES_BESIDES
                                              : (unsigned)limit.rlim_cur / 2 + 1;
}

/* Its connections come from the keeper: it listens to nothing itself. */
static int worker_start(struct worker *worker, struct error *error)
{
    struct MHD_OptionItem options[HTTP_TLS_OPTION_COUNT] = {{MHD_OPTION_END, 0, NULL}};
    if (worker->is_tls)
        http_tls_options(options);
    worker->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_NO_LISTEN_SOCKET |
            (worker->is_tls ? MHD_USE_TLS : 0),
        0, NULL, NULL, http_handle, worker, MHD_OPTION_NOTIFY_CONNECTION, http_notify, worker,
        MHD_OPTION_URI_LOG_CALLBACK, http_begin, worker, MHD_OPTION_NOTIFY_COMPLETED, http_complete,
        worker, MHD_OPTION_CONNECTION_LIMIT, worker->http->connection_limit,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_CONNECTION_MEMORY_BYTES,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
    return worker->daemon ? STATUS_OK : error_system(error, "start", "the HTTP server");
}

static void worker_init(struct worker *worker, struct http *http, bool is_tls)
{
    *worker = (struct worker){.http = http, .is_tls = is_tls};
    pthread_mutex_init(&worker->mutex, NULL);
    cache_init(&worker->answers, HTTP_CACHE_LIMIT_BYTES / http->worker_count, finished_free);
}

static void worker_done(struct worker *worker)
{
    cache_done(&worker->answers);
    buffer_done(&worker->log_line);
    pthread_mutex_destroy(&worker->mutex);
}

/* libmicrohttpd has workers that speak TLS and others that do not: as many of each kind as there
 * are threads, where somebody listens for it. */
static void count_workers(const struct http_settings *settings, unsigned *plain, unsigned *tls)
{
    unsigned threads = thread_count(settings);
    *plain = *tls = 0;
    for (size_t i = 0; i < settings->listeners->count; i++)
        *(settings->tls && !settings->listeners->items[i].is_unix ? tls : plain) = threads;
}

static int http_new(struct http **made, const struct http_settings *settings,
                    const struct http_service *service, struct error *error)
{
    unsigned plain, tls;
    count_workers(settings, &plain, &tls);
    struct http *http = memory_allocate(sizeof(*http));
    struct worker *workers = memory_allocate((plain + tls) * sizeof(*workers));
    if (!http || !workers) {
        memory_free(http);
        memory_free(workers);
        return error_memory(error);
    }
    *http = (struct http){.settings = *settings,
                          .service = *service,
                          .workers = workers,
                          .worker_count = plain + tls,
                          .plain_count = plain,
                          .connection_limit = possible_connections(settings)};
    for (unsigned i = 0; i < http->worker_count; i++)
        worker_init(&workers[i], http, i >= plain);
    *made = http;
    return STATUS_OK;
}

static void http_free(struct http *http)
{
    keeper_stop(http); /* it gives connections to the workers and looks after them */
    /* All of them end before any is taken apart: /metrics looks at the others. */
    for (unsigned i = 0; i < http->worker_count; i++)
        if (http->workers[i].daemon)
            MHD_stop_daemon(http->workers[i].daemon);
    for (unsigned i = 0; i < http->worker_count; i++)
        worker_done(&http->workers[i]);
    limits_free(http->limits);
    memory_free(http->workers);
    memory_free(http);
}

static int set_limits(struct http *http, struct error *error)
{
    const struct http_settings *settings = &http->settings;
    if (!settings->address_connections && !settings->address_requests_per_s)
        return STATUS_OK;
    http->limits = limits_new(settings->address_connections, settings->address_requests_per_s);
    return http->limits ? STATUS_OK : error_memory(error);
}

int http_start(struct http **made, const struct http_settings *settings,
               const struct http_service *service, struct error *error)
{
    *made = NULL;
    int status = http_new(made, settings, service, error);
    if (status != STATUS_OK)
        return status;
    struct http *http = *made;
    status = set_limits(http, error);
    for (unsigned i = 0; i < http->worker_count && status == STATUS_OK; i++)
        status = worker_start(&http->workers[i], error);
    if (status == STATUS_OK)
        status = keeper_start(http, error);
    if (status == STATUS_OK)
        return STATUS_OK;
    http_free(http);
    *made = NULL;
    return status;
}

void http_count(struct http *http, struct metrics *sum, struct metrics_state *state)
{
    state->connection_limit = http->connection_limit;
    state->dropped_log_lines = http->settings.log ? access_log_dropped(http->settings.log) : 0;
    metrics_add(sum, &http->keeper_metrics);
    for (unsigned i = 0; i < http->worker_count; i++) {
        struct worker *worker = &http->workers[i];
        metrics_add(sum, &worker->metrics);
        pthread_mutex_lock(&worker->mutex);
        state->kept_answers += worker->answers.count;
        state->kept_bytes += worker->answers.used_bytes;
        pthread_mutex_unlock(&worker->mutex);
    }
}

static bool is_in_flight(const struct http *http)
{
    for (unsigned i = 0; i < http->worker_count; i++)
        if (atomic_load_explicit(&http->workers[i].in_flight, memory_order_relaxed))
            return true;
    return false;
}

void http_stop(struct http *http)
{
    enum { INTERVAL_MS = 10 };
    if (!http)
        return;
    http->stopping = true;
    keeper_close_door(http);
    for (unsigned waited_ms = 0;
         waited_ms < HTTP_STOP_GRACE_MS || (is_in_flight(http) && waited_ms < HTTP_STOP_TIMEOUT_MS);
         waited_ms += INTERVAL_MS)
        nanosleep(&(struct timespec){0, INTERVAL_MS * 1000000L}, NULL);
    http_free(http);
}
