/* What signs checkpoints: the key of a log, and a file beside it with the last size and root that
 * were signed. It signs nothing that is not proved to contain that: so never two checkpoints that
 * contradict each other, whatever happens to the log. */
#ifndef PORTREG_HISTORY_LOG_SIGNER_H
#define PORTREG_HISTORY_LOG_SIGNER_H

#include "base/file.h"
#include "history/log/checkpoint.h"
#include "history/log/key.h"

/* Behind the name of the key: the file with the last size and root, as a checkpoint's text. */
#define SIGNER_STATE_SUFFIX ".state"

struct signer {
    struct log_key key;
    int lock; /* the open file of the key, or -1 */
    char path[PATH_SIZE_BYTES];
    uint64_t size;    /* the last that was signed: 0 at first */
    struct hash root; /* its root */
};

/* Makes a key of the name ORIGIN in the file PATH, which is not there, and the file beside it. */
int signer_create(const char *path, struct text origin, struct error *error);

/* Reads the public part of the key in PATH. */
int signer_read_verifier(const char *path, struct verifier *verifier, struct error *error);

/* Opens the key in PATH, alone: another process waits. End with signer_close, whatever is returned.
 */
int signer_open(struct signer *signer, const char *path, struct error *error);
void signer_close(struct signer *signer);

/* Signs a checkpoint of SIZE and ROOT after verifying PROOF, that what was signed last is its
 * beginning: remembers it on the disk, then appends the signed note to NOTE. */
int signer_sign(struct signer *signer, uint64_t size, const struct hash *root,
                const struct merkle_proof *proof, struct buffer *note, struct error *error);

#endif
