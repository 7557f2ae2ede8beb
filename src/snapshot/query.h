/* What people ask for: a port number, a range, a service name, with or without a transport
 * protocol. */
#ifndef PORTREG_SNAPSHOT_QUERY_H
#define PORTREG_SNAPSHOT_QUERY_H

#include "base/error.h"
#include "registry/port.h"
#include "registry/transport_protocol.h"

enum query_kind { QUERY_PORT, QUERY_RANGE, QUERY_NAME };

struct query {
    enum query_kind kind;
    struct ports ports;                         /* QUERY_PORT and QUERY_RANGE */
    struct text service_name;                   /* QUERY_NAME, borrowed */
    enum transport_protocol transport_protocol; /* TRANSPORT_NONE: all */
};

/* Reads TEXT: 443, 443/tcp, tcp/443, https, https/tcp, tcp/https, 6000-6063, 6000-6063/tcp,
 * _https._tcp (DNS-SD). Returns 0 or STATUS_INPUT with what was expected and what was found: a port
 * number over 65535, negative or with leading zeros, a reversed range, an unknown transport
 * protocol, an empty query. A name is not checked here: legacy names break the syntax. */
int query_parse(struct text text, struct query *query, struct error *error);

#endif
