/* Tests of outlines: painted again, they are the cells. */
#include "formats/picture/outline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/painted.h"

static struct cells cells, painted;

/* The path of the cells; the caller ends with buffer_done. */
static struct buffer outline(void)
{
    struct buffer buffer;
    struct sink sink;
    buffer_init(&buffer);
    sink_init_buffer(&sink, &buffer);
    outline_write(&cells, &sink);
    assert_int_equal(sink_flush(&sink, "path", NULL), STATUS_OK);
    return buffer;
}

static void assert_painted(void)
{
    struct buffer path = outline();
    assert_true(painted_read(buffer_text(&path), &painted));
    assert_memory_equal(&painted, &cells, sizeof(cells));
    buffer_done(&path);
}

static void expect(const char *path)
{
    struct buffer found = outline();
    buffer_append_byte(&found, '\0');
    assert_string_equal(found.bytes, path);
    buffer_done(&found);
    assert_painted();
}

static void areas_have_the_shortest_paths(void **state)
{
    (void)state;
    memset(&cells, 0, sizeof(cells));
    struct buffer none = outline();
    assert_int_equal(none.length, 0);
    buffer_done(&none);
    cells.in[0][0] = true;
    expect("m0 0h1v1h-1z");
    cells.in[0][1] = cells.in[1][0] = true;
    expect("m0 0h2v1h-1v1h-1z");
    memset(&cells, true, sizeof(cells));
    expect("m0 0h256v256h-256z");
    cells.in[7][9] = false; /* a hole */
    expect("m0 0h256v256h-256zm9 7h1v1h-1z");
}

static void corners_that_touch_are_no_trap(void **state)
{
    (void)state;
    for (int odd = 0; odd < 2; odd++) {
        for (int row = 0; row < HILBERT_SIDE; row++)
            for (int column = 0; column < HILBERT_SIDE; column++)
                cells.in[row][column] = (row + column + odd) % 2;
        assert_painted();
    }
}

static void any_cells_do(void **state)
{
    (void)state;
    uint32_t seed = 6335;
    for (unsigned rarity = 1; rarity < 12; rarity++) {
        for (int row = 0; row < HILBERT_SIDE; row++) {
            for (int column = 0; column < HILBERT_SIDE; column++) {
                seed = seed * 1664525u + 1013904223u;
                cells.in[row][column] = (seed >> 16) % 12 < rarity;
            }
        }
        assert_painted();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(areas_have_the_shortest_paths),
        cmocka_unit_test(corners_that_touch_are_no_trap),
        cmocka_unit_test(any_cells_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
