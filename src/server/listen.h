/* The socket that the server listens on. */
#ifndef PORTREG_SERVER_LISTEN_H
#define PORTREG_SERVER_LISTEN_H

#include "base/error.h"

/* The port registered as http-alt: this project uses no port that is not its to use. */
#define LISTEN_DEFAULT "127.0.0.1:8080"

/* Listens on "ADDRESS:PORT": an IPv4 address, or an IPv6 address in brackets; port 0 lets the
 * system choose. Returns the socket, or -1 with *ERROR: STATUS_INPUT for another form, STATUS_IO
 * when the system does not allow it. */
int listen_open(struct text text, struct error *error);

enum { LISTEN_ADDRESS_SIZE_BYTES = 64 };
/* "127.0.0.1:8080", "[::1]:8080": what SOCKET really listens on. Returns BUFFER. */
const char *listen_format(int socket, char buffer[static LISTEN_ADDRESS_SIZE_BYTES]);

#endif
