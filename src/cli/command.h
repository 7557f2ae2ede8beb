/* The commands of portreg, as data: one table drives dispatch and help. */
#ifndef PORTREG_CLI_COMMAND_H
#define PORTREG_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "cli/exit_status.h"

enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* An option that portregd reads. */
struct passed_option {
    const char *name;
    const char *value; /* NULL: it has none */
};

enum { PASSED_LIMIT = 64 };

/* The options of the command line; each command says which of them it takes. */
struct options {
    const char *data;     /* the data directory; never NULL after options_parse */
    const char *snapshot; /* answer from this file instead of the data directory's */
    const char *from;
    const char *to;
    const char *output;
    const char *origin;
    const char *key;
    const char *policy;
    const char *proof;
    const char *log;
    const char *release;
    const char *entry;
    const char *size;
    const char *consistency;
    const char *witness_key;
    const char *transport;
    const char *scheme;
    const char *pixels;
    struct date as_published;
    struct date date;
    struct date as_of;
    unsigned page;
    unsigned limit;              /* 0: not given */
    unsigned every_s, timeout_s; /* 0: not given */
    enum color_when color;
    bool json;
    bool rules;
    bool backfill;
    bool authority;
    bool watch;
    bool force;
    bool svg, png;
    bool help;
    bool version;
    struct passed_option passed[PASSED_LIMIT]; /* in their order */
    size_t passed_count;
    /* What is not an option, without the command's name. */
    const char **arguments;
    size_t argument_count;
};

struct command {
    const char *name;
    const char *arguments; /* for the usage line: "QUERY..." */
    const char *summary;   /* one line */
    const char *options; /* the names it takes besides the common ones, each followed by a space */
    size_t least, most;  /* how many arguments */
    int (*run)(const struct options *options);
    const char *examples; /* one a line, each with a word on what it does */
};

extern const struct command commands[];
extern const size_t command_count;

/* The commands of portreg log; each name is two words. */
extern const struct command log_commands[];
extern const size_t log_command_count;

/* The commands that COMMAND has of its own, COUNT of them; NULL for most. */
const struct command *command_subcommands(const struct command *command, size_t *count);

/* The command of this name, or NULL. */
const struct command *command_find(const char *name);

/* The name of the command that NAME may have been meant for, or NULL. */
const char *command_suggest(const char *name);

int run_lookup(const struct options *options);
int run_search(const struct options *options);
int run_convert(const struct options *options);
int run_check(const struct options *options);
int run_compile(const struct options *options);
int run_import(const struct options *options);
int run_export(const struct options *options);
int run_diff(const struct options *options);
int run_history(const struct options *options);
int run_stats(const struct options *options);
int run_map(const struct options *options);
int run_sync(const struct options *options);
int run_verify(const struct options *options);
int run_publish(const struct options *options);
int run_serve(const struct options *options);
int run_log(const struct options *options);

#endif
