/* The options of portregd serve. */
#include "cli/serve_options.h"

#include <stdio.h>

#include "cli/option.h"

static int usage(struct error *error, const char *expected, const char *found)
{
    char quoted[QUOTED_SIZE_BYTES];
    return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0}, "expected %s, found %s",
                     expected, text_quote(text_of(found), quoted));
}

/* The option that ARGUMENT names; *VALUE is what follows a "=", or NULL. */
static const struct option *find(const char *argument, const char **value)
{
    struct text rest = text_of(argument);
    struct text name = text_split(&rest, '=');
    *value = rest.bytes;
    if (!text_starts_with(name, TEXT("--")))
        return NULL;
    for (size_t i = 0; i < serve_table_count; i++)
        if (text_equal(text_from(name, 2), text_of(serve_table[i].name)))
            return &serve_table[i];
    return NULL;
}

static int read_listen(struct serve_options *options, const char *value, struct error *error)
{
    if (options->listen_count == LISTENER_LIMIT)
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected at most %d times --listen, found more", LISTENER_LIMIT);
    options->listen[options->listen_count++] = value;
    return STATUS_OK;
}

static int read_hsts(struct serve_options *options, const char *value, struct error *error)
{
    uint64_t seconds;
    if (!text_to_number(text_of(value), HSTS_LIMIT_S, &seconds))
        return usage(error, "--hsts with a number of seconds of at most ten years", value);
    options->http.hsts_s = (unsigned)seconds;
    return STATUS_OK;
}

static int read_option(struct serve_options *options, const char *name, const char *value,
                       struct error *error)
{
    if (strcmp(name, "listen") == 0)
        return read_listen(options, value, error);
    if (strcmp(name, "hsts") == 0)
        return read_hsts(options, value, error);
    if (strcmp(name, "trust-proxy") == 0)
        return proxies_add(&options->proxies, text_of(value), error);
    if (strcmp(name, "tls-cert") == 0)
        options->certificate_file = value;
    else if (strcmp(name, "tls-key") == 0)
        options->key_file = value;
    else if (strcmp(name, "user") == 0)
        options->user = value;
    else if (strcmp(name, "no-sandbox") == 0)
        options->no_sandbox = true;
    return STATUS_OK;
}

/* One that this program does not know. */
static int refuse(const char *found, struct error *error)
{
    char expected[512];
    size_t length = (size_t)snprintf(expected, sizeof(expected), "serve, --help, --data");
    for (size_t i = 0; i < serve_table_count && length < sizeof(expected); i++)
        length += (size_t)snprintf(expected + length, sizeof(expected) - length, "%s--%s",
                                   i + 1 < serve_table_count ? ", " : " or ", serve_table[i].name);
    return usage(error, expected, found);
}

static int check(const struct serve_options *options, struct error *error)
{
    if (!options->certificate_file != !options->key_file)
        return usage(error, "--tls-cert and --tls-key together",
                     options->certificate_file ? "--tls-cert alone" : "--tls-key alone");
    return STATUS_OK;
}

int serve_options_parse(struct serve_options *options, char **arguments, struct error *error)
{
    static const struct option data = {.name = "data", .value = "DIR"};
    for (; *arguments; arguments++) {
        const char *argument = *arguments, *value;
        if (strcmp(argument, "serve") == 0)
            continue;
        bool is_data = strcmp(argument, "--data") == 0 || strncmp(argument, "--data=", 7) == 0;
        const struct option *option = find(argument, &value);
        if (is_data)
            option = &data;
        if (!option || (value && !option->value))
            return refuse(argument, error);
        if (option->value && !value && !(value = *++arguments))
            return usage(error, "a value behind it", argument);
        if (option->value && !*value)
            return usage(error, "a value that is not empty", argument);
        if (is_data)
            options->data_directory = value;
        else if (read_option(options, option->name, value, error) != STATUS_OK)
            return STATUS_INPUT;
    }
    return check(options, error);
}
