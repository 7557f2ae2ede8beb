/* What the commands of portreg log share. */
#ifndef PORTREG_CLI_LOG_H
#define PORTREG_CLI_LOG_H

#include "cli/trust.h"
#include "history/log/log.h"

/* A log that a command reads, and whom it trusts. */
struct open_log {
    struct log *log;
    struct trust *trust;
};

/* Opens the log of the data directory of OPTIONS, or the one in DIRECTORY when that is not NULL.
 * End with open_log_close, whatever is returned. */
int open_log(struct open_log *open, const struct options *options, const char *directory,
             struct error *error);
void open_log_close(struct open_log *open);

int run_log_key(const struct options *options);
int run_log_checkpoint(const struct options *options);
int run_log_prove(const struct options *options);
int run_log_verify(const struct options *options);
int run_log_append(const struct options *options);
int run_log_erase(const struct options *options);
int run_log_witness(const struct options *options);

#endif
