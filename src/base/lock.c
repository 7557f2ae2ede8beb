/* Locks between processes, by flock(2). */
#include "base/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

enum { RETRY_MS = 20 };

/* Whether FD could be locked within TIMEOUT_MS; otherwise errno says why not. */
static bool wait_for(int fd, unsigned timeout_ms)
{
    for (unsigned waited_ms = 0; flock(fd, LOCK_EX | LOCK_NB) < 0; waited_ms += RETRY_MS) {
        if ((errno != EWOULDBLOCK && errno != EINTR) || waited_ms >= timeout_ms)
            return false;
        nanosleep(&(struct timespec){0, RETRY_MS * 1000000L}, NULL);
    }
    return true;
}

int lock_take(int fd, const char *name, const char *what, unsigned timeout_ms, struct error *error)
{
    if (wait_for(fd, timeout_ms))
        return STATUS_OK;
    if (errno != EWOULDBLOCK)
        return error_system(error, "lock", name);
    return error_set(error, STATUS_IO, name, (struct position){0, 0},
                     "expected to be the only one who %s, found another process doing so for %u "
                     "seconds; try again when it has finished",
                     what, timeout_ms / 1000);
}

int lock_open(const char *path, const char *what, unsigned timeout_ms, int *fd, struct error *error)
{
    int opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (opened < 0)
        return error_system(error, "write", path);
    int status = lock_take(opened, path, what, timeout_ms, error);
    if (status == STATUS_OK)
        *fd = opened;
    else
        close(opened);
    return status;
}

void lock_share(const char *path, int *fd)
{
    *fd = open(path, O_RDONLY | O_CLOEXEC);
    if (*fd >= 0 && flock(*fd, LOCK_SH | LOCK_NB) < 0) {
        close(*fd);
        *fd = -1;
    }
}
