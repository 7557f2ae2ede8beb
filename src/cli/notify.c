/* Telling the service manager how far the server is. */
#include "cli/notify.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* Reads "/path", or "@name" for a socket without a file. Returns its size, or 0. */
static socklen_t read_address(struct text name, struct sockaddr_un *address)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (name.length < 2 || name.length >= sizeof(address->sun_path))
        return 0;
    memcpy(address->sun_path, name.bytes, name.length);
    if (name.bytes[0] == '@')
        address->sun_path[0] = '\0';
    else if (name.bytes[0] != '/')
        return 0;
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + name.length);
}

static int open_named(struct notify *notify, const char *name, struct error *error)
{
    struct sockaddr_un address;
    char quoted[QUOTED_SIZE_BYTES];
    socklen_t size = read_address(text_of(name), &address);
    if (!size)
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected a path or @name in NOTIFY_SOCKET, found %s",
                         text_quote(text_of(name), quoted));
    notify->socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (notify->socket >= 0 && connect(notify->socket, (struct sockaddr *)&address, size) == 0)
        return STATUS_OK;
    error_system(error, "connect to NOTIFY_SOCKET", name);
    notify_close(notify);
    return STATUS_IO;
}

int notify_open(struct notify *notify, struct error *error)
{
    const char *name = getenv("NOTIFY_SOCKET");
    *notify = (struct notify){.socket = -1};
    int status = name && *name ? open_named(notify, name, error) : STATUS_OK;
    unsetenv("NOTIFY_SOCKET");
    return status;
}

void notify_close(struct notify *notify)
{
    if (notify->socket >= 0)
        close(notify->socket);
    notify->socket = -1;
}

static void tell(const struct notify *notify, const char *state)
{
    if (notify->socket >= 0)
        (void)!send(notify->socket, state, strlen(state), MSG_NOSIGNAL);
}

void notify_ready(const struct notify *notify)
{
    tell(notify, "READY=1");
}

void notify_reloading(const struct notify *notify)
{
    char state[64];
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t now_us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
    snprintf(state, sizeof(state), "RELOADING=1\nMONOTONIC_USEC=%" PRId64, now_us);
    tell(notify, state);
}

void notify_stopping(const struct notify *notify)
{
    tell(notify, "STOPPING=1");
}
