/* The loop of portreg sync --watch. */
#include "cli/sync_watch.h"

#include <errno.h>
#include <signal.h>
#include <sodium.h>
#include <time.h>

#include "cli/exit_status.h"
#include "cli/sync_report.h"

unsigned sync_watch_wait_s(unsigned every_s, unsigned failure_count, unsigned retry_after_s)
{
    unsigned wait_s = every_s;
    if (failure_count) {
        wait_s = SYNC_RETRY_FIRST_S;
        while (--failure_count && wait_s < every_s)
            wait_s *= 2;
    }
    if (wait_s > every_s)
        wait_s = every_s;
    if (retry_after_s > SYNC_RETRY_AFTER_LIMIT_S)
        retry_after_s = SYNC_RETRY_AFTER_LIMIT_S;
    return wait_s > retry_after_s ? wait_s : retry_after_s;
}

/* The signals that end the loop. They stay blocked, and are looked for where it is safe to stop. */
static sigset_t ending_signals(void)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    return signals;
}

/* Whether one of them has come. */
static bool must_end(void)
{
    sigset_t pending;
    return sigpending(&pending) == 0 &&
           (sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGINT) == 1);
}

/* Sleeps WAIT_S and some more at random. Returns false as soon as it must end. */
static bool sleep_until_next(unsigned wait_s)
{
    sigset_t signals = ending_signals();
    uint64_t jitter_ms = (uint64_t)wait_s * 1000 / 100 * SYNC_JITTER_PERCENT;
    jitter_ms = randombytes_uniform(jitter_ms < UINT32_MAX ? (uint32_t)jitter_ms : UINT32_MAX);
    struct timespec wait = {(time_t)(wait_s + jitter_ms / 1000),
                            (long)(jitter_ms % 1000) * 1000000L};
    while (sigtimedwait(&signals, NULL, &wait) < 0)
        if (errno == EAGAIN) /* the time is over; EINTR: stopped and continued */
            return true;
    return false;
}

int sync_watch(struct sync_request *request, unsigned every_s, bool json)
{
    sigset_t signals = ending_signals();
    unsigned failure_count = 0;
    struct sync_result result;
    struct error error;
    sigprocmask(SIG_BLOCK, &signals, NULL);
    request->cancelled = must_end;
    do {
        sync_run(request, &result, &error);
        if (result.outcome == SYNC_FAILED && must_end())
            break;
        if (!sync_report(request, &result, &error, json))
            return EXIT_FAILED;
        failure_count = result.outcome == SYNC_FAILED ? failure_count + 1 : 0;
    } while (sleep_until_next(sync_watch_wait_s(every_s, failure_count, result.retry_after_s)));
    return EXIT_DONE;
}
