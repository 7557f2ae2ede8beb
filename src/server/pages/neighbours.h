/* The port numbers around one: a strip of them with their states, and the nearest assigned ones. */
#ifndef PORTREG_SERVER_PAGES_NEIGHBOURS_H
#define PORTREG_SERVER_PAGES_NEIGHBOURS_H

#include "server/html.h"
#include "snapshot/snapshot.h"

/* How many port numbers the strip has on each side, where there are so many. */
enum { NEIGHBOURS_REACH = 10 };

/* Writes links to the port numbers before and behind PORT_NUMBER and to the nearest ones that are
 * assigned for any transport protocol, and the strip. AS_OF is for links. */
void neighbours_write(struct html *html, const struct portreg *snapshot, uint16_t port_number,
                      struct text as_of);

/* The nearest port number behind PORT_NUMBER, or before it, that a record assigns. False: none. */
bool neighbours_next_assigned(const struct portreg *snapshot, uint16_t port_number, uint16_t *next);
bool neighbours_last_assigned(const struct portreg *snapshot, uint16_t port_number, uint16_t *last);

#endif
