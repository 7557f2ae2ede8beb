/* What synchronising remembers from one run to the next, in one small file of the data directory.
 * It only saves work: without it, or with one of another release, the whole file is asked for. */
#ifndef PORTREG_CLI_SYNC_MEMORY_H
#define PORTREG_CLI_SYNC_MEMORY_H

#include "base/sha256.h"
#include "cli/download.h"

/* The file, in the data directory. */
#define SYNC_MEMORY_FILE "sync"

enum { SYNC_TIME_SIZE_BYTES = 24 };

struct sync_memory {
    struct validators validators;
    uint8_t received[SHA256_SIZE_BYTES]; /* of the file that was sent */
    uint8_t release[SHA256_SIZE_BYTES];  /* of the release that was made of it */
    char checked[SYNC_TIME_SIZE_BYTES];  /* when the server was last asked: 2026-01-15T12:00:00Z */
};

/* Reads what DATA_DIRECTORY remembers of the release with the SHA-256 RELEASE. False, and all of
 * *MEMORY zero, when that is nothing, of another release, or unreadable. */
bool sync_memory_read(const char *data_directory, const uint8_t release[static SHA256_SIZE_BYTES],
                      struct sync_memory *memory);

/* Replaces it by MEMORY, with the time now as checked. Returns 0 or STATUS_IO; then the former file
 * stands. */
int sync_memory_write(const char *data_directory, struct sync_memory *memory, struct error *error);

#endif
