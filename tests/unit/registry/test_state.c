/* Tests of the state that a record gives, with the descriptions that the registry really has. */
#include "registry/state.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void follows_the_description(void **state)
{
    (void)state;
    static const struct {
        const char *service_name, *description;
        enum state state;
    } cases[] = {
        {"http", "World Wide Web HTTP", STATE_ASSIGNED},
        {"reserved", "Reserved", STATE_ASSIGNED},
        {"x", "Unassigned", STATE_ASSIGNED},
        {"", "any private mail system", STATE_ASSIGNED},
        {"", "Any private dial out service", STATE_ASSIGNED},
        {"", "Unassigned", STATE_UNASSIGNED},
        {"", "unassigned", STATE_UNASSIGNED},
        {"", " \n Unassigned [was netstat]", STATE_UNASSIGNED},
        {"", "Unassigned (FRP-Released 12/7/00)", STATE_UNASSIGNED},
        {"", "(unassigned) Possibly assigned", STATE_UNASSIGNED},
        {"", "Possibly used by Sun Solaris????", STATE_UNASSIGNED},
        {"", "Reserved", STATE_RESERVED},
        {"", "Reserved - IANA", STATE_RESERVED},
        {"", "IANA Reserved", STATE_RESERVED},
        {"", "Removed", STATE_RESERVED},
        {"", "De-registered", STATE_RESERVED},
        {"", "De-Commissioned Port", STATE_RESERVED},
        {"", "Decomissioned Port 04/14/00, ms", STATE_RESERVED},
        {"", "Deprecated", STATE_RESERVED},
        {"", "", STATE_RESERVED},
        {"", "Unassigne", STATE_RESERVED},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct record record = {.service_name = text_of(cases[i].service_name),
                                .description = text_of(cases[i].description)};
        if (record_state(&record) != cases[i].state)
            fail_msg("%s: %s", cases[i].description, state_name(record_state(&record)));
    }
}

static void states_have_names(void **state)
{
    (void)state;
    assert_string_equal(state_name(STATE_UNASSIGNED), "unassigned");
    assert_string_equal(state_name(STATE_ASSIGNED), "assigned");
    assert_string_equal(state_name(STATE_RESERVED), "reserved");
    assert_string_equal(state_name(STATE_DYNAMIC), "dynamic");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(follows_the_description),
        cmocka_unit_test(states_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
