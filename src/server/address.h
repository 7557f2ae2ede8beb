/* The address of who asks, and networks of such addresses. */
#ifndef PORTREG_SERVER_ADDRESS_H
#define PORTREG_SERVER_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/text.h"

enum address_kind { ADDRESS_UNKNOWN, ADDRESS_IPV4, ADDRESS_IPV6, ADDRESS_UNIX };

/* An IPv4 address that is written within IPv6 (::ffff:192.0.2.1) is one of IPv4. */
struct address {
    enum address_kind kind;
    uint8_t bytes[16]; /* in network byte order; 4 of them for IPv4 */
};

/* The host of the socket address SOCKADDR, which may be NULL: unknown. */
struct address address_of(const struct sockaddr *sockaddr);

/* Reads "192.0.2.1" or "2001:db8::1". */
bool address_parse(struct text text, struct address *address);

enum { ADDRESS_SIZE_BYTES = 48 };
/* "192.0.2.1", "2001:db8::1", "unix", or "-" for an unknown one. Returns BUFFER. */
const char *address_format(const struct address *address, char buffer[static ADDRESS_SIZE_BYTES]);

/* All addresses that have the first PREFIX_BITS in common. */
struct network {
    struct address address;
    unsigned prefix_bits;
};

/* Reads "192.0.2.0/24", "2001:db8::/32", an address alone, or "unix": whoever comes through a Unix
 * socket. Bits behind the prefix must be 0. */
bool network_parse(struct text text, struct network *network);

bool network_contains(const struct network *network, const struct address *address);

#endif
