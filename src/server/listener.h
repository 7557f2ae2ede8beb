/* The sockets that the server listens on: opened by it, or given by whoever started it. */
#ifndef PORTREG_SERVER_LISTENER_H
#define PORTREG_SERVER_LISTENER_H

#include "server/listen.h"
#include "server/unix_socket.h"

enum {
    LISTENER_LIMIT = 16,
    LISTENER_NAME_SIZE_BYTES = LISTEN_ADDRESS_SIZE_BYTES + UNIX_PATH_SIZE_BYTES,
};

struct listener {
    int socket;
    bool is_unix;
    struct unix_socket file;             /* only what was made here */
    char name[LISTENER_NAME_SIZE_BYTES]; /* "127.0.0.1:8080", "unix:/run/portreg/http" */
};

struct listeners {
    struct listener items[LISTENER_LIMIT];
    size_t count;
};

/* Listens on TEXT, too: "ADDRESS:PORT", "[ADDRESS]:PORT" or "unix:/path[,mode=660]". Returns 0, or
 * STATUS_INPUT or STATUS_IO. */
int listeners_open(struct listeners *listeners, struct text text, struct error *error);

/* Takes over SOCKET, which another process has opened and listens on a TCP port or a Unix socket;
 * its file is not ours. Returns 0, or STATUS_INPUT for anything else. */
int listeners_adopt(struct listeners *listeners, int socket, struct error *error);

/* Listens no more: closes all sockets, so that who comes now is refused by the system, or waits for
 * the next one who listens on a socket that was passed. Files stay. */
void listeners_end(struct listeners *listeners);

/* Closes all sockets and removes the files that were made for them. What could not be removed is
 * told in *ERROR: STATUS_IO. */
int listeners_close(struct listeners *listeners, struct error *error);

#endif
