/* The experts of each transport protocol, in the forms that the header had over the years. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "registry/experts.h"

/* All experts of TEXT as "name:transport protocols", a star for who leads, joined by "|". */
static void assert_experts(const char *text, const char *expected)
{
    struct text rest = text_of(text);
    struct expert group = {0}, expert;
    struct buffer found;
    buffer_init(&found);
    while (experts_next(&rest, &group, &expert)) {
        buffer_append(&found, found.length ? TEXT("|") : TEXT(""));
        buffer_append(&found, expert.name);
        buffer_append(&found, expert.leads ? TEXT("*:") : TEXT(":"));
        for (int i = TRANSPORT_FIRST; i <= TRANSPORT_LAST; i++)
            if (expert.transport_protocols[i])
                buffer_append(
                    &found, text_slice(transport_protocol_name((enum transport_protocol)i), 0, 1));
    }
    buffer_append_byte(&found, '\0');
    assert_string_equal(found.bytes, expected);
    buffer_done(&found);
}

static void one_line_a_group(void **state)
{
    (void)state;
    assert_experts("TCP/UDP: Ann Example; Bob Example, Cid Example,\nand Dora Example\n"
                   "SCTP: Eve Example\nDCCP: Finn Example and Gus Example",
                   "Ann Example*:tu|Bob Example:tu|Cid Example:tu|Dora Example:tu|"
                   "Eve Example:s|Finn Example:d|Gus Example:d");
}

static void groups_joined_by_semicolons(void **state)
{
    (void)state;
    assert_experts("TCP/UDP: Ann Example; Bob Example and Cid Example; \n    DCCP: Eve Example; "
                   "SCTP: Finn Example",
                   "Ann Example*:tu|Bob Example:tu|Cid Example:tu|Eve Example:d|Finn Example:s");
}

static void without_groups(void **state)
{
    (void)state;
    assert_experts("Ann Example; Bob Example and Cid Example",
                   "Ann Example*:tu|Bob Example:tu|Cid Example:tu");
    assert_experts("", "");
    assert_experts(" ;,\n", "");
    assert_experts("SCTP:", "");
}

static void a_name_with_and_inside_is_one(void **state)
{
    (void)state;
    assert_experts("Sandy Anderson, Andy", "Sandy Anderson:tu|Andy:tu");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_line_a_group),
        cmocka_unit_test(groups_joined_by_semicolons),
        cmocka_unit_test(without_groups),
        cmocka_unit_test(a_name_with_and_inside_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
