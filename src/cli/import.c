/* portreg import: make a release visible in the data directory. */
#include "cli/output.h"
#include "cli/registry_file.h"
#include "publication/publication.h"

int run_import(const struct options *options)
{
    const struct format *format;
    struct publication publication;
    struct file file = {0};
    struct error error;
    char date[DATE_SIZE_BYTES];
    int status = format_of_option(options->from, true, &format, &error);
    if (status == STATUS_OK)
        status = file_open(&file, options->arguments[0], &error);
    if (status == STATUS_OK) {
        struct input input = {file.name, file.bytes, options->date};
        status = publication_import(options->data, &input, format, NULL, &publication, &error);
    }
    file_close(&file);
    if (status != STATUS_OK)
        return print_error(&error);
    sink_format(output_sink(), "imported %zu records, release of %s, into %s\n",
                publication.record_count, date_format(publication.date, date), options->data);
    return output_done(EXIT_DONE);
}
