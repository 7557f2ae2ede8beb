/* Tests of damage: whatever happens to the bytes of a snapshot, opening it fails or everything that
 * can be asked of it is safe (run under AddressSanitizer), and verifying finds every changed byte.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "snapshot/snapshot.h"
#include "support/timeline.h"

#define ALIAS                                                                                      \
    "This entry is an alias to \"tea\".\nThis entry is now historic, not usable for use with "     \
    "many\ncommon service discovery mechanisms."

/* A sound snapshot on the heap, in a block of exactly its size, and where its slots are: they take
 * most of it and are all alike. */
struct sound {
    unsigned char *bytes;
    size_t size_bytes;
    size_t slots_start, slots_end;
};

static void fill(struct timeline *timeline)
{
    timeline_begin(timeline, 3);
    add_version(timeline, 1, 0, 2, "tea", "7", "tcp", "Tea")->contact = TEXT("\x04"
                                                                             "BAda\x07");
    add_version(timeline, 2, 1, 2, "tea_", "7", "tcp", "Alias")->assignment_notes = TEXT(ALIAS);
    add_version(timeline, 3, 0, 0, "pot", "7", "udp", "Pot");
    add_version(timeline, 3, 1, 2, "pot", "6000-6010", "udp",
                "a\x01\x02"
                "b\x03");
    add_version(timeline, 4, 0, 1, "tea", "5-8", "tcp", "Tea");
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

static int set_up(void **state)
{
    static struct sound sound;
    struct timeline timeline;
    struct compiled compiled;
    fill(&timeline);
    compiled_timeline_init(&compiled, &timeline);
    struct disk_section slots = compiled.snapshot.sections[SECTION_SLOTS];
    sound.size_bytes = compiled.bytes.length;
    sound.slots_start = slots.offset;
    sound.slots_end = slots.offset + slots.count * sizeof(uint32_t);
    sound.bytes = malloc(sound.size_bytes);
    memcpy(sound.bytes, compiled.bytes.bytes, sound.size_bytes);
    compiled_done(&compiled);
    timeline_done(&timeline);
    *state = &sound;
    return 0;
}

static int tear_down(void **state)
{
    struct sound *sound = *state;
    free(sound->bytes);
    return 0;
}

/* The byte to damage after OFFSET: each outside the slots, some inside. */
static size_t next_offset(const struct sound *sound, size_t offset)
{
    bool in_slots = offset >= sound->slots_start + 64 && offset < sound->slots_end;
    return offset + (in_slots ? 4099 : 1);
}

/* Makes the checksum fit the bytes: damage that only the look-ups themselves can meet. */
static void sum_up(struct sound *damaged)
{
    struct disk_header header;
    struct text body = {(const char *)damaged->bytes + sizeof(header),
                        damaged->size_bytes - sizeof(header)};
    memcpy(&header, damaged->bytes, sizeof(header));
    header.checksum = htole64(snapshot_checksum(&header, body));
    memcpy(damaged->bytes, &header, sizeof(header));
}

/* Opens what BYTES have become and asks for everything. Returns whether it opened. */
static bool survives(const struct sound *sound)
{
    static unsigned count; /* counting takes longer than all other questions together */
    struct portreg snapshot;
    struct portreg_error error;
    if (map_init(&snapshot, sound->bytes, sound->size_bytes, &error) != PORTREG_OK) {
        assert_int_equal(error.status, PORTREG_BAD_SNAPSHOT);
        assert_true(strlen(error.message) > 10);
        return false;
    }
    snapshot_walk(&snapshot, count++ % 64 == 0 ? WALK_COUNTS : WALK_SOME_PORTS);
    return true;
}

/* Puts VALUE at OFFSET, and back. */
static void assert_found(struct sound *sound, size_t offset, unsigned char value)
{
    struct portreg snapshot;
    struct portreg_error error;
    unsigned char before = sound->bytes[offset];
    if (before == value)
        return;
    sound->bytes[offset] = value;
    if (survives(sound) &&
        map_init(&snapshot, sound->bytes, sound->size_bytes, &error) == PORTREG_OK &&
        portreg_verify(&snapshot, &error) == PORTREG_OK)
        fail_msg("byte %zu: 0x%02x instead of 0x%02x was not found", offset, value, before);
    sound->bytes[offset] = before;
}

static void a_sound_snapshot_is_sound(void **state)
{
    const struct sound *sound = *state;
    struct portreg snapshot;
    assert_int_equal(map_init(&snapshot, sound->bytes, sound->size_bytes, NULL), PORTREG_OK);
    assert_int_equal(portreg_verify(&snapshot, NULL), PORTREG_OK);
    assert_true(snapshot_walk(&snapshot, WALK_ALL_PORTS) != 0);
}

static void verifying_finds_every_changed_byte(void **state)
{
    struct sound *sound = *state;
    for (size_t i = 0; i < sound->size_bytes; i = next_offset(sound, i)) {
        assert_found(sound, i, (unsigned char)(sound->bytes[i] ^ 1));
        if (i % 3 == 0)
            assert_found(sound, i, (unsigned char)(sound->bytes[i] ^ 0x80));
    }
}

static void bytes_of_zeros_and_ones_are_safe(void **state)
{
    struct sound *sound = *state;
    static const unsigned char values[] = {0, 0xff, 0x7f};
    for (size_t i = 0; i < sound->size_bytes; i = next_offset(sound, i)) {
        unsigned char before = sound->bytes[i];
        for (size_t j = 0; j < sizeof(values); j++) {
            sound->bytes[i] = values[j];
            survives(sound);
        }
        sound->bytes[i] = before;
    }
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8 ^ *seed << 20;
}

/* Offsets and counts that overflow, or point where something else is. */
static void wild_numbers_are_safe(void **state)
{
    struct sound *sound = *state;
    static const uint32_t edges[] = {UINT32_MAX,  0x80000000u, 0x7fffffffu, 0x07ffffffu,
                                     0x08000000u, 0xf8000000u, 64,          1};
    uint32_t seed = 6335;
    unsigned found = 0;
    struct sound damaged = *sound;
    damaged.bytes = malloc(sound->size_bytes);
    for (unsigned round = 0; round < 3000; round++) {
        memcpy(damaged.bytes, sound->bytes, sound->size_bytes);
        for (unsigned n = next_random(&seed) % 4 + 1; n; n--) {
            size_t room = (sound->size_bytes - (sound->slots_end - sound->slots_start)) / 4 * 4;
            size_t offset = next_random(&seed) % room / 4 * 4;
            offset += offset < sound->slots_start ? 0 : sound->slots_end - sound->slots_start;
            if (next_random(&seed) % 8 == 0) /* a slot that is asked for */
                offset = sound->slots_start + next_random(&seed) % 64 * 4;
            uint32_t value =
                next_random(&seed) % 2 ? edges[next_random(&seed) % 8] : next_random(&seed) % 2000;
            value = htole32(value);
            memcpy(damaged.bytes + offset, &value, sizeof(value));
        }
        sum_up(&damaged);
        struct portreg snapshot;
        if (survives(&damaged) &&
            map_init(&snapshot, damaged.bytes, damaged.size_bytes, NULL) == PORTREG_OK)
            found += portreg_verify(&snapshot, NULL) != PORTREG_OK;
    }
    assert_true(found > 1000); /* by its offsets alone */
    free(damaged.bytes);
}

/* --- one kind of damage each --- */

static struct disk_header *header_of(struct sound *sound)
{
    return (struct disk_header *)(void *)sound->bytes;
}

static void assert_refused(struct sound *sound, const char *message)
{
    struct portreg snapshot;
    struct portreg_error error;
    assert_int_equal(map_init(&snapshot, sound->bytes, sound->size_bytes, &error),
                     PORTREG_BAD_SNAPSHOT);
    assert_true(strstr(error.message, message) != NULL);
    assert_int_equal(map_init(&snapshot, sound->bytes, sound->size_bytes, NULL),
                     PORTREG_BAD_SNAPSHOT);
}

static void other_files_are_refused(void **state)
{
    struct sound *sound = *state;
    struct disk_header before = *header_of(sound);
    header_of(sound)->magic[7] = '\r';
    assert_refused(sound, "another kind of file");
    *header_of(sound) = before;
    header_of(sound)->version = htole32(1);
    assert_refused(sound, "found version 1");
    *header_of(sound) = before;
    header_of(sound)->section_count = htole32(SECTION_COUNT + 1);
    assert_refused(sound, "version");
    *header_of(sound) = before;
    header_of(sound)->size_bytes = htole64(sound->size_bytes + 1);
    assert_refused(sound, "bytes");
    *header_of(sound) = before;
}

static void sections_outside_the_file_are_refused(void **state)
{
    struct sound *sound = *state;
    for (int i = 0; i < SECTION_COUNT; i++) {
        struct disk_section *section = &header_of(sound)->sections[i], before = *section;
        uint32_t end = (uint32_t)sound->size_bytes / 64 * 64;
        section->offset = htole32(end + 64);
        assert_refused(sound, "outside");
        section->offset = htole32(le32toh(before.offset) + 1); /* not aligned */
        assert_refused(sound, "outside");
        *section = before;
        section->count = htole32(UINT32_MAX);
        assert_refused(sound, "outside");
        section->count = htole32((end - le32toh(before.offset)) / section_entry_bytes[i] + 64);
        assert_refused(sound, "outside");
        *section = before;
    }
}

static void sections_that_lookups_rely_on_are_asked_for(void **state)
{
    struct sound *sound = *state;
    static const struct {
        enum section section;
        uint32_t count;
    } damages[] = {{SECTION_SLOTS, SLOT_COUNT - 1}, {SECTION_HEADS, 0},
                   {SECTION_RELEASES, 0},           {SECTION_RECORDS, 6},
                   {SECTION_LIFETIMES, 6},          {SECTION_VERSIONS_BY_KEY, 6},
                   {SECTION_NAME_TABLE, 0},         {SECTION_NAME_TABLE, 15}};
    for (size_t i = 0; i < sizeof(damages) / sizeof(*damages); i++) {
        struct disk_section *section = &header_of(sound)->sections[damages[i].section];
        struct disk_section before = *section;
        section->count = htole32(damages[i].count);
        assert_refused(sound, "a part missing");
        *section = before;
    }
}

static void cut_off_snapshots_are_refused(void **state)
{
    struct sound *sound = *state;
    struct portreg snapshot;
    for (size_t length = 0; length < sound->size_bytes; length = next_offset(sound, length)) {
        unsigned char *cut = malloc(length ? length : 1);
        memcpy(cut, sound->bytes, length);
        assert_int_equal(map_init(&snapshot, cut, length, NULL), PORTREG_BAD_SNAPSHOT);
        if (length >= sizeof(struct disk_header)) { /* one that says so itself */
            ((struct disk_header *)(void *)cut)->size_bytes = htole64(length);
            if (map_init(&snapshot, cut, length, NULL) == PORTREG_OK)
                snapshot_walk(&snapshot, WALK_SOME_PORTS); /* only padding is gone */
        }
        free(cut);
    }
}

static void a_full_name_table_does_not_spin(void **state)
{
    struct sound *sound = *state;
    struct portreg snapshot;
    struct disk_section section = header_of(sound)->sections[SECTION_NAME_TABLE];
    struct disk_name_slot *slots = (void *)(sound->bytes + le32toh(section.offset));
    struct disk_name_slot before[16];
    assert_int_equal(le32toh(section.count), 16);
    memcpy(before, slots, sizeof(before));
    for (size_t i = 0; i < 16; i++)
        slots[i].name = htole32(UINT32_MAX);
    assert_int_equal(map_init(&snapshot, sound->bytes, sound->size_bytes, NULL), PORTREG_OK);
    assert_int_equal(portreg_find_name(&snapshot, "tea", 3).count, 0);
    assert_int_equal(portreg_find_name(&snapshot, "nothing", 7).count, 0);
    memcpy(slots, before, sizeof(before));
}

/* A damaged count keeps nobody busy: what a list says is there is there, or the list is shorter. */
static void a_list_is_never_longer_than_the_postings(void **state)
{
    struct sound *sound = *state;
    struct portreg snapshot;
    struct disk_section section = header_of(sound)->sections[SECTION_NAMES];
    struct disk_name *names = (void *)(sound->bytes + le32toh(section.offset));
    struct disk_name before = names[0];
    static const struct {
        uint32_t at, count;
    } damages[] = {{0, UINT32_MAX},
                   {0x80000000u, UINT32_MAX},
                   {UINT32_MAX, UINT32_MAX},
                   {0x7fffffffu, 0x90000000u}};
    assert_int_equal(map_init(&snapshot, sound->bytes, sound->size_bytes, NULL), PORTREG_OK);
    struct portreg_text name = map_text(&snapshot, before.name);
    for (size_t i = 0; i < sizeof(damages) / sizeof(*damages); i++) {
        names[0].at = htole32(damages[i].at);
        names[0].count = htole32(damages[i].count);
        struct portreg_list list = portreg_find_name(&snapshot, name.bytes, name.length);
        assert_true(list.count <= snapshot.sections[SECTION_POSTINGS].count);
        assert_int_equal(portreg_verify(&snapshot, NULL), PORTREG_BAD_SNAPSHOT);
    }
    names[0] = before;
}

/* As of a release each record of a list is found anew: a damaged count must not make it longer. */
static void a_list_of_a_name_has_no_other_records(void **state)
{
    struct sound *sound = *state;
    struct portreg snapshot, *view;
    struct portreg_record record;
    assert_int_equal(map_init(&snapshot, sound->bytes, sound->size_bytes, NULL), PORTREG_OK);
    struct disk_section section = snapshot.sections[SECTION_NAMES];
    struct disk_name *names = (void *)(sound->bytes + section.offset);
    assert_int_equal(portreg_as_of(&snapshot, 0, &view, NULL), PORTREG_OK);
    for (uint32_t i = 0; i < section.count; i++) {
        struct disk_name before = names[i];
        struct portreg_text name = map_text(&snapshot, before.name);
        uint32_t count = portreg_find_name(view, name.bytes, name.length).count;
        names[i].at = 0;
        names[i].count = htole32(snapshot.sections[SECTION_POSTINGS].count - 1);
        names[i].past_count = htole32(1);
        struct portreg_list list = portreg_find_name(view, name.bytes, name.length);
        assert_true(list.count >= count);
        for (uint32_t j = 0; j < list.count; j++) {
            assert_true(portreg_list_get(view, list, j, &record));
            assert_string_equal(record.service_name.bytes, name.bytes);
        }
        names[i] = before;
    }
    portreg_close(view);
}

static void texts_outside_are_empty(void **state)
{
    struct sound *sound = *state;
    struct portreg snapshot;
    assert_int_equal(map_init(&snapshot, sound->bytes, sound->size_bytes, NULL), PORTREG_OK);
    uint32_t end = snapshot.text_bytes;
    const uint32_t offsets[] = {end - 4, end - 1, end, end + 1, UINT32_MAX - 4, UINT32_MAX};
    for (size_t i = 0; i < sizeof(offsets) / sizeof(*offsets); i++) {
        struct portreg_text text = map_text(&snapshot, htole32(offsets[i]));
        assert_int_equal(text.length, 0);
        assert_string_equal(text.bytes, "");
    }
    /* a text without the NUL behind it */
    struct portreg_record record;
    assert_true(portreg_record_get(&snapshot, 0, &record));
    unsigned char *nul = sound->bytes +
                         ((const unsigned char *)record.description.bytes - sound->bytes) +
                         record.description.length;
    *nul = 'x';
    assert_true(portreg_record_get(&snapshot, 0, &record));
    assert_int_equal(record.description.length, 0);
    *nul = '\0';
}

/* --- files --- */

/* A file of the first LENGTH bytes; its path. */
static const char *write_bytes(const struct sound *sound, size_t length)
{
    static char path[64];
    snprintf(path, sizeof(path), "/tmp/portreg-test-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, sound->bytes, length), length);
    close(fd);
    return path;
}

static void opens_files(void **state)
{
    struct sound *sound = *state;
    struct portreg *snapshot = NULL;
    struct portreg_error error;
    const char *path = write_bytes(sound, sound->size_bytes);
    assert_int_equal(portreg_open(path, &snapshot, &error), PORTREG_OK);
    assert_int_equal(portreg_verify(snapshot, &error), PORTREG_OK);
    unlink(path);
    assert_int_equal(portreg_find_name(snapshot, "TEA", 3).count, 1); /* open is open */
    portreg_close(snapshot);
    path = write_bytes(sound, 10);
    assert_int_equal(portreg_open(path, &snapshot, &error), PORTREG_BAD_SNAPSHOT);
    assert_non_null(strstr(error.message, path));
    unlink(path);
    errno = 0;
    assert_int_equal(portreg_open(path, &snapshot, &error), PORTREG_SYSTEM);
    assert_int_equal(errno, ENOENT);
    assert_non_null(strstr(error.message, "No such file"));
    assert_int_equal(portreg_open(path, &snapshot, NULL), PORTREG_SYSTEM);
    assert_int_equal(portreg_open("/tmp", &snapshot, &error), PORTREG_BAD_SNAPSHOT);
    assert_int_equal(portreg_open("/dev/null", &snapshot, &error), PORTREG_BAD_SNAPSHOT);
    portreg_close(NULL);
}

/* --- contents that no damage of bytes makes --- */

/* Verifying finds WHAT in the snapshot of TIMELINE, whose checksum fits. */
static void assert_unsound(struct timeline *timeline, const char *what)
{
    struct compiled compiled;
    struct portreg_error error = {.message = ""};
    compiled_timeline_init(&compiled, timeline);
    assert_int_equal(portreg_verify(&compiled.snapshot, &error), PORTREG_BAD_SNAPSHOT);
    assert_true(strstr(error.message, what) != NULL);
    compiled_done(&compiled);
    timeline_done(timeline);
}

static void two_versions_of_a_record_in_one_release_are_found(void **state)
{
    (void)state;
    static const struct lifetime seconds[] = {{1, 2}, {0, 0}, {0, 1}, {1, 1}};
    for (size_t i = 0; i < sizeof(seconds) / sizeof(*seconds); i++) {
        struct timeline timeline;
        timeline_begin(&timeline, 3);
        add_head_version(&timeline, 0, 2, "Teas");
        add_version(&timeline, 1, 0, 1, "tea", "7", "tcp", "Tea");
        add_version(&timeline, 1, seconds[i].first, seconds[i].last, "pot", "8", "tcp", "Pot");
        assert_unsound(&timeline, "version 1 damaged");
    }
}

static void releases_without_a_head_or_with_two_are_found(void **state)
{
    (void)state;
    static const struct {
        struct lifetime first, second;
        const char *what;
    } cases[] = {{{0, 0}, {2, 2}, "head 1 damaged"},
                 {{0, 1}, {1, 2}, "head 1 damaged"},
                 {{1, 1}, {2, 2}, "head 0 damaged"},
                 {{0, 0}, {1, 1}, "the head of release 2 damaged"}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct timeline timeline;
        timeline_begin(&timeline, 3);
        add_head_version(&timeline, cases[i].first.first, cases[i].first.last, "Teas");
        add_head_version(&timeline, cases[i].second.first, cases[i].second.last, "Pots");
        assert_unsound(&timeline, cases[i].what);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_snapshot_is_sound),
        cmocka_unit_test(verifying_finds_every_changed_byte),
        cmocka_unit_test(bytes_of_zeros_and_ones_are_safe),
        cmocka_unit_test(wild_numbers_are_safe),
        cmocka_unit_test(other_files_are_refused),
        cmocka_unit_test(sections_outside_the_file_are_refused),
        cmocka_unit_test(sections_that_lookups_rely_on_are_asked_for),
        cmocka_unit_test(cut_off_snapshots_are_refused),
        cmocka_unit_test(a_full_name_table_does_not_spin),
        cmocka_unit_test(a_list_is_never_longer_than_the_postings),
        cmocka_unit_test(a_list_of_a_name_has_no_other_records),
        cmocka_unit_test(texts_outside_are_empty),
        cmocka_unit_test(opens_files),
        cmocka_unit_test(two_versions_of_a_record_in_one_release_are_found),
        cmocka_unit_test(releases_without_a_head_or_with_two_are_found),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
