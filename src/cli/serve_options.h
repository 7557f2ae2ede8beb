/* What portregd serve is told to do. */
#ifndef PORTREG_CLI_SERVE_OPTIONS_H
#define PORTREG_CLI_SERVE_OPTIONS_H

#include "server/http.h"

enum {
    HSTS_LIMIT_S = 10 * 366 * 24 * 3600,
    CONNECTIONS_LIMIT = 1000000, /* what may be asked for */
    RATE_LIMIT = 1000000,
};

struct serve_options {
    const char *data_directory;
    const char *listen[LISTENER_LIMIT];
    size_t listen_count;
    const char *certificate_file, *key_file; /* both or none */
    struct http_settings http;               /* what of it is given by options */
    struct proxies proxies;
    const char *log_file; /* NULL: none */
    enum access_log_format log_format;
    bool has_metrics;
    const char *user; /* NULL: not given */
    bool no_sandbox;
};

/* Reads ARGUMENTS, which end with NULL, into OPTIONS, which has the defaults. Returns 0 or
 * STATUS_INPUT. */
int serve_options_parse(struct serve_options *options, char **arguments, struct error *error);

#endif
