/* The past, out of a snapshot: a release as a registry, to be compared, and all that happened to
 * what somebody asks for. */
#ifndef PORTREG_HISTORY_PAST_H
#define PORTREG_HISTORY_PAST_H

#include "history/change.h"
#include "snapshot/query.h"

/* Fills the empty REGISTRY with the release that VIEW answers from, and *KEYS with the keys of its
 * records, which the caller frees. Texts are borrowed from the snapshot. Returns 0 or
 * STATUS_MEMORY; REGISTRY is to be ended with registry_done then too. */
int past_registry(const struct portreg *view, struct registry *registry, uint32_t **keys,
                  struct error *error);

/* A change, and the release that made it. */
struct event {
    uint32_t release; /* its index in the snapshot. In the first release all records are added */
    struct change change;
};

struct events {
    struct event *list; /* by release, then in the order of keys */
    size_t count;
    size_t capacity;
};

/* Fills EVENTS with each change that ever touched what QUERY asks for: the record was what it asks
 * for before the change, or after it. The texts are borrowed from SNAPSHOT. End with events_done,
 * also after a failure. Returns 0 or STATUS_MEMORY. */
int past_events(const struct portreg *snapshot, const struct query *query, struct events *events,
                struct error *error);

/* Adds to EVENTS the changes that the release at the index RELEASE made to records with keys above
 * AFTER_KEY, in the order of keys, until EVENTS has LIMIT. Otherwise as past_events. */
int past_add_release(const struct portreg *snapshot, uint32_t release, uint32_t after_key,
                     size_t limit, struct events *events, struct error *error);

/* Frees what EVENTS own; they may be all zero. */
void events_done(struct events *events);

#endif
