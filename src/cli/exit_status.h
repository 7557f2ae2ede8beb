/* The exit statuses of both programs. */
#ifndef PORTREG_CLI_EXIT_STATUS_H
#define PORTREG_CLI_EXIT_STATUS_H

#include "base/error.h"

enum exit_status {
    EXIT_DONE = 0,   /* done; for a look-up: assigned or reserved */
    EXIT_NO = 1,     /* unassigned, dynamic, no such name, differences, findings */
    EXIT_USAGE = 2,  /* bad usage or bad input */
    EXIT_FAILED = 3, /* could not do it: I/O, database, memory */
};

/* The exit status that ERROR asks for. */
static inline int exit_status_of(const struct error *error)
{
    return error->status == STATUS_INPUT ? EXIT_USAGE : EXIT_FAILED;
}

#endif
