/* The bytes of a snapshot: what compiling and reading share. */
#include "snapshot/layout.h"

#include <string.h>

const uint32_t section_entry_bytes[SECTION_COUNT] = {
    [SECTION_TEXT] = 1,
    [SECTION_RECORDS] = sizeof(struct disk_record),
    [SECTION_LIFETIMES] = sizeof(struct disk_lifetime),
    [SECTION_VERSIONS_BY_KEY] = sizeof(uint32_t),
    [SECTION_SLOTS] = sizeof(uint32_t),
    [SECTION_POSTINGS] = sizeof(uint32_t),
    [SECTION_BY_PORT] = sizeof(struct disk_by_port),
    [SECTION_PAST_BY_PORT] = sizeof(struct disk_by_port),
    [SECTION_NAME_TABLE] = sizeof(struct disk_name_slot),
    [SECTION_NAMES] = sizeof(struct disk_name),
    [SECTION_PEOPLE] = sizeof(struct disk_person),
    [SECTION_PEOPLE_BY_ID] = sizeof(uint32_t),
    [SECTION_NOTES] = sizeof(struct disk_note),
    [SECTION_FOOTNOTES] = sizeof(struct disk_note),
    [SECTION_HEADS] = sizeof(struct disk_head),
    [SECTION_RELEASES] = sizeof(struct disk_release),
    [SECTION_ORDER] = sizeof(uint32_t),
    [SECTION_PEOPLE_ORDER] = sizeof(uint32_t),
    [SECTION_NOTE_ORDER] = sizeof(uint32_t),
    [SECTION_FOOTNOTE_ORDER] = sizeof(uint32_t),
};

uint64_t snapshot_checksum(const struct disk_header *header, struct text body)
{
    struct disk_header summed = *header;
    summed.checksum = htole64(text_hash(body));
    return text_hash((struct text){(const char *)&summed, sizeof(summed)});
}

/* The eight bytes of WORD with ASCII capitals made small. */
static uint64_t lower_word(uint64_t word)
{
    const uint64_t ones = 0x0101010101010101u;
    uint64_t seven = word & 0x7f * ones;
    uint64_t above_z = seven + (0x7f - 'Z') * ones;
    uint64_t from_a = seven + (0x80 - 'A') * ones;
    uint64_t capital = ~word & (from_a ^ above_z) & 0x80 * ones;
    return word | capital >> 2;
}

uint64_t name_hash(const char *name, size_t length)
{
    const uint64_t factor = 0x9fb21c651e98df25u;
    uint64_t hash = length * factor;
    while (length >= 8) {
        uint64_t word;
        memcpy(&word, name, 8);
        hash = (hash ^ lower_word(le64toh(word))) * factor;
        hash ^= hash >> 32;
        name += 8;
        length -= 8;
    }
    uint64_t word = 0;
    for (size_t i = 0; i < length; i++)
        word |= (uint64_t)(unsigned char)name[i] << (8 * i);
    hash = (hash ^ lower_word(word)) * factor;
    return hash ^ hash >> 29;
}
