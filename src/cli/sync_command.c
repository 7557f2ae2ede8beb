/* portreg sync: executes portregd, which links what a download needs. */
#include <stdio.h>

#include "cli/execute.h"
#include "cli/output.h"

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
    return execute_portregd(arguments);
}
