/* Verifying: the checksum, and that every offset leads to something. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "snapshot/map.h"
#include "snapshot/snapshot.h"

static int damaged(struct portreg_error *error, const char *what, uint32_t index)
{
    if (error) {
        error->status = PORTREG_BAD_SNAPSHOT;
        snprintf(error->message, sizeof(error->message),
                 "expected a sound snapshot, found %s %u damaged", what, index);
    }
    return PORTREG_BAD_SNAPSHOT;
}

static uint32_t count_of(const struct portreg *snapshot, enum section section)
{
    return snapshot->sections[section].count;
}

/* Whether each of COUNT texts at ENTRIES is there: empty only when its offset says so. */
static bool texts_are_sound(const struct portreg *snapshot, const disk_text *entries, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (entries[i] != 0 && map_text(snapshot, entries[i]).length == 0)
            return false;
    return true;
}

static bool list_is_sound(const struct portreg *snapshot, uint32_t at, uint32_t count)
{
    uint32_t postings = count_of(snapshot, SECTION_POSTINGS);
    if (at > postings || count > postings - at || count == 0)
        return false;
    for (uint32_t i = at; i < at + count; i++)
        if (!map_entry(snapshot, SECTION_RECORDS,
                       map_number(snapshot, SECTION_POSTINGS, i, UINT32_MAX)))
            return false;
    return true;
}

static int verify_records(const struct portreg *snapshot, struct portreg_error *error)
{
    uint32_t releases = count_of(snapshot, SECTION_RELEASES);
    for (uint32_t i = 0; i < count_of(snapshot, SECTION_RECORDS); i++) {
        const struct disk_record *disk = map_entry(snapshot, SECTION_RECORDS, i);
        if (!texts_are_sound(snapshot, &disk->service_name, 13) ||
            le32toh(disk->first_release) > le32toh(disk->last_release) ||
            le32toh(disk->last_release) >= releases ||
            le16toh(disk->first_port) > le16toh(disk->last_port) ||
            disk->transport_protocol > PORTREG_DCCP)
            return damaged(error, "record", i);
    }
    for (uint32_t i = 0; i < count_of(snapshot, SECTION_ORDER); i++)
        if (!map_entry(snapshot, SECTION_RECORDS,
                       map_number(snapshot, SECTION_ORDER, i, UINT32_MAX)))
            return damaged(error, "place in the published order", i);
    return PORTREG_OK;
}

static int verify_slots(const struct portreg *snapshot, struct portreg_error *error)
{
    for (uint32_t i = 0; i < SLOT_COUNT; i++) {
        uint32_t slot = le32toh(snapshot->slots[i]), verdict = slot >> SLOT_VERDICT_SHIFT;
        uint32_t index = slot & SLOT_INDEX;
        if (verdict == VERDICT_NONE || verdict == VERDICT_DYNAMIC)
            continue;
        bool sound = slot & SLOT_LIST
                         ? list_is_sound(snapshot, index + 1,
                                         map_number(snapshot, SECTION_POSTINGS, index, 0))
                         : map_entry(snapshot, SECTION_RECORDS, index) != NULL;
        if (verdict >= VERDICT_COUNT || !sound)
            return damaged(error, "slot", i);
    }
    for (uint32_t i = 0; i < count_of(snapshot, SECTION_BY_PORT); i++) {
        const struct disk_by_port *entry = map_entry(snapshot, SECTION_BY_PORT, i);
        if (!map_entry(snapshot, SECTION_RECORDS, le32toh(entry->record)))
            return damaged(error, "entry by port number", i);
    }
    return PORTREG_OK;
}

static int verify_names(const struct portreg *snapshot, struct portreg_error *error)
{
    for (uint32_t i = 0; i < count_of(snapshot, SECTION_NAMES); i++) {
        const struct disk_name *name = map_entry(snapshot, SECTION_NAMES, i);
        struct portreg_text text = map_text(snapshot, name->name);
        struct portreg_list found = portreg_find_name(snapshot, text.bytes, text.length);
        if (text.length == 0 || !list_is_sound(snapshot, le32toh(name->at), le32toh(name->count)) ||
            found.at != le32toh(name->at) || found.count != le32toh(name->count))
            return damaged(error, "service name", i);
    }
    return PORTREG_OK;
}

static int verify_people(const struct portreg *snapshot, struct portreg_error *error)
{
    for (uint32_t i = 0; i < count_of(snapshot, SECTION_PEOPLE); i++) {
        const struct disk_person *disk = map_entry(snapshot, SECTION_PEOPLE, i);
        struct portreg_person found;
        struct portreg_text id = map_text(snapshot, disk->id);
        if (!texts_are_sound(snapshot, &disk->id, 4) ||
            !portreg_find_person(snapshot, id.bytes, id.length, &found))
            return damaged(error, "person", i);
    }
    for (int section = SECTION_NOTES; section <= SECTION_FOOTNOTES; section++)
        for (uint32_t i = 0; i < count_of(snapshot, (enum section)section); i++)
            if (!texts_are_sound(snapshot, map_entry(snapshot, (enum section)section, i), 2))
                return damaged(error, "note", i);
    if (!texts_are_sound(snapshot, map_entry(snapshot, SECTION_HEAD, 0), 5))
        return damaged(error, "head", 0);
    return PORTREG_OK;
}

static int verify_checksum(const struct portreg *snapshot, struct portreg_error *error)
{
    struct disk_header header;
    memcpy(&header, snapshot->bytes, sizeof(header));
    struct text body = {(const char *)snapshot->bytes + sizeof(header),
                        snapshot->size_bytes - sizeof(header)};
    uint64_t found = snapshot_checksum(&header, body);
    if (le64toh(header.checksum) == found)
        return PORTREG_OK;
    if (error) {
        error->status = PORTREG_BAD_SNAPSHOT;
        snprintf(error->message, sizeof(error->message),
                 "expected a snapshot with the checksum %016llx, found %016llx",
                 (unsigned long long)le64toh(header.checksum), (unsigned long long)found);
    }
    return PORTREG_BAD_SNAPSHOT;
}

int portreg_verify(const struct portreg *snapshot, struct portreg_error *error)
{
    static int (*const steps[])(const struct portreg *, struct portreg_error *) = {
        verify_checksum, verify_records, verify_slots, verify_names, verify_people};
    for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
        int status = steps[i](snapshot, error);
        if (status != PORTREG_OK)
            return status;
    }
    return PORTREG_OK;
}
