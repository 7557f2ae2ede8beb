/* What each release did: how many changes of each kind, and which entry of the log proves it. It is
 * found when it is first asked for, once for each release that is served: reading the changes of
 * all releases, and the whole log, takes longer than writing a page. */
#ifndef PORTREG_SERVER_CHRONICLE_H
#define PORTREG_SERVER_CHRONICLE_H

#include <pthread.h>

#include "history/change.h"
#include "snapshot/snapshot.h"

/* What a release did. In the first one all records are added, which is no change: it has none. */
struct deeds {
    uint32_t changes[CHANGE_KIND_COUNT];
    uint32_t total;
    uint64_t log_index; /* of its entry; UINT64_MAX: the log has none, or cannot be read */
};

/* As many entries as the snapshot has releases. */
struct chronicle {
    pthread_mutex_t mutex;
    _Atomic(struct deeds *) list; /* by the index of the release; NULL: not yet asked for */
};

void chronicle_init(struct chronicle *chronicle);
void chronicle_done(struct chronicle *chronicle);

/* The deeds of all releases of SNAPSHOT, by their index, borrowed from CHRONICLE, which is of that
 * snapshot alone; the log is read in DATA_DIRECTORY. NULL without memory, and then *ERROR says so.
 * Any number of threads may ask. */
const struct deeds *chronicle_read(struct chronicle *chronicle, const struct portreg *snapshot,
                                   const char *data_directory, struct error *error);

#endif
