/* For tests: timelines made by hand. */
#include "support/timeline.h"

#include <stdlib.h>

#include "base/memory.h"
#include "snapshot/compile.h"

#define ALIAS                                                                                      \
    "This entry is an alias to \"tea\".\nThis entry is now historic, not usable for use with "     \
    "many\ncommon service discovery mechanisms."

/* The array *LIST with room for COUNT entries. */
static void make_room(void *list, size_t count, size_t entry_bytes)
{
    void *entries;
    memcpy(&entries, list, sizeof(entries));
    entries = memory_reallocate(entries, count * entry_bytes);
    if (!entries)
        abort();
    memcpy(list, &entries, sizeof(entries));
}

static void add_lifetime(struct lifetime **lifetimes, size_t count, uint32_t first, uint32_t last)
{
    make_room(lifetimes, count, sizeof(**lifetimes));
    (*lifetimes)[count - 1] = (struct lifetime){first, last};
}

void timeline_begin(struct timeline *timeline, uint32_t count)
{
    *timeline = (struct timeline){.release_count = count};
    registry_init(&timeline->versions);
    make_room(&timeline->releases, count, sizeof(*timeline->releases));
    for (uint32_t i = 0; i < count; i++)
        timeline->releases[i] = (struct release){.sequence = i + 1,
                                                 .date = {2001, 1, (uint8_t)(1 + i / 2)},
                                                 .sha256 = {(uint8_t)(i + 1), 0x5a},
                                                 .size_bytes = 1000 + i,
                                                 .recorded_at = 978307200 + (int64_t)i};
}

struct record *add_version(struct timeline *timeline, uint32_t key, uint32_t first, uint32_t last,
                           const char *service_name, const char *ports, const char *protocol,
                           const char *description)
{
    struct record *record =
        add_record(&timeline->versions, service_name, ports, protocol, description);
    size_t count = timeline->versions.record_count;
    add_lifetime(&timeline->record_lifetimes, count, first, last);
    make_room(&timeline->record_keys, count, sizeof(uint32_t));
    timeline->record_keys[count - 1] = key;
    return record;
}

struct person *add_person_version(struct timeline *timeline, uint32_t first, uint32_t last,
                                  const char *id, const char *name)
{
    struct person *person = registry_add_person(&timeline->versions);
    if (!person)
        abort();
    person->id = text_of(id);
    person->name = text_of(name);
    add_lifetime(&timeline->person_lifetimes, timeline->versions.person_count, first, last);
    return person;
}

void add_note_version(struct timeline *timeline, uint32_t first, uint32_t last, const char *title)
{
    struct note *note = registry_add_note(&timeline->versions);
    if (!note)
        abort();
    note->title = text_of(title);
    add_lifetime(&timeline->note_lifetimes, timeline->versions.note_count, first, last);
}

void add_footnote_version(struct timeline *timeline, uint32_t first, uint32_t last,
                          const char *anchor)
{
    struct footnote *footnote = registry_add_footnote(&timeline->versions);
    if (!footnote)
        abort();
    footnote->anchor = text_of(anchor);
    add_lifetime(&timeline->footnote_lifetimes, timeline->versions.footnote_count, first, last);
}

void add_head_version(struct timeline *timeline, uint32_t first, uint32_t last, const char *title)
{
    make_room(&timeline->heads, ++timeline->head_count, sizeof(*timeline->heads));
    timeline->heads[timeline->head_count - 1] =
        (struct head){.lifetime = {first, last}, .id = TEXT("teas"), .title = text_of(title)};
}

static void count_records(struct timeline *timeline)
{
    for (uint32_t release = 0; release < timeline->release_count; release++) {
        timeline->releases[release].record_count = 0;
        for (size_t i = 0; i < timeline->versions.record_count; i++)
            timeline->releases[release].record_count +=
                lifetime_covers(timeline->record_lifetimes[i], release);
    }
}

static void open_compiled(struct compiled *compiled, int status)
{
    if (status != STATUS_OK || map_init(&compiled->snapshot, compiled->bytes.bytes,
                                        compiled->bytes.length, NULL) != PORTREG_OK)
        abort();
}

