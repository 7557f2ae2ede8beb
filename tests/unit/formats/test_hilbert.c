/* Tests of the Hilbert curve. */
#include "formats/picture/hilbert.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

enum { PLACES = HILBERT_SIDE * HILBERT_SIDE };

static void every_number_has_a_place_of_its_own(void **state)
{
    (void)state;
    static bool taken[HILBERT_SIDE][HILBERT_SIDE];
    for (int port = 0; port < PLACES; port++) {
        struct place place = hilbert_place((uint16_t)port);
        assert_false(taken[place.y][place.x]);
        taken[place.y][place.x] = true;
        assert_int_equal(hilbert_port(place), port);
    }
}

static void numbers_that_follow_one_another_are_neighbours(void **state)
{
    (void)state;
    for (int port = 1; port < PLACES; port++) {
        struct place before = hilbert_place((uint16_t)(port - 1));
        struct place place = hilbert_place((uint16_t)port);
        assert_int_equal(abs(place.x - before.x) + abs(place.y - before.y), 1);
    }
}

/* A range of 4^n numbers that begins at a multiple of 4^n. */
static void such_ranges_are_squares(void **state)
{
    (void)state;
    for (int side = 2; side <= HILBERT_SIDE; side *= 2) {
        for (int port = 0; port < PLACES; port++) {
            struct place first = hilbert_place((uint16_t)(port / (side * side) * side * side));
            struct place place = hilbert_place((uint16_t)port);
            assert_int_equal(place.x / side, first.x / side);
            assert_int_equal(place.y / side, first.y / side);
        }
    }
}

static void assert_at(uint16_t port, int x, int y)
{
    assert_int_equal(hilbert_place(port).x, x);
    assert_int_equal(hilbert_place(port).y, y);
}

static void ranges_are_where_the_labels_say(void **state)
{
    (void)state;
    assert_at(0, 0, 0);
    assert_at(65535, 255, 0);
    for (int port = 0; port < 1024; port++) { /* System Ports: the upper left */
        struct place place = hilbert_place((uint16_t)port);
        assert_true(place.x < 32 && place.y < 32);
    }
    for (int port = 49152; port < PLACES; port++) { /* Dynamic Ports: the upper right quarter */
        struct place place = hilbert_place((uint16_t)port);
        assert_true(place.x >= 128 && place.y < 128);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_has_a_place_of_its_own),
        cmocka_unit_test(numbers_that_follow_one_another_are_neighbours),
        cmocka_unit_test(such_ranges_are_squares),
        cmocka_unit_test(ranges_are_where_the_labels_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
