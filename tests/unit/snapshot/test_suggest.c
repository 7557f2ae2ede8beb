/* Tests of "did you mean". */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "snapshot/snapshot.h"
#include "support/snapshot.h"

static void counts_edits(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        unsigned distance;
    } cases[] = {
        {"", "", 0},           {"tea", "tea", 0},        {"tea", "TEA", 0},       {"tea", "", 3},
        {"tea", "te", 1},      {"tea", "teas", 1},       {"tea", "toa", 1},       {"tea", "eta", 1},
        {"https", "htpts", 1}, {"https", "htts", 1},     {"abcdef", "fedcba", 5}, {"ab", "ba", 1},
        {"a", "b", 1},         {"kitten", "sitting", 3},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct text a = text_of(cases[i].a), b = text_of(cases[i].b);
        if (edit_distance(a, b) != cases[i].distance || edit_distance(b, a) != cases[i].distance)
            fail_msg("%s to %s: expected %u, found %u and %u back", cases[i].a, cases[i].b,
                     cases[i].distance, edit_distance(a, b), edit_distance(b, a));
    }
}

static void gives_up_on_long_texts(void **state)
{
    (void)state;
    char bytes[41];
    memset(bytes, 'a', sizeof(bytes));
    struct text longest = {bytes, 40}, longer = {bytes, 41};
    assert_int_equal(edit_distance(longest, longest), 0);
    assert_int_equal(edit_distance(longest, longer), UINT32_MAX);
    assert_int_equal(edit_distance(longer, longest), UINT32_MAX);
}

static void suggests_the_nearest_name(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *expected;
    } cases[] = {
        {"htpps", "https"},   {"htttps", "https"}, {"HTTPZ", "http"}, {"htt", "http"},
        {"domian", "domain"}, {"zzzzzz", ""},      {"", ""},          {"domainxyz", ""},
    };
    struct registry registry;
    struct compiled compiled;
    registry_init(&registry);
    add_record(&registry, "http", "80", "tcp", "");
    add_record(&registry, "https", "443", "tcp", "");
    add_record(&registry, "domain", "53", "tcp", "");
    add_record(&registry, "tea", "7", "tcp", "");
    compiled_init(&compiled, &registry);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct text found = snapshot_suggest(&compiled.snapshot, text_of(cases[i].typed));
        if (!text_equal(found, text_of(cases[i].expected)))
            fail_msg("%s: expected %s, found %.*s", cases[i].typed, cases[i].expected,
                     TEXT_ARGS(found));
    }
    /* of a short name, two edits leave nothing */
    assert_int_equal(snapshot_suggest(&compiled.snapshot, TEXT("tx")).length, 0);
    compiled_done(&compiled);
    registry_done(&registry);
}

/* The names that are similar to NAME, with a blank behind each. */
static void assert_similar(const struct portreg *snapshot, const char *name, size_t limit,
                           const char *expected)
{
    struct text names[8];
    struct buffer found;
    buffer_init(&found);
    size_t count = snapshot_similar(snapshot, text_of(name), names, limit);
    assert_true(count <= limit);
    for (size_t i = 0; i < count; i++)
        buffer_format(&found, "%.*s ", TEXT_ARGS(names[i]));
    if (!text_equal(buffer_text(&found), text_of(expected)))
        fail_msg("%s: expected %s, found %.*s", name, expected, TEXT_ARGS(buffer_text(&found)));
    buffer_done(&found);
}

static void finds_similar_names(void **state)
{
    (void)state;
    struct registry registry;
    struct compiled compiled;
    registry_init(&registry);
    add_record(&registry, "http-alt", "8080", "tcp", "");
    add_record(&registry, "http", "80", "tcp", "");
    add_record(&registry, "https", "443", "tcp", "");
    add_record(&registry, "https", "443", "udp", "");
    add_record(&registry, "hhtp", "81", "tcp", "");
    add_record(&registry, "tea", "7", "tcp", "");
    add_record(&registry, "pea", "8", "tcp", "");
    add_record(&registry, "", "9", "tcp", "Reserved");
    compiled_init(&compiled, &registry);
    const struct portreg *snapshot = &compiled.snapshot;
    assert_similar(snapshot, "http", 8, "https hhtp http-alt ");
    assert_similar(snapshot, "HTTP", 8, "https hhtp http-alt ");
    assert_similar(snapshot, "http", 2, "https hhtp ");
    assert_similar(snapshot, "http", 0, "");
    assert_similar(snapshot, "http_proxy", 8, "http-alt http ");
    assert_similar(snapshot, "tea", 8, ""); /* one edit makes most others of a short name */
    assert_similar(snapshot, "", 8, "");
    compiled_done(&compiled);
    registry_done(&registry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_edits),
        cmocka_unit_test(gives_up_on_long_texts),
        cmocka_unit_test(suggests_the_nearest_name),
        cmocka_unit_test(finds_similar_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
