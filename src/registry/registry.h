/* A registry: a header, records in order, footnotes and people. */
#ifndef PORTREG_REGISTRY_REGISTRY_H
#define PORTREG_REGISTRY_REGISTRY_H

#include "base/arena.h"
#include "registry/record.h"

/* A note of the header. */
struct note {
    struct text title;   /* empty: "Note" */
    struct text content; /* marked text, preformatted */
};

struct footnote {
    struct text anchor;  /* "1": what a reference of type note points to */
    struct text content; /* marked text, preformatted */
};

/* A person or an organization: an entry of the contact information. */
struct person {
    struct text id; /* the handle that references use */
    struct text name;
    struct text organization;
    struct text *uris;
    size_t uri_count;
    struct date updated;
    struct text layout; /* as in struct record */
    struct position position;
};

/* How the publisher wrote what surrounds the records; only the XML reader and writer look in. */
struct frame {
    struct text prolog; /* from the first byte to the root element */
    struct text layout; /* the children of the root element and the white space between them */
    struct text epilog; /* what follows the root element */
};

/* What the publisher calls the registry, in files and in addresses, and in words. */
#define REGISTRY_ID    "service-names-port-numbers"
#define REGISTRY_TITLE "Service Name and Transport Protocol Port Number Registry"

struct registry {
    struct text id; /* REGISTRY_ID; empty where the format carries none */
    struct text title;
    struct text category;
    struct date updated;    /* the date of the release */
    struct text references; /* references of the registry itself */
    struct text experts;    /* marked text, preformatted: the experts of each transport protocol */
    struct note *notes;
    size_t note_count;
    struct record *records;
    size_t record_count;
    struct footnote *footnotes;
    size_t footnote_count;
    struct person *people;
    size_t person_count;
    struct frame frame;

    /* Capacities of the four lists, kept by the registry_add functions. */
    size_t note_capacity, record_capacity, footnote_capacity, person_capacity;
    struct arena arena; /* owns every text */
};

/* The id of REGISTRY, or where it has none, the publisher's: files and addresses need one. */
static inline struct text registry_id(const struct registry *registry)
{
    return registry->id.length ? registry->id : TEXT(REGISTRY_ID);
}

/* The caller's object: empty. */
void registry_init(struct registry *registry);
/* Frees all that REGISTRY owns. */
void registry_done(struct registry *registry);

/* Makes room for COUNT records at once, where about so many will be added. Returns false without
 * memory. */
bool registry_reserve_records(struct registry *registry, size_t count);

/* Moves the records of OTHER, and the texts in its arena, to the end of REGISTRY. Returns false
 * without memory; both are as they were then. */
bool registry_take_records(struct registry *registry, struct registry *other);

/* A new entry at the end, all zero, or NULL without memory. Adding moves the earlier ones. */
struct note *registry_add_note(struct registry *registry);
struct record *registry_add_record(struct registry *registry);
struct footnote *registry_add_footnote(struct registry *registry);
struct person *registry_add_person(struct registry *registry);

/* Adds a URI to PERSON, whose URIs have all come from here. Returns false without memory. */
bool person_add_uri(struct registry *registry, struct person *person, struct text uri);

#endif
