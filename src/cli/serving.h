/* portregd serve, from its options to its end. */
#ifndef PORTREG_CLI_SERVING_H
#define PORTREG_CLI_SERVING_H

#include "cli/serve_options.h"

/* Serves until SIGTERM or SIGINT; SIGHUP reads again what may have changed. Returns the exit
 * status. */
int serving_run(const struct serve_options *options);

#endif
