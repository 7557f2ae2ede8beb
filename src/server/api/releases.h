/* The releases by their sequence numbers. */
#ifndef PORTREG_SERVER_API_RELEASES_H
#define PORTREG_SERVER_API_RELEASES_H

#include "snapshot/snapshot.h"

/* The index of the release with this sequence number, or UINT32_MAX. */
uint32_t release_find(const struct portreg *snapshot, uint64_t sequence);

#endif
