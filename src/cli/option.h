/* An option of the command line, as data. */
#ifndef PORTREG_CLI_OPTION_H
#define PORTREG_CLI_OPTION_H

#include <stdbool.h>
#include <stddef.h>

struct options;

struct option {
    const char *name;
    const char *value; /* NULL: it has none */
    const char *help;  /* further lines begin with OPTION_INDENT */
    bool common;       /* every command takes it */
    /* Reads the value into OPTIONS. Returns what was expected, or NULL. An option without this is
     * passed on to portregd as it is, which reads it. */
    const char *(*read)(struct options *options, const char *value);
};

#define OPTION_INDENT "\n                       "

/* Prints "--name VALUE  help". */
void option_print(const struct option *option);

/* The options of portreg serve, which both programs know: portreg passes them on. */
extern const struct option serve_table[];
extern const size_t serve_table_count;

#endif
