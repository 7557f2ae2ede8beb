/* Reading the command line. */
#ifndef PORTREG_CLI_OPTIONS_H
#define PORTREG_CLI_OPTIONS_H

#include "base/error.h"
#include "cli/command.h"

/* Reads ARGUMENTS (without the program's name) into OPTIONS and *COMMAND. Common options stand
 * before or after the command; the command lookup may be left out. With --help, --version or
 * nothing at all, *COMMAND may be NULL. OPTIONS->arguments is kept in ARGUMENTS itself. Returns 0
 * or STATUS_INPUT. */
int options_parse(char **arguments, struct options *options, const struct command **command,
                  struct error *error);

/* The help of COMMAND, or of portreg when it is NULL. */
void options_print_help(const struct command *command);

#endif
