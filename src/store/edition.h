/* An edition: the contents of one release as the store has it, each part with its identity there.
 */
#ifndef PORTREG_STORE_EDITION_H
#define PORTREG_STORE_EDITION_H

#include "registry/timeline.h"
#include "store/engine.h"

/* A record or a person in the store. */
struct stored {
    int64_t key;       /* the same for all versions of it */
    int64_t version;   /* the row of its meaning */
    int64_t placement; /* the row that says where it stands and how it was written */
    int64_t position;
};

/* The key of the note, or footnote, at INDEX of its list: it has no other identity. */
static inline int64_t note_key(bool is_footnote, size_t index)
{
    return 2 * (int64_t)index + is_footnote;
}

struct edition {
    struct registry registry;
    struct stored *records; /* of each record of the registry */
    struct stored *people;
    int64_t *notes; /* the versions of the notes, then of the footnotes */
    int64_t head;
    int64_t place; /* of the release; 0: there is none, and all is empty */
};

/* Behind the places of all releases: where what lives on ends. */
#define PLACE_LAST INT64_MAX

/* The caller's object: no release. */
void edition_init(struct edition *edition);
void edition_done(struct edition *edition);

/* Makes room for the identities of everything in EDITION->registry; all are zero. Returns false
 * without memory. */
bool edition_make_room(struct edition *edition);

/* Reads the release at PLACE into the empty EDITION. Returns 0, STATUS_IO or STATUS_MEMORY. */
int edition_read(struct edition *edition, const struct engine *engine, struct database *database,
                 int64_t place, struct error *error);

#endif
