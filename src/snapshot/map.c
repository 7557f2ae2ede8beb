/* Opening, checking and closing a snapshot, also as of an earlier release. */
#include "snapshot/map.h"

#include <errno.h>
#include <fcntl.h>
#include <stdalign.h>
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
    uint32_t versions = snapshot->sections[SECTION_RECORDS].count;
    return snapshot->sections[SECTION_SLOTS].count == SLOT_COUNT &&
           snapshot->sections[SECTION_LIFETIMES].count == versions &&
           snapshot->sections[SECTION_VERSIONS_BY_KEY].count == versions &&
           snapshot->sections[SECTION_HEADS].count >= 1 &&
           snapshot->sections[SECTION_RELEASES].count >= 1 && table >= 1 &&
           (table & (table - 1)) == 0;
}

static const void *section_start(const struct portreg *snapshot, enum section section)
{
    return snapshot->bytes + snapshot->sections[section].offset;
}

/* What SNAPSHOT needs to answer from the last release: all of it is in the file. */
static void answer_from_last(struct portreg *snapshot)
{
    static const enum section sections[ORDER_COUNT] = {
        [ORDER_RECORDS] = SECTION_ORDER,
        [ORDER_PEOPLE] = SECTION_PEOPLE_ORDER,
        [ORDER_NOTES] = SECTION_NOTE_ORDER,
        [ORDER_FOOTNOTES] = SECTION_FOOTNOTE_ORDER,
    };
    snapshot->release = snapshot->sections[SECTION_RELEASES].count - 1;
    snapshot->slots = section_start(snapshot, SECTION_SLOTS);
    for (int order = 0; order < ORDER_COUNT; order++) {
        snapshot->orders[order].indexes = section_start(snapshot, sections[order]);
        snapshot->orders[order].count = snapshot->sections[sections[order]].count;
    }
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
    answer_from_last(snapshot);
    snapshot->name_table = section_start(snapshot, SECTION_NAME_TABLE);
    snapshot->name_mask = snapshot->sections[SECTION_NAME_TABLE].count - 1;
    snapshot->text = section_start(snapshot, SECTION_TEXT);
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
    if (!snapshot->is_view)
        munmap((void *)(uintptr_t)snapshot->bytes, snapshot->size_bytes);
    memory_free(snapshot);
}

/* --- as of an earlier release --- */

/* Where the lifetimes are of what an order is of. */
static const struct {
    enum section section;
    uint32_t offset; /* in an entry of SECTION */
} lifetimes[ORDER_COUNT] = {
    [ORDER_RECORDS] = {SECTION_LIFETIMES, 0},
    [ORDER_PEOPLE] = {SECTION_PEOPLE, offsetof(struct disk_person, lifetime)},
    [ORDER_NOTES] = {SECTION_NOTES, offsetof(struct disk_note, lifetime)},
    [ORDER_FOOTNOTES] = {SECTION_FOOTNOTES, offsetof(struct disk_note, lifetime)},
};

/* Makes ORDER of VIEW what lives in its release, at INDEXES; how many these are. */
static uint32_t find_order(struct portreg *view, enum order order, uint32_t *indexes)
{
    enum section section = lifetimes[order].section;
    const unsigned char *lifetime = section_start(view, section);
    uint32_t count = 0;
    lifetime += lifetimes[order].offset;
    for (uint32_t i = 0; i < view->sections[section].count; i++) {
        if (map_is_alive(view, (const void *)lifetime))
            indexes[count++] = htole32(i);
        lifetime += section_entry_bytes[section];
    }
    view->orders[order].indexes = indexes;
    view->orders[order].count = count;
    return count;
}

/* What VIEW needs to answer from RELEASE; INDEXES has room for all that may live in it. */
static void answer_from_past(struct portreg *view, uint32_t release, uint32_t *indexes)
{
    view->release = release;
    view->slots = NULL;
    for (int order = 0; order < ORDER_COUNT; order++)
        indexes += find_order(view, (enum order)order, indexes);
}

int portreg_as_of(const struct portreg *snapshot, uint32_t release, struct portreg **view,
                  struct portreg_error *error)
{
    uint32_t count = snapshot->sections[SECTION_RELEASES].count;
    if (release >= count)
        return fail(error, PORTREG_NO_RELEASE, "expected a release from 0 to %u, found %u",
                    count - 1, release);
    bool is_last = release == count - 1;
    size_t room = 0;
    for (int order = 0; order < ORDER_COUNT && !is_last; order++)
        room += snapshot->sections[lifetimes[order].section].count;
    static_assert(sizeof(struct portreg) % alignof(uint32_t) == 0, "the indexes follow it");
    struct portreg *opened = memory_allocate(sizeof(*opened) + room * sizeof(uint32_t));
    if (!opened)
        return fail(error, PORTREG_MEMORY, "out of memory");
    *opened = *snapshot;
    opened->is_view = true;
    if (is_last)
        answer_from_last(opened);
    else
        answer_from_past(opened, release, (uint32_t *)(void *)(opened + 1));
    *view = opened;
    return PORTREG_OK;
}
