/* Measures two commands as whole processes: A B A B ..., each started with posix_spawn, on one
 * processor, without anything on standard output.
 *
 * usage: bench_spawn RUNS COMMAND_A... -- COMMAND_B...
 *
 * Prints for A and for B: the medians of time and of processor time in microseconds, and the peak
 * of memory in KiB. Time includes starting and waiting. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

enum { RUNS_LIMIT = 100000, WARM_UP_RUNS = 3 };

extern char **environ;

struct command {
    char **arguments;
    double *elapsed_us;
    double *processor_us;
    long peak_kib;
};

static double now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static double microseconds(struct timeval time)
{
    return (double)time.tv_sec * 1e6 + (double)time.tv_usec;
}

static void fail(const char *what, int number)
{
    fprintf(stderr, "bench_spawn: %s: %s\n", what, strerror(number));
    exit(3);
}

/* Runs COMMAND once; notes the figures as its RUNth, unless RUN is negative. */
static void run_once(struct command *command, const posix_spawn_file_actions_t *actions, int run)
{
    struct rusage usage;
    pid_t child;
    int status;
    double start_us = now_us();
    int number =
        posix_spawnp(&child, command->arguments[0], actions, NULL, command->arguments, environ);
    if (number != 0)
        fail(command->arguments[0], number);
    if (wait4(child, &status, 0, &usage) < 0)
        fail("wait4", errno);
    double end_us = now_us();
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        fprintf(stderr, "bench_spawn: expected exit status 0 of %s\n", command->arguments[0]);
        exit(3);
    }
    if (usage.ru_maxrss > command->peak_kib)
        command->peak_kib = usage.ru_maxrss;
    if (run < 0)
        return;
    command->elapsed_us[run] = end_us - start_us;
    command->processor_us[run] = microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
}

static int compare(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static double median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof(*values), compare);
    return values[count / 2];
}

/* Stays on the processor it is on; what it starts inherits that. */
static void stay_here(void)
{
    cpu_set_t here;
    int processor = sched_getcpu();
    if (processor < 0)
        return;
    CPU_ZERO(&here);
    CPU_SET((size_t)processor, &here);
    sched_setaffinity(0, sizeof(here), &here);
}

int main(int argc, char **argv)
{
    int runs = argc > 1 ? atoi(argv[1]) : 0, split = 2;
    while (split < argc && strcmp(argv[split], "--") != 0)
        split++;
    if (runs < 1 || runs > RUNS_LIMIT || split == 2 || split >= argc - 1) {
        fprintf(stderr, "usage: bench_spawn RUNS COMMAND_A... -- COMMAND_B...\n");
        return 2;
    }
    argv[split] = NULL;
    struct command commands[2] = {{.arguments = argv + 2}, {.arguments = argv + split + 1}};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    for (int i = 0; i < 2; i++) {
        commands[i].elapsed_us = calloc((size_t)runs, sizeof(double));
        commands[i].processor_us = calloc((size_t)runs, sizeof(double));
        if (!commands[i].elapsed_us || !commands[i].processor_us)
            fail("calloc", errno);
    }
    if (!getenv("BENCH_ALL_PROCESSORS"))
        stay_here();
    for (int run = -WARM_UP_RUNS; run < runs; run++)
        for (int i = 0; i < 2; i++)
            run_once(&commands[i], &actions, run);
    for (int i = 0; i < 2; i++)
        printf("%.1f %.1f %ld\n", median(commands[i].elapsed_us, runs),
               median(commands[i].processor_us, runs), commands[i].peak_kib);
    return 0;
}
