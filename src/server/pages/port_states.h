/* The state of the port numbers that a visitor asks for: every one has a state, also those that no
 * record names. */
#ifndef PORTREG_SERVER_PAGES_PORT_STATES_H
#define PORTREG_SERVER_PAGES_PORT_STATES_H

#include "server/html.h"
#include "snapshot/snapshot.h"

/* When QUERY is a port number or a range, writes its states for each transport protocol. */
void port_states_write(struct html *html, const struct portreg *snapshot, struct text query);

#endif
