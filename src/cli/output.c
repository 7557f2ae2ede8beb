/* Errors and results. */
#include "cli/output.h"

#include <errno.h>
#include <unistd.h>

#include "base/file.h"
#include "publication/files.h"

int print_error(const struct error *error)
{
    char line[1024];
    error_format(error, line, sizeof(line));
    output_flush();
    fprintf(stderr, "portreg: %s\n", line);
    return exit_status_of(error);
}

struct sink *output_sink(void)
{
    static struct sink sink;
    if (!sink.write)
        sink_init_stream(&sink, stdout);
    return &sink;
}

void output_flush(void)
{
    sink_flush(output_sink(), "standard output", NULL); /* a failure stays with the sink */
}

int output_done(int status)
{
    struct error error;
    int flushed = sink_flush(output_sink(), "standard output", &error);
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
    if (portreg_open(file, &snapshot, &error) == PORTREG_OK)
        return snapshot;
    if (!options->snapshot && access(file, F_OK) < 0 && errno == ENOENT)
        hint_import(options);
    else
        fprintf(stderr, "portreg: %s\n", error.message);
    return NULL;
}

void hint_import(const struct options *options)
{
    fprintf(
        stderr,
        "portreg: expected a release in %s, found none; import one first: portreg import FILE\n",
        options->data);
}
