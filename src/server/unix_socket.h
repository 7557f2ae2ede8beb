/* A Unix socket that the server listens on: its file, and who may connect. */
#ifndef PORTREG_SERVER_UNIX_SOCKET_H
#define PORTREG_SERVER_UNIX_SOCKET_H

#include <sys/stat.h>
#include <sys/un.h>

#include "base/error.h"

enum {
    UNIX_PATH_SIZE_BYTES = sizeof((struct sockaddr_un *)0)->sun_path, /* with the final zero */
    UNIX_MODE_DEFAULT = 0660, /* whoever may write may connect */
};

/* A socket file that was made here, so that it and no other is removed in the end. */
struct unix_socket {
    char path[UNIX_PATH_SIZE_BYTES]; /* empty: none */
    dev_t device;
    ino_t inode;
};

/* Listens on TEXT, "/path" or "/path,mode=660". A socket file on which nobody answers any more is
 * replaced; one that somebody answers on, and any other file, is an error. Returns the socket with
 * *FILE filled, or -1 with *ERROR: STATUS_INPUT for another form, else STATUS_IO. */
int unix_socket_open(struct text text, struct unix_socket *file, struct error *error);

/* Removes the file, if it is still the one that was made, before its socket is closed: until then
 * no other file has its number. Afterwards FILE is empty. Returns 0 or STATUS_IO. */
int unix_socket_remove(struct unix_socket *file, struct error *error);

#endif
