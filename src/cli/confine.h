/* The server gives up what it does not need any more: first privileges, then, once the published
 * release is sound, most of the rest. */
#ifndef PORTREG_CLI_CONFINE_H
#define PORTREG_CLI_CONFINE_H

#include "cli/serve_options.h"
#include "server/sandbox.h"

/* Goes on as the user of OPTIONS, or, started by root, as somebody else where that is possible, and
 * says so on standard error when nobody asked for it. Socket files become theirs. Returns 0, or a
 * status: then the process must not serve. */
int confine_privileges(const struct serve_options *options, const struct listeners *listeners,
                       struct error *error);

/* Enters the sandbox, in which the data directory can be read, the certificate can be read again,
 * socket files can be removed, and what SANDBOX allows besides. What the kernel does not have is
 * told on standard error, and is no reason not to serve. Does nothing with --no-sandbox. */
void confine_process(const struct serve_options *options, const struct listeners *listeners,
                     struct sandbox *sandbox);

#endif
