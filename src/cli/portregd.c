/* portregd: the server of a data directory, and whatever else needs HTTP. */
#include <stdio.h>

#include "cli/data_directory.h"
#include "cli/exit_status.h"
#include "cli/option.h"
#include "cli/publish_main.h"
#include "cli/serving.h"
#include "cli/sync_main.h"
#include "cli/witness.h"
#include "server/routes.h"

static void print_help(void)
{
    static const struct option data = {
        .name = "data",
        .value = "DIR",
        .help = "the data directory (default: $PORTREG_DATA, else" OPTION_INDENT
                "/var/lib/portreg for root, else $XDG_DATA_HOME/portreg)"};
    puts("Usage: portregd serve [OPTIONS]\n"
         "\n"
         "Serves the registry that is published in a data directory, over HTTP, and takes up each\n"
         "new release that portreg import or portreg sync publishes there.\n"
         "\n"
         "Options:");
    option_print(&data);
    for (size_t i = 0; i < serve_table_count; i++)
        option_print(&serve_table[i]);
    puts("\n"
         "Paths:");
    for (size_t i = 0; i < route_count; i++)
        printf("  %s\n      %s\n", routes[i].pattern, routes[i].help);
    puts("\n"
         "Examples:\n"
         "  portregd serve\n"
         "  portregd serve --data /srv/portreg --listen '[::1]:8080'");
}

static int serve(char **arguments)
{
    char path[PATH_SIZE_BYTES], line[1024];
    struct serve_options options = {.data_directory = data_directory_default(path)};
    struct error error = {0};
    if (serve_options_parse(&options, arguments, &error) == STATUS_OK)
        return serving_run(&options);
    error_format(&error, line, sizeof(line));
    fprintf(stderr, "portregd: %s\n", line);
    return EXIT_USAGE;
}

int main(int count, char **arguments)
{
    if (count > 1 && strcmp(arguments[1], "witness") == 0)
        return witness_main(count - 1, arguments + 1);
    if (count > 1 && strcmp(arguments[1], "sync") == 0)
        return sync_main(arguments + 2);
    if (count > 1 && strcmp(arguments[1], "publish") == 0)
        return publish_main(arguments + 2);
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "--help") == 0) {
            print_help();
            return EXIT_DONE;
        }
        if (strcmp(arguments[i], "--version") == 0) {
            puts("portregd " PORTREG_VERSION);
            return EXIT_DONE;
        }
    }
    if (count > 1)
        return serve(arguments + 1);
    fputs("portregd: expected a command: serve, sync, publish or witness, found none\n", stderr);
    return EXIT_USAGE;
}
