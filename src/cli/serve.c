/* portreg serve: executes portregd, which links what a server needs. */
#include "cli/command.h"
#include "cli/execute.h"

int run_serve(const struct options *options)
{
    const char *arguments[] = {
        "portregd",      "serve", "--data", options->data, options->listen ? "--listen" : NULL,
        options->listen, NULL};
    return execute_portregd(arguments);
}
