/* Tests of versions and releases: all versions of a record, the records that ever had a port number
 * or a service name, what begins and ends with a release, releases by date. */
#include "snapshot/versions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "support/timeline.h"

static struct compiled whole;

static int set_up(void **state)
{
    (void)state;
    struct timeline timeline;
    fill_history(&timeline);
    compiled_timeline_init(&whole, &timeline);
    timeline_done(&timeline);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    compiled_done(&whole);
    return 0;
}

/* The versions of the record KEY are DESCRIPTIONS, one a line with its releases. */
static void assert_versions(const struct portreg *snapshot, uint32_t key, const char *expected)
{
    struct portreg_list list = portreg_versions(snapshot, key);
    struct portreg_record record;
    struct buffer found;
    buffer_init(&found);
    for (uint32_t i = 0; portreg_list_get(snapshot, list, i, &record); i++) {
        assert_int_equal(record.key, key);
        buffer_format(&found, "%u-%u %s\n", record.first_release, record.last_release,
                      record.description.bytes);
    }
    buffer_append_byte(&found, '\0');
    assert_string_equal(found.bytes, expected);
    assert_false(portreg_list_get(snapshot, list, list.count, &record));
    buffer_done(&found);
}

static void a_record_has_all_its_versions_in_order(void **state)
{
    (void)state;
    struct portreg *view;
    assert_versions(&whole.snapshot, 1, "0-1 Unassigned\n2-3 Tea\n4-5 Reserved\n");
    assert_versions(&whole.snapshot, 8, "0-2 Leaf\n3-5 Leaf\n"); /* although it moved forward */
    assert_versions(&whole.snapshot, 14, "0-1 Name\n3-5 Name\n");
    assert_versions(&whole.snapshot, 16, "1-1 Dynamic\n");
    assert_versions(&whole.snapshot, 0, "");
    assert_versions(&whole.snapshot, 17, "");
    assert_versions(&whole.snapshot, UINT32_MAX, "");
    assert_int_equal(portreg_as_of(&whole.snapshot, 0, &view, NULL), PORTREG_OK);
    assert_versions(view, 1, "0-1 Unassigned\n2-3 Tea\n4-5 Reserved\n");
    portreg_close(view);
}

static void assert_keys(struct version_keys *keys, const char *expected)
{
    struct buffer found;
    buffer_init(&found);
    for (size_t i = 0; i < keys->count; i++)
        buffer_format(&found, "%u ", keys->keys[i]);
    buffer_append_byte(&found, '\0');
    assert_string_equal(found.bytes, expected);
    buffer_done(&found);
    version_keys_done(keys);
    assert_null(keys->keys);
}

static void assert_keys_of_ports(uint16_t first, uint16_t last, enum transport_protocol protocol,
                                 const char *expected)
{
    struct version_keys keys;
    struct ports ports = {first, last, false};
    assert_int_equal(version_keys_of_ports(&whole.snapshot, ports, protocol, &keys, NULL),
                     STATUS_OK);
    assert_keys(&keys, expected);
}

static void finds_the_records_that_ever_had_a_port_number(void **state)
{
    (void)state;
    assert_keys_of_ports(7, 7, TRANSPORT_NONE, "1 2 ");
    assert_keys_of_ports(7, 7, TRANSPORT_TCP, "1 ");
    assert_keys_of_ports(7, 7, TRANSPORT_DCCP, "");
    assert_keys_of_ports(10, 10, TRANSPORT_NONE, "3 4 "); /* before and after the range was split */
    assert_keys_of_ports(10, 10, TRANSPORT_TCP, "3 ");    /* one without a transport protocol */
    assert_keys_of_ports(42, 42, TRANSPORT_NONE, "8 9 ");
    assert_keys_of_ports(8, 12, TRANSPORT_SCTP, "3 4 5 ");
    assert_keys_of_ports(0, 65535, TRANSPORT_DCCP, "3 5 10 11 12 13 16 ");
    assert_keys_of_ports(65535, 65535, TRANSPORT_UDP, "15 16 ");
    assert_keys_of_ports(0, 0, TRANSPORT_NONE, "");
}

static void finds_the_records_that_ever_had_a_service_name(void **state)
{
    (void)state;
    static const struct {
        const char *name, *keys;
    } cases[] = {{"tea", "1 2 "}, {"CUP_OF", "6 7 "}, {"mug", "11 13 "}, {"lost", "15 "},
                 {"", ""},        {"te", ""},         {"nobody", ""}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct version_keys keys;
        assert_int_equal(version_keys_of_name(&whole.snapshot, text_of(cases[i].name), &keys, NULL),
                         STATUS_OK);
        assert_keys(&keys, cases[i].keys);
    }
}

static void keys_need_memory(void **state)
{
    (void)state;
    struct version_keys keys;
    struct error error = {0};
    memory_fail_at(1);
    assert_int_equal(version_keys_of_ports(&whole.snapshot, (struct ports){0, 9, false},
                                           TRANSPORT_NONE, &keys, &error),
                     STATUS_MEMORY);
    memory_fail_at(1);
    assert_int_equal(version_keys_of_name(&whole.snapshot, TEXT("tea"), &keys, &error),
                     STATUS_MEMORY);
    memory_fail_at(0);
    version_keys_done(&keys);
}

