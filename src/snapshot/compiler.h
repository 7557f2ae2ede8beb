/* A snapshot while it is compiled: what the files compile_*.c share. Each of them compiles what its
 * name says, into sections of their own; snapshot/compile.c calls them in order. */
#ifndef PORTREG_SNAPSHOT_COMPILER_H
#define PORTREG_SNAPSHOT_COMPILER_H

#include "registry/timeline.h"
#include "snapshot/layout.h"
#include "snapshot/texts.h"

/* A column of a record: its text in marked form and as plain text. */
struct column_texts {
    struct text marked;
    disk_text marked_at;
    disk_text plain_at;
};

struct compiler {
    const struct timeline *timeline;
    const struct registry *versions; /* of TIMELINE */
    struct buffer *out;              /* the snapshot; sections are written where they end up */
    struct disk_header header;
    struct texts texts;
    struct column_texts columns[COLUMN_COUNT]; /* of the record before: most repeat it */
    struct buffer postings;                    /* the section POSTINGS */
    struct buffer plain;                       /* for one column */
    bool failed;
};

/* What is appended to compiler->out between these two is SECTION. */
void begin_section(struct compiler *compiler, enum section section);
void end_section(struct compiler *compiler, enum section section);
void append_entry(struct compiler *compiler, const void *entry, size_t size_bytes);

/* Makes BYTES a section, and gives them up. */
void move_section(struct compiler *compiler, enum section section, struct buffer *bytes);

/* The first byte of SECTION; the next that is appended moves it. NULL without memory. */
void *section_bytes(const struct compiler *compiler, enum section section);

/* The offset of TEXT, added if it is new. */
disk_text intern(struct compiler *compiler, struct text text);

/* Whether what has LIFETIME is in the current release. */
bool is_current(const struct compiler *compiler, struct lifetime lifetime);

struct disk_lifetime disk_lifetime_of(struct lifetime lifetime);

/* The section SECTION: the indexes of those of COUNT versions that are in the current release. */
void compile_order(struct compiler *compiler, enum section section,
                   const struct lifetime *lifetimes, size_t count);

/* The sections RECORDS, LIFETIMES and ORDER. */
void compile_records(struct compiler *compiler);
void compile_versions_by_key(struct compiler *compiler);

/* The section SLOTS, and the lists that it points to. */
void compile_slots(struct compiler *compiler);
/* The versions with port numbers that are in the current release, or those that are not. */
void compile_by_port(struct compiler *compiler, enum section section, bool current);

/* The sections NAMES and NAME_TABLE, and the lists that NAMES points to. */
void compile_names(struct compiler *compiler);

void compile_people(struct compiler *compiler);
void compile_notes(struct compiler *compiler);
void compile_heads(struct compiler *compiler);
void compile_releases(struct compiler *compiler);

#endif
