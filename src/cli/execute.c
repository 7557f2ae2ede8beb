/* portreg serve and portreg sync: execute portregd, which links what a server and a download need.
 */
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/output.h"

#ifndef PORTREG_LIBEXECDIR
#define PORTREG_LIBEXECDIR "/usr/libexec/portreg"
#endif

/* The directory this program was started from, or false. */
static bool own_directory(char path[static PATH_SIZE_BYTES])
{
    ssize_t length = readlink("/proc/self/exe", path, PATH_SIZE_BYTES - 1);
    if (length <= 0)
        return false;
    path[length] = '\0';
    char *slash = strrchr(path, '/');
    if (!slash)
        return false;
    *slash = '\0';
    return true;
}

/* Becomes portregd with ARGUMENTS, which end with NULL. Returns, with an exit status, only when it
 * cannot be started. */
static int execute(const char *const *arguments)
{
    char directory[PATH_SIZE_BYTES], program[PATH_SIZE_BYTES];
    char **list = (char **)(uintptr_t)arguments;
    struct error error;
    if (own_directory(directory) && path_join(program, directory, "portregd", NULL) == STATUS_OK)
        execv(program, list);
    execv(PORTREG_LIBEXECDIR "/portregd", list);
    error_system(&error, "start", "portregd (beside portreg or in " PORTREG_LIBEXECDIR ")");
    return print_error(&error);
}

int run_serve(const struct options *options)
{
    const char *arguments[] = {
        "portregd",      "serve", "--data", options->data, options->listen ? "--listen" : NULL,
        options->listen, NULL};
    return execute(arguments);
}

/* With all options, the URL, and the NULL at the end. */
enum { SYNC_ARGUMENT_LIMIT = 13, NUMBER_SIZE_BYTES = 16 };

int run_sync(const struct options *options)
{
    const char *arguments[SYNC_ARGUMENT_LIMIT] = {"portregd", "sync", "--data", options->data};
    char every[NUMBER_SIZE_BYTES], timeout[NUMBER_SIZE_BYTES];
    size_t count = 4;
    struct error error;
    if (options->every_s && !options->watch) {
        error_set(&error, STATUS_INPUT, NULL, (struct position){0, 0},
                  "expected --watch beside --every, found nothing");
        return print_error(&error);
    }
    snprintf(every, sizeof(every), "%u", options->every_s);
    snprintf(timeout, sizeof(timeout), "%u", options->timeout_s);
    if (options->watch)
        arguments[count++] = "--watch";
    if (options->every_s) {
        arguments[count++] = "--every";
        arguments[count++] = every;
    }
    if (options->timeout_s) {
        arguments[count++] = "--timeout";
        arguments[count++] = timeout;
    }
    if (options->force)
        arguments[count++] = "--force";
    if (options->json)
        arguments[count++] = "--json";
    if (options->argument_count)
        arguments[count++] = options->arguments[0];
    return execute(arguments);
}