/* "+KEY" begins with RELEASE, "-KEY" was in the one before. */
static void assert_changes(uint32_t release, const char *expected)
{
    struct portreg_record record;
    struct buffer found;
    uint32_t cursor = 0;
    buffer_init(&found);
    while (versions_next_change(&whole.snapshot, release, &cursor, &record))
        buffer_format(&found, "%c%u ", record.first_release == release ? '+' : '-', record.key);
    buffer_append_byte(&found, '\0');
    assert_string_equal(found.bytes, expected);
    buffer_done(&found);
}

static void finds_what_begins_and_ends_with_a_release(void **state)
{
    (void)state;
    assert_changes(0, "+1 +3 +6 +9 +8 +10 +12 +14 +15 ");
    assert_changes(1, "+2 +11 +16 ");
    assert_changes(2, "-1 +1 +13 -14 -16 ");
    assert_changes(3, "-2 -3 +3 +4 +5 +8 -8 +14 ");
    assert_changes(4, "-1 +1 -6 +7 +6 -11 ");
    assert_changes(5, "-7 -13 -15 ");
    assert_changes(6, "-1 -3 -4 -5 -6 -8 -9 -10 -12 -14 ");
    assert_changes(7, "");
    assert_changes(UINT32_MAX, "");
}

/* "KEY" where a version ended, an arrow, "KEY" where one begins. */
static void assert_steps(uint32_t release, const char *expected)
{
    struct version_steps steps;
    struct buffer found;
    buffer_init(&found);
    assert_int_equal(versions_of_release(&whole.snapshot, release, &steps, NULL), STATUS_OK);
    for (size_t i = 0; i < steps.count; i++) {
        struct portreg_record before = {0}, after = {0};
        snapshot_decode(&whole.snapshot, steps.list[i].before, &before);
        snapshot_decode(&whole.snapshot, steps.list[i].after, &after);
        buffer_format(&found, "%u>%u ", before.key, after.key);
        assert_int_equal(steps.list[i].key, before.key ? before.key : after.key);
        assert_true(!before.key || before.last_release + 1 == release);
        assert_true(!after.key || after.first_release == release);
    }
    buffer_append_byte(&found, '\0');
    assert_string_equal(found.bytes, expected);
    buffer_done(&found);
    version_steps_done(&steps);
    assert_null(steps.list);
}

static void finds_what_a_release_did_to_each_record(void **state)
{
    (void)state;
    struct version_steps steps;
    struct error error = {0};
    assert_steps(0, "0>1 0>3 0>6 0>8 0>9 0>10 0>12 0>14 0>15 ");
    assert_steps(1, "0>2 0>11 0>16 ");
    assert_steps(2, "1>1 0>13 14>0 16>0 ");
    assert_steps(3, "2>0 3>3 0>4 0>5 8>8 0>14 ");
    assert_steps(4, "1>1 6>6 0>7 11>0 ");
    assert_steps(5, "7>0 13>0 15>0 ");
    assert_steps(7, "");
    memory_fail_at(1);
    assert_int_equal(versions_of_release(&whole.snapshot, 1, &steps, &error), STATUS_MEMORY);
    memory_fail_at(0);
    version_steps_done(&steps);
}

static void knows_its_releases(void **state)
{
    (void)state;
    struct portreg_release release = {.index = 99};
    assert_int_equal(portreg_release_count(&whole.snapshot), HISTORY_RELEASES);
    assert_false(portreg_release_get(&whole.snapshot, HISTORY_RELEASES, &release));
    assert_false(portreg_release_get(&whole.snapshot, UINT32_MAX, &release));
    assert_int_equal(release.index, 99);
    assert_true(portreg_release_get(&whole.snapshot, 3, &release));
    assert_int_equal(release.index, 3);
    assert_int_equal(release.sequence, 4);
    assert_int_equal(release.date.year, 2001);
    assert_int_equal(release.date.day, 2);
    assert_int_equal(release.sha256[0], 4);
    assert_int_equal(release.size_bytes, 1003);
    assert_int_equal(release.recorded_at, 978307203);
    assert_int_equal(release.record_count, 13);
    assert_string_equal(release.title.bytes, "Teas and Pots");
    assert_true(portreg_release_get(&whole.snapshot, 2, &release));
    assert_string_equal(release.title.bytes, "Teas");
    assert_int_equal(portreg_release(&whole.snapshot).index, HISTORY_RELEASES - 1);
}

static void finds_the_last_release_of_a_date(void **state)
{
    (void)state;
    static const struct {
        struct portreg_date date;
        uint32_t release;
    } cases[] = {{{2001, 1, 1}, 1},
                 {{2001, 1, 2}, 3},
                 {{2001, 1, 3}, 5},
                 {{2001, 1, 31}, 5},
                 {{2001, 1, 0}, 5},
                 {{2001, 0, 0}, 5},
                 {{2000, 12, 31}, UINT32_MAX},
                 {{2000, 0, 0}, UINT32_MAX},
                 {{9999, 12, 31}, 5},
                 {{0, 0, 0}, UINT32_MAX}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        assert_int_equal(portreg_release_of_date(&whole.snapshot, cases[i].date), cases[i].release);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_has_all_its_versions_in_order),
        cmocka_unit_test(finds_the_records_that_ever_had_a_port_number),
        cmocka_unit_test(finds_the_records_that_ever_had_a_service_name),
        cmocka_unit_test(keys_need_memory),
        cmocka_unit_test(finds_what_begins_and_ends_with_a_release),
        cmocka_unit_test(finds_what_a_release_did_to_each_record),
        cmocka_unit_test(knows_its_releases),
        cmocka_unit_test(finds_the_last_release_of_a_date),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
