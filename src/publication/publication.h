/* Publication: the one place where a release becomes visible in a data directory.
 *
 * A release is a directory of its own, with the publisher's four files, plain and compressed, and
 * the snapshot that was compiled from them. It is written under a name that nobody looks for,
 * synchronised, and becomes visible by replacing one symbolic link:
 *
 *     published -> published.Kq3ZtA            replaced by each publication, in one rename
 *     registry.portreg -> published/registry.portreg                         never changed
 *
 * So a reader sees the old release or the new one, whole, whenever the writer is killed. The
 * release before the current one stays until the next publication, for those who were just opening
 * it; older ones, and what a killed writer left behind, are removed by the next publication. */
#ifndef PORTREG_PUBLICATION_PUBLICATION_H
#define PORTREG_PUBLICATION_PUBLICATION_H

#include "base/sha256.h"
#include "formats/format.h"

/* What was published. */
struct publication {
    struct date date; /* the date of the release */
    size_t record_count;
    uint8_t sha256[SHA256_SIZE_BYTES]; /* of the published XML: what identifies the release */
};

/* Reads a release from INPUT in FORMAT (NULL: found by content) and makes it the current one of
 * DATA_DIRECTORY, which is made when missing. A format without a date needs input->date, which
 * must not contradict a release's own; a release without a title is published under the
 * registry's, one without records is refused. Fills *PUBLICATION, which may be NULL.
 * Returns 0, STATUS_INPUT for a file that is refused, STATUS_IO or STATUS_MEMORY; nothing has
 * changed then. While another process publishes in the same directory it waits, and after
 * LOCK_TIMEOUT_MS gives up with STATUS_IO. */
int publication_import(const char *data_directory, const struct input *input,
                       const struct format *format, const struct findings *findings,
                       struct publication *publication, struct error *error);

enum { LOCK_TIMEOUT_MS = 20 * 1000 };

/* What publication_repair found. */
enum publication_state {
    PUBLICATION_NONE,     /* no release is published there */
    PUBLICATION_SOUND,    /* snapshot and published files agree */
    PUBLICATION_REPAIRED, /* they did not; the release was made anew from the published XML */
};

/* Looks whether the snapshot in DATA_DIRECTORY is the one of the published files, and otherwise (it
 * is damaged, missing, or of another version of the program) publishes the published XML anew.
 * Returns 0, or a status when that cannot be done. */
int publication_repair(const char *data_directory, enum publication_state *state,
                       struct error *error);

#endif
