/* Tests of the map: what is drawn, counted back from the pictures, is what the snapshot says. */
#include "formats/picture/map.h"

#include <png.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/memory.h"
#include "support/painted.h"
#include "support/timeline.h"

static struct timeline timeline;
static struct compiled compiled;
static struct map map;

static int begin(void **state)
{
    (void)state;
    fill_history(&timeline);
    compiled_timeline_init(&compiled, &timeline);
    return 0;
}

static int end(void **state)
{
    (void)state;
    compiled_done(&compiled);
    timeline_done(&timeline);
    return 0;
}

static void read_map(uint32_t release, int protocol)
{
    assert_int_equal(
        map_read(&compiled.snapshot, release, (enum transport_protocol)protocol, &map, NULL),
        STATUS_OK);
}

/* The transport protocols, and any. */
#define EACH_TRANSPORT(protocol)                                                                   \
    (int protocol = TRANSPORT_NONE; protocol <= TRANSPORT_LAST; protocol++)

static void a_map_is_what_is_answered(void **state)
{
    (void)state;
    static const enum shade expected[] = {
        [PORTREG_UNASSIGNED] = SHADE_UNASSIGNED,
        [PORTREG_ASSIGNED] = SHADE_ASSIGNED,
        [PORTREG_RESERVED] = SHADE_RESERVED,
        [PORTREG_DYNAMIC] = SHADE_DYNAMIC,
    };
    for (int protocol = TRANSPORT_FIRST; protocol <= TRANSPORT_LAST; protocol++) {
        uint32_t counts[SHADE_COUNT] = {0};
        read_map(HISTORY_RELEASES - 1, protocol);
        for (uint32_t port = 0; port < PORT_COUNT; port++) {
            struct portreg_answer answer = portreg_find_port(
                &compiled.snapshot, (enum portreg_transport_protocol)protocol, (uint16_t)port);
            enum shade shade = answer.reason == PORTREG_BY_OTHER_TRANSPORT ? SHADE_IMPLIED
                                                                           : expected[answer.state];
            struct place place = hilbert_place((uint16_t)port);
            assert_int_equal(map.shades[port], shade);
            assert_int_equal(map.cells[place.y][place.x], shade);
            counts[shade]++;
        }
        assert_memory_equal(counts, map.counts, sizeof(counts));
        assert_true(text_equal(map.title, TEXT("Teas and Pots")));
    }
}

/* In the last release: 7 is reserved by a record for TCP; 10 is assigned for SCTP, 30 for TCP. */
static void for_any_transport_protocol_the_strongest_counts(void **state)
{
    (void)state;
    read_map(HISTORY_RELEASES - 1, TRANSPORT_TCP);
    assert_int_equal(map.shades[7], SHADE_RESERVED);
    assert_int_equal(map.shades[10], SHADE_IMPLIED);
    assert_int_equal(map.shades[30], SHADE_ASSIGNED);
    read_map(HISTORY_RELEASES - 1, TRANSPORT_NONE);
    assert_int_equal(map.shades[7], SHADE_RESERVED);
    assert_int_equal(map.shades[10], SHADE_ASSIGNED);
    assert_int_equal(map.shades[30], SHADE_ASSIGNED);
    assert_int_equal(map.shades[8], SHADE_UNASSIGNED);
    assert_int_equal(map.shades[65535], SHADE_DYNAMIC);
    assert_int_equal(map.counts[SHADE_IMPLIED], 0);
    read_map(1, TRANSPORT_NONE); /* 65535 is assigned for UDP in it */
    assert_int_equal(map.shades[65535], SHADE_ASSIGNED);
}

/* --- SVG --- */

static struct buffer svg_of(enum scheme scheme)
{
    struct buffer svg;
    struct sink sink;
    buffer_init(&svg);
    sink_init_buffer(&sink, &svg);
    assert_int_equal(map_write_svg(&map, scheme, &sink, NULL), STATUS_OK);
    assert_int_equal(sink_flush(&sink, "picture", NULL), STATUS_OK);
    return svg;
}

/* The data of the path of SHADE; empty: there is none. */
static struct text find_path(struct text svg, enum shade shade)
{
    char mark[64];
    snprintf(mark, sizeof(mark), "<path id=\"%s\" d=\"", shades[shade].word);
    size_t at = text_find(svg, text_of(mark), 0);
    if (at == SIZE_MAX)
        return TEXT("");
    struct text rest = text_from(svg, at + strlen(mark));
    return text_split(&rest, '"');
}

