/* Entries of the log: changes and releases as deterministic JSON (RFC 8785), which a stranger can
 * write again byte for byte. docs/log-entries.md describes them.
 *
 * A log cannot forget, so no entry holds an address, and a person stands in it as a commitment
 * only: the SHA-256 of a salt and the text that names the person. Without the salt, which can be
 * erased, a commitment says nothing. */
#ifndef PORTREG_HISTORY_ENTRY_H
#define PORTREG_HISTORY_ENTRY_H

#include "base/sha256.h"
#include "history/change.h"

enum { ENTRY_SALT_SIZE_BYTES = 32 };

/* Where salts come from. */
struct entry_salts {
    /* The salt of SUBJECT, the same each time. Returns 0 or a status with *ERROR. */
    int (*salt)(void *context, struct text subject, uint8_t salt[static ENTRY_SALT_SIZE_BYTES],
                struct error *error);
    void *context;
};

/* A file whose hash is in an entry. */
struct entry_file {
    struct text name; /* "service-names-port-numbers.csv"; ENTRY_RECEIVED: the one that came in */
    uint8_t sha256[SHA256_SIZE_BYTES];
};
#define ENTRY_RECEIVED "received"

/* A release on its way into the log. */
struct entry_release {
    uint32_t sequence;
    struct date date;
    uint32_t record_count;
    struct text source; /* "import", "sync" or "decision" */
    const struct entry_file *files;
    size_t file_count; /* each of another name */
};

/* Appends the entry of RELEASE. Returns 0 or STATUS_MEMORY. */
int entry_append_release(const struct entry_release *release, struct buffer *entry,
                         struct error *error);

/* Appends the entry of CHANGE, which is part of the release of that sequence number.
 * BEFORE_SHA256 is the hash of the record before it, where the caller knows it from the log; NULL:
 * it is computed. Returns 0, STATUS_MEMORY, or what SALTS returned. */
int entry_append_change(const struct change *change, uint32_t sequence,
                        const uint8_t *before_sha256, const struct entry_salts *salts,
                        struct buffer *entry, struct error *error);

/* Appends RECORD as it stands in entries. Returns as entry_append_change. */
int entry_append_record(const struct record *record, const struct entry_salts *salts,
                        struct buffer *json, struct error *error);

/* Whether MARKED names a person or has an address in it, and so is never in an entry. */
bool entry_hides(struct text marked);

#endif
