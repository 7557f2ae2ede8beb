/* Tests of jobs: with a thread, and without one. */
#include "base/job.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct sum {
    unsigned first, last;
    unsigned result;
    pthread_t thread;
};

static void add(void *context)
{
    struct sum *sum = context;
    for (unsigned i = sum->first; i <= sum->last; i++)
        sum->result += i;
    sum->thread = pthread_self();
}

static void runs_beside_its_caller(void **state)
{
    (void)state;
    struct job jobs[2];
    struct sum sums[2] = {{.first = 1, .last = 100}, {.first = 101, .last = 200}};
    for (int i = 0; i < 2; i++)
        job_begin(&jobs[i], add, &sums[i]);
    for (int i = 0; i < 2; i++) {
        job_end(&jobs[i]);
        assert_true(jobs[i].threaded);
        assert_false(pthread_equal(sums[i].thread, pthread_self()));
    }
    assert_int_equal(sums[0].result, 5050);
    assert_int_equal(sums[1].result, 15050);
}

/* No address space has room for the stack that a thread would get. */
static void runs_in_its_caller_where_there_is_no_thread(void **state)
{
    (void)state;
    pthread_attr_t usual, huge;
    struct job job;
    struct sum sum = {.first = 1, .last = 100};
    assert_int_equal(pthread_getattr_default_np(&usual), 0);
    assert_int_equal(pthread_getattr_default_np(&huge), 0);
    pthread_attr_setstacksize(&huge, (size_t)1 << 60);
    assert_int_equal(pthread_setattr_default_np(&huge), 0);
    job_begin(&job, add, &sum);
    pthread_setattr_default_np(&usual);
    assert_false(job.threaded);
    job_end(&job);
    assert_int_equal(sum.result, 5050);
    assert_true(pthread_equal(sum.thread, pthread_self()));
    pthread_attr_destroy(&usual);
    pthread_attr_destroy(&huge);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_beside_its_caller),
        cmocka_unit_test(runs_in_its_caller_where_there_is_no_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
