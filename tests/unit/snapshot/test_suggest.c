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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_edits),
        cmocka_unit_test(gives_up_on_long_texts),
        cmocka_unit_test(suggests_the_nearest_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
