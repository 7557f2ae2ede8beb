/* Tests of port numbers and ranges (RFC 6335 section 6). */
#include "registry/port.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void reads_numbers_and_ranges(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint16_t first, last;
    } cases[] = {{"0", 0, 0},   {"443", 443, 443},         {"65535", 65535, 65535},
                 {"0-1", 0, 1}, {"6000-6063", 6000, 6063}, {"0-65535", 0, 65535}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct ports ports;
        char buffer[PORTS_SIZE_BYTES];
        assert_null(ports_parse(text_of(cases[i].text), &ports));
        assert_int_equal(ports.first, cases[i].first);
        assert_int_equal(ports.last, cases[i].last);
        assert_string_equal(ports_format(ports, buffer), cases[i].text);
    }
}

static void refuses_what_is_no_port_number(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "65536",
                                      "99999999999999999999",
                                      "-1",
                                      "+1",
                                      "01",
                                      "00",
                                      "0443",
                                      " 443",
                                      "443 ",
                                      "4 3",
                                      "1-",
                                      "-",
                                      "1--2",
                                      "1-2-3",
                                      "1- 2",
                                      "1-65536",
                                      "65536-65537",
                                      "1-02",
                                      "http",
                                      "443/tcp",
                                      "1 \xe2\x80\x93 2"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        struct ports ports = {4711, 4712, false};
        const char *fault = ports_parse(text_of(bad[i]), &ports);
        if (!fault)
            fail_msg("%s", bad[i]);
        assert_non_null(strstr(fault, "from 0 to 65535"));
        assert_int_equal(ports.first, 4711);
    }
    struct ports ports;
    assert_non_null(strstr(ports_parse(TEXT("8-7"), &ports), "not above its last"));
    assert_non_null(ports_parse((struct text){NULL, 0}, &ports));
}

static void every_port_number_reads_back(void **state)
{
    (void)state;
    for (unsigned number = 0; number < PORT_COUNT; number++) {
        struct ports ports = {(uint16_t)number, (uint16_t)number, false}, back;
        char buffer[PORTS_SIZE_BYTES];
        assert_null(ports_parse(text_of(ports_format(ports, buffer)), &back));
        assert_int_equal(back.first, number);
        assert_int_equal(back.last, number);
    }
}

/* IANA writes some single port numbers as a range: "4748-4748". */
static void a_range_of_one_keeps_its_form(void **state)
{
    (void)state;
    struct ports ports;
    char buffer[PORTS_SIZE_BYTES];
    assert_null(ports_parse(TEXT("4748-4748"), &ports));
    assert_true(ports.as_range);
    assert_string_equal(ports_format(ports, buffer), "4748-4748");
}

static void overlaps(void **state)
{
    (void)state;
    struct ports middle = {10, 20, false};
    assert_true(ports_overlap(middle, (struct ports){20, 30, false}));
    assert_true(ports_overlap(middle, (struct ports){0, 10, false}));
    assert_true(ports_overlap(middle, (struct ports){15, 15, false}));
    assert_true(ports_overlap(middle, (struct ports){0, 65535, false}));
    assert_false(ports_overlap(middle, (struct ports){21, 30, false}));
    assert_false(ports_overlap(middle, (struct ports){0, 9, false}));
}

static void ranges_divide_all_port_numbers(void **state)
{
    (void)state;
    unsigned counts[RANGE_COUNT] = {0};
    for (unsigned number = 0; number < PORT_COUNT; number++) {
        enum port_range range = port_range_of((uint16_t)number);
        const struct port_range_facts *facts = port_range_facts(range);
        assert_in_range(number, facts->ports.first, facts->ports.last);
        counts[range]++;
    }
    assert_int_equal(counts[RANGE_SYSTEM], 1024);
    assert_int_equal(counts[RANGE_USER], 48128);
    assert_int_equal(counts[RANGE_DYNAMIC], 16384);
    assert_true(text_equal(port_range_facts(RANGE_USER)->word, TEXT("user")));
}

static void remarks_edges_and_experiments(void **state)
{
    (void)state;
    unsigned edges = 0, remarks = 0;
    for (unsigned number = 0; number < PORT_COUNT; number++) {
        edges += port_is_edge((uint16_t)number);
        remarks += port_remark((uint16_t)number).length != 0;
        if (port_is_edge((uint16_t)number))
            assert_int_not_equal(port_remark((uint16_t)number).length, 0);
    }
    assert_int_equal(edges, 4);
    assert_int_equal(remarks, 6);
    assert_int_not_equal(text_find(port_remark(1021), TEXT("experiments"), 0), SIZE_MAX);
    assert_int_not_equal(text_find(port_remark(49151), TEXT("upper edge"), 0), SIZE_MAX);
    assert_int_not_equal(text_find(port_remark(1024), TEXT("lower edge"), 0), SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_numbers_and_ranges),
        cmocka_unit_test(refuses_what_is_no_port_number),
        cmocka_unit_test(every_port_number_reads_back),
        cmocka_unit_test(a_range_of_one_keeps_its_form),
        cmocka_unit_test(overlaps),
        cmocka_unit_test(ranges_divide_all_port_numbers),
        cmocka_unit_test(remarks_edges_and_experiments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
