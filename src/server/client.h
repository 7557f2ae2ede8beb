/* The client of a request: who asks, and by which address it knows this server. */
#ifndef PORTREG_SERVER_CLIENT_H
#define PORTREG_SERVER_CLIENT_H

#include "server/address.h"

/* As the connection says, or a proxy that is trusted (proxies.h). */
struct client {
    struct address address;
    bool is_https;
    struct text host; /* "ports.example.org", "127.0.0.1:8080": what the client calls this server;
                       * NULL bytes when it said nothing, or nothing that can be a host */
};

#endif
