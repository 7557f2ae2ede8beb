/* Telling the service manager how far the server is (sd_notify(3)), where it wants to know. */
#ifndef PORTREG_CLI_NOTIFY_H
#define PORTREG_CLI_NOTIFY_H

#include "base/error.h"

struct notify {
    int socket; /* -1: nobody asks */
};

/* Connects to the socket that NOTIFY_SOCKET names, and removes this variable: before privileges
 * are dropped, since afterwards it may not be reached. Returns 0, or a status. */
int notify_open(struct notify *notify, struct error *error);
void notify_close(struct notify *notify);

/* Each says what begins. Whether anybody hears it does not matter here. */
void notify_ready(const struct notify *notify);
void notify_reloading(const struct notify *notify);
void notify_stopping(const struct notify *notify);

#endif
