/* portreg convert and export: from one format to another. */
#include "cli/output.h"
#include "cli/registry_file.h"
#include "store/store.h"

/* Refuses a page of what has none. */
static int check_page(const struct options *options, const struct format *format,
                      struct error *error)
{
    if (!options->page || strcmp(format->name, "html") == 0)
        return STATUS_OK;
    return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                     "expected --page with html, found it with %s", format->name);
}

/* Writes the registry of PATH in FORMAT to standard output. */
static int write_file(const char *path, const struct format *format, const struct options *options)
{
    struct registry_file source;
    struct error error;
    struct writing writing = {options->as_published, options->page};
    if (check_page(options, format, &error) != STATUS_OK)
        return print_error(&error);
    int status = registry_file_open(&source, path, &error);
    if (status == STATUS_OK)
        status = registry_file_read(&source, options, NULL, &error);
    if (status == STATUS_OK)
        status = format->write(&source.registry, &writing, output_sink(), &error);
    registry_file_close(&source);
    return status == STATUS_OK ? output_done(EXIT_DONE) : print_error(&error);
}

int run_convert(const struct options *options)
{
    const struct format *format;
    struct error error;
    if (!options->to)
        error_set(&error, STATUS_INPUT, NULL, (struct position){0, 0},
                  "expected --to FORMAT, found nothing (see portreg convert --help)");
    if (!options->to || format_of_option(options->to, false, &format, &error) != STATUS_OK)
        return print_error(&error);
    return write_file(options->argument_count ? options->arguments[0] : "-", format, options);
}

/* Says that the store begins after DATE. */
static int refuse_date(struct store *store, struct date date, struct error *error)
{
    struct date first;
    int status = store_first_date(store, &first, error);
    return status == STATUS_OK ? timeline_refuse_date(first, date, error) : status;
}

/* Writes a release out of the store. */
static int export_release(const struct options *options, const struct format *format,
                          struct error *error)
{
    struct store *store = NULL;
    struct timeline timeline = {0};
    struct registry registry;
    struct writing writing = {options->as_published, options->page};
    uint32_t sequence = 0;
    registry_init(&registry);
    int status = store_open(options->data, STORE_READ, &store, error);
    if (status == STATUS_OK)
        status = store_find_release(store, options->as_of, &sequence, error);
    if (status == STATUS_OK && sequence == 0)
        status = refuse_date(store, options->as_of, error);
    if (status == STATUS_OK)
        status = store_read(store, sequence, true, &timeline, error);
    if (status == STATUS_OK)
        status = timeline_release(&timeline, 0, &registry, error);
    if (status == STATUS_OK)
        status = format->write(&registry, &writing, output_sink(), error);
    registry_done(&registry);
    timeline_done(&timeline);
    store_close(store);
    return status;
}

int run_export(const struct options *options)
{
    const struct format *format;
    struct error error;
    int status = format_of_option(options->arguments[0], false, &format, &error);
    if (status == STATUS_OK)
        status = check_page(options, format, &error);
    if (status == STATUS_OK && !store_exists(options->data)) {
        hint_import(options);
        return EXIT_FAILED;
    }
    if (status == STATUS_OK)
        status = export_release(options, format, &error);
    return status == STATUS_OK ? output_done(EXIT_DONE) : print_error(&error);
}
