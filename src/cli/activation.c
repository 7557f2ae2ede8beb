/* Sockets that are passed at the start. */
#include "cli/activation.h"

#include <stdlib.h>
#include <unistd.h>

enum { FIRST_PASSED_SOCKET = 3 };

static int adopt(struct listeners *listeners, struct error *error)
{
    uint64_t process, count;
    const char *for_process = getenv("LISTEN_PID"), *promised = getenv("LISTEN_FDS");
    if (!for_process || !promised)
        return STATUS_OK;
    if (!text_to_number(text_of(for_process), INT32_MAX, &process) ||
        !text_to_number(text_of(promised), INT32_MAX, &count))
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected numbers in LISTEN_PID and LISTEN_FDS, found something else");
    if ((pid_t)process != getpid())
        return STATUS_OK; /* meant for another one */
    for (int i = 0; i < (int)count; i++) {
        int status = listeners_adopt(listeners, FIRST_PASSED_SOCKET + i, error);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

int activation_adopt(struct listeners *listeners, struct error *error)
{
    int status = adopt(listeners, error);
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDS");
    unsetenv("LISTEN_FDNAMES");
    return status;
}
