/* Entries of the transparency log, as deterministic JSON (RFC 8785): docs/log-entries.md has every
 * byte.
 *
 * What can be told to be an address or to name a person is in an entry only behind a commitment:
 * SHA-256 over a salt and the text. Whoever has the text and the salt can show what was committed
 * to; once the salt is erased, nobody can. */
#ifndef PORTREG_HISTORY_ENTRY_H
#define PORTREG_HISTORY_ENTRY_H

#include "base/buffer.h"
#include "base/error.h"
#include "history/change.h"

/* Larger entries do not fit into a bundle. */
enum { ENTRY_SIZE_LIMIT_BYTES = 65535, ENTRY_SALT_SIZE_BYTES = 32 };

/* Where the salt of a text comes from: the same each time it is asked for. */
struct entry_salts {
    int (*salt)(void *context, struct text subject, uint8_t salt[static ENTRY_SALT_SIZE_BYTES],
                struct error *error);
    void *context;
};

/* Appends the entry of CHANGE, which the release with this sequence number made. Returns 0,
 * STATUS_MEMORY, or what SALTS returned. */
int entry_append_change(struct buffer *buffer, const struct change *change, uint32_t release,
                        const struct entry_salts *salts, struct error *error);

/* Appends RECORD as it stands in entries. Returns as entry_append_change. */
int entry_append_record(struct buffer *buffer, const struct record *record,
                        const struct entry_salts *salts, struct error *error);

/* A file of a release. */
struct entry_file {
    const char *name;
    uint8_t sha256[32];
};

/* A release, as its entry says it. */
struct entry_release {
    uint32_t sequence;
    struct date date;
    uint32_t record_count;
    const char *source;             /* "import", "sync" or "decision" */
    struct text received_format;    /* "xml"; empty: nothing was received */
    uint8_t received_sha256[32];    /* of the file received */
    const struct entry_file *files; /* published, in any order; none for a release of the past */
    size_t file_count;
};

/* Appends the entry of RELEASE. Returns 0 or STATUS_MEMORY. */
int entry_append_release(struct buffer *buffer, const struct entry_release *release,
                         struct error *error);

#endif
