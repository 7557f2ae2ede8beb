/* portregd: the server of a data directory, and whatever else needs HTTP. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/data_directory.h"
#include "cli/exit_status.h"
#include "cli/publish_main.h"
#include "cli/sync_main.h"
#include "cli/witness.h"
#include "publication/publication.h"
#include "server/listen.h"
#include "server/routes.h"
#include "server/server.h"

struct options {
    const char *data_directory;
    const char *listen;
    struct http_options http;
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
         "\n"
         "Serves the registry that is published in a data directory, over HTTP, and takes up each\n"
         "new release that portreg import or portreg sync publishes there.\n"
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
         "  portregd serve --data /srv/portreg --listen '[::1]:8080'");
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

static int usage(const char *found)
{
    fprintf(stderr,
            "portregd: expected serve, --data DIR, --listen ADDRESS:PORT or --help, found %s\n",
            found);
    return EXIT_USAGE;
}

static int parse_options(struct options *options, int count, char **arguments)
{
    for (int i = 1; i < count; i++) {
        const char *value;
        if (strcmp(arguments[i], "serve") == 0)
            continue;
        if ((value = option_value("--data", arguments, &i)))
            options->data_directory = value;
        else if ((value = option_value("--listen", arguments, &i)))
            options->listen = value;
        else
            return usage(arguments[i]);
    }
    return EXIT_DONE;
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
        fprintf(stderr, "portregd: made what is published in %s anew from the store\n",
                data_directory);
    else if (state == PUBLICATION_NONE)
        fprintf(stderr,
                "portregd: no release is published in %s yet; import one with: "
                "portreg import --data %s FILE\n",
                data_directory, data_directory);
}

/* Looks after the published release in another process: reading the store takes longer than the
 * way to the first answer, and nearly always nothing is to be done. What it makes anew is taken up
 * like any other release. Returns its id, or -1: then it was done here. */
static pid_t start_repair(const char *data_directory, int socket)
{
    pid_t process = fork();
    if (process < 0)
        repair(data_directory);
    if (process != 0)
        return process;
    close(socket);
    repair(data_directory);
    fflush(stderr);
    _exit(EXIT_DONE);
}

static void wait_for(pid_t process)
{
    while (process > 0 && waitpid(process, NULL, 0) < 0 && errno == EINTR)
        ;
}

/* Opens the release; one that cannot be opened once more when it has been repaired. */
static int open_server(struct server *server, const char *data_directory, pid_t *repairer,
                       struct error *error)
{
    if (server_open(server, data_directory, report, NULL, error) == STATUS_OK)
        return STATUS_OK;
    wait_for(*repairer);
    *repairer = -1;
    *error = (struct error){0};
    return server_open(server, data_directory, report, NULL, error);
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
    signal(SIGCHLD, SIG_IGN); /* who looks after the release leaves nothing behind */

    if (access(options->data_directory, R_OK | X_OK) < 0) {
        error_system(&error, "open the data directory", options->data_directory);
        return fail(&error);
    }
    int socket = listen_open(text_of(options->listen), &error);
    if (socket < 0)
        return fail(&error);
    listen_format(socket, address);
    pid_t repairer = start_repair(options->data_directory, socket);
    int status = open_server(&server, options->data_directory, &repairer, &error);
    if (status != STATUS_OK) {
        close(socket);
        wait_for(repairer);
        return fail(&error);
    }
    status = server_start(&server, socket, &options->http, &error);
    if (status == STATUS_OK) {
        printf("portregd: serves %s at http://%s/\n", options->data_directory, address);
        fflush(stdout);
        sigwait(&signals, &received);
    }
    server_stop(&server);
    wait_for(repairer);
    return status == STATUS_OK ? EXIT_DONE : fail(&error);
}

int main(int count, char **arguments)
{
    char path[PATH_SIZE_BYTES];
    if (count > 1 && strcmp(arguments[1], "witness") == 0)
        return witness_main(count - 1, arguments + 1);
    if (count > 1 && strcmp(arguments[1], "sync") == 0)
        return sync_main(arguments + 2);
    if (count > 1 && strcmp(arguments[1], "publish") == 0)
        return publish_main(arguments + 2);
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
    struct options options = {.data_directory = data_directory_default(path),
                              .listen = LISTEN_DEFAULT};
    int status = count < 2 ? usage("no command") : parse_options(&options, count, arguments);
    return status == EXIT_DONE ? serve(&options) : status;
}
