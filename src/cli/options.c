/* Options, as one table. */
#include "cli/options.h"

#include <stdio.h>

#include "cli/data_directory.h"
#include "cli/option.h"
#include "cli/seconds.h"

#include "snapshot/snapshot.h"

static const char *read_data(struct options *options, const char *value)
{
    options->data = value;
    return *value ? NULL : "a directory";
}

static const char *read_snapshot(struct options *options, const char *value)
{
    options->snapshot = value;
    return *value ? NULL : "a file";
}

static const char *read_from(struct options *options, const char *value)
{
    options->from = value;
    return NULL;
}

static const char *read_to(struct options *options, const char *value)
{
    options->to = value;
    return NULL;
}

static const char *read_output(struct options *options, const char *value)
{
    options->output = value;
    return *value ? NULL : "a file";
}

static const char *read_origin(struct options *options, const char *value)
{
    options->origin = value;
    return *value ? NULL : "the name of a log, such as ports.example.org/log";
}

static const char *read_key(struct options *options, const char *value)
{
    options->key = value;
    return *value ? NULL : "a public key as NAME+ID+KEY";
}

static const char *read_policy(struct options *options, const char *value)
{
    options->policy = value;
    return *value ? NULL : "a file";
}

static const char *read_proof(struct options *options, const char *value)
{
    options->proof = value;
    return *value ? NULL : "a file";
}

static const char *read_log(struct options *options, const char *value)
{
    options->log = value;
    return *value ? NULL : "the directory of a log";
}

static const char *read_release(struct options *options, const char *value)
{
    options->release = value;
    return *value ? NULL : "the number of a release or a date";
}

static const char *read_entry(struct options *options, const char *value)
{
    options->entry = value;
    return *value ? NULL : "a file";
}

static const char *read_size(struct options *options, const char *value)
{
    options->size = value;
    return *value ? NULL : "a number of entries";
}

static const char *read_consistency(struct options *options, const char *value)
{
    options->consistency = value;
    return *value ? NULL : "sizes as OLD or OLD-NEW";
}

static const char *read_witness_key(struct options *options, const char *value)
{
    options->witness_key = value;
    return *value ? NULL : "a public key as NAME+ID+KEY";
}

static const char *read_transport(struct options *options, const char *value)
{
    options->transport = value;
    return NULL;
}

static const char *read_scheme(struct options *options, const char *value)
{
    options->scheme = value;
    return NULL;
}

static const char *read_pixels(struct options *options, const char *value)
{
    options->pixels = value;
    return NULL;
}

/* A release has a whole date: a month alone says neither which release nor how it was written. */
static const char *read_whole_date(struct date *date, const char *value)
{
    return date_parse(text_of(value), date) && date->day ? NULL : "a date as YYYY-MM-DD";
}

static const char *read_as_published(struct options *options, const char *value)
{
    return read_whole_date(&options->as_published, value);
}

static const char *read_date(struct options *options, const char *value)
{
    return read_whole_date(&options->date, value);
}

/* A month or a year is its last day. */
static const char *read_as_of(struct options *options, const char *value)
{
    if (!date_parse(text_of(value), &options->as_of))
        return "a date as YYYY-MM-DD, YYYY-MM or YYYY";
    options->as_of = date_last_day(options->as_of);
    return NULL;
}

static const char *read_page(struct options *options, const char *value)
{
    uint64_t page;
    if (!text_to_number(text_of(value), 100000, &page) || page == 0)
        return "the number of a page, from 1";
    options->page = (unsigned)page;
    return NULL;
}

static const char *read_limit(struct options *options, const char *value)
{
    uint64_t limit;
    if (!text_to_number(text_of(value), 100000, &limit) || limit == 0)
        return "a number of records, from 1 to 100000";
    options->limit = (unsigned)limit;
    return NULL;
}

static const char *read_every(struct options *options, const char *value)
{
    return seconds_parse(value, &options->every_s) ? NULL : SECONDS_EXPECTED;
}

static const char *read_timeout(struct options *options, const char *value)
{
    return seconds_parse(value, &options->timeout_s) ? NULL : SECONDS_EXPECTED;
}

static const char *read_color(struct options *options, const char *value)
{
    static const char *const words[] = {"auto", "always", "never"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(value, words[i]) == 0) {
            options->color = (enum color_when)i;
            return NULL;
        }
    }
    return "auto, always or never";
}

