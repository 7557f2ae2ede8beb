/* Errors and results. */
#include "cli/output.h"

#include <errno.h>

#include "base/file.h"
#include "publication/files.h"

int print_error(const struct error *error)
{
    char line[1024];
    error_format(error, line, sizeof(line));
    fprintf(stderr, "portreg: %s\n", line);
    return error->status == STATUS_INPUT ? EXIT_USAGE : EXIT_FAILED;
}

struct sink *output_sink(void)
{
    static struct sink sink;
    if (!sink.write)
        sink_init_stream(&sink, stdout);
    return &sink;
}

int output_done(int status)
{
    struct error error;
    int flushed = sink_flush(output_sink(), "standard output", &error);
    if (flushed == STATUS_OK && fflush(stdout) != 0)
        flushed = error_system(&error, "write", "standard output");
    return flushed == STATUS_OK ? status : print_error(&error);
}

struct portreg *open_snapshot(const struct options *options)
{
    char path[PATH_SIZE_BYTES];
    const char *file = options->snapshot ? options->snapshot : path;
    struct portreg *snapshot = NULL;
    struct portreg_error error;
    struct error too_long;
    if (!options->snapshot &&
        path_join(path, options->data, SNAPSHOT_FILE, &too_long) != STATUS_OK) {
        print_error(&too_long);
        return NULL;
    }
    errno = 0;
    if (portreg_open(file, &snapshot, &error) == PORTREG_OK)
        return snapshot;
    bool missing = error.status == PORTREG_SYSTEM && errno == ENOENT;
    fprintf(stderr, "portreg: %s\n", error.message);
    if (missing && !options->snapshot)
        fprintf(stderr, "portreg: import a release first: portreg import FILE\n");
    return NULL;
}
