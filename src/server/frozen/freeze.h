/* The whole site as files: the answer to every path that depends on the release alone. */
#ifndef PORTREG_SERVER_FROZEN_FREEZE_H
#define PORTREG_SERVER_FROZEN_FREEZE_H

#include "server/frozen/frozen_tree.h"
#include "server/release.h"

/* Asks the server, without a network, for each place of each route of RELEASE and adds the answers
 * to TREE: one in a folder as its index.html, index.json and index.txt, as there are forms of it.
 * Returns 0 or a status. */
int freeze(struct frozen_tree *tree, struct served_release *release, const char *data_directory,
           struct error *error);

#endif