static const char *read_json(struct options *options, const char *value)
{
    (void)value;
    options->json = true;
    return NULL;
}

static const char *read_rules(struct options *options, const char *value)
{
    (void)value;
    options->rules = true;
    return NULL;
}

static const char *read_backfill(struct options *options, const char *value)
{
    (void)value;
    options->backfill = true;
    return NULL;
}

static const char *read_watch(struct options *options, const char *value)
{
    (void)value;
    options->watch = true;
    return NULL;
}

static const char *read_force(struct options *options, const char *value)
{
    (void)value;
    options->force = true;
    return NULL;
}

static const char *read_svg(struct options *options, const char *value)
{
    (void)value;
    options->svg = true;
    return NULL;
}

static const char *read_png(struct options *options, const char *value)
{
    (void)value;
    options->png = true;
    return NULL;
}

static const char *read_authority(struct options *options, const char *value)
{
    (void)value;
    options->authority = true;
    return NULL;
}

static const char *read_help(struct options *options, const char *value)
{
    (void)value;
    options->help = true;
    return NULL;
}

static const char *read_version(struct options *options, const char *value)
{
    (void)value;
    options->version = true;
    return NULL;
}

static const struct option known[] = {
    {"data", "DIR",
     "the data directory (default: $PORTREG_DATA, else /var/lib/portreg\n"
     "                       for root, else $XDG_DATA_HOME/portreg)",
     true, read_data},
    {"json", NULL, "for programs: JSON", true, read_json},
    {"color", "WHEN", "auto, always or never", true, read_color},
    {"help", NULL, "this help", true, read_help},
    {"version", NULL, "the version of portreg", true, read_version},
    {"snapshot", "FILE", "answer from this snapshot", false, read_snapshot},
    {"from", "FORMAT", "the format of the input (default: found by content)", false, read_from},
    {"to", "FORMAT", "the format to write", false, read_to},
    {"as-of", "DATE", "as of the last release of this date or before it", false, read_as_of},
    {"as-published", "DATE", "as the publisher wrote it on this date", false, read_as_published},
    {"limit", "N", "at most so many records (default: 20)", false, read_limit},
    {"page", "N", "HTML: only this page of 100 records", false, read_page},
    {"date", "DATE", "the date of a release that carries none (CSV)", false, read_date},
    {"backfill", NULL, "put a release that is older than the last in its place", false,
     read_backfill},
    {"authority", NULL, "begin a registry that decides for itself, with this release", false,
     read_authority},
    {"output", "FILE", "the file to write", false, read_output},
    {"rules", NULL, "list the rules", false, read_rules},
    {"watch", NULL, "stay, and ask again and again", false, read_watch},
    {"every", "SECONDS", "with --watch: how often (default: 3600)", false, read_every},
    {"timeout", "SECONDS", "how long a download may take (default: 300)", false, read_timeout},
    {"force", NULL, "import also what has lost many of the records", false, read_force},
    {"origin", "NAME", "the name of a new log (default: localhost/log)", false, read_origin},
    {"key", "KEY", "the public key of the log", false, read_key},
    {"policy", "FILE", "trust the logs and witnesses of this policy", false, read_policy},
    {"proof", "FILE", "verify one entry, or a file, by its proof", false, read_proof},
    {"log", "DIR", "by this log instead of the data directory's", false, read_log},
    {"release", "RELEASE", "one release, by its number or a date", false, read_release},
    {"entry", "FILE", "the entry with the bytes of this file", false, read_entry},
    {"size", "N", "in the tree of the first N entries", false, read_size},
    {"consistency", "SIZES", "OLD or OLD-NEW: that the first OLD entries are still there", false,
     read_consistency},
    {"witness-key", "KEY", "the public key of the witness", false, read_witness_key},
    {"svg", NULL, "a map as SVG", false, read_svg},
    {"png", NULL, "a map as PNG", false, read_png},
    {"transport", "NAME", "for tcp (default), udp, sctp, dccp or any", false, read_transport},
    {"scheme", "NAME", "light (default) or dark", false, read_scheme},
    {"pixels", "N", "PNG: 256, 512, 1024 (default) or 2048 wide", false, read_pixels},
};
enum { KNOWN_COUNT = sizeof(known) / sizeof(*known), USED_LIMIT = 128 };

