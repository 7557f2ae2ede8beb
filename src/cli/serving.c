/* Serving: what is opened before, what happens at a signal, and what is closed in the end. */
#include "cli/serving.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/activation.h"
#include "cli/confine.h"
#include "cli/exit_status.h"
#include "cli/notify.h"
#include "publication/publication.h"
#include "server/server.h"

/* Something to be read again at SIGHUP; on failure the old stays. */
struct reload {
    const char *what;
    int (*run)(void *context, struct error *error);
    void *context;
};

enum { RELOAD_LIMIT = 8 };

struct serving {
    struct listeners listeners;
    struct tls *tls; /* NULL: plain HTTP */
    struct notify notify;
    struct monitor monitor;
    struct access_log *log; /* NULL: none */
    struct server server;
    /* Who looks whether what is published is sound; 0: nobody yet; -1: it has ended. */
    pid_t repairer;
    struct reload reloads[RELOAD_LIMIT];
    size_t reload_count;
};

static void complain(const char *what, const struct error *error)
{
    char line[1024];
    error_format(error, line, sizeof(line));
    fprintf(stderr, "portregd: %s%s%s\n", what, *what ? ": " : "", line);
}

static void report(void *context, const struct error *error)
{
    (void)context;
    complain("keeps the release it has", error);
}

static void on_reload(struct serving *serving, const char *what,
                      int (*run)(void *context, struct error *error), void *context)
{
    serving->reloads[serving->reload_count++] = (struct reload){what, run, context};
}

static void reload(struct serving *serving)
{
    notify_reloading(&serving->notify);
    for (size_t i = 0; i < serving->reload_count; i++) {
        const struct reload *item = &serving->reloads[i];
        struct error error = {0};
        char what[64];
        if (item->run(item->context, &error) == STATUS_OK)
            continue;
        snprintf(what, sizeof(what), "keeps the %s it has", item->what);
        complain(what, &error);
    }
    notify_ready(&serving->notify);
}

static int reload_log(void *context, struct error *error)
{
    return access_log_reopen(context, error);
}

static int reload_tls(void *context, struct error *error)
{
    return tls_reload(context, error);
}

/* Makes the published release sound, and says what was done. A release that cannot be repaired is
 * told of when the server opens it. */
static void repair(const char *data_directory)
{
    struct error error = {0};
    enum publication_state state;
    if (publication_repair(data_directory, &state, &error) != STATUS_OK)
        complain("", &error);
    else if (state == PUBLICATION_REPAIRED)
        fprintf(stderr, "portregd: made what is published in %s anew from the store\n",
                data_directory);
    else if (state == PUBLICATION_NONE)
        fprintf(stderr,
                "portregd: no release is published in %s yet; import one with: "
                "portreg import --data %s FILE\n",
                data_directory, data_directory);
}

/* The sockets that were passed, then those of the options; the default only without either. */
static int open_listeners(struct serving *serving, const struct serve_options *options,
                          struct error *error)
{
    int status = activation_adopt(&serving->listeners, error);
    for (size_t i = 0; i < options->listen_count && status == STATUS_OK; i++)
        status = listeners_open(&serving->listeners, text_of(options->listen[i]), error);
    if (status == STATUS_OK && serving->listeners.count == 0)
        status = listeners_open(&serving->listeners, TEXT(LISTEN_DEFAULT), error);
    return status;
}

static int open_tls(struct serving *serving, const struct serve_options *options,
                    struct error *error)
{
    if (!options->certificate_file)
        return STATUS_OK;
    int status = tls_open(options->certificate_file, options->key_file, &serving->tls, error);
    if (status == STATUS_OK)
        on_reload(serving, "certificate", reload_tls, serving->tls);
    return status;
}

/* As whom the log is written: it is opened again as the same. */
static int open_log(struct serving *serving, const struct serve_options *options,
                    struct error *error)
{
    if (!options->log_file)
        return STATUS_OK;
    int status = access_log_open(options->log_file, options->log_format, &serving->log, error);
    if (status == STATUS_OK)
        on_reload(serving, "access log", reload_log, serving->log);
    return status;
}

/* Whether what this process writes there belongs to whom the directory belongs to: root does not
 * leave files behind that another user cannot replace. */
static bool is_ours(const char *data_directory)
{
    struct stat info;
    return stat(data_directory, &info) == 0 && info.st_uid == geteuid();
}

static int check_data_directory(const char *data_directory, struct error *error)
{
    return access(data_directory, R_OK | X_OK) == 0
               ? STATUS_OK
               : error_system(error, "open the data directory", data_directory);
}

/* What may need privileges, which are gone afterwards. */
static int open_all(struct serving *serving, const struct serve_options *options,
                    struct error *error)
{
    int status = open_listeners(serving, options, error);
    if (status == STATUS_OK)
        status = open_tls(serving, options, error);
    if (status == STATUS_OK)
        status = notify_open(&serving->notify, error);
    return status == STATUS_OK ? confine_privileges(options, &serving->listeners, error) : status;
}

