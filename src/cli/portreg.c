/* portreg: reads and keeps files and the local store. */
#include <stdio.h>

#include "cli/options.h"
#include "cli/output.h"

int main(int argc, char **argv)
{
    struct options options;
    const struct command *command;
    struct error error;
    (void)argc;
    if (!argv[0] || options_parse(argv + 1, &options, &command, &error) != STATUS_OK)
        return argv[0] ? print_error(&error) : EXIT_USAGE;
    if (options.version) {
        printf("portreg %s\n", PORTREG_VERSION);
        return output_done(EXIT_DONE);
    }
    if (options.help || !command) {
        options_print_help(command);
        return output_done(options.help ? EXIT_DONE : EXIT_USAGE);
    }
    return command->run(&options);
}
