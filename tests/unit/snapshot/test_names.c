/* Tests of listing service names. */
#include "snapshot/names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "support/snapshot.h"
#include "support/timeline.h"

/* That the names of SNAPSHOT that begin with PREFIX are EXPECTED, with a blank between. */
static void assert_names(const struct portreg *snapshot, const char *prefix, const char *expected)
{
    struct names names;
    struct buffer found;
    buffer_init(&found);
    assert_int_equal(names_list(snapshot, text_of(prefix), &names, NULL), STATUS_OK);
    for (size_t i = 0; i < names.count; i++)
        buffer_format(&found, "%s%.*s:%u", i ? " " : "", TEXT_ARGS(names.list[i].service_name),
                      names.list[i].record_count);
    buffer_append_byte(&found, '\0');
    assert_string_equal(found.bytes, expected);
    names_done(&names);
    buffer_done(&found);
}

static void names_are_sorted_without_regard_to_case(void **state)
{
    (void)state;
    struct registry registry;
    struct compiled compiled;
    registry_init(&registry);
    add_record(&registry, "tea", "7", "tcp", "Tea");
    add_record(&registry, "tea", "7", "udp", "Tea");
    add_record(&registry, "coffee", "8", "tcp", "Coffee");
    add_record(&registry, "Tea", "9", "tcp", "Tea");
    add_record(&registry, "TE", "10", "tcp", "Tea");
    add_record(&registry, "teapot", "", "", "");
    add_record(&registry, "", "11", "tcp", "Reserved");
    compiled_init(&compiled, &registry);
    assert_names(&compiled.snapshot, "", "coffee:1 TE:1 Tea:1 tea:2 teapot:1");
    assert_names(&compiled.snapshot, "tEa", "Tea:1 tea:2 teapot:1");
    assert_names(&compiled.snapshot, "teapot", "teapot:1");
    assert_names(&compiled.snapshot, "teapots", "");
    assert_names(&compiled.snapshot, "x", "");
    compiled_done(&compiled);
    registry_done(&registry);
}

static void a_view_has_the_names_of_its_release(void **state)
{
    (void)state;
    struct timeline timeline;
    struct compiled compiled;
    struct portreg *view;
    timeline_begin(&timeline, 2);
    for (uint16_t i = 0; i < 2; i++)
        timeline.releases[i].date = (struct date){(uint16_t)(2000 + i), 1, 1};
    add_head_version(&timeline, 0, 1, "Teas");
    add_version(&timeline, 1, 0, 1, "tea", "7", "tcp", "Tea");
    add_version(&timeline, 2, 0, 0, "chai", "8", "tcp", "Tea");
    add_version(&timeline, 3, 1, 1, "mate", "9", "tcp", "Tea");
    compiled_timeline_init(&compiled, &timeline);
    assert_names(&compiled.snapshot, "", "mate:1 tea:1");
    assert_int_equal(portreg_as_of(&compiled.snapshot, 0, &view, NULL), PORTREG_OK);
    assert_names(view, "", "chai:1 tea:1");
    portreg_close(view);
    compiled_done(&compiled);
    timeline_done(&timeline);
}

static void without_memory_there_is_no_list(void **state)
{
    (void)state;
    struct registry registry;
    struct compiled compiled;
    struct names names;
    struct error error;
    registry_init(&registry);
    add_record(&registry, "tea", "7", "tcp", "Tea");
    compiled_init(&compiled, &registry);
    memory_fail_at(1);
    assert_int_equal(names_list(&compiled.snapshot, TEXT(""), &names, &error), STATUS_MEMORY);
    assert_true(memory_failed());
    memory_fail_at(0);
    compiled_done(&compiled);
    registry_done(&registry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_sorted_without_regard_to_case),
        cmocka_unit_test(a_view_has_the_names_of_its_release),
        cmocka_unit_test(without_memory_there_is_no_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