/* Looks after the published release in another process: reading the store takes longer than the
 * way to the first answer, and nearly always nothing is to be done. What it makes anew is taken up
 * like any other release. */
static void start_repair(struct serving *serving, const char *data_directory)
{
    serving->repairer = fork();
    if (serving->repairer < 0)
        repair(data_directory);
    if (serving->repairer != 0)
        return;
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* an end at any time is one that repair knows how to mend */
    repair(data_directory);
    fflush(stderr);
    _exit(EXIT_DONE);
}

static void wait_for_repair(struct serving *serving)
{
    while (serving->repairer > 0 && waitpid(serving->repairer, NULL, 0) < 0 && errno == EINTR)
        ;
    serving->repairer = -1;
}

/* SIGCHLD, which is ignored, was not for a while when privileges were given up: who ended then
 * waits to be waited for. */
static void look_for_end_of_repair(struct serving *serving)
{
    if (serving->repairer > 0 && waitpid(serving->repairer, NULL, WNOHANG) != 0)
        serving->repairer = -1;
}

/* Opens the release; one that cannot be opened once more when it has been repaired. */
static int open_server(struct serving *serving, const char *data_directory, struct error *error)
{
    if (server_open(&serving->server, data_directory, report, NULL, error) == STATUS_OK)
        return STATUS_OK;
    wait_for_repair(serving);
    *error = (struct error){0};
    return server_open(&serving->server, data_directory, report, NULL, error);
}

static int begin(struct serving *serving, const struct serve_options *options, struct error *error)
{
    struct sandbox sandbox = {0};
    int status = check_data_directory(options->data_directory, error);
    if (status == STATUS_OK && is_ours(options->data_directory))
        start_repair(serving, options->data_directory);
    http_expect_connections(&options->http);
    if (status == STATUS_OK)
        status = open_all(serving, options, error);
    if (status == STATUS_OK) /* once more, as whom the process is now */
        status = check_data_directory(options->data_directory, error);
    if (status != STATUS_OK)
        return status;
    look_for_end_of_repair(serving);
    if (serving->repairer == 0)
        start_repair(serving, options->data_directory);
    monitor_open(&serving->monitor);
    status = open_log(serving, options, error);
    if (status != STATUS_OK)
        return status;
    confine_process(options, &serving->listeners, &sandbox);
    struct http_settings settings = options->http;
    settings.listeners = &serving->listeners;
    settings.tls = serving->tls;
    settings.log = serving->log;
    settings.proxies = &options->proxies;
    status = serving->log ? access_log_start(serving->log, error) : STATUS_OK;
    if (status == STATUS_OK)
        status = open_server(serving, options->data_directory, error);
    if (status != STATUS_OK)
        return status;
    status = server_start(&serving->server, &settings,
                          options->has_metrics ? &serving->monitor : NULL, error);
    if (status != STATUS_OK)
        server_stop(&serving->server);
    return status;
}

/* "portregd: serves DIR at http://127.0.0.1:8080/, unix:/run/portreg/http" */
static void announce(const struct serving *serving, const char *data_directory)
{
    printf("portregd: serves %s at", data_directory);
    for (size_t i = 0; i < serving->listeners.count; i++) {
        const struct listener *listener = &serving->listeners.items[i];
        printf("%s ", i ? "," : "");
        if (listener->is_unix)
            printf("%s", listener->name);
        else
            printf("%s://%s/", serving->tls ? "https" : "http", listener->name);
    }
    printf("\n");
    fflush(stdout);
}

static void wait_for_end(struct serving *serving, const sigset_t *signals)
{
    int received = 0;
    while (sigwait(signals, &received) == 0 && received == SIGHUP)
        reload(serving);
}

int serving_run(const struct serve_options *options)
{
    struct serving serving = {.notify = {.socket = -1}, .monitor = {.memory = -1}};
    struct error error = {0};
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, NULL); /* before the threads, which inherit it */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_IGN); /* who looks after the release leaves nothing behind */
    memory_stay_small();

    int status = begin(&serving, options, &error);
    if (status == STATUS_OK) {
        announce(&serving, options->data_directory);
        notify_ready(&serving.notify);
        wait_for_end(&serving, &signals);
        notify_stopping(&serving.notify);
        server_stop(&serving.server);
    } else {
        complain("", &error);
    }
    wait_for_repair(&serving);
    access_log_close(serving.log);
    monitor_close(&serving.monitor);
    struct error left = {0};
    if (listeners_close(&serving.listeners, &left) != STATUS_OK)
        complain("", &left);
    tls_close(serving.tls);
    notify_close(&serving.notify);
    return status == STATUS_OK ? EXIT_DONE : exit_status_of(&error);
}
