/* Tests of text: comparison, search, splitting, numbers, UTF-8, hashing. */
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define assert_text(actual, expected) assert_true(text_equal((actual), (expected)))

static void slices_stay_inside(void **state)
{
    (void)state;
    struct text text = TEXT("registry");
    assert_text(text_slice(text, 0, 3), TEXT("reg"));
    assert_text(text_slice(text, 7, 9), TEXT("y"));
    assert_text(text_slice(text, 3, SIZE_MAX), TEXT("istry"));
    assert_int_equal(text_slice(text, 8, 1).length, 0);
    assert_int_equal(text_slice(text, SIZE_MAX, SIZE_MAX).length, 0);
    assert_int_equal(text_slice((struct text){NULL, 0}, 0, 1).length, 0);
    assert_int_equal(text_of(NULL).length, 0);
    assert_text(text_from(text, 5), TEXT("try"));
}

static void begins_and_ends(void **state)
{
    (void)state;
    assert_true(text_starts_with(TEXT("rfc6335"), TEXT("rfc")));
    assert_true(text_starts_with(TEXT("rfc"), TEXT("")));
    assert_false(text_starts_with(TEXT("rf"), TEXT("rfc")));
    assert_true(text_ends_with(TEXT("rfc6335"), TEXT("6335")));
    assert_true(text_ends_with(TEXT(""), TEXT("")));
    assert_false(text_ends_with(TEXT("335"), TEXT("6335")));
}

static void compares_by_bytes(void **state)
{
    (void)state;
    assert_true(text_compare(TEXT("a"), TEXT("b")) < 0);
    assert_true(text_compare(TEXT("a"), TEXT("ab")) < 0);
    assert_true(text_compare(TEXT("ab"), TEXT("a")) > 0);
    assert_true(text_compare(TEXT("\xc3"), TEXT("z")) > 0);
    assert_int_equal(text_compare(TEXT("ab"), TEXT("ab")), 0);
    assert_int_equal(text_compare((struct text){NULL, 0}, TEXT("")), 0);
    assert_true(text_equal((struct text){NULL, 0}, TEXT("")));
}

static void ignores_case_of_ascii_letters_only(void **state)
{
    (void)state;
    assert_true(text_equal_ignoring_case(TEXT("HTTP-alt"), TEXT("http-ALT")));
    assert_false(text_equal_ignoring_case(TEXT("http"), TEXT("https")));
    assert_false(text_equal_ignoring_case(TEXT("@"), TEXT("`")));
    assert_false(text_equal_ignoring_case(TEXT("["), TEXT("{")));
    assert_false(text_equal_ignoring_case(TEXT("\xc3\x84"), TEXT("\xc3\xa4")));
}

static void finds_needles(void **state)
{
    (void)state;
    struct text text = TEXT("ababac");
    assert_int_equal(text_find(text, TEXT("abac"), 0), 2);
    assert_int_equal(text_find(text, TEXT("ab"), 1), 2);
    assert_int_equal(text_find(text, TEXT("c"), 5), 5);
    assert_int_equal(text_find(text, TEXT("ac "), 0), SIZE_MAX);
    assert_int_equal(text_find(text, TEXT("ab"), 3), SIZE_MAX);
    assert_int_equal(text_find(text, TEXT("ababacx"), 0), SIZE_MAX);
    assert_int_equal(text_find(text, TEXT(""), 6), 6);
    assert_int_equal(text_find(text, TEXT(""), 7), SIZE_MAX);
    assert_int_equal(text_find((struct text){NULL, 0}, TEXT("a"), 0), SIZE_MAX);
    assert_int_equal(text_find(text, TEXT("a"), SIZE_MAX), SIZE_MAX);
}

static void trims(void **state)
{
    (void)state;
    assert_text(text_trim(TEXT(" \t\r\n\f\va b \n")), TEXT("a b"));
    assert_int_equal(text_trim(TEXT(" \n ")).length, 0);
    assert_int_equal(text_trim(TEXT("")).length, 0);
    assert_text(text_trim(TEXT("\xc2\xa0x")), TEXT("\xc2\xa0x")); /* a no-break space stays */
}

