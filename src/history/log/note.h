/* Signed notes (C2SP signed-note): a text, an empty line, and lines of signatures. */
#ifndef PORTREG_HISTORY_LOG_NOTE_H
#define PORTREG_HISTORY_LOG_NOTE_H

#include "history/log/verifier.h"

enum {
    NOTE_LIMIT_BYTES = 256 * 1024,
    NOTE_SIGNATURE_LIMIT = 100,
    /* No signature that is in use is longer; what is unknown is carried along. */
    NOTE_SIGNATURE_LIMIT_BYTES = 16 * 1024,
};

struct note_signature {
    struct text name;
    uint32_t key_id;
    struct text encoded; /* key ID and signature, in base64 */
    struct text line;    /* all of it, with its line feed */
};

/* A note; its text is borrowed from the bytes it was read from. */
struct signed_note {
    struct text text; /* what is signed, with the line feed at its end */
    struct note_signature signatures[NOTE_SIGNATURE_LIMIT];
    size_t signature_count;
};

/* Reads all of BYTES, without verifying anything. Errors name FILE, which may be NULL. */
int note_parse(struct text bytes, const char *file, struct signed_note *note, struct error *error);

/* Reads LINES, signature lines and nothing else, as a witness sends them, behind the text of NOTE:
 * fills the signatures of *NOTE. */
int note_parse_signatures(struct text lines, const char *file, struct signed_note *note,
                          struct error *error);

/* The signature without the key ID, into BYTES. Returns its length. */
size_t note_signature_decode(const struct note_signature *signature,
                             uint8_t bytes[static NOTE_SIGNATURE_LIMIT_BYTES]);

/* Whether SIGNATURE says that it is of VERIFIER's key. */
bool note_signature_is_of(const struct note_signature *signature, const struct verifier *verifier);

/* Verifies every signature of VERIFIER, which is a log's. *COUNT is how many there are. Returns 0
 * also when there is none, and STATUS_INPUT when there is one that is wrong: then the note is worth
 * nothing. */
int note_verify(const struct signed_note *note, const struct verifier *verifier, size_t *count,
                struct error *error);

/* Appends the line of a log's signature. */
void note_append_signature(struct buffer *buffer, const struct verifier *verifier,
                           const uint8_t signature[static SIGNATURE_SIZE_BYTES]);

#endif
