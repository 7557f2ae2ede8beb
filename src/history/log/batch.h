/* Files that are written together: each under another name first, all of them synchronised, then
 * renamed. After the commit of a batch they are on the disk, and a crash before it leaves no half
 * one under its name. */
#ifndef PORTREG_HISTORY_LOG_BATCH_H
#define PORTREG_HISTORY_LOG_BATCH_H

#include <sys/types.h>

#include "base/error.h"

enum { BATCH_LIMIT = 64, BATCH_NAME_SIZE_BYTES = 128 };

struct batch {
    int directory; /* borrowed: the open directory that the names start from */
    const char *directory_name;
    struct batch_file {
        int fd;
        char name[BATCH_NAME_SIZE_BYTES];
    } files[BATCH_LIMIT];
    size_t count;
    bool made_directories;
};

/* An empty batch below DIRECTORY, which is open and whose name is for messages. */
void batch_init(struct batch *batch, int directory, const char *directory_name);

/* Writes BYTES for the file NAME (such as "tile/0/000"), with MODE; directories are made where they
 * are missing. A batch that is full is committed first. */
int batch_add(struct batch *batch, const char *name, struct text bytes, mode_t mode,
              struct error *error);

/* Puts all files in place and synchronises them and their directories; then the batch is empty. */
int batch_commit(struct batch *batch, struct error *error);

/* Forgets the files that were not committed. */
void batch_abandon(struct batch *batch);

/* One file alone: batch_add and batch_commit. */
int batch_write_one(int directory, const char *directory_name, const char *name, struct text bytes,
                    mode_t mode, struct error *error);

#endif
