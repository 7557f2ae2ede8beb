/* Binding: the parts of a registry as the columns of new rows. rows.h reads them again. */
#ifndef PORTREG_STORE_BIND_H
#define PORTREG_STORE_BIND_H

#include "registry/registry.h"
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

#endif
