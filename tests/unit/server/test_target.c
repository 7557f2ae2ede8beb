/* Tests of the targets of requests. */
#include "server/target.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct target target;

static void expect_segments(const char *raw, size_t count, const char *first, const char *last)
{
    assert_int_equal(target_parse(&target, text_of(raw)), TARGET_SOUND);
    assert_int_equal(target.segment_count, count);
    assert_true(text_equal(target.segments[0], text_of(first)));
    assert_true(text_equal(target.segments[count - 1], text_of(last)));
}

static void test_paths(void **state)
{
    (void)state;
    expect_segments("/", 1, "", "");
    expect_segments("/a", 1, "a", "a");
    expect_segments("/a/", 2, "a", "");
    expect_segments("/a//b", 3, "a", "b");
    expect_segments("/services/lookup++", 2, "services", "lookup++");
    expect_segments("/services/a%2Fb", 2, "services", "a/b");
    expect_segments("/people/Zo%C3%AB", 2, "people", "Zoë");
    expect_segments("http://example.org/a/b?c", 2, "a", "b");
    expect_segments("http://example.org", 1, "", "");
}

static void test_malformed(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",     "a",       "*",    "/%",    "/%4",   "/%zz",
        "/%00", "/%0a%01", "/%ff", "/?q=%", "/?%C3", "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        if (target_parse(&target, text_of(bad[i])) != TARGET_MALFORMED)
            fail_msg("%s", bad[i]);
}

static void test_length(void **state)
{
    (void)state;
    char *raw = malloc(TARGET_LIMIT_BYTES + 1);
    memset(raw, 'a', TARGET_LIMIT_BYTES + 1);
    raw[0] = '/';
    assert_int_equal(target_parse(&target, (struct text){raw, TARGET_LIMIT_BYTES}), TARGET_SOUND);
    assert_int_equal(target_parse(&target, (struct text){raw, TARGET_LIMIT_BYTES + 1}),
                     TARGET_LONG);
    free(raw);
}

static void test_parameters(void **state)
{
    (void)state;
    assert_int_equal(target_parse(&target, TEXT("/?q=a+b%26c&page=2&q=x&flag&=y")), TARGET_SOUND);
    assert_true(text_equal(target_parameter(&target, TEXT("q")), TEXT("a b&c")));
    assert_true(text_equal(target_parameter(&target, TEXT("page")), TEXT("2")));
    assert_int_equal(target_parameter(&target, TEXT("flag")).length, 0);
    assert_null(target_parameter(&target, TEXT("none")).bytes);
}

/* Every beginning of a target, in a block of exactly its size. */
static void test_truncated(void **state)
{
    (void)state;
    const struct text whole = TEXT("http://a/b%20c/d?e=%66+g&h=%E2%82%AC");
    for (size_t length = 0; length <= whole.length; length++) {
        char *raw = malloc(length ? length : 1);
        memcpy(raw, whole.bytes, length);
        target_parse(&target, (struct text){raw, length});
        free(raw);
    }
}

static void test_encoding(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer);
    target_append_encoded(&buffer, TEXT("a b/ë&\"+~"));
    buffer_append_byte(&buffer, '\0');
    assert_string_equal(buffer.bytes, "a%20b%2F%C3%AB%26%22%2B~");
    buffer_done(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths),     cmocka_unit_test(test_malformed),
        cmocka_unit_test(test_length),    cmocka_unit_test(test_parameters),
        cmocka_unit_test(test_truncated), cmocka_unit_test(test_encoding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
