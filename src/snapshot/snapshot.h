/* Reading a snapshot inside the project: include/portreg.h, and what only our own programs need. */
#ifndef PORTREG_SNAPSHOT_SNAPSHOT_H
#define PORTREG_SNAPSHOT_SNAPSHOT_H

#include "portreg.h"
#include "registry/registry.h"

/* The library's text as ours. */
static inline struct text text_of_portreg(struct portreg_text text)
{
    return (struct text){text.bytes, text.length};
}

/* The library's date as ours. */
static inline struct date date_of_portreg(struct portreg_date date)
{
    return (struct date){date.year, date.month, date.day};
}

/* Version ID of the records in SNAPSHOT. False past the end. */
bool snapshot_decode(const struct portreg *snapshot, uint32_t id, struct portreg_record *record);

/* RECORD as the model has it, without layout and position. Everything borrows. */
void snapshot_model(const struct portreg_record *record, struct record *model);

/* The header of the release: id, title, category, updated, references, experts. Lists (notes,
 * footnotes, people) are read with the functions below. Everything borrows from SNAPSHOT. */
struct snapshot_header {
    struct text id;
    struct text title;
    struct text category;
    struct date updated;
    struct text references;
    struct text experts;
    uint32_t note_count, footnote_count, person_count, record_count;
};
struct snapshot_header snapshot_header(const struct portreg *snapshot);
bool snapshot_note(const struct portreg *snapshot, uint32_t index, struct note *note);
bool snapshot_footnote(const struct portreg *snapshot, uint32_t index, struct footnote *footnote);
/* The INDEXth person in the published order. */
bool snapshot_person(const struct portreg *snapshot, uint32_t index, struct portreg_person *person);

/* How many letters must be inserted, left out, changed or swapped with their neighbour to make B
 * of A, capitals and small letters being equal; UINT32_MAX for texts over 40 bytes. */
unsigned edit_distance(struct text a, struct text b);

/* The service name nearest to NAME (at most two edits away), or empty: for "did you mean". */
struct text snapshot_suggest(const struct portreg *snapshot, struct text name);

/* The service names that are much like NAME, which is not among them: first those that one edit
 * makes of it, then those that begin with the same word (http-alt, for http). Writes at most LIMIT
 * of them to NAMES and returns how many. */
size_t snapshot_similar(const struct portreg *snapshot, struct text name, struct text *names,
                        size_t limit);

#endif
