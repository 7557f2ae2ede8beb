/* Whom a command trusts to have signed a log: the key or the policy of the options, or the key in
 * the data directory. */
#ifndef PORTREG_CLI_TRUST_H
#define PORTREG_CLI_TRUST_H

#include "base/file.h"
#include "cli/command.h"
#include "history/log/policy.h"

struct trust {
    struct policy policy;
    struct file file; /* that the policy was read from; it borrows from it */
};

/* A new struct trust as OPTIONS say (--key or --policy), or NULL with *ERROR. */
struct trust *trust_open(const struct options *options, struct error *error);
/* NULL is allowed. */
void trust_close(struct trust *trust);

#endif
