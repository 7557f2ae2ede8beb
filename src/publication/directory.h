/* The directory of the current release in a data directory: the publisher's four files, plain and
 * compressed, their hashes, and the snapshot that was compiled with them.
 *
 * It is written under a name that nobody looks for, synchronised, and becomes visible by replacing
 * one symbolic link, so that readers see the old release or the new one, whole:
 *
 *     published -> published.Kq3ZtA
 *     registry.portreg                 the same file as published/registry.portreg, once that is
 * there
 *
 * The release before the current one stays until the next publication, for those who were just
 * opening it; older ones, and what a killed writer left behind, are removed then. One process at a
 * time publishes: the store holds the lock. */
#ifndef PORTREG_PUBLICATION_DIRECTORY_H
#define PORTREG_PUBLICATION_DIRECTORY_H

#include "base/buffer.h"
#include "base/file.h"
#include "base/sha256.h"
#include "formats/format.h"
#include "publication/files.h"

/* A release on its way. */
struct release_directory {
    const char *data_directory;
    char path[PATH_SIZE_BYTES]; /* empty until it is made, and when it is published */
    uint8_t sha256[RELEASE_FILE_COUNT][SHA256_SIZE_BYTES]; /* of the files, as release_files */
    struct buffer content;                                 /* of the file being written */
    struct buffer compressed;
};

/* Fills BUFFER with REGISTRY as it is published in FORMAT. */
int release_format(const struct registry *registry, const struct format *format,
                   struct buffer *buffer, struct error *error);

/* Makes an empty directory, and removes what is left of earlier ones. End with
 * release_directory_done, whatever is returned; what is not published is removed by it. */
int release_directory_init(struct release_directory *directory, const char *data_directory,
                           struct error *error);
void release_directory_done(struct release_directory *directory);

/* Writes the publisher's files of REGISTRY, and their hashes. */
int release_directory_write(struct release_directory *directory, const struct registry *registry,
                            struct error *error);
/* Writes one more file. */
int release_directory_add(struct release_directory *directory, const char *name, struct text bytes,
                          struct error *error);
/* Makes it the current release, with the snapshot that is current now. */
int release_directory_publish(struct release_directory *directory, struct error *error);

/* Makes SNAPSHOT the one that look-ups see, in one step. */
int snapshot_publish(const char *data_directory, struct text snapshot, struct error *error);

/* The SHA-256 of the INDEXth published file as it is on the disk. False: it cannot be read. */
bool release_file_hash(const char *data_directory, size_t index,
                       uint8_t sha256[static SHA256_SIZE_BYTES]);

/* Whether the current release has the snapshot that look-ups see. */
bool release_directory_is_current(const char *data_directory);

#endif
