/* Tests of folding: what is a word, and how far two are apart. */
#include "snapshot/word.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* The words of TEXT with a space between them, in BUFFER. */
static const char *words_of(struct text text, char buffer[static 256])
{
    size_t at = 0, start, length = 0;
    struct word word;
    buffer[0] = '\0';
    while (word_next(text, &at, &start, &word)) {
        assert_true(start < at && at <= text.length);
        length += (size_t)snprintf(buffer + length, 256 - length, "%s%.*s", length ? " " : "",
                                   TEXT_ARGS(word_text(&word)));
        assert_true(length < 256);
    }
    assert_true(at >= text.length);
    return buffer;
}

static void folds_case_and_accents(void **state)
{
    (void)state;
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"", ""},
        {" -_.[]() ", ""},
        {"http-alt", "http alt"},
        {"[RFC9110][RFC9113]", "rfc9110 rfc9113"},
        {"World Wide Web HTTP", "world wide web http"},
        {"x11/6000", "x11 6000"},
        {"\xc3\x89t\xc3\xa9", "ete"},
        {"e\xcc\x81te", "ete"}, /* the accent is a character of its own */
        {"\xcc\x81", ""},
        {"Stra\xc3\x9f"
         "e \xc3\x86sir \xc5\x92uvre \xc3\x9eing",
         "strasse aesir oeuvre thing"},
        {"\xc5\x81\xc3\xb3\xc5\xba Vi\xe1\xbb\x87t \xc7\x84", "loz viet dz"},
        {"\xce\x91\xce\xb2\xce\x93 \xd0\x96\xd0\xb6 \xd0\x81",
         "\xce\xb1\xce\xb2\xce\xb3 \xd0\xb6\xd0\xb6 \xd1\x91"},
        {"a\xc2\xa0"
         "b\xe2\x80\x93"
         "c\xe3\x80\x80"
         "d",
         "a b c d"}, /* spaces and a dash */
        {"2\xc3\x97"
         "3",
         "2 3"},
        {"\xe8\x8c\xb6", "\xe8\x8c\xb6"},
        {"a\xff"
         "b\xc3",
         "a b"}, /* broken UTF-8 */
        {"abcdefghijklmnopqrstuvwxyz0123456789", "abcdefghijklmnopqrstuvwxyz01234"},
        {"abcdefghijklmnopqrstuvwxyz0123\xe8\x8c\xb6"
         "4",
         "abcdefghijklmnopqrstuvwxyz0123"},
    };
    char buffer[256];
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        assert_string_equal(words_of(text_of(cases[i].text), buffer), cases[i].words);
}

static void reads_any_bytes(void **state)
{
    (void)state;
    char buffer[256];
    for (unsigned a = 0; a < 256; a++) {
        for (unsigned b = 0; b < 256; b++) {
            char *bytes = malloc(2); /* so that reading further is found */
            bytes[0] = (char)a;
            bytes[1] = (char)b;
            words_of((struct text){bytes, 2}, buffer);
            word_end((struct text){bytes, 2}, 1);
            word_prefix_length((struct text){bytes, 2}, 1);
            free(bytes);
        }
    }
}

static void joins_words(void **state)
{
    (void)state;
    struct word a = {"http", 4}, b = {"alt", 3}, longest = {"abcdefghijklmnopqrstuvwxyz0123", 30};
    struct word tea = {"\xe8\x8c\xb6", 3};
    word_join(&a, &b);
    assert_true(text_equal(word_text(&a), TEXT("httpalt")));
    struct word cut = longest;
    word_join(&cut, &b);
    assert_true(text_equal(word_text(&cut), TEXT("abcdefghijklmnopqrstuvwxyz0123a")));
    word_join(&longest, &tea); /* not half a character */
    assert_int_equal(longest.length, 30);
    assert_int_equal(longest.bytes[30], 0);
}

static void finds_the_ends_of_words(void **state)
{
    (void)state;
    struct text text = TEXT("a t\xc3\xa9 pot");
    assert_int_equal(word_end(text, 0), 0);
    assert_int_equal(word_end(text, 1), 1);
    assert_int_equal(word_end(text, 2), 2);
    assert_int_equal(word_end(text, 3), 5);
    assert_int_equal(word_end(text, 5), 5);
    assert_int_equal(word_end(text, 7), 9);
    assert_int_equal(word_end(text, 9), 9);
    assert_int_equal(word_end(text, 99), 99);
    assert_int_equal(word_prefix_length(TEXT("t\xc3\xa9tea"), 2), 3);
    assert_int_equal(word_prefix_length(TEXT("te\xcc\x81tea"), 2), 4);
    assert_int_equal(word_prefix_length(TEXT("te-tea"), 9), 2);
}

/* As it is defined, without any bound. */
static unsigned plain_distance(const char *a, size_t m, const char *b, size_t n)
{
    unsigned rows[16][16];
    for (size_t i = 0; i <= m; i++) {
        for (size_t j = 0; j <= n; j++) {
            unsigned best = i == 0 ? (unsigned)j : rows[i - 1][j] + 1;
            if (j > 0 && rows[i][j - 1] + 1 < best)
                best = rows[i][j - 1] + 1;
            if (i > 0 && j > 0 && rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]) < best)
                best = rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                rows[i - 2][j - 2] + 1 < best)
                best = rows[i - 2][j - 2] + 1;
            rows[i][j] = best;
        }
    }
    return rows[m][n];
}

static void measures_distances(void **state)
{
    (void)state;
    srand(6335);
    for (int round = 0; round < 20000; round++) {
        char a[10], b[12];
        size_t m = (size_t)rand() % 10, n = (size_t)rand() % 12;
        for (size_t i = 0; i < m; i++)
            a[i] = (char)('a' + rand() % 3);
        for (size_t i = 0; i < n; i++)
            b[i] = (char)('a' + rand() % 3);
        unsigned whole = plain_distance(a, m, b, n), beginning = whole;
        for (size_t i = 0; i < n; i++)
            if (plain_distance(a, m, b, i) < beginning)
                beginning = plain_distance(a, m, b, i);
        for (unsigned limit = 0; limit <= 2; limit++) {
            struct text x = {a, m}, y = {b, n};
            assert_int_equal(word_distance(x, y, limit, false), whole > limit ? limit + 1 : whole);
            assert_int_equal(word_distance(x, y, limit, true),
                             beginning > limit ? limit + 1 : beginning);
        }
    }
    char bytes[64] = {0};
    assert_int_equal(word_distance((struct text){bytes, 33}, TEXT("a"), 2, false), 3);
    assert_int_equal(word_distance(TEXT("a"), (struct text){bytes, 64}, 2, false), 3);
    assert_int_equal(word_distance((struct text){bytes, 31}, (struct text){bytes, 64}, 2, true), 0);
}

static void forgives_by_length(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        unsigned edits;
    } cases[] = {{"tea", 0}, {"mint", 1},     {"peppers", 1},   {"peppered", 2},
                 {"443", 0}, {"12345678", 0}, {"x11server", 2}, {"\xe8\x8c\xb6\xe8\x8c\xb6", 0}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct word word = {.length = (uint8_t)strlen(cases[i].word)};
        memcpy(word.bytes, cases[i].word, word.length);
        assert_int_equal(word_edits_forgiven(&word), cases[i].edits);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folds_case_and_accents),
        cmocka_unit_test(reads_any_bytes),
        cmocka_unit_test(joins_words),
        cmocka_unit_test(finds_the_ends_of_words),
        cmocka_unit_test(measures_distances),
        cmocka_unit_test(forgives_by_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
