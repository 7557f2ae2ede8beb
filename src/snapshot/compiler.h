/* A snapshot while it is compiled: what the files compile_*.c share. Each of them compiles what its
 * name says.
 *
 * Sections whose size is known beforehand get their place in the snapshot before anything else, and
 * are set there, also by two threads at the same time; those that grow are compiled in buffers, and
 * moved to the end of the snapshot when no job runs any more. */
#ifndef PORTREG_SNAPSHOT_COMPILER_H
#define PORTREG_SNAPSHOT_COMPILER_H

#include "registry/timeline.h"
#include "snapshot/claims.h"
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
    struct buffer *out;              /* the snapshot */
    struct disk_header header;
    struct texts texts;
    struct column_texts columns[COLUMN_COUNT]; /* of the record before: most repeat it */
    struct buffer plain;                       /* for one column */
};

/* --- places (snapshot/compiler.c) --- */

/* Gives place to the header and to all sections whose size follows from the timeline. Returns false
 * without memory, and for more than the format can hold. */
bool allot_places(struct compiler *compiler);

/* The first byte of SECTION, which has its place; the next move_section moves it. */
void *section_bytes(const struct compiler *compiler, enum section section);
size_t section_count(const struct compiler *compiler, enum section section);

/* Makes BYTES a section behind all others. */
void move_section(struct compiler *compiler, enum section section, const struct buffer *bytes);

/* --- with texts: these share compiler->texts, and so run one after the other --- */

/* The offset of TEXT, added if it is new. */
disk_text intern(struct compiler *compiler, struct text text);

/* The section RECORDS but for what settle_records does. */
void compile_records(struct compiler *compiler);
/* What follows from CLAIMS, one for each version. */
void settle_records(struct compiler *compiler, const struct claim *claims);
/* The sections PEOPLE and PEOPLE_BY_ID. Returns false without memory. */
bool compile_people(struct compiler *compiler);
/* The sections NOTES and FOOTNOTES. */
void compile_notes(struct compiler *compiler);
void compile_heads(struct compiler *compiler);

/* --- without: these may run beside those --- */

/* Whether what has LIFETIME is in the current release. */
bool is_current(const struct compiler *compiler, struct lifetime lifetime);
struct disk_lifetime disk_lifetime_of(struct lifetime lifetime);

void compile_releases(const struct compiler *compiler);
/* The section LIFETIMES, and all that are an order. */
void compile_lifetimes(const struct compiler *compiler);
/* Returns false without memory. */
bool compile_versions_by_key(const struct compiler *compiler);

/* The indexes of versions by port number. The caller's object. */
struct port_index {
    const struct compiler *compiler;
    struct claim *claims;       /* of each version */
    struct buffer by_port;      /* the section BY_PORT */
    struct buffer past_by_port; /* the section PAST_BY_PORT */
    struct buffer postings;     /* the lists that slots point to */
    bool good;                  /* it is compiled; false without memory */
};

/* Compiles the section SLOTS and those in INDEX, which is empty but for its compiler; the orders
 * have to be there. */
void compile_ports(struct port_index *index);
void port_index_done(struct port_index *index);

/* --- when the texts and RECORDS are finished --- */

/* The index of versions by service name. The caller's object. */
struct name_index {
    const struct compiler *compiler;
    struct buffer *postings; /* the section POSTINGS, to which lists are appended */
    struct buffer names;     /* the section NAMES */
    struct buffer table;     /* the section NAME_TABLE */
    bool good;               /* it is compiled; false without memory */
};

/* Compiles INDEX, which is empty but for its compiler and its postings. */
void compile_names(struct name_index *index);
void name_index_done(struct name_index *index);

#endif
