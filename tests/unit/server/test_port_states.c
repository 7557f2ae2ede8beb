/* Tests of the states of port numbers on the page. */
#include "server/pages/port_states.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/snapshot.h"

/* Whether the states of QUERY have all of WORDS, which NULL ends. */
static void assert_states(const struct portreg *snapshot, const char *query,
                          const char *const *words)
{
    struct buffer buffer;
    struct html html;
    buffer_init(&buffer);
    html_begin(&html, &buffer);
    port_states_write(&html, snapshot, text_of(query));
    html_end(&html);
    for (; *words; words++)
        if (text_find(buffer_text(&buffer), text_of(*words), 0) == SIZE_MAX)
            fail_msg("%s: no \"%s\" in %.*s", query, *words, TEXT_ARGS(buffer_text(&buffer)));
    buffer_done(&buffer);
}

static void says_why(void **state)
{
    (void)state;
    static char notes[4000];
    struct registry registry;
    struct compiled compiled;
    registry_init(&registry);
    memset(notes, '<', sizeof(notes));
    add_record(&registry, "tea", "7", "tcp", "Tea");
    add_record(&registry, "", "8", "tcp", "Reserved")->assignment_notes =
        (struct text){notes, sizeof(notes)};
    compiled_init(&compiled, &registry);
    const struct portreg *snapshot = &compiled.snapshot;
    assert_states(snapshot, "7/tcp",
                  (const char *[]){"7/tcp", ">assigned<", ", registered as tea", NULL});
    assert_states(snapshot, "udp/7",
                  (const char *[]){"7/udp", ">reserved<", ", as it is assigned for tcp", NULL});
    /* Notes of any length, and of any characters. */
    assert_states(snapshot, "8",
                  (const char *[]){"8/tcp", "recorded as &quot;Reserved&quot;: &lt;&lt;", NULL});
    assert_states(snapshot, "5-9/tcp",
                  (const char *[]){"5-9/tcp", "1 <span", "3 <span class=\"unassigned\"", NULL});
    compiled_done(&compiled);
    registry_done(&registry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(says_why)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
