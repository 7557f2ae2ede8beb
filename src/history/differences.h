/* Differences: what is different between two registries besides their records. */
#ifndef PORTREG_HISTORY_DIFFERENCES_H
#define PORTREG_HISTORY_DIFFERENCES_H

#include "registry/registry.h"

/* How the entries of a list are different. */
struct list_differences {
    size_t added, changed, removed;
};

struct differences {
    bool date, title, category, references, experts; /* whether this of the header is different */
    struct list_differences notes;                   /* the same note: of the same title */
    struct list_differences footnotes;               /* of the same anchor */
    struct list_differences people;                  /* of the same id */
};

/* Fills DIFFERENCES from EARLIER to LATER. How the publisher wrote something in XML, and the order
 * of people, footnotes and notes, does not count. Returns 0 or STATUS_MEMORY. */
int differences_find(const struct registry *earlier, const struct registry *later,
                     struct differences *differences, struct error *error);

static inline bool list_differences_any(const struct list_differences *list)
{
    return list->added || list->changed || list->removed;
}

/* Whether there is any. */
bool differences_any(const struct differences *differences);

#endif
