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

/* Whether PATH is read, as the tile that is written so. */
static bool is_read(const char *path)
{
    char again[TILE_PATH_SIZE_BYTES];
    struct tile tile;
    bool read = tile_parse(text_of(path), &tile);
    if (read)
        assert_string_equal(tile_path(&tile, again), path);
    return read;
}

static void reads_the_paths_that_it_writes(void **state)
{
    (void)state;
    static const char *const paths[] = {"tile/0/000",
                                        "tile/0/000.p/7",
                                        "tile/1/999",
                                        "tile/0/x001/000",
                                        "tile/0/x001/x234/067",
                                        "tile/0/x001/x234/067.p/112",
                                        "tile/entries/x001/x000/000.p/255",
                                        "tile/4/x004/x294/x967/296.p/1"};
    struct tile tile;
    for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
        assert_true(is_read(paths[i]));
    assert_true(tile_parse(TEXT("tile/entries/x001/x234/067.p/112"), &tile));
    assert_int_equal(tile.level, TILE_OF_ENTRIES);
    assert_int_equal(tile.index, 1234067);
    assert_int_equal(tile.width, 112);
}

static void reads_no_other_path(void **state)
{
    (void)state;
    static const char *const paths[] = {"",
                                        "tile",
                                        "tile/",
                                        "tile/0",
                                        "tile/0/",
                                        "tile/0/0",
                                        "tile/0/0000",
                                        "tile/0/000/",
                                        "tile/0/000.p",
                                        "tile/0/000.p/",
                                        "tile/0/000.p/0",
                                        "tile/0/000.p/07",
                                        "tile/0/000.p/256",
                                        "tile/0/000.p/7/",
                                        "tile/0/000.p/7/8",
                                        "tile/0/x000/001",
                                        "tile/0/x001",
                                        "tile/0/x01/000",
                                        "tile/0/001/000",
                                        "tile/00/000",
                                        "tile/5/000",
                                        "tile/-1/000",
                                        "tile/entry/000",
                                        "tile/entries/../000",
                                        "tile/0/../../checkpoint",
                                        "tile/0/..",
                                        "/tile/0/000",
                                        "tiles/0/000",
                                        "tile//000",
                                        "tile/0//000",
                                        "tile/0/x001/x002/x003/x004/x005/x006/x007/x008/000",
                                        "tile/0/x018/x446/x744/x073/x709/x551/616"};
    for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
        if (is_read(paths[i]))
            fail_msg("%s is read", paths[i]);
    struct tile tile;
    assert_false(tile_parse((struct text){"tile/0/000\0", 11}, &tile));
    assert_false(tile_parse((struct text){NULL, 0}, &tile));
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
        cmocka_unit_test(reads_the_paths_that_it_writes),
        cmocka_unit_test(reads_no_other_path),
        cmocka_unit_test(has_the_widths_of_the_specification),
        cmocka_unit_test(returns_the_entries_of_a_bundle),
        cmocka_unit_test(stops_where_a_bundle_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
