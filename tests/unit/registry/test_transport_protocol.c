/* Tests of transport protocols by name. */
#include "registry/transport_protocol.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void names_read_back(void **state)
{
    (void)state;
    for (int i = TRANSPORT_FIRST; i <= TRANSPORT_LAST; i++) {
        struct text name = transport_protocol_name((enum transport_protocol)i);
        assert_int_equal(transport_protocol_parse(name), i);
        assert_int_equal(transport_protocol_ask(name), i);
        assert_int_not_equal(text_find(text_of(TRANSPORT_NAMES), name, 0), SIZE_MAX);
    }
    assert_int_equal(transport_protocol_name(TRANSPORT_NONE).length, 0);
    assert_int_equal(TRANSPORT_LAST - TRANSPORT_FIRST + 1, TRANSPORT_COUNT);
}

static void files_have_lower_case_and_people_any(void **state)
{
    (void)state;
    assert_int_equal(transport_protocol_parse(TEXT("TCP")), TRANSPORT_NONE);
    assert_int_equal(transport_protocol_ask(TEXT("TCP")), TRANSPORT_TCP);
    assert_int_equal(transport_protocol_ask(TEXT("Sctp")), TRANSPORT_SCTP);
    assert_int_equal(transport_protocol_ask(TEXT("UDPLite")), TRANSPORT_UDP);
    assert_int_equal(transport_protocol_ask(TEXT("udp-lite")), TRANSPORT_UDP);
    assert_int_equal(transport_protocol_parse(TEXT("udplite")), TRANSPORT_NONE);
}

static void refuses_others(void **state)
{
    (void)state;
    static const char *const bad[] = {"",     " ",    "tcp ", " tcp",   "tc",
                                      "tcpp", "quic", "6",    "tcp/udp"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        assert_int_equal(transport_protocol_parse(text_of(bad[i])), TRANSPORT_NONE);
        assert_int_equal(transport_protocol_ask(text_of(bad[i])), TRANSPORT_NONE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_read_back),
        cmocka_unit_test(files_have_lower_case_and_people_any),
        cmocka_unit_test(refuses_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
