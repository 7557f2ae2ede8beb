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

/* A number from 1 to MAXIMUM, with "/s" behind it where IS_RATE and somebody likes to say so. */
static int read_number(unsigned *number, uint64_t maximum, const char *name, bool is_rate,
                       const char *value, struct error *error)
{
    char expected[96];
    struct text text = text_of(value);
    uint64_t read;
    if (is_rate && text_ends_with(text, TEXT("/s")))
        text.length -= 2;
    if (!text_to_number(text, maximum, &read) || read == 0) {
        snprintf(expected, sizeof(expected), "--%s with a number from 1 to %llu", name,
                 (unsigned long long)maximum);
        return usage(error, expected, value);
    }
    *number = (unsigned)read;
    return STATUS_OK;
}

static int read_log_format(struct serve_options *options, const char *value, struct error *error)
{
    bool is_json = strcmp(value, "json") == 0;
    if (!is_json && strcmp(value, "combined") != 0)
        return usage(error, "--access-log-format combined or json", value);
    options->log_format = is_json ? ACCESS_LOG_JSON : ACCESS_LOG_COMBINED;
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
    struct http_settings *http = &options->http;
    if (strcmp(name, "threads") == 0)
        return read_number(&http->threads, HTTP_THREAD_LIMIT, name, false, value, error);
    if (strcmp(name, "connections") == 0)
        return read_number(&http->connection_limit, CONNECTIONS_LIMIT, name, false, value, error);
    if (strcmp(name, "limit-connections") == 0)
        return read_number(&http->address_connections, CONNECTIONS_LIMIT, name, false, value,
                           error);
    if (strcmp(name, "limit-rate") == 0)
        return read_number(&http->address_requests_per_s, RATE_LIMIT, name, true, value, error);
    if (strcmp(name, "access-log-format") == 0)
        return read_log_format(options, value, error);
    if (strcmp(name, "access-log") == 0)
        options->log_file = value;
    else if (strcmp(name, "metrics") == 0)
        options->has_metrics = true;
    else if (strcmp(name, "tls-cert") == 0)
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
