/* portreg serve: executes portregd, which links what a server needs. */
#include <stdio.h>

#include "cli/command.h"
#include "cli/execute.h"

enum { OPTION_SIZE_BYTES = 32 };

int run_serve(const struct options *options)
{
    const char *arguments[2 * PASSED_LIMIT + 5] = {"portregd", "serve", "--data", options->data};
    char names[PASSED_LIMIT][OPTION_SIZE_BYTES];
    size_t count = 4;
    for (size_t i = 0; i < options->passed_count; i++) {
        snprintf(names[i], sizeof(names[i]), "--%s", options->passed[i].name);
        arguments[count++] = names[i];
        if (options->passed[i].value)
            arguments[count++] = options->passed[i].value;
    }
    return execute_portregd(arguments);
}
