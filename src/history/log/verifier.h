/* Public keys of logs and of witnesses, as signed notes name them (C2SP signed-note): a name, a key
 * ID, the kind of signature, and an Ed25519 key. */
#ifndef PORTREG_HISTORY_LOG_VERIFIER_H
#define PORTREG_HISTORY_LOG_VERIFIER_H

#include "base/buffer.h"
#include "base/error.h"

enum {
    KEY_NAME_LIMIT_BYTES = 255, /* cosignatures of other kinds have the length in one byte */
    PUBLIC_KEY_SIZE_BYTES = 32,
    SIGNATURE_SIZE_BYTES = 64,
};

enum signature_type {
    SIGNATURE_NOTE = 0x01,        /* Ed25519 over the text of a note: of logs */
    SIGNATURE_COSIGNATURE = 0x04, /* Ed25519 over time and text: of witnesses */
};

struct verifier {
    char name[KEY_NAME_LIMIT_BYTES + 1];
    enum signature_type type;
    uint32_t key_id;
    uint8_t public_key[PUBLIC_KEY_SIZE_BYTES];
};

/* Whether NAME can be the name of a key: UTF-8 of 1 to 255 bytes without white space, control
 * characters and "+". */
bool key_name_is_valid(struct text name);

/* Fills *VERIFIER, with the key ID that follows from the rest. NAME is valid. */
void verifier_init(struct verifier *verifier, struct text name, enum signature_type type,
                   const uint8_t public_key[static PUBLIC_KEY_SIZE_BYTES]);

/* Reads NAME+ID+KEY, as other programs write it ("vkey"). Refuses what is not Ed25519. */
int verifier_parse(struct text text, struct verifier *verifier, struct error *error);

/* Appends NAME+ID+KEY. */
void verifier_append(struct buffer *buffer, const struct verifier *verifier);

/* Whether SIGNATURE is VERIFIER's over MESSAGE. */
bool verifier_check(const struct verifier *verifier, struct text message,
                    const uint8_t signature[static SIGNATURE_SIZE_BYTES]);

#endif
