/* Reading a registry from a file named on the command line. */
#ifndef PORTREG_CLI_REGISTRY_FILE_H
#define PORTREG_CLI_REGISTRY_FILE_H

#include "base/file.h"
#include "cli/command.h"
#include "formats/format.h"

struct registry_file {
    struct file file;
    struct registry registry;
};

/* The format that OPTION names; *FORMAT is NULL when it names none. STATUS_INPUT for an unknown
 * one. */
int format_of_option(const char *option, bool reading, const struct format **format,
                     struct error *error);

/* Opens PATH ("-": standard input) for registry_file_read. End with registry_file_close also after
 * a failure. */
int registry_file_open(struct registry_file *registry_file, const char *path, struct error *error);
/* Reads the registry, by --from and --date. */
int registry_file_read(struct registry_file *registry_file, const struct options *options,
                       const struct findings *findings, struct error *error);
void registry_file_close(struct registry_file *registry_file);

#endif
