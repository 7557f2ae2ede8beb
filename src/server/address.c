/* Addresses and networks. */
#include "server/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>

static struct address ipv4(const void *bytes)
{
    struct address address = {.kind = ADDRESS_IPV4};
    memcpy(address.bytes, bytes, 4);
    return address;
}

static struct address ipv6(const struct in6_addr *found)
{
    if (IN6_IS_ADDR_V4MAPPED(found))
        return ipv4(found->s6_addr + 12);
    struct address address = {.kind = ADDRESS_IPV6};
    memcpy(address.bytes, found->s6_addr, sizeof(address.bytes));
    return address;
}

struct address address_of(const struct sockaddr *sockaddr)
{
    struct sockaddr_in of_ipv4;
    struct sockaddr_in6 of_ipv6;
    switch (sockaddr ? sockaddr->sa_family : AF_UNSPEC) {
    case AF_UNIX:
        return (struct address){.kind = ADDRESS_UNIX};
    case AF_INET:
        memcpy(&of_ipv4, sockaddr, sizeof(of_ipv4));
        return ipv4(&of_ipv4.sin_addr);
    case AF_INET6:
        memcpy(&of_ipv6, sockaddr, sizeof(of_ipv6));
        return ipv6(&of_ipv6.sin6_addr);
    default:
        return (struct address){0};
    }
}

bool address_parse(struct text text, struct address *address)
{
    char string[INET6_ADDRSTRLEN];
    struct in_addr of_ipv4;
    struct in6_addr of_ipv6;
    if (text.length == 0 || text.length >= sizeof(string) || memchr(text.bytes, '\0', text.length))
        return false;
    memcpy(string, text.bytes, text.length);
    string[text.length] = '\0';
    if (inet_pton(AF_INET, string, &of_ipv4) == 1)
        *address = ipv4(&of_ipv4);
    else if (inet_pton(AF_INET6, string, &of_ipv6) == 1)
        *address = ipv6(&of_ipv6);
    else
        return false;
    return true;
}

const char *address_format(const struct address *address, char buffer[static ADDRESS_SIZE_BYTES])
{
    switch (address->kind) {
    case ADDRESS_IPV4:
        inet_ntop(AF_INET, address->bytes, buffer, ADDRESS_SIZE_BYTES);
        return buffer;
    case ADDRESS_IPV6:
        inet_ntop(AF_INET6, address->bytes, buffer, ADDRESS_SIZE_BYTES);
        return buffer;
    case ADDRESS_UNIX:
    case ADDRESS_UNKNOWN:
        break;
    }
    snprintf(buffer, ADDRESS_SIZE_BYTES, address->kind == ADDRESS_UNIX ? "unix" : "-");
    return buffer;
}

static unsigned width_bits(enum address_kind kind)
{
    return kind == ADDRESS_IPV4 ? 32 : kind == ADDRESS_IPV6 ? 128 : 0;
}

/* Whether A and B have the same first PREFIX_BITS. */
static bool same_prefix(const uint8_t *a, const uint8_t *b, unsigned prefix_bits)
{
    unsigned whole = prefix_bits / 8, rest = prefix_bits % 8;
    return memcmp(a, b, whole) == 0 && (rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0);
}

/* Whether the bits of NETWORK's address behind its prefix are 0. */
static bool is_prefix(const struct network *network)
{
    unsigned width = width_bits(network->address.kind);
    for (unsigned bit = network->prefix_bits; bit < width; bit++)
        if (network->address.bytes[bit / 8] & (0x80 >> bit % 8))
            return false;
    return true;
}

bool network_parse(struct text text, struct network *network)
{
    *network = (struct network){0};
    if (text_equal(text, TEXT("unix"))) {
        network->address.kind = ADDRESS_UNIX;
        return true;
    }
    struct text host = text_split(&text, '/');
    uint64_t prefix_bits;
    if (!address_parse(host, &network->address))
        return false;
    network->prefix_bits = width_bits(network->address.kind);
    if (!text.bytes)
        return true;
    if (!text_to_number(text, network->prefix_bits, &prefix_bits))
        return false;
    network->prefix_bits = (unsigned)prefix_bits;
    return is_prefix(network);
}

bool network_contains(const struct network *network, const struct address *address)
{
    return network->address.kind == address->kind && address->kind != ADDRESS_UNKNOWN &&
           same_prefix(network->address.bytes, address->bytes, network->prefix_bits);
}
