/* The state of all port numbers at once. */
#include "snapshot/states.h"

#include <stdlib.h>

#include "base/memory.h"
#include "snapshot/map.h"
#include "snapshot/verdict.h"

/* --- what the records say --- */

enum { SAID_COUNT = VERDICT_UNASSIGNED - VERDICT_ASSIGNED + 1 };

/* How many records of each transport protocol, and without one, say what of a port number. */
struct states_tally {
    uint32_t counts[PORT_COUNT][1 + TRANSPORT_COUNT][SAID_COUNT];
};

/* Counts RECORD by CHANGE: 1, or -1 where it is no longer there. What cannot be judged, as it is
 * damaged, says nothing. */
static void tally_record(struct states_tally *tally, const struct disk_record *record, int change)
{
    bool sound = record->flags & RECORD_HAS_PORTS && record->transport_protocol <= TRANSPORT_LAST &&
                 record->verdict >= VERDICT_ASSIGNED && record->verdict <= VERDICT_UNASSIGNED;
    uint32_t last = le16toh(record->last_port);
    for (uint32_t port = le16toh(record->first_port); sound && port <= last; port++)
        tally->counts[port][record->transport_protocol][record->verdict - VERDICT_ASSIGNED] +=
            (uint32_t)change;
}

/* The lowest verdict of those records of a port number that COUNTS are of; VERDICT_NONE: none. */
static enum verdict lowest_said(const uint32_t counts[static SAID_COUNT])
{
    for (int said = 0; said < SAID_COUNT; said++)
        if (counts[said])
            return (enum verdict)(VERDICT_ASSIGNED + said);
    return VERDICT_NONE;
}

/* Decides the state of PORT for each transport protocol. */
static void decide(const struct states_tally *tally, uint16_t port, struct states *states)
{
    enum verdict lowest[1 + TRANSPORT_COUNT];
    unsigned recorded = 0, assigned = 0;
    for (int protocol = TRANSPORT_NONE; protocol <= TRANSPORT_LAST; protocol++) {
        lowest[protocol] = lowest_said(tally->counts[port][protocol]);
        recorded |= (unsigned)(lowest[protocol] != VERDICT_NONE) << protocol;
        assigned |= (unsigned)(lowest[protocol] == VERDICT_ASSIGNED) << protocol;
    }
    for (int protocol = TRANSPORT_FIRST; protocol <= TRANSPORT_LAST; protocol++) {
        enum transport_protocol asked = (enum transport_protocol)protocol;
        unsigned deciders = verdict_deciders(asked, recorded, assigned);
        int decider = deciders ? __builtin_ctz(deciders) : 0;
        states->verdicts[protocol - TRANSPORT_FIRST][port] =
            (uint8_t)verdict_decide(asked, port, deciders, lowest[decider]);
    }
}

/* --- one release --- */

/* The current release has its states as slots. */
static void read_slots(const struct portreg *snapshot, struct states *states)
{
    for (uint32_t i = 0; i < SLOT_COUNT; i++) {
        uint32_t verdict = le32toh(snapshot->slots[i]) >> SLOT_VERDICT_SHIFT;
        states->verdicts[i / PORT_COUNT][i % PORT_COUNT] =
            (uint8_t)(verdict < VERDICT_COUNT ? verdict : VERDICT_NONE); /* damage */
    }
}

int states_read(const struct portreg *snapshot, uint32_t release, struct states *states,
                struct error *error)
{
    const struct disk_lifetime *lifetime;
    if (snapshot->slots && release == snapshot->release) {
        read_slots(snapshot, states);
        return STATUS_OK;
    }
    struct states_tally *tally = memory_allocate_zeroed(1, sizeof(*tally));
    if (!tally)
        return error_memory(error);
    for (uint32_t id = 0; (lifetime = map_entry(snapshot, SECTION_LIFETIMES, id)); id++) {
        const struct disk_record *record = map_entry(snapshot, SECTION_RECORDS, id);
        if (record && le32toh(lifetime->first) <= release && release <= le32toh(lifetime->last))
            tally_record(tally, record, 1);
    }
    for (uint32_t port = 0; port < PORT_COUNT; port++)
        decide(tally, (uint16_t)port, states);
    memory_free(tally);
    return STATUS_OK;
}

