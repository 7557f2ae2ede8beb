/* Tests of the syntax of service names (RFC 6335 section 5.1). */
#include "registry/service_name.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void knows_each_fault(void **state)
{
    (void)state;
    static const struct {
        struct text name;
        unsigned faults;
    } cases[] = {
        {TEXT("http"), 0},
        {TEXT("a"), 0},
        {TEXT("Z"), 0},
        {TEXT("3com-tsmux"), 0},
        {TEXT("914c-g"), 0},
        {TEXT("1-2-3-a"), 0},
        {TEXT("a-1"), 0},
        {TEXT("abcdefghijklmno"), 0},
        {TEXT(""), NAME_EMPTY},
        {TEXT("abcdefghijklmnop"), NAME_LONG},
        {TEXT("esp_encap"), NAME_CHARACTER},
        {TEXT("z39.50"), NAME_CHARACTER},
        {TEXT("whois++"), NAME_CHARACTER},
        {TEXT("cl/1"), NAME_CHARACTER},
        {TEXT("a b"), NAME_CHARACTER},
        {TEXT("a\0b"), NAME_CHARACTER},
        {TEXT("caf\xc3\xa9"), NAME_CHARACTER},
        {TEXT("23"), NAME_LETTER},
        {TEXT("6000-6063"), NAME_LETTER},
        {TEXT("-"), NAME_LETTER | NAME_EDGE_HYPHEN},
        {TEXT("--"), NAME_LETTER | NAME_EDGE_HYPHEN | NAME_ADJACENT_HYPHENS},
        {TEXT("-a"), NAME_EDGE_HYPHEN},
        {TEXT("a-"), NAME_EDGE_HYPHEN},
        {TEXT("a--b"), NAME_ADJACENT_HYPHENS},
        {TEXT("--a"), NAME_EDGE_HYPHEN | NAME_ADJACENT_HYPHENS},
        {TEXT("_-_--__________________-"),
         NAME_LONG | NAME_CHARACTER | NAME_LETTER | NAME_EDGE_HYPHEN | NAME_ADJACENT_HYPHENS},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        if (service_name_faults(cases[i].name) != cases[i].faults)
            fail_msg("%.*s: %x", TEXT_ARGS(cases[i].name), service_name_faults(cases[i].name));
}

static void allows_letters_digits_and_hyphens_only(void **state)
{
    (void)state;
    for (int byte = 0; byte < 256; byte++) {
        char name[] = {'a', (char)byte, 'b'};
        bool good = ascii_is_letter((char)byte) || ascii_is_digit((char)byte) || byte == '-';
        assert_int_equal(service_name_faults((struct text){name, 3}), good ? 0 : NAME_CHARACTER);
    }
}

static void has_words_for_each_fault(void **state)
{
    (void)state;
    for (unsigned fault = NAME_EMPTY; fault <= NAME_ADJACENT_HYPHENS; fault *= 2) {
        assert_string_not_equal(service_name_fault_words(fault), "nothing");
        for (unsigned other = fault * 2; other <= NAME_ADJACENT_HYPHENS; other *= 2) {
            assert_string_not_equal(service_name_fault_words(fault),
                                    service_name_fault_words(other));
            assert_string_equal(service_name_fault_words(fault),
                                service_name_fault_words(fault | other));
        }
    }
    assert_string_equal(service_name_fault_words(0), "nothing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_each_fault),
        cmocka_unit_test(allows_letters_digits_and_hyphens_only),
        cmocka_unit_test(has_words_for_each_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
