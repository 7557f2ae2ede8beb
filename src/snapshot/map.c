/* Opening, checking and closing a snapshot. */
#include "snapshot/map.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"

__attribute__((format(printf, 3, 4))) static int
fail(struct portreg_error *error, enum portreg_status status, const char *format, ...)
{
    if (!error)
        return status;
    error->status = status;
    va_list args;
    va_start(args, format);
    vsnprintf(error->message, sizeof(error->message), format, args);
    va_end(args);
    return status;
}

struct portreg_text map_text(const struct portreg *snapshot, disk_text entry)
{
    static const struct portreg_text empty = {"", 0};
    uint32_t offset = le32toh(entry), length;
    uint32_t end = snapshot->text_bytes;
    if (offset == 0 || end < sizeof(length) + 1 || offset > end - sizeof(length) - 1)
        return empty;
    memcpy(&length, snapshot->text + offset, sizeof(length));
    length = le32toh(length);
    const char *bytes = (const char *)snapshot->text + offset + sizeof(length);
    if (length > end - offset - sizeof(length) - 1 || bytes[length] != '\0')
        return empty;
    return (struct portreg_text){bytes, length};
}

/* Whether the counts of the sections are what look-ups rely on. */
static bool is_usable(const struct portreg *snapshot)
{
    uint32_t table = snapshot->sections[SECTION_NAME_TABLE].count;
    return snapshot->sections[SECTION_SLOTS].count == SLOT_COUNT &&
           snapshot->sections[SECTION_HEAD].count == 1 &&
           snapshot->sections[SECTION_RELEASES].count >= 1 && table >= 1 &&
           (table & (table - 1)) == 0;
}

int map_init(struct portreg *snapshot, const void *bytes, size_t size_bytes,
             struct portreg_error *error)
{
    struct disk_header header;
    *snapshot = (struct portreg){.bytes = bytes, .size_bytes = size_bytes};
    if (size_bytes < sizeof(header))
        return fail(error, PORTREG_BAD_SNAPSHOT, "expected a snapshot, found a file of %zu bytes",
                    size_bytes);
    memcpy(&header, bytes, sizeof(header));
    if (memcmp(header.magic, SNAPSHOT_MAGIC, sizeof(header.magic)) != 0)
        return fail(error, PORTREG_BAD_SNAPSHOT, "expected a snapshot, found another kind of file");
    if (le32toh(header.version) != SNAPSHOT_VERSION ||
        le32toh(header.section_count) != SECTION_COUNT)
        return fail(error, PORTREG_BAD_SNAPSHOT,
                    "expected a snapshot of version %d, found version %u", SNAPSHOT_VERSION,
                    le32toh(header.version));
    if (le64toh(header.size_bytes) != size_bytes || size_bytes > UINT32_MAX)
        return fail(error, PORTREG_BAD_SNAPSHOT,
                    "expected a snapshot of %llu bytes, found %zu bytes",
                    (unsigned long long)le64toh(header.size_bytes), size_bytes);
    for (int i = 0; i < SECTION_COUNT; i++) {
        uint32_t offset = le32toh(header.sections[i].offset);
        uint32_t count = le32toh(header.sections[i].count);
        if (offset % SNAPSHOT_ALIGNMENT || offset > size_bytes ||
            count > (size_bytes - offset) / section_entry_bytes[i])
            return fail(error, PORTREG_BAD_SNAPSHOT,
                        "expected section %d of the snapshot within the file, found it outside", i);
        snapshot->sections[i] = (struct disk_section){offset, count};
    }
    if (!is_usable(snapshot))
        return fail(error, PORTREG_BAD_SNAPSHOT, "expected a whole snapshot, found a part missing");
    const unsigned char *start = bytes;
    snapshot->slots = (const void *)(start + snapshot->sections[SECTION_SLOTS].offset);
    snapshot->name_table = (const void *)(start + snapshot->sections[SECTION_NAME_TABLE].offset);
    snapshot->name_mask = snapshot->sections[SECTION_NAME_TABLE].count - 1;
    snapshot->text = start + snapshot->sections[SECTION_TEXT].offset;
    snapshot->text_bytes = snapshot->sections[SECTION_TEXT].count;
    return PORTREG_OK;
}

static int map_file(struct portreg *snapshot, const char *path, int fd, struct portreg_error *error)
{
    struct stat info;
    if (fstat(fd, &info) < 0)
        return fail(error, PORTREG_SYSTEM, "cannot read %s: %s", path, strerror(errno));
    if (!S_ISREG(info.st_mode) || info.st_size < (off_t)sizeof(struct disk_header))
        return fail(error, PORTREG_BAD_SNAPSHOT,
                    "%s: expected a snapshot, found another kind of file", path);
    size_t size_bytes = (size_t)info.st_size;
    void *bytes = mmap(NULL, size_bytes, PROT_READ, MAP_SHARED, fd, 0);
    if (bytes == MAP_FAILED)
        return fail(error, PORTREG_SYSTEM, "cannot map %s: %s", path, strerror(errno));
    struct portreg_error why;
    int status = map_init(snapshot, bytes, size_bytes, &why);
    if (status != PORTREG_OK) {
        munmap(bytes, size_bytes);
        return fail(error, status, "%s: %s", path, why.message);
    }
    return PORTREG_OK;
}

int portreg_open(const char *path, struct portreg **snapshot, struct portreg_error *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail(error, PORTREG_SYSTEM, "cannot open %s: %s", path, strerror(errno));
    int status = PORTREG_MEMORY;
    struct portreg *opened = memory_allocate(sizeof(*opened));
    if (opened)
        status = map_file(opened, path, fd, error);
    else
        fail(error, PORTREG_MEMORY, "out of memory");
    int number = errno;
    close(fd);
    errno = number;
    if (status == PORTREG_OK)
        *snapshot = opened;
    else
        memory_free(opened);
    return status;
}

void portreg_close(struct portreg *snapshot)
{
    if (!snapshot)
        return;
    munmap((void *)(uintptr_t)snapshot->bytes, snapshot->size_bytes);
    memory_free(snapshot);
}
