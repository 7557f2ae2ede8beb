/* Tests of looking up as of a release: a view of a snapshot with many releases answers everything
 * as a snapshot of that release alone does. */
#include "snapshot/past.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "snapshot/compile.h"
#include "support/same_answers.h"
#include "support/timeline.h"

static const char *const names[] = {"tea",  "pot", "Cup_of", "cup_OF", "leaf", "bud",
                                    "mug_", "mug", "MUG",    "jug",    "name", "lost",
                                    "te",   "tee", "nmae",   "mugg",   "a",    "aa"};

/* Explaining a port number takes longer than all else that is asked of it. */
enum { SOME = 11 };

/* Compares each release of TIMELINE with the release alone; every EXPLAINEDth port number is
 * explained too. */
static void assert_same_answers(struct timeline *timeline, uint32_t explained)
{
    const struct asked asked = {names, sizeof(names) / sizeof(*names), explained};
    char words[DIFFERENCE_SIZE_BYTES];
    struct portreg_error error = {.message = ""};
    struct compiled whole, alone;
    compiled_timeline_init(&whole, timeline);
    if (portreg_verify(&whole.snapshot, &error) != PORTREG_OK)
        fail_msg("%s", error.message);
    for (uint32_t i = 0; i < timeline->release_count; i++) {
        struct portreg *view;
        compiled_release_init(&alone, timeline, i);
        assert_int_equal(portreg_as_of(&whole.snapshot, i, &view, &error), PORTREG_OK);
        if (answers_differ(view, &alone.snapshot, &asked, words))
            fail_msg("release %u of %zu: %s", i, timeline->release_count, words);
        if (i + 1 == timeline->release_count &&
            answers_differ(&whole.snapshot, &alone.snapshot, &asked, words))
            fail_msg("the last release: %s", words);
        assert_int_equal(portreg_verify(view, NULL), PORTREG_OK);
        portreg_close(view);
        compiled_done(&alone);
    }
    compiled_done(&whole);
}

