/* Verifying: the checksum, and that every offset leads to something. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "snapshot/lookup.h"
#include "snapshot/search_words.h"
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

static bool lifetime_is_sound(const struct portreg *snapshot, const struct disk_lifetime *lifetime)
{
    return le32toh(lifetime->first) <= le32toh(lifetime->last) &&
           le32toh(lifetime->last) < count_of(snapshot, SECTION_RELEASES);
}

/* Whether what has LIFETIME is in the last release. */
static bool is_in_last(const struct portreg *snapshot, const struct disk_lifetime *lifetime)
{
    return le32toh(lifetime->last) + 1 == count_of(snapshot, SECTION_RELEASES);
}

/* Whether SECTION has in its order the indexes of those of COUNT versions that are in the last
 * release; LIFETIME is that of the first, and each stands STRIDE bytes behind the one before. */
static bool order_is_sound(const struct portreg *snapshot, enum section section,
                           const struct disk_lifetime *lifetime, uint32_t count, uint32_t stride)
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (is_in_last(snapshot, lifetime) &&
            map_number(snapshot, section, found++, UINT32_MAX) != i)
            return false;
        lifetime = (const void *)((const unsigned char *)lifetime + stride);
    }
    return found == count_of(snapshot, section);
}

static int verify_records(const struct portreg *snapshot, struct portreg_error *error)
{
    uint32_t count = count_of(snapshot, SECTION_RECORDS);
    for (uint32_t i = 0; i < count; i++) {
        const struct disk_record *disk = map_entry(snapshot, SECTION_RECORDS, i);
        if (!texts_are_sound(snapshot, &disk->service_name, 13) ||
            !lifetime_is_sound(snapshot, map_entry(snapshot, SECTION_LIFETIMES, i)) ||
            le16toh(disk->first_port) > le16toh(disk->last_port) ||
            disk->transport_protocol > PORTREG_DCCP || disk->verdict < VERDICT_ASSIGNED ||
            disk->verdict > VERDICT_UNASSIGNED)
            return damaged(error, "record", i);
    }
    if (count && !order_is_sound(snapshot, SECTION_ORDER, map_entry(snapshot, SECTION_LIFETIMES, 0),
                                 count, sizeof(struct disk_lifetime)))
        return damaged(error, "the published order", 0);
    return PORTREG_OK;
}

/* Whether the version at INDEX of VERSIONS_BY_KEY comes behind the one before it: by its key, then
 * by its releases, of which those of one record share none. */
static bool is_behind_by_key(const struct portreg *snapshot, uint32_t index)
{
    uint32_t id = map_number(snapshot, SECTION_VERSIONS_BY_KEY, index, UINT32_MAX);
    const struct disk_record *disk = map_entry(snapshot, SECTION_RECORDS, id);
    const struct disk_lifetime *lifetime = map_entry(snapshot, SECTION_LIFETIMES, id);
    if (!disk || index == 0)
        return disk != NULL;
    uint32_t before = map_number(snapshot, SECTION_VERSIONS_BY_KEY, index - 1, UINT32_MAX);
    const struct disk_record *disk_before = map_entry(snapshot, SECTION_RECORDS, before);
    const struct disk_lifetime *lifetime_before = map_entry(snapshot, SECTION_LIFETIMES, before);
    if (disk->key != disk_before->key)
        return le32toh(disk_before->key) < le32toh(disk->key);
    return le32toh(lifetime_before->last) < le32toh(lifetime->first);
}

/* Of each record there is one version in a release. */
static int verify_versions(const struct portreg *snapshot, struct portreg_error *error)
{
    for (uint32_t i = 0; i < count_of(snapshot, SECTION_VERSIONS_BY_KEY); i++)
        if (!is_behind_by_key(snapshot, i))
            return damaged(error, "version", i);
    return PORTREG_OK;
}

