/* The current release: a thread looks whether another one has been published, opens it, and changes
 * one pointer. Requests in flight keep the release that they began with. */
#ifndef PORTREG_SERVER_CURRENT_H
#define PORTREG_SERVER_CURRENT_H

#include <pthread.h>
#include <sys/stat.h>

#include "server/release.h"

enum { CURRENT_CHECK_INTERVAL_MS = 250 };

/* What tells one snapshot file from another. */
struct signature {
    dev_t device;
    ino_t inode;
    struct timespec changed;
    off_t size_bytes;
};

struct current {
    const char *data_directory;
    /* Tells of a release that cannot be opened, once for each; may be NULL. */
    void (*report)(void *context, const struct error *error);
    void *context;
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t mutex; /* for the fields below */
    pthread_cond_t wake;
    bool stopping;
    struct served_release *release; /* NULL: none yet */
    _Atomic uint64_t serial;        /* of RELEASE, for those who only look; may be behind it */
    struct signature seen; /* of the file that was last looked at; only the thread uses it */
};

/* Opens the release in DATA_DIRECTORY, if there is one, and begins to look for others. The string
 * and CONTEXT must live until current_done. Returns 0, or a status when there is a release that
 * cannot be opened. */
int current_init(struct current *current, const char *data_directory,
                 void (*report)(void *context, const struct error *error), void *context,
                 struct error *error);
void current_done(struct current *current);

/* The serial of the current release; 0: there is none. */
uint64_t current_serial(const struct current *current);

/* The current release with a reference that the caller gives back by release_drop, or NULL. */
struct served_release *current_hold(struct current *current);

#endif
