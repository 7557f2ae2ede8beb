/* Executing portregd, which links what portreg does not: HTTP, in both directions. */
#ifndef PORTREG_CLI_EXECUTE_H
#define PORTREG_CLI_EXECUTE_H

/* Becomes portregd with ARGUMENTS, the first of which is its name and the last NULL; it is found
 * beside this program or in libexec. Returns only when it cannot be started: the exit status, after
 * a message. */
int execute_portregd(const char *const *arguments);

#endif
