/* Versions: what all tables have in common whose rows live from a first to a last release. */
#ifndef PORTREG_STORE_VERSIONS_H
#define PORTREG_STORE_VERSIONS_H

#include "store/engine.h"

/* A table of versions: its queries, and how a new row is made. */
struct versions {
    const struct engine *engine;
    struct database *database;
    struct query *set_last;
    struct query *set_first;
    struct query *copy;
    struct query *insert; /* ?1 key, ?2 first, ?3 last, then what the table has of its own */
};

/* Prepares the queries for TABLE with COLUMNS of its own ("name, title"). The caller ends with
 * versions_done, also after a failure. */
int versions_init(struct versions *versions, const struct engine *engine, struct database *database,
                  const char *table, const char *columns, struct error *error);
void versions_done(struct versions *versions);

/* Where a release is put: between two places, each 0 when there is no release on that side. */
struct gap {
    int64_t before, here, after;
};

/* What is known of one thing on both sides of the gap; ids are rows of the table, or 0. */
struct neighbours {
    int64_t before, after;
    bool same_before, same_after; /* the thing, here, is as it is there */
    bool absent;                  /* here there is no such thing; then neither is same */
};

/* Puts the version of one thing into the release at GAP.here, by as few changed rows as can be.
 * When a row has to be inserted, its own columns must have been bound to versions->insert before.
 * *ID is the row that holds the version then, or 0 when it is absent. */
int versions_put(struct versions *versions, const struct gap *gap,
                 const struct neighbours *neighbours, int64_t key, int64_t *id,
                 struct error *error);

#endif
