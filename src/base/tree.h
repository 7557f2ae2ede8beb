/* Directories with all that is in them. */
#ifndef PORTREG_BASE_TREE_H
#define PORTREG_BASE_TREE_H

#include "base/error.h"

/* Removes DIRECTORY with everything below it, links and not what they lead to; a missing one is no
 * error. Returns 0 or STATUS_IO. */
int tree_remove(const char *directory, struct error *error);

#endif
