/* Statements: what the publisher writes as sentences in notes and descriptions (alias to,
 * replacement for, de-assigned on, defined TXT keys, ...) as structure. The sentence stays the
 * truth and is never rewritten; a statement is derived from it each time it is asked for, by one
 * table of sentences, and statement_append writes the sentence of a new one by the same table. */
#ifndef PORTREG_REGISTRY_STATEMENT_H
#define PORTREG_REGISTRY_STATEMENT_H

#include "registry/record.h"

enum statement_kind {
    STATEMENT_ALIAS,          /* this name is an alias to service_name, and historic */
    STATEMENT_REPLACEMENT,    /* this name replaces the legacy service_name (RFC 6335 10.1) */
    STATEMENT_DUPLICATE,      /* a duplicate of service_name */
    STATEMENT_DE_ASSIGNED,    /* de-assigned on date; service_name was assigned, if known (8.2);
                               * or text, a use that references released */
    STATEMENT_REMOVED,        /* this entry was, or is being, removed on date */
    STATEMENT_RENAMED,        /* was assigned under service_name before */
    STATEMENT_TXT_KEYS,       /* text: the defined TXT keys (DNS-SD) */
    STATEMENT_TEMPORARY,      /* early assignment from date until expires (RFC 7120) */
    STATEMENT_WIDESPREAD_USE, /* unassigned but in widespread use; since date, if known */
};
enum { STATEMENT_KIND_COUNT = STATEMENT_WIDESPREAD_USE + 1 };

struct statement {
    enum statement_kind kind;
    unsigned wording;         /* which of the publisher's sentences; 0: today's of this kind */
    enum column column;       /* COLUMN_DESCRIPTION or COLUMN_ASSIGNMENT_NOTES */
    struct text service_name; /* borrowed, as all here */
    struct text text;         /* marked text */
    struct text references;   /* who, or what document, it was assigned or released by */
    struct date date;
    struct date extended; /* when a temporary assignment was extended */
    struct date expires;
    struct text sentence; /* where it stands in the column (marked text) */
};

/* "alias", "replacement", "duplicate", "de-assigned", "removed", "renamed", "txt-keys",
 * "temporary", "widespread-use". */
const char *statement_kind_name(enum statement_kind kind);

/* The INDEXth statement of RECORD, description first. Returns false past the last. */
bool record_statement(const struct record *record, size_t index, struct statement *statement);

/* The first statement of KIND in RECORD. Returns false when there is none. */
bool record_find_statement(const struct record *record, enum statement_kind kind,
                           struct statement *statement);

/* The kinds of all statements of RECORD, as bits: 1 << STATEMENT_ALIAS, ... */
unsigned record_statement_kinds(const struct record *record);

/* Appends the sentence that says STATEMENT, as marked text: in its wording, or, when that has no
 * place for something that STATEMENT holds or asks for more, in the first of its kind that says
 * exactly what STATEMENT holds. Returns false, and appends nothing, when none does. */
bool statement_append(struct buffer *buffer, const struct statement *statement);

#endif
