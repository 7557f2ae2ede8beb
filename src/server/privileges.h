/* Giving up what the server does not need once its sockets are bound and its keys are read. */
#ifndef PORTREG_SERVER_PRIVILEGES_H
#define PORTREG_SERVER_PRIVILEGES_H

#include <sys/types.h>

#include "base/error.h"

enum { ACCOUNT_NAME_SIZE_BYTES = 256 };

/* A user of this host, with their group. */
struct account {
    char name[ACCOUNT_NAME_SIZE_BYTES];
    uid_t user;
    gid_t group;
};

/* The account of this name. Returns 0; STATUS_INPUT when there is none, or STATUS_IO. */
int account_find(const char *name, struct account *account, struct error *error);

/* The account that DIRECTORY belongs to. Returns 0; STATUS_INPUT when it has no name, or STATUS_IO.
 */
int account_of_directory(const char *directory, struct account *account, struct error *error);

/* Whether ACCOUNT may read FILES, up to a NULL; those that are missing do not count, nor does what
 * is in a directory. Asked by root, before the first thread. */
bool account_can_read(const struct account *account, const char *const *files);

/* Makes this process one of ACCOUNT, with its groups and no others, for good. Only root can, unless
 * the process is that already. Returns 0; STATUS_INPUT when somebody else asks, or STATUS_IO: then
 * the process must not go on. */
int privileges_become(const struct account *account, struct error *error);

/* Gives up all capabilities and whatever could bring them back. Returns 0 or STATUS_IO. */
int privileges_drop(struct error *error);

#endif
