/* Tests of addresses to listen on. */
#include "server/listen.h"

#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void test_forms(void **state)
{
    (void)state;
    char address[LISTEN_ADDRESS_SIZE_BYTES];
    int fd = listen_open(TEXT("127.0.0.1:0"), NULL);
    assert_true(fd >= 0);
    listen_format(fd, address);
    assert_true(strncmp(address, "127.0.0.1:", 10) == 0);
    assert_true(strtoul(address + 10, NULL, 10) > 0);

    struct error error;
    assert_int_equal(listen_open(text_of(address), &error), -1); /* in use */
    assert_int_equal(error.status, STATUS_IO);
    assert_non_null(strstr(error.message, address));
    close(fd);

    static const char *const bad[] = {"",
                                      "8080",
                                      ":8080",
                                      "127.0.0.1",
                                      "127.0.0.1:",
                                      "::1:80",
                                      "127.0.0.1:65536",
                                      "127.0.0.1:x",
                                      "[::1:80",
                                      "[::1]",
                                      "localhost:80",
                                      "1.2.3.4.5:80",
                                      "127.0.0.1:-1"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        assert_int_equal(listen_open(text_of(bad[i]), &error), -1);
        assert_int_equal(error.status, STATUS_INPUT);
    }
}

static void test_ipv6(void **state)
{
    (void)state;
    char address[LISTEN_ADDRESS_SIZE_BYTES];
    int fd = listen_open(TEXT("[::1]:0"), NULL);
    if (fd < 0)
        skip(); /* a machine without IPv6 */
    assert_true(strncmp(listen_format(fd, address), "[::1]:", 6) == 0);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_ipv6),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
