/* What the kinds of portreg verify share. */
#ifndef PORTREG_CLI_VERIFY_H
#define PORTREG_CLI_VERIFY_H

#include "cli/command.h"
#include "cli/progress.h"
#include "publication/account.h"

/* How an account is printed. */
struct report {
    bool json;
    struct progress progress;
};

/* Makes ACCOUNT one that is printed to standard output as OPTIONS say, by REPORT. */
void report_init(struct report *report, const struct options *options, struct account *account);
/* Ends what was printed: the exit status that ACCOUNT asks for. */
int report_done(const struct account *account);

/* The exit status for an ERROR that ended a verification: what does not verify is a finding, and
 * not bad input. */
int verify_failed(const struct error *error);

/* A file: which release it is of. */
int verify_file(const struct options *options, const char *path);
/* A query: that its records are what the log says. */
int verify_query(const struct options *options, const char *text);

#endif
