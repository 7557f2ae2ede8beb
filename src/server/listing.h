/* The records of a release as a table that can be searched, filtered and sorted. */
#ifndef PORTREG_SERVER_LISTING_H
#define PORTREG_SERVER_LISTING_H

#include <pthread.h>

#include "base/error.h"
#include "registry/state.h"
#include "snapshot/snapshot.h"

struct record_query;

/* Nothing is prepared but what was asked for once: how a column sorts. Any number of threads may
 * ask a listing at the same time. */
struct listing {
    const struct portreg *snapshot;
    uint32_t count;
    pthread_mutex_t mutex; /* of whoever ranks a column */
    /* Of each record: its place when sorted by the column; NULL: not yet asked for. */
    _Atomic(uint32_t *) ranks[COLUMN_COUNT];
};

/* Begins to list the records of SNAPSHOT, or of a view, which must outlive LISTING. A listing of
 * zeros may be given to listing_done. */
void listing_init(struct listing *listing, const struct portreg *snapshot);
void listing_done(struct listing *listing);

/* What is asked of a listing. */
struct selection {
    struct text query; /* in the language of snapshot/search.h; empty: all records */
    const struct record_query *filter; /* what they must be besides */
    bool is_sorted; /* by COLUMN; otherwise by how well they answer the query, or as published */
    enum column column;
    bool descending; /* empty cells are last in both directions; the sort is stable */
};

/* What was found. */
struct matches {
    uint32_t *ids; /* of records, for snapshot_decode; the caller frees it */
    size_t count;
    bool is_partial; /* no record has all words of the query: these have the most of them */
    bool is_similar; /* similar words count, as after a typing error */
};

/* Fills MATCHES with what SELECTION asks for. Returns 0, STATUS_MEMORY, or STATUS_INPUT when a
 * filter in the words of the query makes no sense; *ERROR then says what is accepted. */
int listing_select(struct listing *listing, const struct selection *selection,
                   struct matches *matches, struct error *error);

/* Reads a port number or a range as query_parse does: "443", "6000-6063", "443/tcp", "tcp/443";
 * *PROTOCOL is TRANSPORT_NONE when none is named. Returns false for anything else. */
bool ports_ask(struct text text, struct ports *ports, enum transport_protocol *protocol);

enum { CELL_SIZE_BYTES = 24 };
/* The plain text of COLUMN in RECORD, borrowed from it or in SCRATCH. */
struct text record_cell(const struct portreg_record *record, enum column column,
                        char scratch[static CELL_SIZE_BYTES]);

#endif
