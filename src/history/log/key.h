/* The key of a log: a file in the text form of Go's note package, which only its user can read. */
#ifndef PORTREG_HISTORY_LOG_KEY_H
#define PORTREG_HISTORY_LOG_KEY_H

#include "history/log/verifier.h"

enum { SECRET_KEY_SIZE_BYTES = 64 };

struct log_key {
    struct verifier verifier;
    uint8_t secret[SECRET_KEY_SIZE_BYTES]; /* as libsodium has it: seed and public key */
};

/* Reads PRIVATE+KEY+NAME+ID+SEED; one line feed behind it is allowed. */
int log_key_parse(struct text text, struct log_key *key, struct error *error);
/* Appends that form, without a line feed. */
void log_key_append(struct buffer *buffer, const struct log_key *key);

/* Makes a new key of the name ORIGIN, which is valid. */
int log_key_generate(struct text origin, struct log_key *key, struct error *error);

/* Signs MESSAGE. */
void log_key_sign(const struct log_key *key, struct text message,
                  uint8_t signature[static SIGNATURE_SIZE_BYTES]);

/* Overwrites the secret. */
void log_key_done(struct log_key *key);

/* Opens the file PATH and reads the key in it. Refuses a file that others than its user can read.
 * *FD is the open file, which is there for locking, or on failure -1. */
int log_key_open(const char *path, struct log_key *key, int *fd, struct error *error);

#endif
