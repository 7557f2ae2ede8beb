/* Errors and results. */
#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "publication/files.h"
#include "registry/timeline.h"

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

/* Says that the first release came after the date that was asked for. */
static int refuse_date(const struct opened_snapshot *opened, struct date date)
{
    struct portreg_release release = {.index = 0};
    struct error error;
    portreg_release_get(opened->file, 0, &release);
    timeline_refuse_date(date_of_portreg(release.date), date, &error);
    return print_error(&error);
}

static int open_as_of(struct opened_snapshot *opened, struct date date)
{
    struct portreg_error error;
    uint32_t release = portreg_release_of_date(
        opened->file, (struct portreg_date){date.year, date.month, date.day});
    if (release == UINT32_MAX)
        return refuse_date(opened, date);
    if (portreg_as_of(opened->file, release, &opened->view, &error) == PORTREG_OK)
        return EXIT_DONE;
    fprintf(stderr, "portreg: %s\n", error.message);
    return EXIT_FAILED;
}

int snapshot_open(struct opened_snapshot *opened, const struct options *options)
{
    *opened = (struct opened_snapshot){.file = open_snapshot(options)};
    int status = opened->file ? EXIT_DONE : EXIT_FAILED;
    if (status == EXIT_DONE && date_is_set(options->as_of))
        status = open_as_of(opened, options->as_of);
    opened->snapshot = opened->view ? opened->view : opened->file;
    if (status != EXIT_DONE)
        snapshot_close(opened);
    return status;
}

void snapshot_close(struct opened_snapshot *opened)
{
    portreg_close(opened->view);
    portreg_close(opened->file);
    *opened = (struct opened_snapshot){NULL, NULL, NULL};
}

int output_write_file(const char *path, struct text bytes, struct error *error)
{
    struct replacement replacement;
    if (strcmp(path, "-") == 0) {
        sink_write(output_sink(), bytes);
        return STATUS_OK;
    }
    int status = replacement_open(&replacement, path, error);
    if (status != STATUS_OK)
        return status;
    /* With room on the disk from the start, renaming need not wait for it to be found. A failure is
     * one of writing too, and is told there. */
    posix_fallocate(fileno(replacement.stream), 0, (off_t)bytes.length);
    if (fwrite(bytes.bytes, 1, bytes.length, replacement.stream) == bytes.length)
        return replacement_commit(&replacement, error);
    status = error_system(error, "write", path);
    replacement_abandon(&replacement);
    return status;
}

void hint_import(const struct options *options)
{
    fprintf(
        stderr,
        "portreg: expected a release in %s, found none; import one first: portreg import FILE\n",
        options->data);
}
