/* A change: one record added, modified or removed between two releases, named in RFC 6335's words.
 */
#ifndef PORTREG_HISTORY_CHANGE_H
#define PORTREG_HISTORY_CHANGE_H

#include "registry/record.h"

enum change_operation { CHANGE_ADDED, CHANGE_MODIFIED, CHANGE_REMOVED };

/* What a change means, by what the record was and what it is. */
enum change_kind {
    CHANGE_ASSIGNMENT,    /* a service name, or a number, is assigned now (RFC 6335 section 8.1) */
    CHANGE_DE_ASSIGNMENT, /* it was assigned and is not any more (section 8.2) */
    CHANGE_RESERVATION,   /* it is reserved now, and was not assigned before (section 6) */
    CHANGE_AVAILABILITY,  /* it is unassigned now, or a block that is so was split, grew, shrank */
    CHANGE_ALIAS,         /* the name became an alias, or the alias of another name (section 7) */
    CHANGE_MODIFICATION,  /* columns changed; it means what it meant */
};
enum { CHANGE_KIND_COUNT = CHANGE_MODIFICATION + 1 };

struct change {
    enum change_kind kind;
    enum change_operation operation;
    uint32_t key;         /* of the record, where the history has given it one; otherwise 0 */
    unsigned columns;     /* that differ, as bits 1 << COLUMN_...; of a modified record only */
    struct record before; /* meaningful unless added; texts are borrowed */
    struct record after;  /* meaningful unless removed */
};

/* "assignment", "de-assignment", "reservation", "availability", "alias", "modification". */
const char *change_kind_name(enum change_kind kind);
/* "added", "modified", "removed". */
const char *change_operation_name(enum change_operation operation);

/* The columns in which A and B differ, as bits 1 << COLUMN_...; 0 exactly when record_equal. */
unsigned change_columns(const struct record *a, const struct record *b);

/* The change from BEFORE to AFTER, either of which may be NULL (but not both), with key 0. */
struct change change_of(const struct record *before, const struct record *after);

#endif
