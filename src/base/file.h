/* Files: reading one whole, and replacing one so that nobody ever sees half of it. */
#ifndef PORTREG_BASE_FILE_H
#define PORTREG_BASE_FILE_H

#include <stdio.h>

#include "base/error.h"

enum { PATH_SIZE_BYTES = 4096 };
/* DIRECTORY/NAME into PATH. Returns 0, or STATUS_IO for what is too long for any call of the
 * system.
 */
int path_join(char path[static PATH_SIZE_BYTES], const char *directory, const char *name,
              struct error *error);

/* The bytes of a file, mapped or read. */
struct file {
    struct text bytes;
    char name[256]; /* for messages: the path, or "standard input" */
    bool mapped;
};

/* No registry is larger; what is larger is refused (the largest release has 10 MB as HTML). */
#define FILE_SIZE_LIMIT_BYTES ((size_t)256 << 20)

/* Reads all of PATH ("-": standard input). The caller ends with file_close. */
int file_open(struct file *file, const char *path, struct error *error);
void file_close(struct file *file);

/* A file on its way: written beside its destination, then renamed over it. It is not synchronised:
 * this is for what can be made again. What cannot, publication writes. */
struct replacement {
    FILE *stream; /* write here */
    char path[PATH_SIZE_BYTES];
    char temporary[PATH_SIZE_BYTES];
};

/* Begins to replace PATH. End with replacement_commit or replacement_abandon. What is no regular
 * file (a device, a pipe) is never replaced: it is written into as it is. */
int replacement_open(struct replacement *replacement, const char *path, struct error *error);
/* Renames the file to its path. On failure the old file stands as it was and the temporary one is
 * gone. */
int replacement_commit(struct replacement *replacement, struct error *error);
/* Forgets what was written; does nothing after a commit or when opening failed. */
void replacement_abandon(struct replacement *replacement);

/* Makes DIRECTORY and those above it where they are missing. */
int directory_make(const char *directory, struct error *error);
/* Synchronises the entries of DIRECTORY. */
int directory_sync(const char *directory, struct error *error);
/* Removes DIRECTORY and the plain files in it; a missing one is no error. */
int directory_remove(const char *directory, struct error *error);

#endif
