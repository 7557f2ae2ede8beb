/* portreg compile: a registry into a snapshot. */
#include "snapshot/compile.h"

#include <fcntl.h>

#include "base/memory.h"
#include "base/sha256.h"
#include "cli/output.h"
#include "cli/registry_file.h"
#include "publication/files.h"

/* Replaces the file PATH by BYTES; "-" is standard output. */
static int write_file(const char *path, struct text bytes, struct error *error)
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

/* What compiling a registry of today takes, about. */
enum { EXPECTED_BYTES = 24 << 20 };

int run_compile(const struct options *options)
{
    struct registry_file source;
    struct buffer snapshot;
    struct error error;
    struct sha256_job hash;
    char path[PATH_SIZE_BYTES];
    if (!options->output) {
        error_set(&error, STATUS_INPUT, NULL, (struct position){0, 0},
                  "expected --output FILE, found nothing (see portreg compile --help)");
        return print_error(&error);
    }
    if (path_join(path, options->data, PUBLISHED_XML, &error) != STATUS_OK)
        return print_error(&error);
    const char *input = options->argument_count ? options->arguments[0] : path;
    memory_expect(EXPECTED_BYTES);
    buffer_init(&snapshot);
    int status = registry_file_open(&source, input, &error);
    if (status == STATUS_OK) {
        sha256_job_begin(&hash, source.file.bytes);
        status = registry_file_read(&source, options, NULL, &error);
        sha256_job_end(&hash);
    }
    if (status == STATUS_OK)
        status = snapshot_compile(&source.registry, hash.sha256, &snapshot, &error);
    registry_file_close(&source);
    if (status == STATUS_OK)
        status = write_file(options->output, buffer_text(&snapshot), &error);
    buffer_done(&snapshot);
    if (status == STATUS_OK)
        return output_done(EXIT_DONE);
    status = print_error(&error);
    if (input == path)
        hint_import(path);
    return status;
}
