/* Sockets that whoever started the program has opened for it, as systemd does for socket units
 * (sd_listen_fds(3)). */
#ifndef PORTREG_CLI_ACTIVATION_H
#define PORTREG_CLI_ACTIVATION_H

#include "server/listener.h"

/* Adds the sockets that LISTEN_FDS and LISTEN_PID promise to this process, if any, and removes
 * these variables. Returns 0; STATUS_INPUT for what is no socket that listens. */
int activation_adopt(struct listeners *listeners, struct error *error);

#endif