void compiled_timeline_init(struct compiled *compiled, struct timeline *timeline)
{
    count_records(timeline);
    buffer_init(&compiled->bytes);
    open_compiled(compiled, snapshot_compile(timeline, &compiled->bytes, NULL));
}

void compiled_release_init(struct compiled *compiled, const struct timeline *timeline,
                           uint32_t index)
{
    struct registry registry;
    registry_init(&registry);
    buffer_init(&compiled->bytes);
    int status = timeline_release(timeline, index, &registry, NULL);
    if (status == STATUS_OK)
        status =
            snapshot_compile_release(&registry, &timeline->releases[index], &compiled->bytes, NULL);
    open_compiled(compiled, status);
    registry_done(&registry);
}

static void fill_records(struct timeline *timeline)
{
    /* unassigned, then assigned, then de-assigned and reserved */
    add_version(timeline, 1, 0, 1, "", "7", "tcp", "Unassigned");
    add_version(timeline, 1, 2, 3, "tea", "7", "tcp", "Tea")->contact = TEXT("\x04"
                                                                             "BAda\x07");
    add_version(timeline, 1, 4, 5, "", "7", "tcp", "Reserved");
    /* assigned for another transport protocol for a while */
    add_version(timeline, 2, 1, 2, "tea", "7", "udp", "Tea");
    /* a range that is split, with one that takes a part of it */
    add_version(timeline, 3, 0, 2, "", "8-19", "", "Unassigned");
    add_version(timeline, 3, 3, 5, "", "8-9", "", "Unassigned");
    add_version(timeline, 4, 3, 5, "pot", "10", "sctp", "Pot");
    add_version(timeline, 5, 3, 5, "", "11-19", "", "Unassigned");
    /* renamed to a name that differs in a capital, with an alias left behind */
    add_version(timeline, 6, 0, 3, "Cup_of", "30", "tcp", "Cup");
    add_version(timeline, 7, 4, 4, "Cup_of", "30", "tcp", "Cup")->assignment_notes = TEXT(ALIAS);
    add_version(timeline, 6, 4, 5, "cup_OF", "30", "tcp", "Cup");
    /* moved from behind the next to before it, and its number changed with it */
    add_version(timeline, 8, 3, 5, "leaf", "40", "tcp", "Leaf");
    add_version(timeline, 9, 0, 5, "bud", "41-45", "tcp", "Bud");
    add_version(timeline, 8, 0, 2, "leaf", "42", "tcp", "Leaf");
    /* several for one number, of which the canonical one comes and goes */
    add_version(timeline, 10, 0, 5, "mug_", "50", "dccp", "Alias")->assignment_notes = TEXT(ALIAS);
    add_version(timeline, 11, 1, 3, "mug", "50", "dccp", "Mug");
    add_version(timeline, 12, 0, 5, "jug", "49-51", "dccp", "Jug");
    add_version(timeline, 13, 2, 4, "MUG", "50", "", "Mug");
    /* without a port number; only in the past; dynamic */
    add_version(timeline, 14, 0, 1, "name", "", "", "Name");
    add_version(timeline, 14, 3, 5, "name", "", "tcp", "Name");
    add_version(timeline, 15, 0, 4, "lost", "65535", "udp", "Lost");
    add_version(timeline, 16, 1, 1, "", "49152-65535", "", "Dynamic");
}

void fill_history(struct timeline *timeline)
{
    timeline_begin(timeline, HISTORY_RELEASES);
    fill_records(timeline);
    add_person_version(timeline, 0, 2, "Ada", "Ada of Tea");
    add_person_version(timeline, 0, 5, "Bob", "Bob");
    add_person_version(timeline, 3, 5, "Ada", "Ada of Pots");
    add_person_version(timeline, 1, 3, "Cid", "Cid");
    add_note_version(timeline, 0, 3, "First");
    add_note_version(timeline, 2, 5, "Second");
    add_footnote_version(timeline, 1, 4, "1");
    add_head_version(timeline, 0, 2, "Teas");
    add_head_version(timeline, 3, 5, "Teas and Pots");
}
