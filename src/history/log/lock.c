/* Locks between processes. */
#include "history/log/lock.h"

#include <errno.h>
#include <sys/file.h>
#include <time.h>

enum { RETRY_MS = 5 };

int lock_take(int fd, const char *name, struct error *error)
{
    for (unsigned waited_ms = 0; flock(fd, LOCK_EX | LOCK_NB) < 0; waited_ms += RETRY_MS) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return error_system(error, "lock", name);
        if (waited_ms >= LOCK_WAIT_MS)
            return error_set(error, STATUS_IO, name, (struct position){0, 0},
                             "expected to be the only one who writes this log, found another "
                             "process doing so for %d seconds; try again when it has finished",
                             LOCK_WAIT_MS / 1000);
        nanosleep(&(struct timespec){0, RETRY_MS * 1000000L}, NULL);
    }
    return STATUS_OK;
}
