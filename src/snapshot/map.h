/* An open snapshot: the mapped file and its sections, and checked access to them. Whatever the
 * bytes are, nothing outside the map is read. */
#ifndef PORTREG_SNAPSHOT_MAP_H
#define PORTREG_SNAPSHOT_MAP_H

#include "portreg.h"
#include "snapshot/layout.h"

struct portreg {
    const unsigned char *bytes;
    size_t size_bytes;
    /* The sections, checked to lie within the file. */
    const uint32_t *slots;
    const struct disk_name_slot *name_table;
    uint32_t name_mask; /* slots of the name table less one */
    uint32_t text_bytes;
    const unsigned char *text;
    struct disk_section sections[SECTION_COUNT]; /* in host byte order */
};

/* The INDEXth entry of SECTION, or NULL past its end. */
static inline const void *map_entry(const struct portreg *snapshot, enum section section,
                                    uint32_t index)
{
    if (index >= snapshot->sections[section].count)
        return NULL;
    return snapshot->bytes + snapshot->sections[section].offset +
           (size_t)index * section_entry_bytes[section];
}

/* The 32-bit number at INDEX of ORDER, POSTINGS or PEOPLE_BY_ID; MISSING past the end. */
static inline uint32_t map_number(const struct portreg *snapshot, enum section section,
                                  uint32_t index, uint32_t missing)
{
    const uint32_t *entry = map_entry(snapshot, section, index);
    return entry ? le32toh(*entry) : missing;
}

/* The text of this entry (as it stands in the file, little-endian); damage gives the empty text. */
struct portreg_text map_text(const struct portreg *snapshot, disk_text entry);

/* Opens a snapshot of SIZE_BYTES at BYTES, which stay the caller's and are aligned to 8. */
int map_init(struct portreg *snapshot, const void *bytes, size_t size_bytes,
             struct portreg_error *error);

#endif
