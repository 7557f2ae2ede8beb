/* What a record says of its port numbers: assigned, reserved or unassigned (RFC 6335 section 6). */
#ifndef PORTREG_REGISTRY_STATE_H
#define PORTREG_REGISTRY_STATE_H

#include "registry/record.h"

enum state { STATE_UNASSIGNED, STATE_ASSIGNED, STATE_RESERVED, STATE_DYNAMIC };

/* "unassigned", "assigned", "reserved", "dynamic". */
const char *state_name(enum state state);

/* The state that RECORD gives. With a service name: assigned. Without one, by its description:
 * "any private ..." is assigned; "Unassigned" and "Possibly ..." are unassigned; all other words
 * (Reserved, Removed, De-registered, De-commissioned, Deprecated) are reserved. */
enum state record_state(const struct record *record);

#endif