static void assert_areas(struct text svg)
{
    static struct cells cells;
    uint32_t drawn = 0;
    for (int shade = SHADE_UNASSIGNED + 1; shade < SHADE_COUNT; shade++) {
        uint32_t count = 0;
        assert_true(painted_read(find_path(svg, (enum shade)shade), &cells));
        for (int row = 0; row < HILBERT_SIDE; row++) {
            for (int column = 0; column < HILBERT_SIDE; column++) {
                assert_int_equal(cells.in[row][column], map.cells[row][column] == shade);
                count += cells.in[row][column];
            }
        }
        assert_int_equal(count, map.counts[shade]);
        drawn += count;
    }
    assert_int_equal(PORT_COUNT - drawn, map.counts[SHADE_UNASSIGNED]); /* the ground */
}

static void areas_of_svg_are_the_states(void **state)
{
    (void)state;
    for (uint32_t release = 0; release < HISTORY_RELEASES; release++) {
        for
            EACH_TRANSPORT(protocol)
            {
                read_map(release, protocol);
                struct buffer svg = svg_of(SCHEME_LIGHT);
                assert_areas(buffer_text(&svg));
                buffer_done(&svg);
            }
    }
}

static void svg_says_what_it_shows(void **state)
{
    (void)state;
    read_map(HISTORY_RELEASES - 1, TRANSPORT_SCTP);
    map.title = TEXT("Teas <& \"Pots\">");
    struct buffer svg = svg_of(SCHEME_DARK);
    struct text text = buffer_text(&svg);
    static const char *const parts[] = {"<title id=\"title\">Port numbers for SCTP: Teas &lt;&amp; "
                                        "\"Pots\"&gt;, 2001-01-03</title>",
                                        "Unassigned: 49,",
                                        ">System Ports</tspan>",
                                        ">User Ports</tspan>",
                                        ">Dynamic Ports</tspan>",
                                        "Reserved by implication <tspan",
                                        PORTREG_DISCLAIMER,
                                        "#12181b"};
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
        if (text_find(text, text_of(parts[i]), 0) == SIZE_MAX)
            fail_msg("expected %s in the picture", parts[i]);
    assert_true(text_find(text, TEXT("style"), 0) == SIZE_MAX); /* which policies forbid */
    buffer_done(&svg);
}

/* --- PNG --- */

static void assert_pixels(const struct buffer *png, unsigned size, enum scheme scheme)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    assert_true(png_image_begin_read_from_memory(&image, png->bytes, png->length));
    assert_int_equal(image.width, size);
    assert_int_equal(image.height, size);
    image.format = PNG_FORMAT_RGB;
    uint8_t *pixels = malloc(PNG_IMAGE_SIZE(image));
    assert_true(png_image_finish_read(&image, NULL, pixels, 0, NULL));
    for (unsigned y = 0; y < size; y++) {
        for (unsigned x = 0; x < size; x++) {
            const uint8_t *pixel = pixels + 3 * ((size_t)y * size + x);
            unsigned scale = size / HILBERT_SIDE;
            struct color color = shades[map.cells[y / scale][x / scale]].colors[scheme];
            assert_true(pixel[0] == color.red && pixel[1] == color.green && pixel[2] == color.blue);
        }
    }
    free(pixels);
}

static void pixels_of_png_are_the_states(void **state)
{
    (void)state;
    static const unsigned sizes[] = {256, 512, 1024, 2048};
    for
        EACH_TRANSPORT(protocol)
        {
            struct buffer png;
            enum scheme scheme = protocol % 2 ? SCHEME_LIGHT : SCHEME_DARK;
            unsigned size = sizes[protocol % 4];
            buffer_init(&png);
            read_map(2, protocol);
            assert_int_equal(map_append_png(&map, scheme, size, &png, NULL), STATUS_OK);
            assert_pixels(&png, size, scheme);
            buffer_done(&png);
        }
}

/* --- changes --- */

/* Does what the runs of a release say. */
static void replay(const json_t *runs, uint8_t replayed[static PORT_COUNT])
{
    json_int_t port = 0;
    for (size_t i = 0; i + 2 < json_array_size(runs); i += 3) {
        json_int_t count = json_integer_value(json_array_get(runs, i + 1));
        port += json_integer_value(json_array_get(runs, i));
        assert_true(count > 0 && port + count <= PORT_COUNT);
        memset(replayed + port, (int)json_integer_value(json_array_get(runs, i + 2)),
               (size_t)count);
        port += count;
    }
    assert_int_equal(json_array_size(runs) % 3, 0);
}

