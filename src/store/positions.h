/* Positions: where records stand, as numbers with room between them, so that one insertion does not
 * move all that follow. */
#ifndef PORTREG_STORE_POSITIONS_H
#define PORTREG_STORE_POSITIONS_H

#include "base/error.h"

/* The room that is left between two neighbours in a new list. Half of it is taken by each insertion
 * at the same place, so it lasts for 32 of them in one direction. */
#define POSITION_STEP ((int64_t)1 << 32)

/* Fills in POSITIONS, those of COUNT things in their order. What comes in is where each stood
 * before, or 0 for a new one; what goes out ascends strictly from 1, and as many as can be stay
 * where they were. Returns 0 or STATUS_MEMORY. */
int positions_assign(int64_t *positions, size_t count, struct error *error);

#endif
