/* portregd: serves a data directory, and keeps it in step with its publisher. */
#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/data_directory.h"
#include "cli/exit_status.h"
#include "cli/seconds.h"
#include "cli/sync_report.h"
#include "cli/sync_watch.h"
#include "publication/publication.h"
#include "server/listen.h"
#include "server/routes.h"
#include "server/server.h"

struct options {
    int (*run)(const struct options *options);
    const char *data_directory;
    const char *listen;
    const char *url;
    unsigned every_s; /* 0: not given */
    unsigned timeout_s;
    bool watch, force, json;
};

static int fail(const struct error *error)
{
    char line[1024];
    error_format(error, line, sizeof(line));
    fprintf(stderr, "portregd: %s\n", line);
    return exit_status_of(error);
}

static void report(void *context, const struct error *error)
{
    (void)context;
    char line[1024];
    error_format(error, line, sizeof(line));
    fprintf(stderr, "portregd: keeps the release it has: %s\n", line);
}

static void print_help(void)
{
    puts("Usage: portregd serve [--data DIR] [--listen ADDRESS:PORT]\n"
         "       portregd sync [--data DIR] [--watch [--every SECONDS]] [--timeout SECONDS]\n"
         "                     [--force] [--json] [URL]\n"
         "\n"
         "serve: serves the registry that is published in a data directory, over HTTP, and takes\n"
         "up each new release that is published there.\n"
         "sync: what portreg sync does, which executes this; see portreg sync --help.\n"
         "\n"
         "  --data DIR             the data directory (default: $PORTREG_DATA, else\n"
         "                         /var/lib/portreg for root, else $XDG_DATA_HOME/portreg)\n"
         "  --listen ADDRESS:PORT  where to listen (default: " LISTEN_DEFAULT "); an IPv6\n"
         "                         address stands in brackets; port 0 lets the system choose\n"
         "\n"
         "Paths:");
    for (size_t i = 0; i < route_count; i++)
        printf("  %s\n      %s\n", routes[i].pattern, routes[i].help);
    puts("\n"
         "Examples:\n"
         "  portregd serve\n"
         "  portregd serve --data /srv/portreg --listen '[::1]:8080'\n"
         "  portregd sync --data /srv/portreg --watch");
}

/* Makes the published release sound, and says what was done. A release that cannot be repaired is
 * told of when the server opens it. */
static void repair(const char *data_directory)
{
    struct error error = {0};
    enum publication_state state;
    if (publication_repair(data_directory, &state, &error) != STATUS_OK)
        fail(&error);
    else if (state == PUBLICATION_REPAIRED)
        fprintf(stderr, "portregd: made the snapshot in %s anew from the published files\n",
                data_directory);
    else if (state == PUBLICATION_NONE)
        fprintf(stderr,
                "portregd: no release is published in %s yet; import one with: "
                "portreg import --data %s FILE\n",
                data_directory, data_directory);
}

static int serve(const struct options *options)
{
    struct error error = {0};
    struct server server;
    char address[LISTEN_ADDRESS_SIZE_BYTES];
    sigset_t signals;
    int received;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, NULL); /* before the threads, which inherit it */
    signal(SIGPIPE, SIG_IGN);

    if (access(options->data_directory, R_OK | X_OK) < 0) {
        error_system(&error, "open the data directory", options->data_directory);
        return fail(&error);
    }
    int socket = listen_open(text_of(options->listen), &error);
    if (socket < 0)
        return fail(&error);
    listen_format(socket, address);
    repair(options->data_directory);
    if (server_start(&server, options->data_directory, socket, report, NULL, &error) != STATUS_OK)
        return fail(&error);
    printf("portregd: serves %s at http://%s/\n", options->data_directory, address);
    fflush(stdout);
    sigwait(&signals, &received);
    server_stop(&server);
    return EXIT_DONE;
}

static int sync_with(const struct options *options)
{
    struct sync_request request = {.data_directory = options->data_directory,
                                   .url = options->url,
                                   .timeout_s = options->timeout_s,
                                   .force = options->force};
    struct sync_result result = {.outcome = SYNC_REFUSED};
    struct error error = {0};
    signal(SIGPIPE, SIG_IGN);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        error_memory(&error);
        return fail(&error);
    }
    bool asks = url_check(options->url, &error) == STATUS_OK;
    if (asks && options->watch)
        return sync_watch(&request, options->every_s ? options->every_s : SYNC_EVERY_DEFAULT_S,
                          options->json);
    if (asks)
        sync_run(&request, &result, &error);
    if (!sync_report(&request, &result, &error, options->json))
        return EXIT_FAILED;
    return result.outcome <= SYNC_NOTHING_NEW ? EXIT_DONE : exit_status_of(&error);
}

