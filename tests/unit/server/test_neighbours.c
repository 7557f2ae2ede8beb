/* Tests of the port numbers around one. */
#include "server/pages/neighbours.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/snapshot.h"

static struct registry registry;
static struct compiled compiled;

static int setup(void **state)
{
    (void)state;
    registry_init(&registry);
    add_record(&registry, "tea", "7", "tcp", "Tea");
    add_record(&registry, "", "8-99", "tcp", "Unassigned");
    add_record(&registry, "", "50", "udp", "Reserved");
    add_record(&registry, "x-window", "100-120", "udp", "Windows");
    add_record(&registry, "last", "49150", "tcp", "Last");
    compiled_init(&compiled, &registry);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    compiled_done(&compiled);
    registry_done(&registry);
    return 0;
}

enum { NONE = -1 };

static void assert_around(uint16_t port_number, int last, int next)
{
    uint16_t found = 0;
    bool is_there = neighbours_last_assigned(&compiled.snapshot, port_number, &found);
    assert_int_equal(is_there ? found : NONE, last);
    is_there = neighbours_next_assigned(&compiled.snapshot, port_number, &found);
    assert_int_equal(is_there ? found : NONE, next);
}

static void finds_the_nearest_assigned(void **state)
{
    (void)state;
    assert_around(0, NONE, 7);
    assert_around(6, NONE, 7);
    assert_around(7, NONE, 100);
    assert_around(8, 7, 100);
    assert_around(50, 7, 100);
    assert_around(100, 7, 101);
    assert_around(110, 109, 111);
    assert_around(120, 119, 49150);
    assert_around(121, 120, 49150);
    assert_around(49150, 120, NONE);
    assert_around(65535, 49150, NONE);
}

/* How often WORDS stand in the page of PORT_NUMBER. */
static size_t count_words(uint16_t port_number, struct text as_of, const char *words)
{
    struct buffer buffer;
    struct html html;
    size_t count = 0;
    buffer_init(&buffer);
    html_begin(&html, &buffer);
    neighbours_write(&html, &compiled.snapshot, port_number, as_of);
    html_end(&html);
    for (size_t at = 0; (at = text_find(buffer_text(&buffer), text_of(words), at)) != SIZE_MAX;
         at++)
        count++;
    buffer_done(&buffer);
    return count;
}

static void shows_a_strip(void **state)
{
    (void)state;
    assert_int_equal(count_words(30, TEXT(""), "class=\"digits\""), 2 * NEIGHBOURS_REACH + 1);
    assert_int_equal(count_words(0, TEXT(""), "class=\"digits\""), NEIGHBOURS_REACH + 1);
    assert_int_equal(count_words(65535, TEXT(""), "class=\"digits\""), NEIGHBOURS_REACH + 1);
    assert_int_equal(count_words(30, TEXT(""), "aria-current=\"page\""), 1);
    assert_int_equal(count_words(30, TEXT(""), "/ports/29\""), 2);
    assert_int_equal(count_words(30, TEXT("2015"), "/ports/29?as-of=2015\""), 2);
    assert_int_equal(count_words(0, TEXT(""), "Previous none"), 1);
    assert_int_equal(count_words(65535, TEXT(""), "Next none"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_nearest_assigned),
        cmocka_unit_test(shows_a_strip),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
