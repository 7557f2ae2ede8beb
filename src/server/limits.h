/* Limits for each address: how many connections it has and how often it asks. An IPv6 address is
 * its first 64 bits, which one site has for itself. Whoever comes by a Unix socket has no address
 * and no limit. For several threads. */
#ifndef PORTREG_SERVER_LIMITS_H
#define PORTREG_SERVER_LIMITS_H

#include "server/address.h"

/* How many addresses are remembered; beyond, those go first that have no connection and have not
 * asked for the longest. */
enum { LIMITS_ADDRESS_LIMIT = 64 * 1024 };

struct limits;

/* At most CONNECTIONS of an address and REQUESTS_PER_S; 0: any number. NULL without memory. */
struct limits *limits_new(unsigned connections, unsigned requests_per_s);
void limits_free(struct limits *limits); /* LIMITS may be NULL */

/* Counts a connection of ADDRESS: false when that is one too many, which counts all the same until
 * limits_leave. */
bool limits_enter(struct limits *limits, const struct address *address);
void limits_leave(struct limits *limits, const struct address *address);

/* Counts a request of ADDRESS at NOW_US. False when it came too soon, and then is not counted:
 * *WAIT_S is how long to wait. */
bool limits_ask(struct limits *limits, const struct address *address, uint64_t now_us,
                unsigned *wait_s);

#endif
