/* portreg publish: executes portregd, which has the pages. */
#include "cli/command.h"
#include "cli/execute.h"

int run_publish(const struct options *options)
{
    const char *arguments[] = {
        "portregd", "publish", "--data", options->data, options->arguments[0], NULL};
    return execute_portregd(arguments);
}