/* The option at INDEX of all: those of portreg, then those that it passes on; NULL behind them. */
static const struct option *option_at(size_t index)
{
    if (index < KNOWN_COUNT)
        return &known[index];
    index -= KNOWN_COUNT;
    return index < serve_table_count ? &serve_table[index] : NULL;
}

static int usage(struct error *error, const char *what, const char *found)
{
    char quoted[QUOTED_SIZE_BYTES];
    return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0}, "expected %s, found %s",
                     what, text_quote(text_of(found), quoted));
}

/* As usage, where nothing was found. */
static int usage_nothing(struct error *error, const char *what)
{
    return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                     "expected %s, found nothing", what);
}

/* The option that ARGUMENT names; *VALUE is what follows a "=", or NULL. */
static const struct option *find_option(const char *argument, const char **value)
{
    struct text rest = text_of(argument + 2);
    struct text name = text_split(&rest, '=');
    *value = rest.bytes;
    const struct option *option;
    for (size_t i = 0; (option = option_at(i)); i++)
        if (text_equal(name, text_of(option->name)))
            break;
    return option;
}

/* Whether COMMAND takes OPTION. */
static bool takes(const struct command *command, const struct option *option)
{
    if (option->common)
        return true;
    char word[32];
    snprintf(word, sizeof(word), "%s ", option->name);
    const char *found = command ? strstr(command->options, word) : NULL;
    return found && (found == command->options || found[-1] == ' ');
}

static bool is_option(const char *argument)
{
    return argument[0] == '-' && argument[1] == '-' && argument[2];
}

/* Whether ARGUMENT looks like an option of one letter ("-1" is a port number gone wrong). */
static bool is_short_option(const char *argument)
{
    return argument[0] == '-' && ascii_is_letter(argument[1]);
}

/* Names the option that ARGUMENT may have been meant for. */
static int unknown_option(struct error *error, const char *argument)
{
    const char *nearest = NULL;
    unsigned nearest_distance = 3;
    struct text rest = text_of(argument + strspn(argument, "-"));
    struct text name = text_split(&rest, '=');
    char expected[128];
    const struct option *option;
    for (size_t i = 0; (option = option_at(i)); i++) {
        unsigned distance = edit_distance(text_of(option->name), name);
        if (distance < nearest_distance && distance < name.length) {
            nearest = option->name;
            nearest_distance = distance;
        }
    }
    if (nearest)
        snprintf(expected, sizeof(expected), "an option that portreg knows, such as --%s", nearest);
    else
        snprintf(expected, sizeof(expected), "an option that portreg knows (see portreg --help)");
    return usage(error, expected, argument);
}

/* Keeps OPTION for portregd: its name and, if it has one, its VALUE, never NULL. */
static int pass_on(struct options *options, const struct option *option, const char *value,
                   struct error *error)
{
    if (options->passed_count == PASSED_LIMIT)
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected at most %d options for portregd, found more", PASSED_LIMIT);
    options->passed[options->passed_count++] = (struct passed_option){option->name, value};
    return STATUS_OK;
}

/* Reads the option at *NEXT and its value; *NEXT moves on to what follows. */
static int parse_option(char ***next, struct options *options, const struct option **option,
                        struct error *error)
{
    const char *argument = *(*next)++, *value;
    if (strcmp(argument, "-h") == 0)
        argument = "--help";
    if (is_short_option(argument) || !(*option = find_option(argument, &value)))
        return unknown_option(error, argument);
    if ((*option)->value && !value && !(value = *(*next)++)) {
        char expected[64];
        (*next)--;
        snprintf(expected, sizeof(expected), "--%s %s", (*option)->name, (*option)->value);
        return usage_nothing(error, expected);
    }
    if (!(*option)->value && value)
        return usage(error, "an option without a value", argument);
    if (!(*option)->read)
        return pass_on(options, *option, value, error);
    const char *wrong = (*option)->read(options, value);
    return wrong ? usage(error, wrong, value) : STATUS_OK;
}

static int check_arguments(const struct options *options, const struct command *command,
                           struct error *error)
{
    char expected[128];
    if (options->argument_count >= command->least && options->argument_count <= command->most)
        return STATUS_OK;
    snprintf(expected, sizeof(expected), "portreg %s%s%s", command->name,
             *command->arguments ? " " : "", command->arguments);
    if (options->argument_count < command->least)
        return usage_nothing(error, expected);
    return usage(error, expected, options->arguments[command->most]);
}

