/* Registries from files. */
#include "cli/registry_file.h"

int format_of_option(const char *option, bool reading, const struct format **format,
                     struct error *error)
{
    *format = option ? format_find(text_of(option)) : NULL;
    if (!option || (*format && (reading ? (*format)->read != NULL : (*format)->write != NULL)))
        return STATUS_OK;
    struct buffer names;
    char quoted[QUOTED_SIZE_BYTES];
    buffer_init(&names);
    format_names(reading, &names);
    error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
              "expected a format to %s (%.*s), found %s", reading ? "read" : "write",
              TEXT_ARGS(buffer_text(&names)), text_quote(text_of(option), quoted));
    buffer_done(&names);
    return STATUS_INPUT;
}

int registry_file_open(struct registry_file *registry_file, const char *path, struct error *error)
{
    registry_init(&registry_file->registry);
    return file_open(&registry_file->file, path, error);
}

int registry_file_read(struct registry_file *registry_file, const struct options *options,
                       const struct findings *findings, struct error *error)
{
    const struct format *format;
    int status = format_of_option(options->from, true, &format, error);
    if (status != STATUS_OK)
        return status;
    struct input input = {registry_file->file.name, registry_file->file.bytes, options->date};
    return format_read(format, &input, &registry_file->registry, findings, error);
}

void registry_file_close(struct registry_file *registry_file)
{
    registry_done(&registry_file->registry);
    file_close(&registry_file->file);
}
