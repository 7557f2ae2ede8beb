/* The releases that a snapshot knows, and the header of the one that it answers from. */
#include <string.h>

#include "snapshot/map.h"
#include "snapshot/snapshot.h"

/* The head of the release at INDEX; damage gives an empty one. */
static const struct disk_head *head_of_release(const struct portreg *snapshot, uint32_t index)
{
    static const struct disk_head empty = {0};
    for (uint32_t i = snapshot->sections[SECTION_HEADS].count; i-- > 0;) {
        const struct disk_head *head = map_entry(snapshot, SECTION_HEADS, i);
        if (le32toh(head->lifetime.first) <= index && index <= le32toh(head->lifetime.last))
            return head;
    }
    return &empty;
}

uint32_t portreg_release_count(const struct portreg *snapshot)
{
    return snapshot->sections[SECTION_RELEASES].count;
}

bool portreg_release_get(const struct portreg *snapshot, uint32_t index,
                         struct portreg_release *release)
{
    const struct disk_release *disk = map_entry(snapshot, SECTION_RELEASES, index);
    if (!disk)
        return false;
    struct date date = date_unpack(le32toh(disk->date));
    *release = (struct portreg_release){
        .title = map_text(snapshot, head_of_release(snapshot, index)->title),
        .date = {date.year, date.month, date.day},
        .record_count = le32toh(disk->record_count),
        .index = index,
        .sequence = le32toh(disk->sequence),
        .size_bytes = le64toh(disk->size_bytes),
        .recorded_at = (int64_t)le64toh(disk->recorded_at),
    };
    memcpy(release->sha256, disk->sha256, sizeof(release->sha256));
    return true;
}

struct portreg_release portreg_release(const struct portreg *snapshot)
{
    struct portreg_release release = {.title = {"", 0}};
    portreg_release_get(snapshot, snapshot->release, &release);
    release.record_count = snapshot->orders[ORDER_RECORDS].count;
    return release;
}

uint32_t portreg_release_of_date(const struct portreg *snapshot, struct portreg_date date)
{
    uint8_t month = date.month ? date.month : UINT8_MAX;
    uint8_t day = date.month && date.day ? date.day : UINT8_MAX;
    uint32_t last = date_pack((struct date){date.year, month, day});
    uint32_t low = 0, high = snapshot->sections[SECTION_RELEASES].count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct disk_release *disk = map_entry(snapshot, SECTION_RELEASES, middle);
        if (le32toh(disk->date) <= last)
            low = middle + 1;
        else
            high = middle;
    }
    return low == 0 ? UINT32_MAX : low - 1;
}

struct snapshot_header snapshot_header(const struct portreg *snapshot)
{
    const struct disk_head *head = head_of_release(snapshot, snapshot->release);
    const struct disk_release *release =
        map_entry(snapshot, SECTION_RELEASES, snapshot->release); /* map_init made sure of it */
    return (struct snapshot_header){
        .id = text_of_portreg(map_text(snapshot, head->id)),
        .title = text_of_portreg(map_text(snapshot, head->title)),
        .category = text_of_portreg(map_text(snapshot, head->category)),
        .updated = date_unpack(le32toh(release->date)),
        .references = text_of_portreg(map_text(snapshot, head->references)),
        .experts = text_of_portreg(map_text(snapshot, head->experts)),
        .note_count = snapshot->orders[ORDER_NOTES].count,
        .footnote_count = snapshot->orders[ORDER_FOOTNOTES].count,
        .person_count = snapshot->orders[ORDER_PEOPLE].count,
        .record_count = snapshot->orders[ORDER_RECORDS].count,
    };
}
