/* Starting and stopping the workers. */
#include "server/http.h"

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include "base/memory.h"
#include "server/http_worker.h"

/* How many processors this process may run on. */
static unsigned processor_count(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof(set), &set) == 0)
        return (unsigned)CPU_COUNT(&set);
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 1 ? (unsigned)count : 1;
}

static unsigned thread_count(const struct http_options *options)
{
    unsigned count = options->threads ? options->threads : processor_count();
    return count < HTTP_THREAD_LIMIT ? count : HTTP_THREAD_LIMIT;
}

/* Begins to serve SOCKET, which is the worker's only after success. */
static int worker_start(struct worker *worker, int socket, unsigned connection_limit,
                        struct error *error)
{
    struct http *http = worker->http;
    worker->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC, 0, NULL, NULL, http_handle, worker,
        MHD_OPTION_LISTEN_SOCKET, socket, MHD_OPTION_NOTIFY_CONNECTION, http_notify, worker,
        MHD_OPTION_URI_LOG_CALLBACK, http_begin, worker, MHD_OPTION_NOTIFY_COMPLETED, http_complete,
        worker, MHD_OPTION_CONNECTION_LIMIT, connection_limit / http->worker_count + 1,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)HTTP_TIMEOUT_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)HTTP_CONNECTION_MEMORY_BYTES, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    return worker->daemon ? STATUS_OK : error_system(error, "start", "the HTTP server");
}

static void worker_init(struct worker *worker, struct http *http)
{
    *worker = (struct worker){.http = http, .quiesced_socket = MHD_INVALID_SOCKET};
    pthread_mutex_init(&worker->mutex, NULL);
    cache_init(&worker->answers, HTTP_CACHE_LIMIT_BYTES / http->worker_count, finished_free);
}

static void worker_done(struct worker *worker)
{
    if (worker->daemon)
        MHD_stop_daemon(worker->daemon);
    if (worker->quiesced_socket != MHD_INVALID_SOCKET)
        close(worker->quiesced_socket);
    cache_done(&worker->answers);
    pthread_mutex_destroy(&worker->mutex);
}

static void http_free(struct http *http)
{
    for (unsigned i = 0; i < http->worker_count; i++)
        worker_done(&http->workers[i]);
    memory_free(http->workers);
    memory_free(http);
}

static int start_workers(struct http *http, int socket, const struct http_options *options,
                         struct error *error)
{
    unsigned limit = options->connection_limit ? options->connection_limit : HTTP_CONNECTION_LIMIT;
    for (unsigned i = 0; i < http->worker_count; i++) {
        int own = i ? fcntl(socket, F_DUPFD_CLOEXEC, 0) : socket;
        int status = own < 0 ? error_system(error, "start", "the HTTP server")
                             : worker_start(&http->workers[i], own, limit, error);
        if (status != STATUS_OK && own >= 0)
            close(own);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

struct http *http_start(int socket, const struct http_options *options,
                        const struct http_service *service, struct error *error)
{
    unsigned count = thread_count(options);
    struct http *http = memory_allocate(sizeof(*http));
    struct worker *workers = memory_allocate(count * sizeof(*workers));
    if (!http || !workers) {
        memory_free(http);
        memory_free(workers);
        close(socket);
        error_memory(error);
        return NULL;
    }
    *http = (struct http){.service = *service, .workers = workers, .worker_count = count};
    for (unsigned i = 0; i < count; i++)
        worker_init(&workers[i], http);
    if (start_workers(http, socket, options, error) == STATUS_OK)
        return http;
    http_free(http);
    return NULL;
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
    if (!http)
        return;
    for (unsigned i = 0; i < http->worker_count; i++)
        http->workers[i].quiesced_socket = MHD_quiesce_daemon(http->workers[i].daemon);
    for (unsigned waited_ms = 0; is_in_flight(http) && waited_ms < HTTP_STOP_TIMEOUT_MS;
         waited_ms += 10)
        nanosleep(&(struct timespec){0, 10 * 1000000L}, NULL);
    http_free(http);
}
