/* The socket that the server listens on. */
#include "server/listen.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

union address {
    struct sockaddr any;
    struct sockaddr_in ipv4;
    struct sockaddr_in6 ipv6;
};

/* Splits "ADDRESS:PORT" and reads both. */
static bool parse(struct text text, union address *address, socklen_t *size)
{
    size_t colon = text.length;
    while (colon && text.bytes[colon - 1] != ':')
        colon--;
    uint64_t port;
    if (colon == 0 || !text_to_number(text_from(text, colon), UINT16_MAX, &port))
        return false;
    struct text host = text_slice(text, 0, colon - 1);
    bool is_ipv6 = text_starts_with(host, TEXT("[")) && text_ends_with(host, TEXT("]"));
    if (is_ipv6)
        host = text_slice(host, 1, host.length - 2);
    char string[INET6_ADDRSTRLEN];
    if (host.length >= sizeof(string))
        return false;
    snprintf(string, sizeof(string), "%.*s", TEXT_ARGS(host));
    *address = (union address){0};
    if (is_ipv6) {
        address->ipv6.sin6_family = AF_INET6;
        address->ipv6.sin6_port = htons((uint16_t)port);
        *size = sizeof(address->ipv6);
        return inet_pton(AF_INET6, string, &address->ipv6.sin6_addr) == 1;
    }
    address->ipv4.sin_family = AF_INET;
    address->ipv4.sin_port = htons((uint16_t)port);
    *size = sizeof(address->ipv4);
    return inet_pton(AF_INET, string, &address->ipv4.sin_addr) == 1;
}

int listen_open(struct text text, struct error *error)
{
    union address address;
    socklen_t size;
    int on = 1;
    char name[256];
    snprintf(name, sizeof(name), "%.*s", text.length < 200 ? (int)text.length : 200,
             text.bytes ? text.bytes : "");
    if (!parse(text, &address, &size)) {
        char quoted[QUOTED_SIZE_BYTES];
        error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                  "expected an address and a port number, such as 127.0.0.1:8080 or [::1]:8080, "
                  "found %s",
                  text_quote(text, quoted));
        return -1;
    }
    int fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
        bind(fd, &address.any, size) == 0 && listen(fd, SOMAXCONN) == 0)
        return fd;
    error_system(error, "listen on", name);
    if (fd >= 0)
        close(fd);
    return -1;
}

const char *listen_format(int socket, char buffer[static LISTEN_ADDRESS_SIZE_BYTES])
{
    union address address = {0};
    socklen_t size = sizeof(address);
    char host[INET6_ADDRSTRLEN] = "";
    getsockname(socket, &address.any, &size);
    if (address.any.sa_family == AF_INET6) {
        inet_ntop(AF_INET6, &address.ipv6.sin6_addr, host, sizeof(host));
        snprintf(buffer, LISTEN_ADDRESS_SIZE_BYTES, "[%s]:%u", host, ntohs(address.ipv6.sin6_port));
    } else {
        inet_ntop(AF_INET, &address.ipv4.sin_addr, host, sizeof(host));
        snprintf(buffer, LISTEN_ADDRESS_SIZE_BYTES, "%s:%u", host, ntohs(address.ipv4.sin_port));
    }
    return buffer;
}
