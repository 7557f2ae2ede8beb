/* A lock between processes: a file or directory that one of them at a time has locked. */
#ifndef PORTREG_BASE_LOCK_H
#define PORTREG_BASE_LOCK_H

#include "base/error.h"

/* Locks the file PATH, which is made when missing, and waits for another process to let go of it,
 * for TIMEOUT_MS at most. *FD holds the lock until it is closed, by whatever end of the process.
 * Returns 0; or STATUS_IO, saying that WHAT ("publishes here") is being done by another one. */
int lock_open(const char *path, const char *what, unsigned timeout_ms, int *fd,
              struct error *error);

/* The same for the open file or directory FD, whose name NAME is for messages. */
int lock_take(int fd, const char *name, const char *what, unsigned timeout_ms, struct error *error);

/* Keeps others from locking PATH by lock_open, together with all who ask for the same. *FD is as
 * there, or -1: nobody has ever locked PATH, or somebody has it locked now. */
void lock_share(const char *path, int *fd);

#endif
