/* Tests of the limits of an address, and of the bucket of tokens. */
#include "server/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/memory.h"
#include "server/rate.h"

enum { SECOND_US = 1000000 };

static void test_bucket(void **state)
{
    (void)state;
    struct rate rate = {0};
    uint64_t now_us = 5000 * (uint64_t)SECOND_US, wait_us;
    for (int i = 0; i < 10; i++)
        assert_true(rate_take(&rate, 10, now_us, &wait_us));
    assert_false(rate_take(&rate, 10, now_us, &wait_us));
    assert_int_equal(wait_us, SECOND_US / 10);
    assert_false(rate_take(&rate, 10, now_us + SECOND_US / 10 - 1, &wait_us));
    assert_int_equal(wait_us, 1);
    assert_true(rate_take(&rate, 10, now_us + SECOND_US / 10, &wait_us));
    assert_false(rate_take(&rate, 10, now_us + SECOND_US / 10, &wait_us));
    assert_false(rate_is_full(&rate, now_us + SECOND_US));
    assert_true(rate_is_full(&rate, now_us + 2 * SECOND_US));
    /* No more than a second's worth, however long nobody came. */
    now_us += 100 * SECOND_US;
    for (int i = 0; i < 10; i++)
        assert_true(rate_take(&rate, 10, now_us, &wait_us));
    assert_false(rate_take(&rate, 10, now_us, &wait_us));
}

/* Over a long time exactly the rate is let through, however often somebody asks. */
static void test_rate_over_time(void **state)
{
    (void)state;
    static const unsigned rates[] = {1, 3, 7, 100, 1000, 1000000, 2000000};
    for (size_t i = 0; i < sizeof(rates) / sizeof(*rates); i++) {
        struct rate rate = {0};
        uint64_t taken = 0, wait_us;
        for (uint64_t now_us = SECOND_US; now_us <= 3 * SECOND_US; now_us += 7)
            taken += rate_take(&rate, rates[i], now_us, &wait_us);
        uint64_t asked = 2 * SECOND_US / 7 + 1, allowed = 3 * (uint64_t)rates[i];
        if (allowed >= asked)
            assert_int_equal(taken, asked);
        else
            assert_in_range(taken, allowed - 1, allowed + 1);
    }
}

static struct address address_from(const char *string)
{
    struct address address;
    assert_true(address_parse(text_of(string), &address));
    return address;
}

static void test_connections(void **state)
{
    (void)state;
    struct limits *limits = limits_new(2, 0);
    struct address one = address_from("192.0.2.1"), other = address_from("192.0.2.2");
    unsigned wait_s;
    assert_true(limits_enter(limits, &one));
    assert_true(limits_enter(limits, &one));
    assert_false(limits_enter(limits, &one));
    assert_true(limits_enter(limits, &other));
    limits_leave(limits, &one);
    assert_false(limits_enter(limits, &one)); /* three are there again */
    limits_leave(limits, &one);
    limits_leave(limits, &one);
    assert_true(limits_enter(limits, &one));
    for (int i = 0; i < 100; i++)
        assert_true(limits_ask(limits, &one, 0, &wait_s));
    limits_free(limits);
}

static void test_requests(void **state)
{
    (void)state;
    struct limits *limits = limits_new(0, 2);
    struct address one = address_from("192.0.2.1"), other = address_from("192.0.2.2");
    uint64_t now_us = 1000 * (uint64_t)SECOND_US;
    unsigned wait_s;
    assert_true(limits_ask(limits, &one, now_us, &wait_s));
    assert_true(limits_ask(limits, &one, now_us, &wait_s));
    assert_false(limits_ask(limits, &one, now_us, &wait_s));
    assert_int_equal(wait_s, 1);
    assert_true(limits_ask(limits, &other, now_us, &wait_s));
    assert_true(limits_ask(limits, &one, now_us + SECOND_US, &wait_s));
    for (int i = 0; i < 100; i++)
        assert_true(limits_enter(limits, &one));
    limits_free(limits);
}

/* An IPv6 site is one address; two sites are two; what has no address has no limit. */
static void test_what_is_one_address(void **state)
{
    (void)state;
    struct limits *limits = limits_new(1, 0);
    struct address a = address_from("2001:db8:0:1::1"), b = address_from("2001:db8:0:1:ffff::2");
    struct address c = address_from("2001:db8:0:2::1"), unix_socket = {.kind = ADDRESS_UNIX};
    assert_true(limits_enter(limits, &a));
    assert_false(limits_enter(limits, &b));
    assert_true(limits_enter(limits, &c));
    for (int i = 0; i < 3; i++)
        assert_true(limits_enter(limits, &unix_socket));
    limits_free(limits);
}

/* Half a million addresses take no more memory than there are places, and whoever has a connection
 * is not forgotten. */
static void test_many_addresses(void **state)
{
    (void)state;
    struct limits *limits = limits_new(1, 1);
    struct address one = address_from("192.0.2.1");
    unsigned wait_s;
    assert_true(limits_enter(limits, &one));
    for (uint32_t i = 0; i < 500000; i++) {
        struct address other = {.kind = ADDRESS_IPV4,
                                .bytes = {10, (uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i}};
        limits_ask(limits, &other, 1, &wait_s);
    }
    assert_false(limits_enter(limits, &one));
    limits_free(limits);
}

/* Without memory there is no limit, rather than no service. */
static void test_without_memory(void **state)
{
    (void)state;
    struct address one = address_from("192.0.2.1");
    memory_fail_at(1);
    assert_null(limits_new(1, 1));
    memory_fail_at(0);
    struct limits *limits = limits_new(1, 0);
    memory_fail_at(1);
    assert_true(limits_enter(limits, &one));
    assert_true(memory_failed());
    memory_fail_at(0);
    limits_leave(limits, &one);
    assert_true(limits_enter(limits, &one));
    assert_false(limits_enter(limits, &one));
    limits_free(limits);
    limits_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bucket),
        cmocka_unit_test(test_rate_over_time),
        cmocka_unit_test(test_connections),
        cmocka_unit_test(test_requests),
        cmocka_unit_test(test_what_is_one_address),
        cmocka_unit_test(test_many_addresses),
        cmocka_unit_test(test_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