/* --- one release after the other --- */

/* An event: the release, the version, and whether that ended before the release. */
static uint64_t make_event(uint32_t release, uint32_t id, bool ended)
{
    return (uint64_t)release << 32 | (uint64_t)id << 1 | ended;
}

static int compare_events(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* When each version begins and when it has ended. */
static void list_events(struct states_walk *walk)
{
    uint32_t releases = walk->snapshot->sections[SECTION_RELEASES].count;
    const struct disk_lifetime *lifetime;
    for (uint32_t id = 0; (lifetime = map_entry(walk->snapshot, SECTION_LIFETIMES, id)); id++) {
        uint32_t first = le32toh(lifetime->first), last = le32toh(lifetime->last);
        if (first > last || first >= releases)
            continue;
        walk->events[walk->event_count++] = make_event(first, id, false);
        if (last + 1 < releases)
            walk->events[walk->event_count++] = make_event(last + 1, id, true);
    }
    qsort(walk->events, walk->event_count, sizeof(*walk->events), compare_events);
}

int states_walk_begin(struct states_walk *walk, const struct portreg *snapshot, struct error *error)
{
    size_t versions = snapshot->sections[SECTION_LIFETIMES].count;
    memset(walk, 0, sizeof(*walk));
    walk->snapshot = snapshot;
    walk->release = UINT32_MAX;
    walk->touched = memory_allocate(PORT_COUNT * sizeof(*walk->touched));
    walk->marks = memory_allocate_zeroed(1, PORT_COUNT);
    walk->tally = memory_allocate_zeroed(1, sizeof(*walk->tally));
    walk->events = memory_allocate((2 * versions + 1) * sizeof(*walk->events));
    if (!walk->touched || !walk->marks || !walk->tally || !walk->events)
        return error_memory(error);
    list_events(walk);
    return STATUS_OK;
}

/* Takes in what RECORD, which begins or has ended, says of its port numbers, and marks them. */
static void apply(struct states_walk *walk, const struct disk_record *record, bool ended)
{
    uint32_t first = le16toh(record->first_port), last = le16toh(record->last_port);
    tally_record(walk->tally, record, ended ? -1 : 1);
    if (record->flags & RECORD_HAS_PORTS && first <= last)
        memset(walk->marks + first, 1, last - first + 1);
}

/* Decides the states of the port numbers that are marked, and lists these. */
static void decide_touched(struct states_walk *walk)
{
    const uint8_t *end = walk->marks + PORT_COUNT;
    uint8_t *mark = walk->marks;
    walk->touched_count = 0;
    while ((mark = memchr(mark, 1, (size_t)(end - mark)))) {
        uint16_t port = (uint16_t)(mark - walk->marks);
        decide(walk->tally, port, &walk->states);
        walk->touched[walk->touched_count++] = port;
        *mark = 0;
    }
}

bool states_walk_next(struct states_walk *walk)
{
    uint32_t release = walk->release + 1;
    if (release >= walk->snapshot->sections[SECTION_RELEASES].count)
        return false;
    if (release == 0)
        memset(walk->marks, 1, PORT_COUNT);
    while (walk->next_event < walk->event_count &&
           walk->events[walk->next_event] >> 32 == release) {
        uint32_t event = (uint32_t)walk->events[walk->next_event++];
        const struct disk_record *record = map_entry(walk->snapshot, SECTION_RECORDS, event >> 1);
        if (record)
            apply(walk, record, event & 1);
    }
    decide_touched(walk);
    walk->release = release;
    return true;
}

void states_walk_done(struct states_walk *walk)
{
    memory_free(walk->touched);
    memory_free(walk->marks);
    memory_free(walk->tally);
    memory_free(walk->events);
    walk->touched = NULL;
    walk->marks = NULL;
    walk->tally = NULL;
    walk->events = NULL;
}
