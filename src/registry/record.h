/* A record: one row of the registry, in the twelve columns in which it is published. */
#ifndef PORTREG_REGISTRY_RECORD_H
#define PORTREG_REGISTRY_RECORD_H

#include "base/date.h"
#include "base/error.h"
#include "registry/marked.h"
#include "registry/port.h"
#include "registry/transport_protocol.h"

struct record {
    struct text service_name; /* empty: the record names no service */
    struct ports ports;       /* meaningful when has_ports */
    enum transport_protocol transport_protocol;
    bool has_ports;
    bool has_assignee; /* an assignee of its own; otherwise the contact is the assignee */
    bool has_service_code;
    uint32_t service_code;   /* meaningful when has_service_code */
    struct text description; /* marked text */
    struct text assignee;    /* references; meaningful when has_assignee */
    struct text contact;     /* references, all of type person */
    struct date registration_date;
    struct date modification_date;
    struct text reference;        /* references of all other types */
    struct text unauthorized_use; /* plain text */
    struct text assignment_notes; /* marked text */

    struct text layout; /* how the publisher wrote it; only the XML reader and writer look in */
    struct position position; /* where it was read */
};

/* The assignee as published: the record's own one, else its contact. References. */
static inline struct text record_assignee(const struct record *record)
{
    return record->has_assignee ? record->assignee : record->contact;
}

/* Whether A and B mean the same; layout and position do not count. */
bool record_equal(const struct record *a, const struct record *b);

/* The columns, in the publisher's order. */
enum column {
    COLUMN_SERVICE_NAME,
    COLUMN_PORT_NUMBER,
    COLUMN_TRANSPORT_PROTOCOL,
    COLUMN_DESCRIPTION,
    COLUMN_ASSIGNEE,
    COLUMN_CONTACT,
    COLUMN_REGISTRATION_DATE,
    COLUMN_MODIFICATION_DATE,
    COLUMN_REFERENCE,
    COLUMN_SERVICE_CODE,
    COLUMN_UNAUTHORIZED_USE,
    COLUMN_ASSIGNMENT_NOTES,
    COLUMN_COUNT,
};

/* The title of COLUMN as published today: "Service Name". */
struct text column_title(enum column column);
/* The title before 2019-01-03: only that of the eleventh column was another one. */
struct text column_former_title(enum column column);
/* Whether TITLE is one of the two. */
bool column_has_title(enum column column, struct text title);

enum { RECORD_VALUE_SIZE_BYTES = 16 };
/* The value of COLUMN of RECORD as it is published, as marked text; what has to be made for it is
 * made in BUFFER. */
struct text record_value(const struct record *record, enum column column,
                         char buffer[static RECORD_VALUE_SIZE_BYTES]);

#endif
