/* The releases that a log has entries of, by which files are found in it. */
#ifndef PORTREG_PUBLICATION_LOGGED_H
#define PORTREG_PUBLICATION_LOGGED_H

#include "base/arena.h"
#include "base/sha256.h"
#include "history/entry_read.h"
#include "history/log/entries.h"

/* An entry of a release. A release has a further one where its files were written otherwise later.
 */
struct logged_release {
    uint64_t index; /* of the entry */
    struct text bytes;
    struct entry entry; /* what they say; borrows from them */
};

struct logged {
    struct arena arena;
    struct logged_release *releases; /* in the order of the log */
    size_t count, capacity;
};

/* Reads all entries of LOG. End with logged_done, whatever is returned. */
int logged_read(struct logged *logged, struct log *log, struct error *error);
/* LOGGED may be all zero. */
void logged_done(struct logged *logged);

/* The last entry of the release SEQUENCE, of those WITH_FILES alone if that is asked for; or NULL.
 */
const struct logged_release *logged_find(const struct logged *logged, uint32_t sequence,
                                         bool with_files);

/* What a file is to a release. */
struct logged_file {
    struct text name;   /* under which it was published; empty: it was not */
    struct text format; /* in which it was received; empty: it was not */
};

/* Whether ENTRY has SHA256, and then *FILE says of what. */
bool logged_has_file(const struct entry *entry, const uint8_t sha256[static SHA256_SIZE_BYTES],
                     struct logged_file *file);

/* The SHA-256 that ENTRY has for the published file NAME, in hexadecimal; empty when it has none.
 */
struct text logged_file_hash(const struct entry *entry, struct text name);

#endif
