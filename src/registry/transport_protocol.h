/* The transport protocols of the registry: TCP, UDP, SCTP and DCCP (RFC 6335 section 6). */
#ifndef PORTREG_REGISTRY_TRANSPORT_PROTOCOL_H
#define PORTREG_REGISTRY_TRANSPORT_PROTOCOL_H

#include "base/text.h"

/* In the order in which records of one port number are written. */
enum transport_protocol {
    TRANSPORT_NONE, /* a record without transport protocol */
    TRANSPORT_TCP,
    TRANSPORT_UDP,
    TRANSPORT_SCTP,
    TRANSPORT_DCCP,
};
enum { TRANSPORT_COUNT = 4, TRANSPORT_FIRST = TRANSPORT_TCP, TRANSPORT_LAST = TRANSPORT_DCCP };

/* The accepted values, for messages. */
#define TRANSPORT_NAMES "tcp, udp, sctp or dccp"

/* "tcp", "udp", "sctp", "dccp"; "" for TRANSPORT_NONE. */
struct text transport_protocol_name(enum transport_protocol protocol);

/* The transport protocol of exactly this name (lower case), or TRANSPORT_NONE. */
enum transport_protocol transport_protocol_parse(struct text name);

/* As people ask for it: any case, and "udplite" or "udp-lite", which shares UDP's port numbers
 * (RFC 3828, RFC 6335 section 6), is answered as UDP. TRANSPORT_NONE when it is none. */
enum transport_protocol transport_protocol_ask(struct text name);

#endif
