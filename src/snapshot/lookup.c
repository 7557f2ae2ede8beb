/* Looking up: from a port number, a range, a service name to records. */

#include "base/text.h"
#include "snapshot/map.h"
#include "snapshot/snapshot.h"

/* In a list: the rest is the number of a record, not of a list in POSTINGS. */
#define LIST_OF_ONE 0x80000000u

/* What a verdict means, in the words of the library, and whether records stand behind it. */
struct meaning {
    uint8_t state;
    uint8_t reason;
    uint8_t has_records;
};

static const struct meaning meanings[16] = {
    [VERDICT_NONE] = {PORTREG_UNASSIGNED, PORTREG_NO_RECORD, 0},
    [VERDICT_ASSIGNED] = {PORTREG_ASSIGNED, PORTREG_BY_ASSIGNMENT, 1},
    [VERDICT_RESERVED] = {PORTREG_RESERVED, PORTREG_BY_RESERVATION, 1},
    [VERDICT_UNASSIGNED] = {PORTREG_UNASSIGNED, PORTREG_BY_AVAILABILITY, 1},
    [VERDICT_OTHER_TRANSPORT] = {PORTREG_RESERVED, PORTREG_BY_OTHER_TRANSPORT, 1},
    [VERDICT_ALL_ASSIGNED] = {PORTREG_ASSIGNED, PORTREG_BY_ALL_TRANSPORTS, 1},
    [VERDICT_ALL_RESERVED] = {PORTREG_RESERVED, PORTREG_BY_ALL_TRANSPORTS, 1},
    [VERDICT_ALL_UNASSIGNED] = {PORTREG_UNASSIGNED, PORTREG_BY_ALL_TRANSPORTS, 1},
    [VERDICT_DYNAMIC] = {PORTREG_DYNAMIC, PORTREG_BY_RANGE, 0},
};

/* The list of COUNT records at AT of POSTINGS, as far as it lies within: a damaged count must not
 * keep anybody busy. */
static struct portreg_list list_in_postings(const struct portreg *snapshot, uint32_t at,
                                            uint32_t count)
{
    uint32_t end = snapshot->sections[SECTION_POSTINGS].count;
    if (at > end)
        return (struct portreg_list){0, 0};
    return (struct portreg_list){at, count < end - at ? count : end - at};
}

struct portreg_answer portreg_find_port(const struct portreg *snapshot,
                                        enum portreg_transport_protocol protocol,
                                        uint16_t port_number)
{
    struct portreg_answer answer = {.port_number = port_number,
                                    .transport_protocol = (uint8_t)protocol};
    unsigned table = (unsigned)protocol - PORTREG_TCP;
    if (table >= TRANSPORT_COUNT)
        return answer;
    uint32_t slot = le32toh(snapshot->slots[table << 16 | port_number]);
    uint32_t verdict = slot >> SLOT_VERDICT_SHIFT;
    uint32_t index = slot & SLOT_INDEX;
    answer.state = meanings[verdict].state;
    answer.reason = meanings[verdict].reason;
    /* Hardly any slot has a list: this is the only branch, and nearly always goes the same way. */
    if (slot & SLOT_LIST)
        answer.records =
            list_in_postings(snapshot, index + 1, map_number(snapshot, SECTION_POSTINGS, index, 0));
    else
        answer.records = (struct portreg_list){index | LIST_OF_ONE, meanings[verdict].has_records};
    return answer;
}

/* The name of a slot of the name table, or NULL. */
static const struct disk_name *name_of_slot(const struct portreg *snapshot, uint32_t slot,
                                            struct text *text)
{
    const struct disk_name *name = map_entry(snapshot, SECTION_NAMES, slot - 1);
    if (name)
        *text = text_of_portreg(map_text(snapshot, name->name));
    return name;
}

struct portreg_list portreg_find_name(const struct portreg *snapshot, const char *name,
                                      size_t length)
{
    struct text wanted = {name, length};
    struct portreg_list folded = {0, 0};
    uint32_t hash = (uint32_t)name_hash(name, length);
    for (uint32_t probe = 0; probe <= snapshot->name_mask; probe++) {
        const struct disk_name_slot *slot =
            &snapshot->name_table[(hash + probe) & snapshot->name_mask];
        if (slot->name == 0)
            break;
        if (le32toh(slot->hash) != hash)
            continue;
        struct text text;
        const struct disk_name *found = name_of_slot(snapshot, le32toh(slot->name), &text);
        if (!found)
            continue;
        struct portreg_list list =
            list_in_postings(snapshot, le32toh(found->at), le32toh(found->count));
        if (text_equal(text, wanted))
            return list;
        if (folded.count == 0 && text_equal_ignoring_case(text, wanted))
            folded = list;
    }
    return folded;
}

bool portreg_list_get(const struct portreg *snapshot, struct portreg_list list, uint32_t index,
                      struct portreg_record *record)
{
    if (index >= list.count)
        return false;
    uint32_t id = list.at & LIST_OF_ONE
                      ? list.at & ~LIST_OF_ONE
                      : map_number(snapshot, SECTION_POSTINGS, list.at + index, UINT32_MAX);
    return snapshot_decode(snapshot, id, record);
}

/* The first entry of BY_PORT at or after START whose REACH is at least FIRST. */
static uint32_t skip_to(const struct portreg *snapshot, uint32_t start, uint16_t first)
{
    uint32_t low = start, high = snapshot->sections[SECTION_BY_PORT].count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct disk_by_port *entry = map_entry(snapshot, SECTION_BY_PORT, middle);
        if (entry && le16toh(entry->reach) < first)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool portreg_next_in_ports(const struct portreg *snapshot, uint16_t first, uint16_t last,
                           uint32_t *cursor, struct portreg_record *record)
{
    if (*cursor == 0)
        *cursor = skip_to(snapshot, 0, first);
    const struct disk_by_port *entry;
    while ((entry = map_entry(snapshot, SECTION_BY_PORT, *cursor)) &&
           le16toh(entry->first_port) <= last) {
        (*cursor)++;
        if (snapshot_decode(snapshot, le32toh(entry->record), record) &&
            record->last_port_number >= first && record->first_port_number <= last)
            return true;
    }
    return false;
}
