/* Tests of conditional requests, HTTP dates and the weights of Accept-Encoding. */
#include "server/conditional.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void test_etag(void **state)
{
    (void)state;
    char a[ETAG_SIZE_BYTES], b[ETAG_SIZE_BYTES];
    etag_make(TEXT("a"), a);
    etag_make(TEXT("b"), b);
    /* The first 16 bytes of the SHA-256 of "a", as sha256sum prints them. */
    assert_string_equal(a, "\"ca978112ca1bbdcafac231b39a23dc4d\"");
    assert_string_not_equal(a, b);
}

static void test_etag_lists(void **state)
{
    (void)state;
    struct text etag = TEXT("\"abc\"");
    assert_true(etag_list_has(TEXT("\"abc\""), etag));
    assert_true(etag_list_has(TEXT("W/\"abc\""), etag));
    assert_true(etag_list_has(TEXT("\"x\", \"abc\""), etag));
    assert_true(etag_list_has(TEXT("\"x\",W/\"y\" , \"abc\", \"z\""), etag));
    assert_true(etag_list_has(TEXT(" * "), etag));
    assert_true(etag_list_has(TEXT("\"a,b\",\"abc\""), etag));
    assert_false(etag_list_has(TEXT("\"a,\"abc\"\""), TEXT("\"b\"")));
    assert_false(etag_list_has(TEXT("abc"), etag));
    assert_false(etag_list_has(TEXT("\"ab\", \"abcd\""), etag));
    assert_false(etag_list_has(TEXT("\"abc"), etag));
    assert_false(etag_list_has(TEXT(""), etag));
}

static void test_dates(void **state)
{
    (void)state;
    char buffer[HTTP_DATE_SIZE_BYTES];
    time_t time = 0;
    /* The three forms of RFC 9110 section 5.6.7, all of the same second. */
    static const struct text forms[] = {
        {"Sun, 06 Nov 1994 08:49:37 GMT", 29},
        {"Sunday, 06-Nov-94 08:49:37 GMT", 30},
        {"Sun Nov  6 08:49:37 1994", 24},
    };
    for (size_t i = 0; i < 3; i++) {
        assert_true(http_date_parse(forms[i], &time));
        assert_int_equal(time, 784111777);
    }
    assert_string_equal(http_date_format(784111777, buffer), forms[0].bytes);
    static const char *const bad[] = {"", "yesterday", "1994-11-06", "Sun, 06 Nov 1994 08:49:37",
                                      "Sun, 06 Nov 1994 08:49:37 GMT x"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        assert_false(http_date_parse(text_of(bad[i]), &time));
}

static void test_not_modified(void **state)
{
    (void)state;
    struct text none = {NULL, 0}, etag = TEXT("\"abc\"");
    struct text then = TEXT("Sun, 06 Nov 1994 08:49:37 GMT");
    const time_t published = 784111777;
    assert_true(not_modified(TEXT("\"abc\""), none, etag, published));
    assert_false(not_modified(TEXT("\"x\""), none, etag, published));
    /* With If-None-Match the date does not count. */
    assert_false(not_modified(TEXT("\"x\""), then, etag, published));
    assert_true(not_modified(none, then, etag, published));
    assert_true(not_modified(none, then, etag, published - 1));
    assert_false(not_modified(none, then, etag, published + 1));
    assert_false(not_modified(none, TEXT("nonsense"), etag, published));
    assert_false(not_modified(none, then, etag, 0));
    assert_false(not_modified(none, none, etag, published));
}

static void test_accepts_gzip(void **state)
{
    (void)state;
    static const char *const yes[] = {
        "gzip",
        "GZIP",
        "deflate, gzip;q=1.0, *;q=0.5",
        "gzip;q=0.001",
        "*",
        "x-gzip",
        "br,gzip",
        "gzip ; Q=0.5",
        "gzip;q=0.5, identity;q=0.5",
        "*;q=0.1",
        "identity;q=0, gzip;q=1",
    };
    static const char *const no[] = {
        "",
        "identity",
        "gzip;q=0",
        "gzip;q=0.000",
        "gzip;q=0, *",
        "*;q=0",
        "br",
        "gzipped",
        "gzip;q=2",
        "gzip;q=-1",
        "gzip;q=x",
        "gzip;q=",
        "gzip;q=0.5, identity",
        "gzip;q=0.1234",
        "gzip;q=1.001",
    };
    for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++)
        if (!accepts_gzip(text_of(yes[i])))
            fail_msg("%s", yes[i]);
    for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++)
        if (accepts_gzip(text_of(no[i])))
            fail_msg("%s", no[i]);
    assert_false(accepts_gzip((struct text){NULL, 0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_etag),         cmocka_unit_test(test_etag_lists),
        cmocka_unit_test(test_dates),        cmocka_unit_test(test_not_modified),
        cmocka_unit_test(test_accepts_gzip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
