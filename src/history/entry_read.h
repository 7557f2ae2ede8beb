/* Reading entries of the log. Only the form that history/entry.h writes is known: no white space,
 * members in the order of their names. */
#ifndef PORTREG_HISTORY_ENTRY_READ_H
#define PORTREG_HISTORY_ENTRY_READ_H

#include "base/date.h"
#include "base/error.h"

/* An object on its way through its members. */
struct entry_members {
    struct text rest; /* what is left of it, with the brace at its end */
    bool any;         /* a comma comes before the next member */
};

/* Begins with the members of OBJECT. */
struct entry_members entry_members_begin(struct text object);
/* The next member: its NAME as it stands between the quotes, and its VALUE as it stands, a text
 * with its quotes. False at the end, and where something else than a member follows: then
 * entry_members_are_done is false. */
bool entry_members_next(struct entry_members *members, struct text *name, struct text *value);
/* Whether nothing follows but the end of the object. */
bool entry_members_are_done(const struct entry_members *members);

/* What stands between the quotes of VALUE, escapes as they are; NULL bytes when it is no text. */
struct text entry_text(struct text value);

/* An entry; everything borrows from its bytes. */
struct entry {
    bool is_release;  /* otherwise it is of a change */
    uint32_t release; /* the sequence number of the release, or of the one that made the change */

    /* of a change */
    uint32_t key;
    struct text operation; /* "added", "modified", "removed" */
    struct text after;     /* the record as an object; empty when it was removed */

    /* of a release */
    struct date date;
    uint32_t record_count;
    struct text source;
    struct text received_format; /* empty: nothing was received */
    struct text received_sha256; /* of the file received, in hexadecimal */
    struct text files;           /* an object: of each published file its SHA-256; may be empty */
};

/* Reads all of BYTES. Returns 0, or STATUS_INPUT for what history/entry.h does not write. */
int entry_read(struct text bytes, struct entry *entry, struct error *error);

#endif
