/* portregd sync: its options, which portreg sync has checked, and the run that they ask for. */
#include "cli/sync_main.h"

#include <curl/curl.h>
#include <signal.h>

#include "cli/data_directory.h"
#include "cli/exit_status.h"
#include "cli/seconds.h"
#include "cli/sync_report.h"
#include "cli/sync_watch.h"

struct sync_options {
    struct sync_request request;
    unsigned every_s;
    bool watch, json;
};

static int fail(const char *expected, const char *found)
{
    char quoted[QUOTED_SIZE_BYTES];
    fprintf(stderr, "portregd: expected %s, found %s\n", expected,
            text_quote(text_of(found), quoted));
    return EXIT_USAGE;
}

/* Reads the option of NAME that has no value. */
static bool read_switch(struct sync_options *options, const char *name)
{
    bool *found = strcmp(name, "--watch") == 0   ? &options->watch
                  : strcmp(name, "--force") == 0 ? &options->request.force
                  : strcmp(name, "--json") == 0  ? &options->json
                                                 : NULL;
    if (found)
        *found = true;
    return found != NULL;
}

/* Reads the option of NAME that has VALUE. */
static bool read_value(struct sync_options *options, const char *name, const char *value)
{
    if (!value)
        return false;
    if (strcmp(name, "--every") == 0)
        return seconds_parse(value, &options->every_s);
    if (strcmp(name, "--timeout") == 0)
        return seconds_parse(value, &options->request.timeout_s);
    if (strcmp(name, "--data") != 0)
        return false;
    options->request.data_directory = value;
    return true;
}

static int parse(struct sync_options *options, char **arguments)
{
    bool has_url = false;
    for (; *arguments; arguments++) {
        if (read_switch(options, arguments[0]))
            continue;
        if (read_value(options, arguments[0], arguments[1])) {
            arguments++;
            continue;
        }
        if (has_url || arguments[0][0] == '-')
            return fail("--data DIR, --watch, --every SECONDS, --timeout SECONDS, --force, --json "
                        "or one URL (see portreg sync --help)",
                        arguments[0]);
        options->request.url = arguments[0];
        has_url = true;
    }
    return EXIT_DONE;
}

static int run(struct sync_options *options)
{
    struct sync_result result = {.outcome = SYNC_FAILED};
    struct error error = {0};
    signal(SIGPIPE, SIG_IGN);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        error_memory(&error);
    } else if (url_check(options->request.url, &error) != STATUS_OK) {
        result.outcome = SYNC_REFUSED;
    } else {
        if (options->watch)
            return sync_watch(&options->request, options->every_s, options->json);
        sync_run(&options->request, &result, &error);
    }
    if (!sync_report(&options->request, &result, &error, options->json))
        return EXIT_FAILED;
    return result.outcome <= SYNC_NOTHING_NEW ? EXIT_DONE : exit_status_of(&error);
}

int sync_main(char **arguments)
{
    char path[PATH_SIZE_BYTES];
    struct sync_options options = {.request = {.data_directory = data_directory_default(path),
                                               .url = SYNC_URL_DEFAULT,
                                               .timeout_s = DOWNLOAD_TIMEOUT_S},
                                   .every_s = SYNC_EVERY_DEFAULT_S};
    int status = parse(&options, arguments);
    return status == EXIT_DONE ? run(&options) : status;
}
