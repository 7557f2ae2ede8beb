/* Rows: the parts of a registry, with their identities and lifetimes, out of the tables. bind.h
 * puts them in. */
#ifndef PORTREG_STORE_ROWS_H
#define PORTREG_STORE_ROWS_H

#include "registry/timeline.h"
#include "store/edition.h"

/* Where rows come from: those that live in any release from FIRST to LAST. */
struct row_source {
    const struct engine *engine;
    struct database *database;
    int64_t first, last;
    bool with_layout; /* otherwise the layouts of records and people stay empty */
};

/* A version of a thing as it stands in one placement, and the releases, as places, that it is in
 * so. LAST is PLACE_LAST when it lives on. */
struct row {
    struct stored stored;
    int64_t first, last;
};

/* The rows that were read, one for each thing that was added to a registry, in the same order; all
 * zero at first. The caller ends with rows_done. */
struct rows {
    struct row *list;
    size_t count, capacity;
};
void rows_done(struct rows *rows);

/* Add what is read to REGISTRY, whose arena owns the texts, and to ROWS, which are empty. Records
 * and people are in the order of their positions; versions in the same one follow one another. */
int read_records(const struct row_source *source, struct registry *registry, struct rows *rows,
                 struct error *error);
int read_people(const struct row_source *source, struct registry *registry, struct rows *rows,
                struct error *error);
/* Rows of the notes come first, then those of the footnotes. */
int read_notes(const struct row_source *source, struct registry *registry, struct rows *rows,
               struct error *error);
/* Makes *HEADS, which the caller frees, in the order of their releases; their lifetimes are not
 * filled in. ARENA owns the texts. */
int read_heads(const struct row_source *source, struct arena *arena, struct head **heads,
               struct rows *rows, struct error *error);

#endif
