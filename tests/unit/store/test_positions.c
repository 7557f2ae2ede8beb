/* Tests of positions, against a plain search for the longest ascending part. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "store/positions.h"

enum { LIMIT = 24, ROUNDS = 20000 };

/* How many of POSITIONS, without those that are 0, can stay: each ends a longest part, found by
 * looking at all before it. */
static size_t longest_ascending(const int64_t *positions, size_t count)
{
    size_t lengths[LIMIT], longest = 0;
    for (size_t i = 0; i < count; i++) {
        lengths[i] = positions[i] > 0;
        for (size_t j = 0; j < i; j++)
            if (positions[i] > positions[j] && positions[j] > 0 && lengths[j] + 1 > lengths[i])
                lengths[i] = lengths[j] + 1;
        longest = lengths[i] > longest ? lengths[i] : longest;
    }
    return longest;
}

static size_t assign(int64_t *positions, size_t count)
{
    int64_t before[LIMIT];
    size_t kept = 0;
    memcpy(before, positions, count * sizeof(*before));
    assert_int_equal(positions_assign(positions, count, NULL), STATUS_OK);
    for (size_t i = 0; i < count; i++) {
        assert_true(positions[i] > (i ? positions[i - 1] : 0));
        kept += positions[i] == before[i];
    }
    return kept;
}

static void new_ones_have_room(void **state)
{
    (void)state;
    int64_t positions[3] = {0};
    assign(positions, 3);
    assert_int_equal(positions[0], POSITION_STEP);
    assert_int_equal(positions[1], 2 * POSITION_STEP);
    assert_int_equal(positions[2], 3 * POSITION_STEP);
    assert_int_equal(positions_assign(NULL, 0, NULL), STATUS_OK);
}

static void an_insertion_moves_nothing(void **state)
{
    (void)state;
    int64_t positions[] = {100, 0, 0, 400, 500, 0};
    assert_int_equal(assign(positions, 6), 3);
    assert_int_equal(positions[1], 200);
    assert_int_equal(positions[2], 300);
    assert_int_equal(positions[5], 500 + POSITION_STEP);
}

static void what_moves_gives_way(void **state)
{
    (void)state;
    int64_t to_the_front[] = {400, 100, 200, 300}, to_the_end[] = {200, 300, 100};
    assert_int_equal(assign(to_the_front, 4), 3);
    assert_int_equal(to_the_front[0], 50);
    assert_int_equal(assign(to_the_end, 3), 2);
    int64_t equal[] = {5, 5, 5};
    assert_int_equal(assign(equal, 3), 1);
}

/* Halving is over after 32 insertions in one direction; then neighbours move, as few as can be. */
static void room_that_is_used_up(void **state)
{
    (void)state;
    int64_t positions[] = {7, 0, 8, 9, 10, 50};
    size_t kept = assign(positions, 6);
    assert_int_equal(kept, 2);
    assert_int_equal(positions[0], 7);
    assert_int_equal(positions[5], 50);
    int64_t front[] = {0, 1, 2, 1000};
    assert_int_equal(assign(front, 4), 1);
    int64_t full[] = {1, 2, 0, 3};
    assert_int_equal(assign(full, 4), 2);
}

static void insertions_at_one_place(void **state)
{
    (void)state;
    int64_t positions[LIMIT] = {POSITION_STEP, 2 * POSITION_STEP};
    for (int round = 0; round < 100; round++) {
        int64_t last = positions[1];
        for (size_t i = 2; i > 1; i--)
            positions[i] = positions[i - 1];
        positions[1] = 0;
        positions[2] = last;
        assign(positions, 3);
    }
}

static void as_many_stay_as_can(void **state)
{
    (void)state;
    srandom(6335);
    for (int round = 0; round < ROUNDS; round++) {
        int64_t positions[LIMIT];
        size_t count = (size_t)random() % LIMIT;
        /* far apart, so that there is room; or dense, so that there is none */
        bool dense = round % 2;
        for (size_t i = 0; i < count; i++)
            positions[i] = random() % 4 ? (1 + random() % LIMIT) * (dense ? 1 : 1000) : 0;
        size_t longest = longest_ascending(positions, count);
        size_t kept = assign(positions, count);
        if (dense)
            assert_true(kept <= longest);
        else
            assert_int_equal(kept, longest);
    }
}

static void each_allocation_may_fail(void **state)
{
    (void)state;
    for (unsigned long n = 1;; n++) {
        int64_t positions[] = {3, 0, 1};
        memory_fail_at(n);
        int status = positions_assign(positions, 3, NULL);
        bool failed = memory_failed();
        memory_fail_at(0);
        assert_int_equal(status, failed ? STATUS_MEMORY : STATUS_OK);
        if (!failed)
            return;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_ones_have_room),       cmocka_unit_test(an_insertion_moves_nothing),
        cmocka_unit_test(what_moves_gives_way),     cmocka_unit_test(room_that_is_used_up),
        cmocka_unit_test(insertions_at_one_place),  cmocka_unit_test(as_many_stay_as_can),
        cmocka_unit_test(each_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
