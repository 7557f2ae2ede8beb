/* Reading a snapshot inside the project: include/portreg.h, and what only our own programs need. */
#ifndef PORTREG_SNAPSHOT_SNAPSHOT_H
#define PORTREG_SNAPSHOT_SNAPSHOT_H

#include "portreg.h"
#include "registry/registry.h"

/* The library's text as ours, and back. */
static inline struct text text_of_portreg(struct portreg_text text)
{
    return (struct text){text.bytes, text.length};
}

/* The INDEXth record of the release in the published order, as the model has it (without layout
 * and position). Everything borrows from SNAPSHOT. False past the end. */
bool snapshot_record(const struct portreg *snapshot, uint32_t index, struct record *record);

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

/* The service name nearest to NAME (at most two edits away), or empty: for "did you mean". */
struct text snapshot_suggest(const struct portreg *snapshot, struct text name);

#endif
