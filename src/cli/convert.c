/* portreg convert and export: from one format to another. */
#include "cli/output.h"
#include "cli/registry_file.h"
#include "publication/files.h"

/* Writes the registry of PATH in FORMAT to standard output. */
static int write_file(const char *path, const struct format *format, const struct options *options)
{
    struct registry_file source;
    struct error error;
    struct writing writing = {options->as_published, options->page};
    if (options->page && strcmp(format->name, "html") != 0) {
        error_set(&error, STATUS_INPUT, NULL, (struct position){0, 0},
                  "expected --page with html, found it with %s", format->name);
        return print_error(&error);
    }
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

int run_export(const struct options *options)
{
    const struct format *format;
    struct error error;
    char path[PATH_SIZE_BYTES];
    if (format_of_option(options->arguments[0], false, &format, &error) != STATUS_OK ||
        path_join(path, options->data, PUBLISHED_XML, &error) != STATUS_OK)
        return print_error(&error);
    int status = write_file(path, format, options);
    if (status == EXIT_FAILED)
        hint_import(path);
    return status;
}
