/* Rows: how the parts of a registry stand in the tables, written and read in one place. */
#ifndef PORTREG_STORE_ROWS_H
#define PORTREG_STORE_ROWS_H

#include "registry/registry.h"
#include "store/edition.h"
#include "store/versions.h"

/* The columns that each table of versions has of its own, in the order of the functions below. */
extern const char *const record_columns;
extern const char *const record_placement_columns;
extern const char *const person_columns;
extern const char *const person_placement_columns;
extern const char *const head_columns;
extern const char *const note_columns;

/* Bind the columns to VERSIONS->insert. Texts are borrowed until the row is inserted; SCRATCH holds
 * what has to be put together. */
void bind_record(const struct versions *versions, const struct record *record);
void bind_record_placement(const struct versions *versions, const struct record *record,
                           int64_t position, int64_t layout);
void bind_person(const struct versions *versions, const struct person *person,
                 struct buffer *scratch);
void bind_person_placement(const struct versions *versions, int64_t position, int64_t layout);
void bind_head(const struct versions *versions, const struct registry *registry);
void bind_note(const struct versions *versions, struct text title, struct text content);

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