/* Refuses OPTION, which COMMAND (or portreg alone, when it is NULL) does not take. */
static int foreign_option(struct error *error, const struct command *command,
                          const struct option *option)
{
    char expected[256], found[64];
    size_t length = (size_t)snprintf(expected, sizeof(expected),
                                     "an option of portreg%s%s:", command ? " " : "",
                                     command ? command->name : "");
    const struct option *taken;
    for (size_t i = 0; (taken = option_at(i)) && length < sizeof(expected); i++)
        if (takes(command, taken))
            length += (size_t)snprintf(expected + length, sizeof(expected) - length, " --%s",
                                       taken->name);
    snprintf(found, sizeof(found), "--%s", option->name);
    return usage(error, expected, found);
}

/* The command of *COMMAND's own that the first argument names; that argument is taken then. */
static void find_subcommand(struct options *options, const struct command **command)
{
    size_t count, length = *command ? strlen((*command)->name) : 0;
    const struct command *subcommands = command_subcommands(*command, &count);
    for (size_t i = 0; subcommands && options->argument_count && i < count; i++) {
        if (strcmp(subcommands[i].name + length + 1, options->arguments[0]) != 0)
            continue;
        *command = &subcommands[i];
        options->arguments++;
        options->argument_count--;
        return;
    }
}

int options_parse(char **arguments, struct options *options, const struct command **command,
                  struct error *error)
{
    static char data[PATH_SIZE_BYTES]; /* OPTIONS keep it */
    const struct option *used[USED_LIMIT];
    size_t used_count = 0, count = 0;
    bool ended = false; /* "--" was seen */
    char **next = arguments;
    *options = (struct options){.data = data_directory_default(data),
                                .arguments = (const char **)arguments};
    *command = NULL;
    while (*next) {
        if (!ended && strcmp(*next, "--") == 0) {
            ended = true;
            next++;
        } else if (!ended && (is_option(*next) || is_short_option(*next))) {
            const struct option *option = NULL;
            int status = parse_option(&next, options, &option, error);
            if (status != STATUS_OK)
                return status;
            if (used_count < USED_LIMIT)
                used[used_count++] = option;
        } else if (count == 0 && !*command && !ended && command_find(*next)) {
            *command = command_find(*next++);
        } else {
            options->arguments[count++] = *next++;
        }
    }
    options->argument_count = count;
    if (!*command && count)
        *command = command_find("lookup");
    find_subcommand(options, command);
    for (size_t i = 0; i < used_count; i++) {
        if (!takes(*command, used[i]))
            return foreign_option(error, *command, used[i]);
    }
    if (options->help || options->version || !*command)
        return STATUS_OK;
    return check_arguments(options, *command, error);
}

/* The commands that COMMAND has of its own. */
static void print_subcommands(const struct command *command)
{
    size_t count;
    const struct command *subcommands = command_subcommands(command, &count);
    if (!subcommands)
        return;
    printf("Commands:\n");
    for (size_t i = 0; i < count; i++)
        printf("  %-15s %s\n", subcommands[i].name, subcommands[i].summary);
    printf("\n");
}

static void print_options(const struct command *command, bool common)
{
    const struct option *option;
    for (size_t i = 0; (option = option_at(i)); i++)
        if (option->common == common && takes(command, option))
            option_print(option);
}

void options_print_help(const struct command *command)
{
    if (command) {
        printf("portreg %s %s\n%s.\n\n", command->name, command->arguments, command->summary);
        print_subcommands(command);
        printf("Examples:\n%s\nOptions:\n", command->examples);
        print_options(command, false);
        print_options(command, true);
        return;
    }
    printf("portreg: the Service Name and Transport Protocol Port Number Registry (RFC 6335)\n\n"
           "Usage: portreg [COMMAND] [OPTIONS] ...\n\nCommands:\n");
    for (size_t i = 0; i < command_count; i++)
        printf("  %-9s %s\n", commands[i].name, commands[i].summary);
    printf("\nThe word lookup may be left out: portreg 443/tcp\n\nOptions:\n");
    print_options(NULL, true);
    printf("\nportreg COMMAND --help shows the options of a command, with examples.\n"
           "Exit status: 0 done (for a look-up: assigned or reserved); 1 unassigned, dynamic,\n"
           "no such name, or findings; 2 bad usage or bad input; 3 could not do it.\n\n"
           "A port number that is registered says nothing about the traffic seen on it.\n");
}
