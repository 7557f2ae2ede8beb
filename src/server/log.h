/* The log over HTTP, as C2SP tlog-tiles says: checkpoint, tiles, bundles of entries; also proofs,
 * and the public key. It is read at each request, so that what was signed is seen at once; its
 * files are small, and all but the checkpoint never change. */
#ifndef PORTREG_SERVER_LOG_H
#define PORTREG_SERVER_LOG_H

#include "server/routes.h"

int log_checkpoint_answer(const struct visit *visit, struct error *error);
/* Only what the grammar of tiles allows is looked for: nothing else can be reached. */
int log_tile_answer(const struct visit *visit, struct error *error);
int log_proof_answer(const struct visit *visit, struct error *error);
/* Serving does not need the key; where it cannot be read, the answer is 404. */
int log_key_answer(const struct visit *visit, struct error *error);

#endif
