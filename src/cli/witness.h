/* portregd witness: has a witness cosign the checkpoint of a log. */
#ifndef PORTREG_CLI_WITNESS_H
#define PORTREG_CLI_WITNESS_H

/* Runs the command with ARGUMENTS, COUNT of them from "witness" on. Returns the exit status. */
int witness_main(int count, char **arguments);

#endif