static void changes_replayed_are_the_releases(void **state)
{
    (void)state;
    static uint8_t replayed[1 + TRANSPORT_COUNT][PORT_COUNT];
    struct buffer json;
    struct sink sink;
    buffer_init(&json);
    sink_init_buffer(&sink, &json);
    assert_int_equal(map_write_changes(&compiled.snapshot, &sink, NULL), STATUS_OK);
    assert_int_equal(sink_flush(&sink, "answer", NULL), STATUS_OK);
    json_t *answer = json_loadb(json.bytes, json.length, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(answer);
    const json_t *words = json_object_get(answer, "states");
    for (int shade = 0; shade < SHADE_COUNT; shade++)
        assert_string_equal(json_string_value(json_array_get(words, (size_t)shade)),
                            shades[shade].word);
    const json_t *releases = json_object_get(answer, "releases");
    assert_int_equal(json_array_size(releases), HISTORY_RELEASES);
    for (uint32_t release = 0; release < HISTORY_RELEASES; release++) {
        for
            EACH_TRANSPORT(protocol)
            {
                const char *name = map_transport_name((enum transport_protocol)protocol).bytes;
                read_map(release, protocol);
                replay(json_object_get(json_array_get(releases, release), name),
                       replayed[protocol]);
                assert_memory_equal(replayed[protocol], map.shades, PORT_COUNT);
            }
    }
    json_decref(answer);
    buffer_done(&json);
}

/* --- names, and failures --- */

static void names_are_read(void **state)
{
    (void)state;
    enum transport_protocol protocol;
    unsigned size = 0;
    for
        EACH_TRANSPORT(i)
        {
            assert_true(
                map_transport_parse(map_transport_name((enum transport_protocol)i), &protocol));
            assert_int_equal(protocol, i);
        }
    assert_true(map_transport_parse(TEXT("UDP-Lite"), &protocol));
    assert_int_equal(protocol, TRANSPORT_UDP);
    assert_false(map_transport_parse(TEXT(""), &protocol));
    assert_false(map_transport_parse(TEXT("icmp"), &protocol));
    assert_true(map_size_parse(TEXT("512"), &size));
    assert_int_equal(size, 512);
    static const char *const wrong[] = {"", "0", "1", "128", "257", "768", "4096", "-256", "0256"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
        assert_false(map_size_parse(text_of(wrong[i]), &size));
}

/* Makes all pictures, with failures anywhere. Returns the first status that is not 0. */
static int make_all(void)
{
    struct buffer bytes;
    struct sink sink;
    buffer_init(&bytes);
    sink_init_buffer(&sink, &bytes);
    int status = map_read(&compiled.snapshot, 1, TRANSPORT_TCP, &map, NULL);
    if (status == STATUS_OK)
        status = map_write_svg(&map, SCHEME_LIGHT, &sink, NULL);
    if (status == STATUS_OK)
        status = map_write_changes(&compiled.snapshot, &sink, NULL);
    if (status == STATUS_OK && sink_flush(&sink, "picture", NULL) != STATUS_OK)
        status = STATUS_MEMORY;
    if (status == STATUS_OK)
        status = map_append_png(&map, SCHEME_LIGHT, 256, &bytes, NULL);
    buffer_done(&bytes);
    return status;
}

static void memory_may_be_short(void **state)
{
    (void)state;
    unsigned long at = 0;
    do {
        memory_fail_at(++at);
        int status = make_all();
        assert_int_equal(status, memory_failed() ? STATUS_MEMORY : STATUS_OK);
    } while (memory_failed());
    memory_fail_at(0);
    assert_true(at > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_map_is_what_is_answered),
        cmocka_unit_test(for_any_transport_protocol_the_strongest_counts),
        cmocka_unit_test(areas_of_svg_are_the_states),
        cmocka_unit_test(svg_says_what_it_shows),
        cmocka_unit_test(pixels_of_png_are_the_states),
        cmocka_unit_test(changes_replayed_are_the_releases),
        cmocka_unit_test(names_are_read),
        cmocka_unit_test(memory_may_be_short),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
