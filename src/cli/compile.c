/* portreg compile: a registry into a snapshot. */
#include "snapshot/compile.h"

#include "base/memory.h"
#include "base/sha256.h"
#include "cli/output.h"
#include "cli/registry_file.h"
#include "store/store.h"

/* What compiling a registry of today takes, about. */
enum { EXPECTED_BYTES = 24 << 20 };

/* The snapshot of the registry in the file PATH. */
static int compile_file(const struct options *options, const char *path, struct buffer *snapshot,
                        struct error *error)
{
    struct registry_file source;
    struct sha256_job hash;
    struct release release = {.sequence = 0};
    memory_expect(EXPECTED_BYTES);
    int status = registry_file_open(&source, path, error);
    if (status == STATUS_OK) {
        sha256_job_begin(&hash, source.file.bytes);
        status = registry_file_read(&source, options, NULL, error);
        sha256_job_end(&hash);
    }
    if (status == STATUS_OK) {
        memcpy(release.sha256, hash.sha256, sizeof(release.sha256));
        release.size_bytes = source.file.bytes.length;
        status = snapshot_compile_release(&source.registry, &release, snapshot, error);
    }
    registry_file_close(&source);
    return status;
}

/* The snapshot of all releases in the store. */
static int compile_store(const struct options *options, struct buffer *snapshot,
                         struct error *error)
{
    struct store *store = NULL;
    struct timeline timeline = {0};
    int status = store_open(options->data, STORE_READ, &store, error);
    if (status == STATUS_OK)
        status = store_read(store, 0, false, &timeline, error);
    if (status == STATUS_OK)
        status = snapshot_compile(&timeline, snapshot, error);
    timeline_done(&timeline);
    store_close(store);
    return status;
}

int run_compile(const struct options *options)
{
    struct buffer snapshot;
    struct error error;
    if (!options->output) {
        error_set(&error, STATUS_INPUT, NULL, (struct position){0, 0},
                  "expected --output FILE, found nothing (see portreg compile --help)");
        return print_error(&error);
    }
    if (!options->argument_count && !store_exists(options->data)) {
        hint_import(options);
        return EXIT_FAILED;
    }
    buffer_init(&snapshot);
    int status = options->argument_count
                     ? compile_file(options, options->arguments[0], &snapshot, &error)
                     : compile_store(options, &snapshot, &error);
    if (status == STATUS_OK)
        status = output_write_file(options->output, buffer_text(&snapshot), &error);
    buffer_done(&snapshot);
    return status == STATUS_OK ? output_done(EXIT_DONE) : print_error(&error);
}
