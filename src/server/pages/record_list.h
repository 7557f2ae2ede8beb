/* The records that a page tells about, each whole, in the order of reading. */
#ifndef PORTREG_SERVER_PAGES_RECORD_LIST_H
#define PORTREG_SERVER_PAGES_RECORD_LIST_H

#include "server/html.h"
#include "snapshot/query.h"
#include "snapshot/snapshot.h"

/* More of one port number or of one service name are damage; the table of the registry has all. */
enum { RECORD_LIST_LIMIT = 500 };

struct record_list {
    struct portreg_record *records;
    size_t count;
    size_t capacity;
};

/* Collects the records that answer QUERY, a port number or a service name. Those of a port number
 * come by transport protocol, of each the canonical one first, aliases last; those of a name as
 * published. End with record_list_done, also after a failure. Returns 0 or STATUS_MEMORY. */
int record_list_init(struct record_list *list, const struct portreg *snapshot,
                     const struct query *query, struct error *error);
void record_list_done(struct record_list *list);

/* Writes each record with all its columns. Those that differ in nothing but the transport protocol
 * are told together. The footnotes that they point to follow. AS_OF is for links. */
void record_list_write(struct html *html, const struct record_list *list,
                       const struct portreg *snapshot, struct text as_of);

#endif
