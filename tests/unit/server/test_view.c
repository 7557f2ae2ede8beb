/* Tests of what is asked of the registry page. */
#include "server/pages/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct target target;

/* Reads RAW as a view and writes its address again. */
static void expect_address(const char *raw, const char *address)
{
    struct buffer buffer;
    buffer_init(&buffer);
    assert_int_equal(target_parse(&target, text_of(raw)), TARGET_SOUND);
    struct view view = view_parse(&target);
    view_append(&buffer, &view);
    buffer_append_byte(&buffer, '\0');
    assert_string_equal(buffer.bytes, address);
    buffer_done(&buffer);
}

static void test_addresses(void **state)
{
    (void)state;
    expect_address("/", "/");
    expect_address("/?q=+a+b+", "/?q=a%20b");
    expect_address("/?page=3", "/?page=3");
    expect_address("/?q=x&transport=tcp&sort=port&order=desc&page=2",
                   "/?q=x&transport=tcp&sort=port&order=desc&page=2");
    expect_address("/?transport=none", "/?transport=none");
    expect_address("/?state=reserved&range=user&year=2015-2019&assignee=A_B&as-of=2016",
                   "/?state=reserved&range=user&year=2015-2019&assignee=A_B&as-of=2016");
    expect_address("/?range=none&q=&state=&year=&assignee=+", "/?range=none");
    /* What makes no sense is as if it had not been given. */
    expect_address("/?page=0&transport=icmp&sort=shape&order=desc", "/");
    expect_address("/?state=dynamic&range=all&year=0&page=-1", "/");
    expect_address("/?year=2019-2015", "/");
    expect_address("/?year=19x", "/");
    expect_address("/?year=2019-", "/");
    expect_address("/?page=99999999999999999999", "/");
}

static void test_every_column_has_a_word(void **state)
{
    (void)state;
    for (enum column column = 0; column < COLUMN_COUNT; column++) {
        assert_true(view_column_word(column).length > 0);
        assert_int_equal(view_column_word(column).length, strlen(view_column_word(column).bytes));
    }
}

static void test_without_memory(void **state)
{
    (void)state;
    struct buffer buffer = {.failed = true};
    view_append(&buffer, &(struct view){.query = TEXT("x"), .page = 2});
    assert_true(buffer.failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_every_column_has_a_word),
        cmocka_unit_test(test_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
