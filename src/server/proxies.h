/* Proxies that are trusted: what they say of the client of a request is believed, by Forwarded
 * (RFC 7239) or by X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host. */
#ifndef PORTREG_SERVER_PROXIES_H
#define PORTREG_SERVER_PROXIES_H

#include "base/buffer.h"
#include "base/error.h"
#include "server/client.h"

enum { PROXY_LIMIT = 64 };

struct proxies {
    struct network networks[PROXY_LIMIT];
    size_t count;
};

/* Adds each of LIST, "127.0.0.1,2001:db8::/32,unix". Returns 0 or STATUS_INPUT. */
int proxies_add(struct proxies *proxies, struct text list, struct error *error);

/* Whether ADDRESS is one of PROXIES, which may be NULL. */
bool proxies_trust(const struct proxies *proxies, const struct address *address);

/* The headers that proxies write, each with all its lines as one list. */
struct forwarding {
    struct buffer forwarded;
    struct buffer address, scheme, host; /* X-Forwarded-For and so on */
};

/* The list that the header of this NAME belongs to, or NULL. */
struct buffer *forwarding_list(struct forwarding *forwarding, struct text name);
void forwarding_done(struct forwarding *forwarding);

/* CLIENT is filled with what the connection says, and is made what the proxies say as far as they
 * are trusted: from the connection's own side on, each trusted address vouches for the one before
 * it, and the first that is not trusted is the client. Where X-Forwarded-For is there it counts,
 * and Forwarded does not, which proxies that do not know it leave as the client sent it. The host
 * is borrowed from FORWARDING. PROXIES may be NULL. */
void forwarding_apply(const struct forwarding *forwarding, const struct proxies *proxies,
                      struct client *client);

#endif
