/* Tests of errors: filling, formatting, quoting. */
#include "base/error.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void sets_and_formats(void **state)
{
    (void)state;
    struct error error = {0};
    char line[1024];
    assert_int_equal(error_set(&error, STATUS_INPUT, "a.xml", (struct position){3, 14},
                               "expected %s, found %d", "a port number", -1),
                     STATUS_INPUT);
    error_format(&error, line, sizeof(line));
    assert_string_equal(line, "a.xml:3:14: expected a port number, found -1");
    assert_int_equal(error.status, STATUS_INPUT);

    error_set(&error, STATUS_INPUT, "a.xml", (struct position){0, 0}, "no place");
    error_format(&error, line, sizeof(line));
    assert_string_equal(line, "a.xml: no place");

    error_memory(&error);
    error_format(&error, line, sizeof(line));
    assert_string_equal(line, "out of memory");
    assert_int_equal(error.status, STATUS_MEMORY);
}

static void needs_no_error(void **state)
{
    (void)state;
    assert_int_equal(error_set(NULL, STATUS_IO, NULL, (struct position){0, 0}, "x"), STATUS_IO);
    assert_int_equal(error_memory(NULL), STATUS_MEMORY);
    assert_int_equal(error_system(NULL, "open", "x"), STATUS_IO);
}

static void names_what_the_system_said(void **state)
{
    (void)state;
    struct error error;
    errno = ENOENT;
    assert_int_equal(error_system(&error, "open", "a.xml"), STATUS_IO);
    assert_string_equal(error.message, "cannot open a.xml: No such file or directory");
}

static void cuts_long_messages_between_characters(void **state)
{
    (void)state;
    struct error error;
    char text[2001];
    for (size_t shift = 0; shift < 4; shift++) {
        memset(text, 'a', shift);
        for (size_t i = shift; i + 4 < sizeof(text); i += 4)
            memcpy(text + i, "\xf0\x9f\x98\x80", 5);
        error_set(&error, STATUS_INPUT, text, (struct position){1, 1}, "%s", text);
        assert_int_equal(text_find_malformed(text_of(error.message)), SIZE_MAX);
        assert_int_equal(text_find_malformed(text_of(error.file)), SIZE_MAX);
        assert_in_range(strlen(error.message), sizeof(error.message) - 5, 511);
    }
}

static void formats_into_little_room(void **state)
{
    (void)state;
    struct error error;
    char line[8];
    error_set(&error, STATUS_INPUT, "file", (struct position){1, 1}, "message");
    error_format(&error, line, sizeof(line));
    assert_string_equal(line, "file:1:");
}

static void quotes(void **state)
{
    (void)state;
    static const struct {
        struct text text;
        const char *quoted;
    } cases[] = {
        {TEXT(""), "\"\""},
        {TEXT("a b"), "\"a b\""},
        {TEXT("a\nb\tc\rd"), "\"a\\nb\\tc\\rd\""},
        {TEXT("a\0b\x1b[1m"), "\"a\\x00b\\x1b[1m\""},
        {TEXT("\x7f"), "\"\\x7f\""},
        {TEXT("\xc2\x9b"
              "1m"),
         "\"\\xc2\\x9b1m\""}, /* CSI, which terminals obey */
        {TEXT("\xc2\xa0"), "\"\xc2\xa0\""},
        {TEXT("\xef\xbf\xbf\xef\xbf\xbd"), "\"\\xef\\xbf\\xbf\xef\xbf\xbd\""}, /* U+FFFF */
        {TEXT("\xc3\xb6\xff\xc3"), "\"\xc3\xb6\\xff\\xc3\""},
        {TEXT("1234567890123456789012345678901234567890123456789012345678901234567890"),
         "\"123456789012345678901234567890123456789012345678901234567890\"..."},
        {TEXT("12345678901234567890123456789012345678901234567890123456789\xe2\x82\xac!"),
         "\"12345678901234567890123456789012345678901234567890123456789\xe2\x82\xac\"..."},
    };
    char buffer[QUOTED_SIZE_BYTES];
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        assert_string_equal(text_quote(cases[i].text, buffer), cases[i].quoted);
}

static void quotes_any_bytes_as_one_line_of_utf8(void **state)
{
    (void)state;
    srand(6335);
    for (int round = 0; round < 20000; round++) {
        char bytes[100], buffer[QUOTED_SIZE_BYTES];
        size_t length = (size_t)rand() % sizeof(bytes);
        for (size_t i = 0; i < length; i++)
            bytes[i] = (char)(rand() % 3 ? rand() | 0x80 : rand());
        struct text quoted = text_of(text_quote((struct text){bytes, length}, buffer));
        assert_in_range(quoted.length, 2, QUOTED_SIZE_BYTES - 1);
        assert_int_equal(text_find_malformed(quoted), SIZE_MAX);
        assert_int_equal(text_find(quoted, TEXT("\n"), 0), SIZE_MAX);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_and_formats),
        cmocka_unit_test(needs_no_error),
        cmocka_unit_test(names_what_the_system_said),
        cmocka_unit_test(cuts_long_messages_between_characters),
        cmocka_unit_test(formats_into_little_room),
        cmocka_unit_test(quotes),
        cmocka_unit_test(quotes_any_bytes_as_one_line_of_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