static void a_view_answers_as_the_release_alone(void **state)
{
    (void)state;
    struct timeline timeline;
    fill_history(&timeline);
    assert_same_answers(&timeline, 1);
    timeline_done(&timeline);
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* One version with anything in it. */
static void add_any_version(struct timeline *timeline, uint32_t key, uint32_t first, uint32_t last,
                            uint32_t *seed)
{
    static const char *const any_names[] = {"", "", "tea", "TEA", "Tea", "pot", "mug"};
    static const char *const ports[] = {"7",    "8",     "7-9",   "0-65535",     "9",
                                        "6-20", "10-30", "25",    "49000-50000", "65535",
                                        "",     "0",     "20-22", "21",          "8"};
    static const char *const protocols[] = {"tcp", "udp", "sctp", "dccp", ""};
    static const char *const descriptions[] = {"Reserved", "Unassigned", "any private tea", "Tea"};
    static const struct text notes[] = {
        TEXT(""), TEXT(""),
        TEXT("This is a duplicate of the \"tea\" service and should not be used for discovery "
             "purposes."),
        TEXT("This entry records an unassigned but widespread use")};
    add_version(timeline, key, first, last, any_names[next_random(seed) % 7],
                ports[next_random(seed) % 15], protocols[next_random(seed) % 5],
                descriptions[next_random(seed) % 4])
        ->assignment_notes = notes[next_random(seed) % 4];
}

static void any_timeline_does(void **state)
{
    (void)state;
    uint32_t seed = 6335;
    for (int round = 0; round < 2; round++) {
        struct timeline timeline;
        uint32_t last = 3;
        timeline_begin(&timeline, last + 1);
        add_head_version(&timeline, 0, last, "Any");
        for (uint32_t i = 0; i < 60; i++) {
            uint32_t first = next_random(&seed) % (last + 1);
            uint32_t end = first + next_random(&seed) % (last + 1 - first);
            add_any_version(&timeline, i, first, end, &seed);
            if (end < last)
                add_any_version(&timeline, i, end + 1, last, &seed);
        }
        assert_same_answers(&timeline, SOME);
        timeline_done(&timeline);
    }
}

/* Records of one port number and of one name that stand in each other's way while they are put in
 * order. */
static void long_lists_are_in_order(void **state)
{
    (void)state;
    struct timeline timeline;
    timeline_begin(&timeline, 2);
    add_head_version(&timeline, 0, 1, "Long");
    for (uint32_t i = 0; i < 75; i++)
        add_version(&timeline, i, 0, i % 2, "tea", i % 3 ? "7" : "6-7", i % 5 ? "tcp" : "udp",
                    "Tea");
    assert_same_answers(&timeline, SOME);
    timeline_done(&timeline);
}

/* Damage, or a registry that nobody would publish: the last record is found as fast as the first,
 * where going to it from the first would take longer than a test may. */
static void very_long_lists_end(void **state)
{
    (void)state;
    struct timeline timeline;
    struct compiled whole;
    struct portreg *view;
    struct portreg_record record;
    const uint32_t count = 200000, step = 9973;
    timeline_begin(&timeline, 2);
    add_head_version(&timeline, 0, 1, "Very Long");
    for (uint32_t i = 0; i < count; i++)
        add_version(&timeline, i, 0, i % 2, "tea", "7", "tcp", "Tea");
    compiled_timeline_init(&whole, &timeline);
    assert_int_equal(portreg_as_of(&whole.snapshot, 0, &view, NULL), PORTREG_OK);
    struct portreg_answer answer = portreg_find_port(view, PORTREG_TCP, 7);
    assert_int_equal(answer.records.count, count);
    for (uint32_t i = 0; i < count; i += step) {
        assert_true(portreg_list_get(view, answer.records, i, &record));
        assert_int_equal(record.id, i);
    }
    assert_false(portreg_list_get(view, answer.records, count, &record));
    portreg_close(view);
    compiled_done(&whole);
    timeline_done(&timeline);
}

static void a_view_of_a_view_is_one_of_the_snapshot(void **state)
{
    (void)state;
    struct timeline timeline;
    struct compiled whole;
    struct portreg *first, *last, *again;
    fill_history(&timeline);
    compiled_timeline_init(&whole, &timeline);
    assert_int_equal(portreg_as_of(&whole.snapshot, 0, &first, NULL), PORTREG_OK);
    assert_int_equal(portreg_as_of(first, HISTORY_RELEASES - 1, &last, NULL), PORTREG_OK);
    assert_int_equal(portreg_as_of(first, 2, &again, NULL), PORTREG_OK);
    portreg_close(first);
    assert_int_equal(portreg_release(last).index, HISTORY_RELEASES - 1);
    assert_int_equal(portreg_find_port(last, PORTREG_TCP, 7).state, PORTREG_RESERVED);
    assert_int_equal(portreg_release(again).index, 2);
    assert_int_equal(portreg_find_port(again, PORTREG_TCP, 7).state, PORTREG_ASSIGNED);
    portreg_close(last);
    portreg_close(again);
    compiled_done(&whole);
    timeline_done(&timeline);
}

static void there_is_no_view_of_what_was_not_released(void **state)
{
    (void)state;
    struct timeline timeline;
    struct compiled whole;
    struct portreg *view = NULL;
    struct portreg_error error;
    fill_history(&timeline);
    compiled_timeline_init(&whole, &timeline);
    assert_int_equal(portreg_as_of(&whole.snapshot, HISTORY_RELEASES, &view, &error),
                     PORTREG_NO_RELEASE);
    assert_string_equal(error.message, "expected a release from 0 to 5, found 6");
    assert_int_equal(portreg_as_of(&whole.snapshot, UINT32_MAX, &view, NULL), PORTREG_NO_RELEASE);
    memory_fail_at(1);
    assert_int_equal(portreg_as_of(&whole.snapshot, 0, &view, &error), PORTREG_MEMORY);
    memory_fail_at(0);
    assert_null(view);
    compiled_done(&whole);
    timeline_done(&timeline);
}

static void compiling_survives_every_failing_allocation(void **state)
{
    (void)state;
    struct timeline timeline;
    struct compiled whole;
    fill_history(&timeline);
    compiled_timeline_init(&whole, &timeline);
    bool failed = true;
    for (unsigned long count = 1; failed; count++) {
        struct buffer bytes;
        struct error error = {0};
        buffer_init(&bytes);
        memory_fail_at(count);
        int status = snapshot_compile(&timeline, &bytes, &error);
        failed = memory_failed();
        memory_fail_at(0);
        assert_int_equal(status, failed ? STATUS_MEMORY : STATUS_OK);
        if (!failed)
            assert_true(text_equal(buffer_text(&bytes), buffer_text(&whole.bytes)));
        buffer_done(&bytes);
    }
    compiled_done(&whole);
    timeline_done(&timeline);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_view_answers_as_the_release_alone),
        cmocka_unit_test(any_timeline_does),
        cmocka_unit_test(long_lists_are_in_order),
        cmocka_unit_test(very_long_lists_end),
        cmocka_unit_test(a_view_of_a_view_is_one_of_the_snapshot),
        cmocka_unit_test(there_is_no_view_of_what_was_not_released),
        cmocka_unit_test(compiling_survives_every_failing_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
