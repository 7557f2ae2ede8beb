/* The sockets that the server listens on. */
#include "server/listener.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static struct listener *next(struct listeners *listeners, struct error *error)
{
    if (listeners->count < LISTENER_LIMIT)
        return &listeners->items[listeners->count];
    error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
              "expected at most %d addresses to listen on, found more", LISTENER_LIMIT);
    return NULL;
}

/* The name of a socket of the Unix kind: its path, as it was bound. */
static void name_unix(struct listener *listener)
{
    struct sockaddr_un address = {0};
    socklen_t size = sizeof(address);
    getsockname(listener->socket, (struct sockaddr *)&address, &size);
    /* A name of no file begins with a zero, which "@" stands for as elsewhere. */
    bool is_abstract = size > sizeof(sa_family_t) && address.sun_path[0] == '\0';
    snprintf(listener->name, sizeof(listener->name), "unix:%s%.*s", is_abstract ? "@" : "",
             UNIX_PATH_SIZE_BYTES - is_abstract, address.sun_path + is_abstract);
}

int listeners_open(struct listeners *listeners, struct text text, struct error *error)
{
    struct text prefix = TEXT("unix:");
    struct listener *listener = next(listeners, error);
    if (!listener)
        return STATUS_INPUT;
    struct error cause = {0};
    *listener = (struct listener){.is_unix = text_starts_with(text, prefix)};
    if (listener->is_unix)
        listener->socket =
            unix_socket_open(text_from(text, prefix.length), &listener->file, &cause);
    else
        listener->socket = listen_open(text, &cause);
    if (listener->socket < 0) {
        if (error)
            *error = cause;
        return cause.status;
    }
    if (listener->is_unix)
        name_unix(listener);
    else
        listen_format(listener->socket, listener->name);
    listeners->count++;
    return STATUS_OK;
}

static int socket_option(int socket, int option)
{
    int value = -1;
    socklen_t size = sizeof(value);
    return getsockopt(socket, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

int listeners_adopt(struct listeners *listeners, int socket, struct error *error)
{
    struct listener *listener = next(listeners, error);
    if (!listener)
        return STATUS_INPUT;
    int domain = socket_option(socket, SO_DOMAIN);
    if (socket_option(socket, SO_ACCEPTCONN) != 1 ||
        socket_option(socket, SO_TYPE) != SOCK_STREAM ||
        (domain != AF_UNIX && domain != AF_INET && domain != AF_INET6))
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected file descriptor %d to be a stream socket that listens "
                         "(ListenStream=, Accept=no), found something else",
                         socket);
    int flags = fcntl(socket, F_GETFL);
    if (flags < 0 || fcntl(socket, F_SETFL, flags | O_NONBLOCK) < 0 ||
        fcntl(socket, F_SETFD, FD_CLOEXEC) < 0)
        return error_system(error, "listen on", "a socket that was given");
    *listener = (struct listener){.socket = socket, .is_unix = domain == AF_UNIX};
    if (listener->is_unix)
        name_unix(listener);
    else
        listen_format(socket, listener->name);
    listeners->count++;
    return STATUS_OK;
}

void listeners_end(struct listeners *listeners)
{
    for (size_t i = 0; i < listeners->count; i++) {
        struct listener *listener = &listeners->items[i];
        if (listener->socket >= 0)
            close(listener->socket);
        listener->socket = -1;
    }
}

int listeners_close(struct listeners *listeners, struct error *error)
{
    int status = STATUS_OK;
    for (size_t i = 0; i < listeners->count; i++) {
        struct listener *listener = &listeners->items[i];
        if (unix_socket_remove(&listener->file, error) != STATUS_OK)
            status = STATUS_IO;
    }
    listeners_end(listeners);
    listeners->count = 0;
    return status;
}
