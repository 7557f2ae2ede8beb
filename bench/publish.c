/* How long a new release takes from being parsed to being visible: to look-ups, and with files,
 * hashes and log. Imports FILE into DATA, which must not have it, and prints three times in us: of
 * parsing alone, from then to the new snapshot, from then to the end. Takes no sides: the parsing
 * that is taken off is measured before, of the same file.
 *
 * usage: bench_publish DATA FILE */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "base/file.h"
#include "publication/files.h"
#include "publication/publication.h"

enum { LOOK_INTERVAL_US = 100 };

/* Looks for another snapshot in the data directory. */
struct watch {
    char path[PATH_SIZE_BYTES];
    ino_t old;
    _Atomic int64_t seen_us; /* 0: not yet */
    _Atomic bool stopping;
};

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static ino_t look(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 ? info.st_ino : 0;
}

static void *run_watch(void *context)
{
    struct watch *watch = context;
    while (!watch->stopping && !watch->seen_us) {
        if (look(watch->path) != watch->old)
            watch->seen_us = now_us();
        nanosleep(&(struct timespec){0, LOOK_INTERVAL_US * 1000L}, NULL);
    }
    return NULL;
}

static int fail(const struct error *error)
{
    fprintf(stderr, "bench_publish: %s\n", error->message);
    return 1;
}

/* The time that parsing takes, the smallest of three. */
static int64_t parse_us(const struct input *input, struct error *error)
{
    int64_t best = INT64_MAX;
    for (int i = 0; i < 3; i++) {
        struct registry registry;
        registry_init(&registry);
        int64_t start = now_us();
        if (format_read(NULL, input, &registry, NULL, error) != STATUS_OK)
            return -1;
        int64_t took = now_us() - start;
        best = took < best ? took : best;
        registry_done(&registry);
    }
    return best;
}

int main(int count, char **arguments)
{
    static struct watch watch;
    struct error error;
    struct file file;
    pthread_t thread;
    if (count != 3)
        return 2;
    if (file_open(&file, arguments[2], &error) != STATUS_OK ||
        path_join(watch.path, arguments[1], SNAPSHOT_FILE, &error) != STATUS_OK)
        return fail(&error);
    struct input input = {file.name, file.bytes, {0, 0, 0}};
    struct origin origin = {.source = "import", .agent = "bench"};
    int64_t parsing = parse_us(&input, &error);
    if (parsing < 0)
        return fail(&error);
    watch.old = look(watch.path);
    if (pthread_create(&thread, NULL, run_watch, &watch) != 0)
        return 1;
    int64_t start = now_us();
    int status = publication_import(arguments[1], &input, NULL, &origin, NULL, NULL, &error);
    int64_t end = now_us();
    watch.stopping = true;
    pthread_join(thread, NULL);
    file_close(&file);
    if (status != STATUS_OK)
        return fail(&error);
    printf("%lld %lld %lld\n", (long long)parsing, (long long)(watch.seen_us - start - parsing),
           (long long)(end - start - parsing));
    return 0;
}
