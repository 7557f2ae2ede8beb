/* Looking up as of a release that is not the last: there are no slots for it, so every answer is
 * found anew from the versions that lived in it, by their port numbers or by their service name. It
 * is what a snapshot of that release alone would answer. */
#ifndef PORTREG_SNAPSHOT_PAST_H
#define PORTREG_SNAPSHOT_PAST_H

#include "registry/transport_protocol.h"
#include "snapshot/lookup.h"

/* The state of PORT_NUMBER for PROTOCOL, which is none but a transport protocol. */
struct portreg_answer past_find_port(const struct portreg *snapshot,
                                     enum transport_protocol protocol, uint16_t port_number);

/* The records of the entry of NAMES at INDEX, which is there. */
struct portreg_list past_find_name(const struct portreg *snapshot, uint32_t index);

/* The INDEXth version of a list with LIST_OF_PORT or LIST_OF_NAME, of which REST is the rest;
 * UINT32_MAX past its end or on damage. */
uint32_t past_port_list_get(const struct portreg *snapshot, uint32_t rest, uint32_t index);
uint32_t past_name_list_get(const struct portreg *snapshot, uint32_t rest, uint32_t index);

/* As portreg_next_in_ports. */
bool past_next_in_ports(const struct portreg *snapshot, uint16_t first, uint16_t last,
                        uint32_t *cursor, struct portreg_record *record);

/* Calls VISIT with the state of every port number for each transport protocol, by port number. */
void past_visit_states(const struct portreg *snapshot,
                       void (*visit)(void *context, enum transport_protocol protocol,
                                     uint16_t port_number, enum portreg_state state),
                       void *context);

#endif