static int verify_releases(const struct portreg *snapshot, struct portreg_error *error)
{
    uint32_t before = 0;
    for (uint32_t i = 0; i < count_of(snapshot, SECTION_RELEASES); i++) {
        const struct disk_release *disk = map_entry(snapshot, SECTION_RELEASES, i);
        if (le32toh(disk->date) < before)
            return damaged(error, "release", i);
        before = le32toh(disk->date);
    }
    return PORTREG_OK;
}

/* Of the heads there is one in each release: the next begins where the one before ends. */
static int verify_heads(const struct portreg *snapshot, struct portreg_error *error)
{
    uint32_t next = 0;
    for (uint32_t i = 0; i < count_of(snapshot, SECTION_HEADS); i++) {
        const struct disk_head *disk = map_entry(snapshot, SECTION_HEADS, i);
        if (!texts_are_sound(snapshot, &disk->id, 5) ||
            !lifetime_is_sound(snapshot, &disk->lifetime) || le32toh(disk->lifetime.first) != next)
            return damaged(error, "head", i);
        next = le32toh(disk->lifetime.last) + 1;
    }
    if (next != count_of(snapshot, SECTION_RELEASES))
        return damaged(error, "the head of release", next);
    return PORTREG_OK;
}

static int verify_slots(const struct portreg *snapshot, struct portreg_error *error)
{
    for (uint32_t i = 0; i < SLOT_COUNT; i++) {
        uint32_t slot = map_number(snapshot, SECTION_SLOTS, i, 0),
                 verdict = slot >> SLOT_VERDICT_SHIFT;
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
    return PORTREG_OK;
}

/* Whether ENTRY of BY_PORT (CURRENT) or PAST_BY_PORT is what its record says. */
static bool entry_is_sound(const struct portreg *snapshot, const struct disk_by_port *entry,
                           bool current)
{
    uint32_t id = le32toh(entry->record);
    const struct disk_record *record = map_entry(snapshot, SECTION_RECORDS, id);
    return record && record->flags & RECORD_HAS_PORTS && record->first_port == entry->first_port &&
           le16toh(record->last_port) <= le16toh(entry->reach) &&
           is_in_last(snapshot, map_entry(snapshot, SECTION_LIFETIMES, id)) == current;
}

static int verify_by_port(const struct portreg *snapshot, struct portreg_error *error)
{
    for (int past = 0; past <= 1; past++) {
        enum section section = past ? SECTION_PAST_BY_PORT : SECTION_BY_PORT;
        uint64_t before = 0;
        uint16_t reach = 0;
        for (uint32_t i = 0; i < count_of(snapshot, section); i++) {
            const struct disk_by_port *entry = map_entry(snapshot, section, i);
            uint64_t place = (uint64_t)le16toh(entry->first_port) << 32 | le32toh(entry->record);
            if (!entry_is_sound(snapshot, entry, !past) || (i > 0 && place <= before) ||
                le16toh(entry->reach) < reach)
                return damaged(error, "entry by port number", i);
            before = place;
            reach = le16toh(entry->reach);
        }
    }
    return PORTREG_OK;
}

/* Whether NAME has COUNT versions at AT that are in the last release, or those that are not. */
static bool names_versions(const struct portreg *snapshot, const struct disk_name *name,
                           uint32_t at, uint32_t count, bool current)
{
    uint32_t before = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t id = map_number(snapshot, SECTION_POSTINGS, at + i, UINT32_MAX);
        const struct disk_record *record = map_entry(snapshot, SECTION_RECORDS, id);
        if (!record || record->service_name != name->name || (i > 0 && id <= before) ||
            is_in_last(snapshot, map_entry(snapshot, SECTION_LIFETIMES, id)) != current)
            return false;
        before = id;
    }
    return true;
}

/* Whether the table leads to the entry of NAMES at INDEX. */
static bool is_in_table(const struct portreg *snapshot, struct text name, uint32_t index)
{
    uint32_t probe = 0, found;
    while (lookup_next_name(snapshot, name, &probe, &found))
        if (found == index)
            return true;
    return false;
}

