/* Tests of tiles and bundles: which file has what. */
#include "history/log/tile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "history/log/bundle.h"

static void assert_path(int level, uint64_t index, unsigned width, const char *expected)
{
    char path[TILE_PATH_SIZE_BYTES];
    assert_string_equal(tile_path(&(struct tile){level, index, width}, path), expected);
}

static void has_the_paths_of_the_specification(void **state)
{
    (void)state;
    assert_path(0, 0, 256, "tile/0/000");
    assert_path(0, 0, 7, "tile/0/000.p/7");
    assert_path(1, 999, 256, "tile/1/999");
    assert_path(0, 1000, 256, "tile/0/x001/000");
    assert_path(0, 1234067, 256, "tile/0/x001/x234/067");
    assert_path(0, 1234067, 112, "tile/0/x001/x234/067.p/112");
    assert_path(TILE_OF_ENTRIES, 1000000, 255, "tile/entries/x001/x000/000.p/255");
    assert_path(4, LOG_SIZE_LIMIT / 256, 1, "tile/4/x004/x294/x967/296.p/1");
}

static void has_the_widths_of_the_specification(void **state)
{
    (void)state;
    assert_int_equal(tile_width(0, 272, 70000), 256);
    assert_int_equal(tile_width(0, 273, 70000), 112);
    assert_int_equal(tile_width(0, 274, 70000), 0);
    assert_int_equal(tile_width(TILE_OF_ENTRIES, 273, 70000), 112);
    assert_int_equal(tile_width(1, 0, 70000), 256);
    assert_int_equal(tile_width(1, 1, 70000), 17);
    assert_int_equal(tile_width(2, 0, 70000), 1);
    assert_int_equal(tile_width(3, 0, 70000), 0);
    assert_int_equal(tile_width(0, 0, 256), 256);
    assert_int_equal(tile_width(0, 1, 256), 0);
    assert_int_equal(tile_width(1, 0, 256), 1);
    assert_int_equal(tile_width(0, 0, 0), 0);
    assert_int_equal(tile_width(8, 0, UINT64_MAX), 0);
    assert_int_equal(tile_width(0, UINT64_MAX, UINT64_MAX), 0);
}

static void returns_the_entries_of_a_bundle(void **state)
{
    (void)state;
    static char long_entry[65535];
    struct buffer bundle;
    struct text entry, rest;
    buffer_init(&bundle);
    bundle_append(&bundle, TEXT("one"));
    bundle_append(&bundle, TEXT(""));
    bundle_append(&bundle, (struct text){long_entry, sizeof(long_entry)});
    assert_memory_equal(bundle.bytes, "\0\003one\0\0\377\377", 9);
    rest = buffer_text(&bundle);
    assert_true(bundle_next(&rest, &entry));
    assert_true(text_equal(entry, TEXT("one")));
    assert_true(bundle_next(&rest, &entry));
    assert_int_equal(entry.length, 0);
    assert_true(bundle_next(&rest, &entry));
    assert_int_equal(entry.length, sizeof(long_entry));
    assert_false(bundle_next(&rest, &entry));
    assert_int_equal(rest.length, 0);
    buffer_done(&bundle);
}

/* The bundle stands at the end of a block of exactly its size, for AddressSanitizer to see. */
static void stops_where_a_bundle_is_cut(void **state)
{
    (void)state;
    static const char whole[] = "\0\003one\0\002tw";
    for (size_t length = 0; length < sizeof(whole) - 1; length++) {
        char *bytes = malloc(length ? length : 1);
        struct text entry, rest = {bytes, length};
        size_t count = 0;
        memcpy(bytes, whole, length);
        while (bundle_next(&rest, &entry))
            count++;
        assert_int_equal(count, length >= 5);
        assert_int_equal(rest.length, length >= 5 ? length - 5 : length);
        free(bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_the_paths_of_the_specification),
        cmocka_unit_test(has_the_widths_of_the_specification),
        cmocka_unit_test(returns_the_entries_of_a_bundle),
        cmocka_unit_test(stops_where_a_bundle_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
