/* Fuzzes opening and asking a snapshot. The input is a file whose end, up to the size that its
 * header has, may be left out: it is zeros, as most slots are. */
#include <string.h>

#include "fuzz.h"
#include "snapshot/snapshot.h"
#include "support/snapshot.h"

enum { SIZE_LIMIT = 1200 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    static uint64_t file[SIZE_LIMIT / sizeof(uint64_t)];
    static size_t dirty;
    struct disk_header header;
    struct portreg snapshot;
    if (size_bytes > SIZE_LIMIT)
        return 0;
    memset(file, 0, dirty);
    if (size_bytes)
        memcpy(file, bytes, size_bytes);
    dirty = size_bytes;
    memcpy(&header, file, sizeof(header));
    uint64_t size = le64toh(header.size_bytes);
    if (size < size_bytes || size > SIZE_LIMIT)
        size = size_bytes;
    /* from the end of the block, so that the sanitizer sees what is read beyond it */
    unsigned char *block = malloc(size ? size : 1);
    if (!block)
        abort();
    memcpy(block, file, size);
    if (map_init(&snapshot, block, size, NULL) == PORTREG_OK) {
        snapshot_walk(&snapshot, WALK_SOME_PORTS);
        portreg_verify(&snapshot, NULL);
    }
    free(block);
    return 0;
}
