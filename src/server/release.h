/* The release that is served: its snapshot, its files in memory, and what the pages need to search
 * and sort. It does not change; whoever uses it holds a reference. */
#ifndef PORTREG_SERVER_RELEASE_H
#define PORTREG_SERVER_RELEASE_H

#include <pthread.h>
#include <time.h>

#include "base/file.h"
#include "publication/files.h"
#include "server/chronicle.h"
#include "server/conditional.h"
#include "server/listing.h"
#include "snapshot/snapshot.h"

/* A file as it is sent, in one coding. */
struct representation {
    struct file file;
    char etag[ETAG_SIZE_BYTES]; /* empty until somebody asks: see release_etag */
};

struct served_file {
    struct representation plain;
    struct representation gzip;
    time_t last_modified; /* when it was published here: the date of a release is no validator,
                             because several releases have the same */
};

/* What stands beside the publisher's files. */
enum companion { COMPANION_HASHES, COMPANION_PROOF, COMPANION_COUNT };
extern const char *const companion_names[COMPANION_COUNT];

struct served_release {
    _Atomic unsigned references;
    uint64_t serial; /* which of those that this server has taken up, from 1 */
    struct portreg *snapshot;
    struct served_file files[RELEASE_FILE_COUNT];      /* as release_files */
    struct representation companions[COMPANION_COUNT]; /* a proof that is missing has no bytes */
    struct listing listing;
    pthread_mutex_t etags; /* for those of the representations; all else does not change */
    struct chronicle chronicle;
};

/* Opens the release that is published in DATA_DIRECTORY, with one reference. Returns 0, or a
 * status; STATUS_INPUT when snapshot and published files are not of the same release. */
int release_open(const char *data_directory, struct served_release **release, struct error *error);

/* Copies the entity tag of a file of RELEASE. It is made when it is first asked for: hashing all
 * files would take longer than everything else before the first answer. */
void release_etag(struct served_release *release, struct representation *representation,
                  char etag[static ETAG_SIZE_BYTES]);

/* One more reference. */
struct served_release *release_hold(struct served_release *release);
/* Gives a reference back; the last one closes RELEASE, which may be NULL. Its parameter is a
 * struct served_release: it serves as the function that frees a body. */
void release_drop(void *release);

#endif
