/* The records of a release as a table that can be searched, filtered and sorted. */
#ifndef PORTREG_SERVER_LISTING_H
#define PORTREG_SERVER_LISTING_H

#include <locale.h>
#include <pthread.h>

#include "base/error.h"
#include "registry/state.h"
#include "snapshot/snapshot.h"

/* Nothing is prepared but what was asked for once: how a column sorts. Any number of threads may
 * ask a listing at the same time. */
struct listing {
    const struct portreg *snapshot;
    uint32_t count;
    pthread_mutex_t mutex; /* of whoever ranks a column */
    /* Of each record: its place when sorted by the column; NULL: not yet asked for. */
    _Atomic(uint32_t *) ranks[COLUMN_COUNT];
    locale_t locale; /* for the case of letters; 0: ASCII only */
};

/* Begins to list the records of SNAPSHOT, or of a view, which must outlive LISTING. A listing of
 * zeros may be given to listing_done. */
void listing_init(struct listing *listing, const struct portreg *snapshot);
void listing_done(struct listing *listing);

/* Where the port numbers of a record are to be. */
enum whereabouts { PLACE_ANY, PLACE_IN_RANGE, PLACE_NOWHERE };

/* What is asked of a listing. */
struct selection {
    /* Words that a record must all have in its columns, in any case of letters. A port number or a
     * range of them, with or without a transport protocol (443, 6000-6063, 443/tcp), also finds
     * the records that cover it. Without sorting, those and the records of exactly the service
     * name that is asked for come first. */
    struct text query;
    bool has_transport;                         /* only records of this one: */
    enum transport_protocol transport_protocol; /* TRANSPORT_NONE: those without */
    bool has_state;
    enum state state;
    enum whereabouts place; /* in RANGE, or without a port number */
    enum port_range range;  /* it has a port number of this range */
    uint16_t year;          /* it was registered or modified in this one; 0: any */
    struct text assignee;   /* what the assignee has somewhere, in any case of ASCII letters */
    bool is_sorted;         /* by COLUMN; otherwise as published */
    enum column column;
    bool descending; /* empty cells are last in both directions; the sort is stable */
};

/* Writes the indexes of the records that SELECTION asks for to MATCHES, which has room for
 * listing->count, and their number to *MATCH_COUNT. Returns 0 or STATUS_MEMORY. */
int listing_select(struct listing *listing, const struct selection *selection, uint32_t *matches,
                   size_t *match_count, struct error *error);

/* Reads a port number or a range as query_parse does: "443", "6000-6063", "443/tcp", "tcp/443";
 * *PROTOCOL is TRANSPORT_NONE when none is named. Returns false for anything else. */
bool ports_ask(struct text text, struct ports *ports, enum transport_protocol *protocol);

enum { CELL_SIZE_BYTES = 24 };
/* The plain text of COLUMN in RECORD, borrowed from it or in SCRATCH. */
struct text record_cell(const struct portreg_record *record, enum column column,
                        char scratch[static CELL_SIZE_BYTES]);

#endif
