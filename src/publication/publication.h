/* Publication: the one place where a release becomes visible.
 *
 * Every release, imported, downloaded or decided, takes the same road: into the store, which is the
 * truth; then, derived from it, the snapshot that look-ups see, the entries of the log, the
 * publisher's files with their hashes, a signed checkpoint over the entries, and last the directory
 * that the server sends. A writer that was killed on the way leaves a store with a prefix of the
 * releases; the next one makes the rest again. */
#ifndef PORTREG_PUBLICATION_PUBLICATION_H
#define PORTREG_PUBLICATION_PUBLICATION_H

#include "base/sha256.h"
#include "formats/format.h"
#include "store/store.h"

struct publisher;

/* Opens DATA_DIRECTORY for publishing; it is made when missing, with an empty store and a key for
 * the log, named ORIGIN (NULL: LOG_ORIGIN_DEFAULT). An existing key keeps its name, and another
 * ORIGIN is refused. A release that an earlier portreg published there without a store is added
 * first. Another process that publishes there is waited for. The caller ends with
 * publisher_close, which may be given NULL. Returns 0, STATUS_INPUT, STATUS_IO or STATUS_MEMORY. */
int publisher_open(const char *data_directory, const char *origin, struct publisher **publisher,
                   struct error *error);
void publisher_close(struct publisher *publisher);

/* Where a release comes from. */
struct origin {
    const char *source; /* "import", "sync" or "decision" */
    const char *agent;  /* who or what brings it */
    bool backfill;      /* one that is older than the last is put in its place */
    bool authority;     /* with it begins a registry that decides for itself */
};

/* Reads a release from INPUT in FORMAT (NULL: found by content) and adds it to the store, with its
 * entries for the log, in one transaction. A format without a date needs input->date, which must
 * not contradict a release's own; a release without a title gets the registry's, one without
 * records is refused. Fills *ADDITION. Nothing is visible before publisher_publish. Returns 0; or
 * STATUS_INPUT for what is refused, STATUS_IO or STATUS_MEMORY: the store is as it was then. */
int publisher_add(struct publisher *publisher, const struct input *input,
                  const struct format *format, const struct origin *origin,
                  const struct findings *findings, struct addition *addition, struct error *error);

/* Makes what is in the store visible, as far as it is not: *CHANGED says whether anything was
 * missing. An empty store has nothing to show. Returns 0, STATUS_IO or STATUS_MEMORY. */
int publisher_publish(struct publisher *publisher, bool *changed, struct error *error);

/* All of it for one release. *ADDITION may be NULL. */
int publication_import(const char *data_directory, const struct input *input,
                       const struct format *format, const struct origin *origin,
                       const struct findings *findings, struct addition *addition,
                       struct error *error);

/* What publication_repair found. */
enum publication_state {
    PUBLICATION_NONE,     /* there is no release */
    PUBLICATION_SOUND,    /* everything is as the store says */
    PUBLICATION_REPAIRED, /* it was not, and has been made again */
};

/* Looks whether what is visible in DATA_DIRECTORY is what the store holds and sound, and makes it
 * again where it is not. In a directory that cannot be written it only looks. Returns 0, or a
 * status: what is not as it should be cannot be made again. */
int publication_repair(const char *data_directory, enum publication_state *state,
                       struct error *error);

#endif