static int verify_names(const struct portreg *snapshot, struct portreg_error *error)
{
    for (uint32_t i = 0; i < count_of(snapshot, SECTION_NAMES); i++) {
        const struct disk_name *name = map_entry(snapshot, SECTION_NAMES, i);
        struct text text = text_of_portreg(map_text(snapshot, name->name));
        uint32_t at = le32toh(name->at), count = le32toh(name->count);
        uint32_t past_count = le32toh(name->past_count);
        uint64_t end = (uint64_t)at + count + past_count;
        if (text.length == 0 || end == at || end > count_of(snapshot, SECTION_POSTINGS) ||
            !names_versions(snapshot, name, at, count, true) ||
            !names_versions(snapshot, name, at + count, past_count, false) ||
            !is_in_table(snapshot, text, i))
            return damaged(error, "service name", i);
    }
    return PORTREG_OK;
}

/* Whether the person at INDEX of PEOPLE_BY_ID comes behind the one before it: by id, then by index.
 */
static bool is_behind_by_id(const struct portreg *snapshot, uint32_t index)
{
    uint32_t person = map_number(snapshot, SECTION_PEOPLE_BY_ID, index, UINT32_MAX);
    const struct disk_person *disk = map_entry(snapshot, SECTION_PEOPLE, person);
    if (!disk || index == 0)
        return disk != NULL;
    uint32_t before = map_number(snapshot, SECTION_PEOPLE_BY_ID, index - 1, UINT32_MAX);
    const struct disk_person *disk_before = map_entry(snapshot, SECTION_PEOPLE, before);
    int order = text_compare(text_of_portreg(map_text(snapshot, disk_before->id)),
                             text_of_portreg(map_text(snapshot, disk->id)));
    return order < 0 || (order == 0 && before < person);
}

static int verify_people(const struct portreg *snapshot, struct portreg_error *error)
{
    uint32_t count = count_of(snapshot, SECTION_PEOPLE);
    const struct disk_person *first = map_entry(snapshot, SECTION_PEOPLE, 0);
    for (uint32_t i = 0; i < count; i++)
        if (!texts_are_sound(snapshot, &first[i].id, 4) ||
            !lifetime_is_sound(snapshot, &first[i].lifetime) || !is_behind_by_id(snapshot, i))
            return damaged(error, "person", i);
    if (count_of(snapshot, SECTION_PEOPLE_BY_ID) != count ||
        (first &&
         !order_is_sound(snapshot, SECTION_PEOPLE_ORDER, &first->lifetime, count, sizeof(*first))))
        return damaged(error, "the order of people", 0);
    return PORTREG_OK;
}

static int verify_notes(const struct portreg *snapshot, struct portreg_error *error)
{
    static const struct {
        enum section notes, order;
    } kinds[] = {{SECTION_NOTES, SECTION_NOTE_ORDER}, {SECTION_FOOTNOTES, SECTION_FOOTNOTE_ORDER}};
    for (size_t kind = 0; kind < sizeof(kinds) / sizeof(*kinds); kind++) {
        uint32_t count = count_of(snapshot, kinds[kind].notes);
        const struct disk_note *first = map_entry(snapshot, kinds[kind].notes, 0);
        for (uint32_t i = 0; i < count; i++)
            if (!texts_are_sound(snapshot, &first[i].title, 2) ||
                !lifetime_is_sound(snapshot, &first[i].lifetime))
                return damaged(error, "note", i);
        if (first &&
            !order_is_sound(snapshot, kinds[kind].order, &first->lifetime, count, sizeof(*first)))
            return damaged(error, "the order of notes", 0);
    }
    return PORTREG_OK;
}

static int verify_search(const struct portreg *snapshot, struct portreg_error *error)
{
    uint32_t word;
    return search_index_is_sound(snapshot, &word)
               ? PORTREG_OK
               : damaged(error, "word of the search index", word);
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
        verify_checksum, verify_records, verify_versions, verify_releases,
        verify_heads,    verify_slots,   verify_by_port,  verify_names,
        verify_people,   verify_notes,   verify_search};
    for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
        int status = steps[i](snapshot, error);
        if (status != PORTREG_OK)
            return status;
    }
    return PORTREG_OK;
}
