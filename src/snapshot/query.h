/* What people ask for: a port number, a range, a service name, with or without a transport
 * protocol. */
#ifndef PORTREG_SNAPSHOT_QUERY_H
#define PORTREG_SNAPSHOT_QUERY_H

#include "base/error.h"
#include "registry/port.h"
#include "registry/transport_protocol.h"
#include "snapshot/snapshot.h"

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
 * protocol, an empty query, broken UTF-8. A name is not checked here: legacy names break the
 * syntax. */
int query_parse(struct text text, struct query *query, struct error *error);

/* QUERY as it is best asked: "443/tcp", "https". Returns the text, in BUFFER; a longer name is cut.
 */
enum { QUERY_SIZE_BYTES = 128 };
struct text query_format(const struct query *query, char buffer[static QUERY_SIZE_BYTES]);

/* The records that answer a QUERY_RANGE (in the order of the port numbers) or a QUERY_NAME (in the
 * published order). */
struct query_records {
    const struct portreg *snapshot;
    const struct query *query;
    struct portreg_list list; /* QUERY_NAME */
    uint32_t next;
};
/* Both arguments must live as long as the result. */
struct query_records query_records_begin(const struct portreg *snapshot, const struct query *query);
bool query_records_next(struct query_records *records, struct portreg_record *record);

/* Whether RECORD makes QUERY succeed: for a range, it assigns or reserves; a name exists by any. */
bool query_is_answered_by(const struct query *query, const struct portreg_record *record);

#endif
