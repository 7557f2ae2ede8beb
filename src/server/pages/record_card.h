/* A record with all its columns, laid out for reading. */
#ifndef PORTREG_SERVER_PAGES_RECORD_CARD_H
#define PORTREG_SERVER_PAGES_RECORD_CARD_H

#include "server/html.h"
#include "snapshot/snapshot.h"

/* Writes RECORD under a heading h3, with the columns that are not empty and what its sentences say
 * of other names. TRANSPORTS is the set of transport protocols (1 << each) that it stands for.
 * AS_OF is for links. */
void record_card_write(struct html *html, const struct portreg_record *record, unsigned transports,
                       struct text as_of);

/* The names of TRANSPORTS, a set of transport protocols: "tcp, udp"; "" for none. */
enum { TRANSPORTS_SIZE_BYTES = 32 };
const char *transports_format(unsigned transports, char buffer[static TRANSPORTS_SIZE_BYTES]);

#endif
