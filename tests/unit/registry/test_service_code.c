/* Tests of DCCP service codes (RFC 4340 section 8.1.2, RFC 5595). */
#include "registry/service_code.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void knows_the_kinds(void **state)
{
    (void)state;
    assert_int_equal(service_code_kind(0), SERVICE_CODE_ZERO);
    assert_int_equal(service_code_kind(1), SERVICE_CODE_ASSIGNABLE);
    assert_int_equal(service_code_kind(1056964607), SERVICE_CODE_ASSIGNABLE);
    assert_int_equal(service_code_kind(1056964608), SERVICE_CODE_PRIVATE);
    assert_int_equal(service_code_kind(1073741823), SERVICE_CODE_PRIVATE);
    assert_int_equal(service_code_kind(1073741824), SERVICE_CODE_ASSIGNABLE);
    assert_int_equal(service_code_kind(4294967294), SERVICE_CODE_ASSIGNABLE);
    assert_int_equal(service_code_kind(4294967295), SERVICE_CODE_INVALID);
}

static void reads_the_three_forms(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t code;
    } cases[] = {
        {"SC:fdpz", 1717858426},
        {"SC=1717858426", 1717858426},
        {"SC=x6664707A", 1717858426},
        {"1717858426", 1717858426},
        {"SC=X6664707a", 1717858426},
        {"SC:DISC", 1145656131},
        {"SC:a", 0x61202020},
        {"SC:a   ", 0x61202020},
        {"SC:ping", 1885957735},
        {"SC=0", 0},
        {"0", 0},
        {"SC=x0", 0},
        {"SC=4294967295", UINT32_MAX},
        {"SC=xffffffff", UINT32_MAX},
        {"SC:*+-.", 0x2a2b2d2e},
        {"SC:/9?_", 0x2f393f5f},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        uint32_t code = 4711;
        if (!service_code_parse(text_of(cases[i].text), &code) || code != cases[i].code)
            fail_msg("%s: %u", cases[i].text, code);
    }
}

static void refuses_other_forms(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",        "SC",     "SC:",       "SC=",   "SC=x",          "SC:fdpzz",
        "SC:a!",   "SC:a,b", "SC:a[",     "SC:`",  "SC=4294967296", "4294967296",
        "SC=01",   "-1",     "SC=-1",     "SC= 1", "SC=x123456789", "SC=xg",
        "sc:fdpz", "fdpz",   "x6664707A", " 1",    "SC=0x10",       "SC=1 ",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        uint32_t code = 4711;
        if (service_code_parse(text_of(bad[i]), &code) || code != 4711)
            fail_msg("%s", bad[i]);
    }
}

static void writes_forms_that_read_back(void **state)
{
    (void)state;
    char buffer[SERVICE_CODE_SIZE_BYTES];
    assert_string_equal(service_code_format_text(1717858426, buffer), "SC:fdpz");
    assert_string_equal(service_code_format_text(0x61202020, buffer), "SC:a");
    assert_string_equal(service_code_format_text(7107696, buffer), ""); /* \0ltp */
    assert_string_equal(service_code_format_text(0, buffer), "");
    assert_string_equal(service_code_format_text(UINT32_MAX, buffer), "");
    assert_string_equal(service_code_format_text(0x20202020, buffer), "");
    assert_string_equal(service_code_format_hex(1717858426, buffer), "SC=x6664707A");
    assert_string_equal(service_code_format_hex(0, buffer), "SC=x00000000");
    uint32_t code = 1, back;
    for (int i = 0; i < 200000; i++, code = code * 1664525 + 1013904223) {
        assert_true(service_code_parse(text_of(service_code_format_hex(code, buffer)), &back));
        assert_int_equal(back, code);
        if (!service_code_format_text(code & 0x7f7f7f7f, buffer)[0])
            continue;
        assert_true(service_code_parse(text_of(buffer), &back));
        assert_int_equal(back, code & 0x7f7f7f7f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_the_kinds),
        cmocka_unit_test(reads_the_three_forms),
        cmocka_unit_test(refuses_other_forms),
        cmocka_unit_test(writes_forms_that_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
