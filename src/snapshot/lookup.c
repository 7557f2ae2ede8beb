/* Looking up: from a port number, a range, a service name to records of the current release. What
 * is asked as of another one goes to snapshot/past.h. */
#include "snapshot/lookup.h"

#include "snapshot/past.h"
#include "snapshot/snapshot.h"
#include "snapshot/verdict.h"

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
    if (!snapshot->slots)
        return past_find_port(snapshot, (enum transport_protocol)protocol, port_number);
    uint32_t slot = le32toh(snapshot->slots[table << 16 | port_number]);
    uint32_t verdict = slot >> SLOT_VERDICT_SHIFT;
    uint32_t index = slot & SLOT_INDEX;
    answer.state = verdict_meanings[verdict].state;
    answer.reason = verdict_meanings[verdict].reason;
    /* Hardly any slot has a list: this branch nearly always goes the same way. */
    if (slot & SLOT_LIST)
        answer.records =
            list_in_postings(snapshot, index + 1, map_number(snapshot, SECTION_POSTINGS, index, 0));
    else
        answer.records =
            (struct portreg_list){index | LIST_OF_ONE, verdict_meanings[verdict].has_records};
    return answer;
}

/* The records of NAME, which is the entry of NAMES at INDEX. */
static struct portreg_list name_list(const struct portreg *snapshot, const struct disk_name *name,
                                     uint32_t index)
{
    if (!snapshot->slots)
        return past_find_name(snapshot, index);
    return list_in_postings(snapshot, le32toh(name->at), le32toh(name->count));
}

struct portreg_list lookup_name_list(const struct portreg *snapshot, uint32_t index)
{
    const struct disk_name *name = map_entry(snapshot, SECTION_NAMES, index);
    return name ? name_list(snapshot, name, index) : (struct portreg_list){0, 0};
}

/* The INDEXth version of a list of several. */
static uint32_t get_of_several(const struct portreg *snapshot, struct portreg_list list,
                               uint32_t index)
{
    switch (list.at & LIST_KIND) {
    case LIST_OF_PORT:
        return past_port_list_get(snapshot, list.at & LIST_REST, index);
    case LIST_OF_NAME:
        return past_name_list_get(snapshot, list.at & LIST_REST, index);
    case LIST_OF_KEY:
        return map_number(snapshot, SECTION_VERSIONS_BY_KEY, (list.at & LIST_REST) + index,
                          UINT32_MAX);
    default:
        return map_number(snapshot, SECTION_POSTINGS, list.at + index, UINT32_MAX);
    }
}

uint32_t lookup_list_get(const struct portreg *snapshot, struct portreg_list list, uint32_t index)
{
    if (index >= list.count)
        return UINT32_MAX;
    return list.at & LIST_OF_ONE ? list.at & ~LIST_OF_ONE : get_of_several(snapshot, list, index);
}

/* Of two lists of records with names that differ in the case of letters alone, the one that begins
 * first in the published order; an empty one begins nowhere. */
static struct portreg_list first_of(const struct portreg *snapshot, struct portreg_list a,
                                    struct portreg_list b)
{
    if (a.count == 0 || b.count == 0)
        return a.count ? a : b;
    return lookup_list_get(snapshot, b, 0) < lookup_list_get(snapshot, a, 0) ? b : a;
}

bool lookup_next_name(const struct portreg *snapshot, struct text name, uint32_t *probe,
                      uint32_t *index)
{
    uint32_t hash = (uint32_t)name_hash(name.bytes, name.length);
    while (*probe <= snapshot->name_mask) {
        const struct disk_name_slot *slot =
            &snapshot->name_table[(hash + (*probe)++) & snapshot->name_mask];
        if (slot->name == 0)
            break;
        if (le32toh(slot->hash) != hash)
            continue;
        *index = le32toh(slot->name) - 1;
        const struct disk_name *found = map_entry(snapshot, SECTION_NAMES, *index);
        if (found &&
            text_equal_ignoring_case(text_of_portreg(map_text(snapshot, found->name)), name))
            return true;
    }
    return false;
}

/* Goes through the table itself: with lookup_next_name, which compares the names that it finds once
 * more, each look-up takes half as long again. */
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
        uint32_t index = le32toh(slot->name) - 1;
        const struct disk_name *found = map_entry(snapshot, SECTION_NAMES, index);
        if (!found)
            continue;
        struct text text = text_of_portreg(map_text(snapshot, found->name));
        bool exact = text_equal(text, wanted);
        if (!exact && !text_equal_ignoring_case(text, wanted))
            continue;
        struct portreg_list list = name_list(snapshot, found, index);
        if (exact && list.count)
            return list;
        folded = first_of(snapshot, folded, list);
    }
    return folded;
}

bool portreg_list_get(const struct portreg *snapshot, struct portreg_list list, uint32_t index,
                      struct portreg_record *record)
{
    return snapshot_decode(snapshot, lookup_list_get(snapshot, list, index), record);
}

uint32_t lookup_skip_to(const struct portreg *snapshot, enum section section, uint16_t first)
{
    uint32_t low = 0, high = snapshot->sections[section].count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct disk_by_port *entry = map_entry(snapshot, section, middle);
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
    if (!snapshot->slots)
        return past_next_in_ports(snapshot, first, last, cursor, record);
    if (*cursor == 0)
        *cursor = lookup_skip_to(snapshot, SECTION_BY_PORT, first);
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
