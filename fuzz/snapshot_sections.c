/* Fuzzes asking a damaged snapshot whose magic, size and checksum are right: the input is a list of
 * changes to a sound one. A change has 7 bytes: the section, the offset in it in words of 4 bytes
 * (low byte first), and the new value of that word. */
#include <string.h>

#include "fuzz.h"
#include "snapshot/snapshot.h"
#include "support/timeline.h"

enum { CHANGE_SIZE_BYTES = 7, CHANGE_LIMIT = 64 };

#define ALIAS                                                                                      \
    "This entry is an alias to \"tea\".\nThis entry is now historic, not usable for use with "     \
    "many\ncommon service discovery mechanisms."

struct change {
    size_t offset; /* in the file */
    uint32_t before;
};

static void fill(struct timeline *timeline)
{
    timeline_begin(timeline, 3);
    add_version(timeline, 1, 0, 2, "tea", "7", "tcp", "Tea")->contact = TEXT("\x04"
                                                                             "BAda\x07");
    add_version(timeline, 2, 1, 2, "tea_", "7", "tcp", "Alias")->assignment_notes = TEXT(ALIAS);
    add_version(timeline, 3, 0, 1, "https", "6", "tcp", "")->reference = TEXT("\x04"
                                                                              "Crfc1\x05"
                                                                              "B1\x07");
    add_version(timeline, 3, 2, 2, "https", "6", "tcp", "Https");
    add_version(timeline, 4, 0, 0, "pot", "40-50", "udp",
                "a\x01\x02"
                "b\x03");
    add_version(timeline, 5, 0, 2, "", "3-9", "", "Unassigned");
    add_version(timeline, 6, 2, 2, "name", "", "", "");
    add_note_version(timeline, 0, 1, "Note");
    add_note_version(timeline, 1, 2, "More");
    add_footnote_version(timeline, 0, 2, "1");
    add_person_version(timeline, 0, 1, "Ada", "Ada");
    add_person_version(timeline, 2, 2, "Ada", "Ada of Tea");
    add_person_version(timeline, 0, 2, "Bob", "Bob");
    add_head_version(timeline, 0, 1, "Tea");
    add_head_version(timeline, 2, 2, "Teas");
}

static void make_base(struct compiled *base)
{
    struct timeline timeline;
    fill(&timeline);
    compiled_timeline_init(base, &timeline);
    timeline_done(&timeline);
}

/* Where in the file the change points to; SECTION_COUNT is the header. SIZE_MAX: nowhere. */
static size_t place_of(const struct compiled *base, const uint8_t *change)
{
    unsigned section = change[0] % (SECTION_COUNT + 1);
    size_t word = (size_t)change[1] | (size_t)change[2] << 8;
    if (section == SECTION_COUNT)
        return word * 4 + 4 <= sizeof(struct disk_header) ? word * 4 : SIZE_MAX;
    struct disk_section place = base->snapshot.sections[section];
    if (section == SECTION_SLOTS) /* those that are asked for: 64 of each transport protocol */
        word = (word & 3) << 16 | (word >> 2 & 63);
    if ((word + 1) * 4 > (size_t)place.count * section_entry_bytes[section])
        return SIZE_MAX;
    return place.offset + word * 4;
}

static void sum_up(char *bytes, size_t size_bytes)
{
    struct disk_header header;
    memcpy(&header, bytes, sizeof(header));
    header.checksum = htole64(snapshot_checksum(
        &header, (struct text){bytes + sizeof(header), size_bytes - sizeof(header)}));
    memcpy(bytes, &header, sizeof(header));
}

static void ask(char *bytes, size_t size_bytes, bool verify)
{
    struct portreg snapshot;
    if (map_init(&snapshot, bytes, size_bytes, NULL) != PORTREG_OK)
        return;
    snapshot_walk(&snapshot, verify ? WALK_COUNTS : WALK_SOME_PORTS);
    if (verify) {
        sum_up(bytes, size_bytes);
        portreg_verify(&snapshot, NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    static struct compiled base;
    struct change changes[CHANGE_LIMIT];
    size_t count = 0;
    if (!base.bytes.bytes)
        make_base(&base);
    for (size_t i = 0; i + CHANGE_SIZE_BYTES <= size_bytes && count < CHANGE_LIMIT;
         i += CHANGE_SIZE_BYTES) {
        size_t offset = place_of(&base, bytes + i);
        if (offset == SIZE_MAX)
            continue;
        char *word = base.bytes.bytes + offset;
        changes[count].offset = offset;
        memcpy(&changes[count++].before, word, sizeof(uint32_t));
        memcpy(word, bytes + i + 3, sizeof(uint32_t));
    }
    ask(base.bytes.bytes, base.bytes.length, size_bytes % 8 == 0);
    while (count--)
        memcpy(base.bytes.bytes + changes[count].offset, &changes[count].before, sizeof(uint32_t));
    return 0;
}
