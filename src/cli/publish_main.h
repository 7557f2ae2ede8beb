/* portregd publish: the site as files. */
#ifndef PORTREG_CLI_PUBLISH_MAIN_H
#define PORTREG_CLI_PUBLISH_MAIN_H

/* Runs the command with ARGUMENTS behind its name, the last of which is NULL. Returns the exit
 * status. */
int publish_main(char **arguments);

#endif
