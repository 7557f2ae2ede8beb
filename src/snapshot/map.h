/* An open snapshot: the mapped file and its sections, and checked access to them. Whatever the
 * bytes are, nothing outside the map is read. */
#ifndef PORTREG_SNAPSHOT_MAP_H
#define PORTREG_SNAPSHOT_MAP_H

#include "portreg.h"
#include "snapshot/layout.h"

/* What lives in the release that a snapshot answers from, in the published order. */
enum order { ORDER_RECORDS, ORDER_PEOPLE, ORDER_NOTES, ORDER_FOOTNOTES, ORDER_COUNT };

struct portreg {
    const unsigned char *bytes;
    size_t size_bytes;
    /* The sections, checked to lie within the file. */
    const uint32_t *slots; /* NULL as of a past release, which has none */
    const struct disk_name_slot *name_table;
    uint32_t name_mask; /* slots of the name table less one */
    uint32_t text_bytes;
    const unsigned char *text;
    uint32_t release; /* that it answers from: an index of RELEASES */
    bool is_view;     /* the bytes are another's */
    struct {
        const uint32_t *indexes; /* of RECORDS, PEOPLE, NOTES or FOOTNOTES; little-endian */
        uint32_t count;
    } orders[ORDER_COUNT];
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

/* The 32-bit number at INDEX of POSTINGS, VERSIONS_BY_KEY or PEOPLE_BY_ID; MISSING past the end. */
static inline uint32_t map_number(const struct portreg *snapshot, enum section section,
                                  uint32_t index, uint32_t missing)
{
    const uint32_t *entry = map_entry(snapshot, section, index);
    return entry ? le32toh(*entry) : missing;
}

/* The INDEXth entry of ORDER; UINT32_MAX past the end. */
static inline uint32_t map_order(const struct portreg *snapshot, enum order order, uint32_t index)
{
    return index < snapshot->orders[order].count ? le32toh(snapshot->orders[order].indexes[index])
                                                 : UINT32_MAX;
}

/* Whether what has this lifetime is in the release that SNAPSHOT answers from. */
static inline bool map_is_alive(const struct portreg *snapshot,
                                const struct disk_lifetime *lifetime)
{
    return le32toh(lifetime->first) <= snapshot->release &&
           snapshot->release <= le32toh(lifetime->last);
}

/* The same for the version ID of RECORDS; false past the end. */
static inline bool map_record_is_alive(const struct portreg *snapshot, uint32_t id)
{
    const struct disk_lifetime *lifetime = map_entry(snapshot, SECTION_LIFETIMES, id);
    return lifetime && map_is_alive(snapshot, lifetime);
}

/* The text of this entry (as it stands in the file, little-endian); damage gives the empty text. */
struct portreg_text map_text(const struct portreg *snapshot, disk_text entry);

/* Opens a snapshot of SIZE_BYTES at BYTES, which stay the caller's and are aligned to 8. */
int map_init(struct portreg *snapshot, const void *bytes, size_t size_bytes,
             struct portreg_error *error);

#endif
