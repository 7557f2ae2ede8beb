/* Whether a record is what an entry of the log says that it was changed into. */
#ifndef PORTREG_PUBLICATION_RECORDED_H
#define PORTREG_PUBLICATION_RECORDED_H

#include "base/arena.h"
#include "history/entry_read.h"
#include "history/log/entries.h"
#include "snapshot/snapshot.h"
#include "store/store.h"

enum agreement {
    AGREEMENT_WHOLE,      /* it is the same, with its people */
    AGREEMENT_BUT_PEOPLE, /* it is the same but for commitments, to people */
    AGREEMENT_NONE,
};

/* Compares RECORD with AFTER, the record of an entry. STORE has the salts; without one (NULL), or
 * where a salt was erased, commitments are never the same. Returns 0, STATUS_IO or STATUS_MEMORY.
 */
int recorded_compare(const struct record *record, struct text after, struct store *store,
                     enum agreement *agreement, struct error *error);

/* The last entry of a record, of the release that comes last. */
struct recorded_entry {
    uint32_t key;     /* of the record, filled by the caller */
    bool found;       /* whether there is an entry at all */
    uint64_t index;   /* of the entry */
    uint32_t release; /* the index of its release in the snapshot */
    struct text bytes;
    struct entry entry; /* borrows from them */
};

/* Finds the entries of COUNT records in LOG; SNAPSHOT says in which order releases stand. The
 * entries live as long as ARENA. Nothing is verified. Returns 0 or a status. */
int recorded_find(struct log *log, const struct portreg *snapshot, struct recorded_entry *entries,
                  size_t count, struct arena *arena, struct error *error);

#endif
