/* Tests of all states at once: they are those that looking up has, in every release. */
#include "snapshot/states.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "snapshot/verdict.h"
#include "support/timeline.h"

static struct states states, before;

/* Compares STATES with what VIEW answers. */
static void assert_states(const struct portreg *view, const struct states *found)
{
    for (int protocol = PORTREG_TCP; protocol <= PORTREG_DCCP; protocol++) {
        for (uint32_t port = 0; port < PORT_COUNT; port++) {
            struct portreg_answer answer =
                portreg_find_port(view, (enum portreg_transport_protocol)protocol, (uint16_t)port);
            const struct verdict_meaning *meaning =
                &verdict_meanings[found->verdicts[protocol - PORTREG_TCP][port]];
            if (meaning->state != answer.state || meaning->reason != answer.reason)
                fail_msg("%u/%d: expected state %d by %u, found %d by %d", port, protocol,
                         answer.state, answer.reason, meaning->state, meaning->reason);
        }
    }
}

static void each_release_has_the_states_of_its_view(void **state)
{
    (void)state;
    struct timeline timeline;
    struct compiled compiled;
    fill_history(&timeline);
    compiled_timeline_init(&compiled, &timeline);
    for (uint32_t release = 0; release < HISTORY_RELEASES; release++) {
        struct portreg *view;
        assert_int_equal(portreg_as_of(&compiled.snapshot, release, &view, NULL), PORTREG_OK);
        assert_int_equal(states_read(&compiled.snapshot, release, &states, NULL), STATUS_OK);
        assert_states(view, &states);
        assert_int_equal(states_read(view, HISTORY_RELEASES - 1 - release, &before, NULL),
                         STATUS_OK); /* a view answers for all releases too */
        assert_int_equal(
            states_read(&compiled.snapshot, HISTORY_RELEASES - 1 - release, &states, NULL),
            STATUS_OK);
        assert_memory_equal(&before, &states, sizeof(states));
        portreg_close(view);
    }
    compiled_done(&compiled);
    timeline_done(&timeline);
}

/* All that differs from the release before is touched, and little else. */
static void assert_touched(const struct states_walk *walk)
{
    uint32_t next = 0;
    for (uint32_t port = 0; port < PORT_COUNT; port++) {
        bool touched = next < walk->touched_count && walk->touched[next] == port;
        next += touched;
        for (int i = 0; i < TRANSPORT_COUNT; i++)
            assert_true(touched || before.verdicts[i][port] == walk->states.verdicts[i][port]);
    }
    assert_int_equal(next, walk->touched_count);
}

static void a_walk_passes_each_release(void **state)
{
    (void)state;
    static struct states_walk walk;
    struct timeline timeline;
    struct compiled compiled;
    fill_history(&timeline);
    compiled_timeline_init(&compiled, &timeline);
    assert_int_equal(states_walk_begin(&walk, &compiled.snapshot, NULL), STATUS_OK);
    for (uint32_t release = 0; release < HISTORY_RELEASES; release++) {
        assert_true(states_walk_next(&walk));
        assert_int_equal(walk.release, release);
        assert_int_equal(states_read(&compiled.snapshot, release, &states, NULL), STATUS_OK);
        assert_memory_equal(&walk.states, &states, sizeof(states));
        if (release == 0)
            assert_int_equal(walk.touched_count, PORT_COUNT);
        else
            assert_touched(&walk);
        before = walk.states;
    }
    assert_false(states_walk_next(&walk));
    states_walk_done(&walk);
    compiled_done(&compiled);
    timeline_done(&timeline);
}

static void memory_may_be_short(void **state)
{
    (void)state;
    static struct states_walk walk;
    struct timeline timeline;
    struct compiled compiled;
    fill_history(&timeline);
    compiled_timeline_init(&compiled, &timeline);
    memory_fail_at(1);
    assert_int_equal(states_read(&compiled.snapshot, 0, &states, NULL), STATUS_MEMORY);
    unsigned long at = 0;
    int status = STATUS_MEMORY;
    while (status != STATUS_OK) {
        memory_fail_at(++at);
        status = states_walk_begin(&walk, &compiled.snapshot, NULL);
        assert_true(status == STATUS_OK || status == STATUS_MEMORY);
        states_walk_done(&walk);
    }
    assert_true(at > 3);
    memory_fail_at(0);
    compiled_done(&compiled);
    timeline_done(&timeline);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_release_has_the_states_of_its_view),
        cmocka_unit_test(a_walk_passes_each_release),
        cmocka_unit_test(memory_may_be_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
