/* For tests: timelines made by hand. */
#ifndef PORTREG_TESTS_TIMELINE_H
#define PORTREG_TESTS_TIMELINE_H

#include "registry/timeline.h"
#include "support/snapshot.h"

/* A timeline of COUNT releases from 2001-01-01 on, two a day, with nothing in them: not even a
 * head, of which each needs one. End with timeline_done. */
void timeline_begin(struct timeline *timeline, uint32_t count);

/* Adds a version of a record as add_record does, which is in the releases FIRST to LAST. */
struct record *add_version(struct timeline *timeline, uint32_t key, uint32_t first, uint32_t last,
                           const char *service_name, const char *ports, const char *protocol,
                           const char *description);
struct person *add_person_version(struct timeline *timeline, uint32_t first, uint32_t last,
                                  const char *id, const char *name);
void add_note_version(struct timeline *timeline, uint32_t first, uint32_t last, const char *title);
void add_footnote_version(struct timeline *timeline, uint32_t first, uint32_t last,
                          const char *anchor);
void add_head_version(struct timeline *timeline, uint32_t first, uint32_t last, const char *title);

/* Counts the records of each release, and compiles TIMELINE as compiled_init does. */
void compiled_timeline_init(struct compiled *compiled, struct timeline *timeline);
/* Compiles the release at INDEX alone. */
void compiled_release_init(struct compiled *compiled, const struct timeline *timeline,
                           uint32_t index);

/* A history with all that happens to records: assigned, reserved, de-assigned, changed, renamed to
 * an alias, moved, split; and to people, notes, footnotes and the head. */
enum { HISTORY_RELEASES = 6 };
void fill_history(struct timeline *timeline);

#endif
