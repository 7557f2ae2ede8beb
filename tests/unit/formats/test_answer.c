/* Tests of the list of releases as JSON: its pages. */
#include "formats/json/answer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>
#include <jansson.h>

#include "support/timeline.h"

enum { RELEASES = 250 };

/* Page PAGE of a snapshot with COUNT releases; the caller ends with json_decref. */
static json_t *read_page(uint32_t count, uint32_t number, size_t *pages)
{
    struct answer_page page = {.number = number, .limit = 100, .total = count};
    struct timeline timeline;
    struct compiled compiled;
    struct buffer buffer;
    struct sink sink;
    timeline_begin(&timeline, count);
    for (uint32_t i = 0; i < count; i++)
        timeline.releases[i].date = (struct date){(uint16_t)(1800 + i), 1, 0};
    add_head_version(&timeline, 0, count - 1, "Teas");
    add_version(&timeline, 1, 0, 0, "tea", "7", "tcp", "Tea");
    compiled_timeline_init(&compiled, &timeline);
    *pages = answer_page_count(&page);
    buffer_init(&buffer);
    sink_init_buffer(&sink, &buffer);
    answer_write_releases(&compiled.snapshot, &page, &sink);
    assert_int_equal(sink_flush(&sink, "answer", NULL), STATUS_OK);
    json_t *answer = json_loadb(buffer.bytes, buffer.length, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(answer);
    assert_int_equal(json_integer_value(json_object_get(answer, "total")), count);
    assert_int_equal(json_integer_value(json_object_get(answer, "page")), number);
    assert_int_equal(json_integer_value(json_object_get(answer, "page_count")), *pages);
    buffer_done(&buffer);
    compiled_done(&compiled);
    timeline_done(&timeline);
    return answer;
}

static void assert_page(uint32_t count, uint32_t page, uint32_t expected_pages, size_t length,
                        uint32_t first, uint32_t last)
{
    size_t pages;
    json_t *answer = read_page(count, page, &pages);
    const json_t *releases = json_object_get(answer, "releases");
    assert_int_equal(pages, expected_pages);
    assert_int_equal(json_array_size(releases), length);
    if (length) {
        const json_t *newest = json_array_get(releases, 0);
        const json_t *oldest = json_array_get(releases, length - 1);
        assert_int_equal(json_integer_value(json_object_get(newest, "sequence")), first);
        assert_int_equal(json_integer_value(json_object_get(oldest, "sequence")), last);
    }
    json_decref(answer);
}

static void pages_have_100_releases_the_newest_first(void **state)
{
    (void)state;
    assert_page(RELEASES, 1, 3, 100, 250, 151);
    assert_page(RELEASES, 2, 3, 100, 150, 51);
    assert_page(RELEASES, 3, 3, 50, 50, 1);
    assert_page(RELEASES, 4, 3, 0, 0, 0);
    assert_page(RELEASES, UINT32_MAX, 3, 0, 0, 0);
    assert_page(100, 1, 1, 100, 100, 1);
    assert_page(101, 2, 2, 1, 1, 1);
    assert_page(1, 1, 1, 1, 1, 1);
}

static void a_release_has_its_facts(void **state)
{
    (void)state;
    size_t pages;
    json_t *answer = read_page(2, 1, &pages);
    char *found =
        json_dumps(json_array_get(json_object_get(answer, "releases"), 1), JSON_SORT_KEYS);
    assert_string_equal(found,
                        "{\"date\": \"1800-01\", \"record_count\": 1, "
                        "\"recorded_at\": \"2001-01-01T00:00:00Z\", \"sequence\": 1, "
                        "\"sha256\": "
                        "\"015a000000000000000000000000000000000000000000000000000000000000\", "
                        "\"size_bytes\": 1000}");
    free(found);
    json_decref(answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_have_100_releases_the_newest_first),
        cmocka_unit_test(a_release_has_its_facts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
