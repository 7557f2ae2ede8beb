/* Changes: all that is different between the records of two registries. */
#ifndef PORTREG_HISTORY_CHANGES_H
#define PORTREG_HISTORY_CHANGES_H

#include "history/change.h"
#include "registry/registry.h"

struct changes {
    struct change *list; /* in published order: of the later registry, what was removed where it
                          * stood; the records borrow from the registries */
    size_t count;
    size_t capacity;
};

/* Fills CHANGES with the changes from EARLIER to LATER, records of which are the same by
 * history/matching.h. End with changes_done, also after a failure. Returns 0 or STATUS_MEMORY. */
int changes_find(const struct registry *earlier, const struct registry *later,
                 struct changes *changes, struct error *error);

/* As changes_find, where the records are compared in a reduced form: REDUCED_EARLIER and
 * REDUCED_LATER have the same records in the same order. The changes hold those of EARLIER and
 * LATER. */
int changes_find_reduced(const struct registry *earlier, const struct registry *reduced_earlier,
                         const struct registry *later, const struct registry *reduced_later,
                         struct changes *changes, struct error *error);

/* As changes_find, where the records of EARLIER and LATER have these keys: those of the same key
 * are the same record. The changes have the keys. */
int changes_find_by_key(const struct registry *earlier, const uint32_t *earlier_keys,
                        const struct registry *later, const uint32_t *later_keys,
                        struct changes *changes, struct error *error);

/* Adds one more. Returns 0 or STATUS_MEMORY. */
int changes_add(struct changes *changes, const struct change *change, struct error *error);

/* Frees what CHANGES own; they may be all zero. */
void changes_done(struct changes *changes);

#endif
