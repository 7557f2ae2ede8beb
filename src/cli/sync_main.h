/* portregd sync: brings a data directory up to date. */
#ifndef PORTREG_CLI_SYNC_MAIN_H
#define PORTREG_CLI_SYNC_MAIN_H

/* Runs the command with ARGUMENTS, which follow the word sync and end with NULL. Returns the exit
 * status. */
int sync_main(char **arguments);

#endif