static void splits(void **state)
{
    (void)state;
    struct text rest = TEXT("a,,b,");
    assert_text(text_split(&rest, ','), TEXT("a"));
    assert_text(text_split(&rest, ','), TEXT(""));
    assert_text(text_split(&rest, ','), TEXT("b"));
    assert_non_null(rest.bytes); /* a separator stood before this empty rest */
    assert_int_equal(rest.length, 0);
    assert_text(text_split(&rest, ','), TEXT(""));
    assert_null(rest.bytes);
    assert_text(text_split(&rest, ','), TEXT(""));
}

static void reads_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t maximum;
        bool good;
        uint64_t number;
    } cases[] = {
        {"0", 0, true, 0},
        {"0", 65535, true, 0},
        {"65535", 65535, true, 65535},
        {"65536", 65535, false, 0},
        {"99999", 65535, false, 0},
        {"1", 0, false, 0},
        {"7", 5, false, 0},
        {"18446744073709551615", UINT64_MAX, true, UINT64_MAX},
        {"18446744073709551616", UINT64_MAX, false, 0},
        {"99999999999999999999999999", UINT64_MAX, false, 0},
        {"", 65535, false, 0},
        {"00", 65535, false, 0},
        {"01", 65535, false, 0},
        {"+1", 65535, false, 0},
        {"-1", 65535, false, 0},
        {" 1", 65535, false, 0},
        {"1 ", 65535, false, 0},
        {"1.", 65535, false, 0},
        {"0x1", 65535, false, 0},
        {"\xd9\xa1", 65535, false, 0}, /* an Arabic-Indic digit */
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        uint64_t number = 4711;
        bool good = text_to_number(text_of(cases[i].text), cases[i].maximum, &number);
        if (good != cases[i].good)
            fail_msg("%s", cases[i].text);
        assert_int_equal(number, good ? cases[i].number : 4711);
    }
}

/* A copy that ends where the memory ends, so that a sanitizer sees a byte read too many. */
static size_t malformed_in_exact_memory(struct text text)
{
    char *copy = malloc(text.length ? text.length : 1);
    assert_non_null(copy);
    memcpy(copy, text.bytes, text.length);
    size_t offset = text_find_malformed((struct text){copy, text.length});
    free(copy);
    return offset;
}

static void accepts_utf8(void **state)
{
    (void)state;
    static const char *const good[] = {
        "",
        "plain",
        "tab\tlf\ncr\r",
        "\x7f",
        "\xc2\x80",
        "\xdf\xbf", /* U+0080, U+07FF */
        "\xe0\xa0\x80",
        "\xed\x9f\xbf", /* U+0800, U+D7FF */
        "\xee\x80\x80",
        "\xef\xbf\xbd", /* U+E000, U+FFFD */
        "\xf0\x90\x80\x80",
        "\xf4\x8f\xbf\xbf", /* U+10000, U+10FFFF */
        "long enough for whole words of eight bytes \xc3\xb6 and on after the character",
    };
    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
        if (malformed_in_exact_memory(text_of(good[i])) != SIZE_MAX)
            fail_msg("case %zu", i);
}

static void refuses_malformed_utf8(void **state)
{
    (void)state;
    static const struct text bad[] = {
        TEXT("\x80"),
        TEXT("\xbf"), /* a continuation alone */
        TEXT("\xc0\x80"),
        TEXT("\xc1\xbf"), /* overlong */
        TEXT("\xe0\x80\x80"),
        TEXT("\xe0\x9f\xbf"), /* overlong */
        TEXT("\xf0\x80\x80\x80"),
        TEXT("\xf0\x8f\xbf\xbf"), /* overlong */
        TEXT("\xed\xa0\x80"),
        TEXT("\xed\xbf\xbf"), /* surrogates */
        TEXT("\xf4\x90\x80\x80"),
        TEXT("\xf5\x80\x80\x80"), /* above U+10FFFF */
        TEXT("\xfe"),
        TEXT("\xff"),
        TEXT("\xf8\x88\x80\x80\x80"),
        TEXT("\xc3"),
        TEXT("\xe2\x82"),
        TEXT("\xf0\x9f\x98"), /* cut */
        TEXT("\xc3("),
        TEXT("\xe2(\xac"),
        TEXT("\xf0\x9f(\x80"),
        TEXT("\0"),
        TEXT("\x01"),
        TEXT("\x1f"),
        TEXT("\x0b"),
        TEXT("\x0c"),
        TEXT("\xef\xbf\xbe"),
        TEXT("\xef\xbf\xbf"), /* U+FFFE, U+FFFF */
    };
    char line[200];
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        /* At every distance from the beginning, so that it falls into each place of a block. */
        for (size_t before = 0; before < 140; before++) {
            memset(line, 'a', sizeof(line));
            memcpy(line + before, bad[i].bytes, bad[i].length);
            assert_int_equal(malformed_in_exact_memory((struct text){line, before + bad[i].length}),
                             before);
            assert_int_equal(text_find_malformed((struct text){line, 150}), before);
        }
    }
}