static int usage(const char *expected, const char *found)
{
    char quoted[QUOTED_SIZE_BYTES];
    fprintf(stderr, "portregd: expected %s, found %s\n", expected,
            found ? text_quote(text_of(found), quoted) : "nothing");
    return EXIT_USAGE;
}

/* The value of OPTION at ARGUMENTS[*I], as "--option VALUE" or "--option=VALUE", or NULL. */
static const char *option_value(const char *option, char **arguments, int *i)
{
    size_t length = strlen(option);
    if (strncmp(arguments[*i], option, length) != 0)
        return NULL;
    if (arguments[*i][length] == '=')
        return arguments[*i] + length + 1;
    return arguments[*i][length] == '\0' && arguments[*i + 1] ? arguments[++*i] : NULL;
}

/* Reads the option at ARGUMENTS[*I] when it has a text as its value. */
static bool read_text(struct options *options, char **arguments, int *i)
{
    const char *value;
    if ((value = option_value("--data", arguments, i)))
        options->data_directory = value;
    else if ((value = option_value("--listen", arguments, i)))
        options->listen = value;
    return value != NULL;
}

/* The same when it has a number of seconds. */
static bool read_seconds(struct options *options, char **arguments, int *i)
{
    const char *value;
    if ((value = option_value("--every", arguments, i)))
        return seconds_parse(value, &options->every_s);
    if ((value = option_value("--timeout", arguments, i)))
        return seconds_parse(value, &options->timeout_s);
    return false;
}

/* The same when it has no value. */
static bool read_switch(struct options *options, const char *argument)
{
    bool *found = strcmp(argument, "--watch") == 0   ? &options->watch
                  : strcmp(argument, "--force") == 0 ? &options->force
                  : strcmp(argument, "--json") == 0  ? &options->json
                                                     : NULL;
    if (found)
        *found = true;
    return found != NULL;
}

static int parse_serve(struct options *options, char **arguments)
{
    for (int i = 0; arguments[i]; i++)
        if (!read_text(options, arguments, &i))
            return usage("--data DIR, --listen ADDRESS:PORT or --help", arguments[i]);
    return EXIT_DONE;
}

static int parse_sync(struct options *options, char **arguments)
{
    const char *url = NULL;
    for (int i = 0; arguments[i]; i++) {
        if (read_text(options, arguments, &i) || read_seconds(options, arguments, &i) ||
            read_switch(options, arguments[i]))
            continue;
        if (url || arguments[i][0] == '-')
            return usage("--data DIR, --watch, --every SECONDS, --timeout SECONDS, --force, --json "
                         "or one URL",
                         arguments[i]);
        url = arguments[i];
    }
    if (url)
        options->url = url;
    return EXIT_DONE;
}

static int parse_options(struct options *options, char **arguments)
{
    if (*arguments && strcmp(*arguments, "serve") == 0) {
        options->run = serve;
        return parse_serve(options, arguments + 1);
    }
    if (*arguments && strcmp(*arguments, "sync") == 0) {
        options->run = sync_with;
        return parse_sync(options, arguments + 1);
    }
    return usage("serve, sync or --help", *arguments);
}

int main(int count, char **arguments)
{
    char path[PATH_SIZE_BYTES];
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "--help") == 0) {
            print_help();
            return EXIT_DONE;
        }
        if (strcmp(arguments[i], "--version") == 0) {
            puts("portregd " PORTREG_VERSION);
            return EXIT_DONE;
        }
    }
    if (count < 1)
        return EXIT_USAGE;
    struct options options = {.data_directory = data_directory_default(path),
                              .listen = LISTEN_DEFAULT,
                              .url = SYNC_URL_DEFAULT,
                              .timeout_s = DOWNLOAD_TIMEOUT_S};
    int status = parse_options(&options, arguments + 1);
    return status == EXIT_DONE ? options.run(&options) : status;
}
