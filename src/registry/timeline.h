/* A timeline: every version of every record, person and head, with the releases that it is in.
 *
 * Versions of records stand in one struct registry, in the order in which the publisher has them,
 * so that those of one release, taken out in this order, are that release. The store makes a
 * timeline; a snapshot is compiled from it; a single release is one in which everything lives. */
#ifndef PORTREG_REGISTRY_TIMELINE_H
#define PORTREG_REGISTRY_TIMELINE_H

#include "registry/registry.h"

/* A release, as the store knows it. */
struct release {
    uint32_t sequence;     /* its identity: the order in which the store received it, from 1 */
    struct date date;      /* <updated>; several releases may have the same */
    uint8_t sha256[32];    /* of the file received, or of the published XML of a decision */
    uint64_t size_bytes;   /* of that file */
    int64_t recorded_at;   /* when the store received it, in seconds since 1970 */
    uint32_t record_count; /* records in it */
};

/* The releases that a version is in: from the FIRST to the LAST index of timeline.releases. */
struct lifetime {
    uint32_t first;
    uint32_t last;
};

static inline bool lifetime_covers(struct lifetime lifetime, uint32_t release)
{
    return lifetime.first <= release && release <= lifetime.last;
}

/* The head of a registry: all but records, footnotes, people and its date. */
struct head {
    struct lifetime lifetime;
    struct text id, title, category, references, experts;
    struct frame frame;
};

struct timeline {
    struct release *releases; /* by date; at least one */
    size_t release_count;
    /* All versions. Of its own columns only the lists and the arena are meaningful: those of a
     * release are in its head. */
    struct registry versions;
    /* One for each entry of the lists of VERSIONS. */
    struct lifetime *record_lifetimes;
    uint32_t *record_keys; /* versions of the same record have the same key */
    struct lifetime *person_lifetimes;
    struct lifetime *note_lifetimes;
    struct lifetime *footnote_lifetimes;
    struct head *heads; /* by release; exactly one lives in each */
    size_t head_count;
};

/* Makes *TIMELINE one of a single RELEASE with the contents of REGISTRY, which it takes over:
 * REGISTRY is empty afterwards. Keys count from 1. The caller ends with timeline_done. Returns 0 or
 * STATUS_MEMORY; REGISTRY is as it was then. */
int timeline_of_registry(struct timeline *timeline, struct registry *registry,
                         const struct release *release, struct error *error);

/* Fills the empty REGISTRY with the release at INDEX of TIMELINE. Its texts are borrowed: it lives
 * no longer than TIMELINE. Returns 0, STATUS_MEMORY, or STATUS_IO for a release without a head. */
int timeline_release(const struct timeline *timeline, uint32_t index, struct registry *registry,
                     struct error *error);

/* Whether exactly one head lives in each release of TIMELINE, as it must. */
bool timeline_has_heads(const struct timeline *timeline);

/* Refuses DATE, before which nothing is known: the FIRST release is a later one. STATUS_INPUT. */
int timeline_refuse_date(struct date first, struct date date, struct error *error);

/* Frees what TIMELINE owns; it may be all zero. */
void timeline_done(struct timeline *timeline);

#endif