static void knows_every_byte_alone(void **state)
{
    (void)state;
    for (int byte = 0; byte < 256; byte++) {
        char line[128];
        memset(line, '~', sizeof(line));
        line[75] = (char)byte;
        bool good = (byte >= 0x20 && byte < 0x80) || byte == '\t' || byte == '\n' || byte == '\r';
        assert_int_equal(text_find_malformed((struct text){line, 128}), good ? SIZE_MAX : 75);
    }
}

static bool is_accepted(int c)
{
    return c >= 0x20 || c == '\t' || c == '\n' || c == '\r';
}

static void judges_neighbours_apart(void **state)
{
    (void)state;
    for (int first = 0; first < 0x80; first++) {
        for (int second = 0; second < 0x80; second++) {
            char block[64];
            memset(block, '\n', sizeof(block));
            block[2] = (char)first;
            block[3] = (char)second;
            size_t expected = !is_accepted(first) ? 2u : !is_accepted(second) ? 3u : SIZE_MAX;
            assert_int_equal(text_find_malformed((struct text){block, sizeof(block)}), expected);
        }
    }
}

static void hashes_are_stable(void **state)
{
    (void)state;
    /* Written into snapshots: these values may never change. */
    assert_int_equal(text_hash(TEXT("")), 0);
    assert_int_equal(text_hash(TEXT("http")), 0xfa472b514bb9a18eu);
    assert_int_equal(text_hash(TEXT("service-names-port-numbers")), 0x907d25e6ee89a488u);
    assert_int_not_equal(text_hash(TEXT("a")), text_hash(TEXT("a\0")));
    assert_int_not_equal(text_hash(TEXT("12345678")), text_hash(TEXT("123456789")));
}

static void classifies_ascii(void **state)
{
    (void)state;
    assert_int_equal(ascii_lower('A'), 'a');
    assert_int_equal(ascii_lower('Z'), 'z');
    assert_int_equal(ascii_lower('@'), '@');
    assert_int_equal(ascii_lower('['), '[');
    assert_true(ascii_is_space(' ') && ascii_is_space('\v') && !ascii_is_space('\0'));
    assert_true(ascii_is_digit('0') && ascii_is_digit('9') && !ascii_is_digit('/'));
    assert_true(ascii_is_letter('z') && ascii_is_letter('A') && !ascii_is_letter('{'));
    assert_false(ascii_is_letter((char)0xe4));
}

static void counts_characters_and_digits(void **state)
{
    (void)state;
    assert_int_equal(text_character_count(TEXT("")), 0);
    assert_int_equal(text_character_count(TEXT("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x8d\xb5")), 4);
    assert_true(text_is_digits(TEXT("0443")));
    assert_false(text_is_digits(TEXT("")));
    assert_false(text_is_digits(TEXT("44a")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_characters_and_digits),
        cmocka_unit_test(slices_stay_inside),
        cmocka_unit_test(begins_and_ends),
        cmocka_unit_test(compares_by_bytes),
        cmocka_unit_test(ignores_case_of_ascii_letters_only),
        cmocka_unit_test(finds_needles),
        cmocka_unit_test(trims),
        cmocka_unit_test(splits),
        cmocka_unit_test(reads_numbers),
        cmocka_unit_test(accepts_utf8),
        cmocka_unit_test(refuses_malformed_utf8),
        cmocka_unit_test(knows_every_byte_alone),
        cmocka_unit_test(judges_neighbours_apart),
        cmocka_unit_test(hashes_are_stable),
        cmocka_unit_test(classifies_ascii),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
