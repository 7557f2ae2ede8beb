/* How long a new release takes from being parsed to being visible: to look-ups, and with files,
 * hashes and log. Imports FILE into DATA, which must not have it, and prints three times in us: of
 * parsing, from then to the new snapshot, from then to the end. The linker puts a function around
 * format_read, which notes when the parsing was done.
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

static int64_t parsed_us, parsing_us;

__typeof__(format_read) __real_format_read, __wrap_format_read;
int __wrap_format_read(const struct format *format, const struct input *input,
                       struct registry *registry, const struct findings *findings,
                       struct error *error)
{
    int64_t start = now_us();
    int status = __real_format_read(format, input, registry, findings, error);
    parsed_us = now_us();
    parsing_us = parsed_us - start;
    return status;
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
    watch.old = look(watch.path);
    if (pthread_create(&thread, NULL, run_watch, &watch) != 0)
        return 1;
    int status = publication_import(arguments[1], &input, NULL, &origin, NULL, NULL, &error);
    int64_t end = now_us();
    watch.stopping = true;
    pthread_join(thread, NULL);
    file_close(&file);
    if (status != STATUS_OK)
        return fail(&error);
    printf("%lld %lld %lld\n", (long long)parsing_us, (long long)(watch.seen_us - parsed_us),
           (long long)(end - parsed_us));
    return 0;
}
