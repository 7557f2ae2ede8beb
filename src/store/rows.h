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

/* Where rows come from: those that live in any release from FIRST to LAST, in the order of their
 * positions. A row is a version of a thing as it stands in one placement. */
struct row_source {
    const struct engine *engine;
    struct database *database;
    int64_t first, last;
    struct registry *registry; /* takes what is read; its arena owns the text */
};

/* The releases, as places, that a row is in. */
struct row_lifetime {
    int64_t first, last; /* LAST is PLACE_LAST when it lives on */
};

/* Called for each row, after the thing has been added to the registry as its last. Returns a
 * status, which ends the reading when it is not 0. */
typedef int row_function(void *context, const struct stored *stored, struct row_lifetime lifetime,
                         struct error *error);

int read_records(const struct row_source *source, row_function *each, void *context,
                 struct error *error);
int read_people(const struct row_source *source, row_function *each, void *context,
                struct error *error);
/* STORED->key tells notes (even), which come first, from footnotes (odd). */
int read_notes(const struct row_source *source, row_function *each, void *context,
               struct error *error);
/* Fills in the head of the registry, again and again when there are several. */
int read_heads(const struct row_source *source, row_function *each, void *context,
               struct error *error);

#endif
