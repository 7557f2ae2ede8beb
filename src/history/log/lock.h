/* Locks between processes, on open files and directories. */
#ifndef PORTREG_HISTORY_LOG_LOCK_H
#define PORTREG_HISTORY_LOG_LOCK_H

#include "base/error.h"

/* How long a process waits for another one that is at the same log. */
enum { LOCK_WAIT_MS = 30 * 1000 };

/* Locks the open file or directory FD, whose name NAME is for messages; closing it unlocks it. */
int lock_take(int fd, const char *name, struct error *error);

#endif
