/* Looking up as of a release that is not the last. */
#include "snapshot/past.h"

#include "snapshot/snapshot.h"
#include "snapshot/verdict.h"

/* The two sections that together have all versions by port number. */
static const enum section by_port[] = {SECTION_BY_PORT, SECTION_PAST_BY_PORT};
enum { BY_PORT_COUNT = 2 };

/* --- the versions that cover a port number --- */

/* One version after the other that lived in the release and covers a port number, in no order. */
struct covering {
    const struct portreg *snapshot;
    uint16_t port_number;
    int section; /* of by_port */
    uint32_t next;
};

static struct covering covering_begin(const struct portreg *snapshot, uint16_t port_number)
{
    return (struct covering){snapshot, port_number, 0,
                             lookup_skip_to(snapshot, by_port[0], port_number)};
}

/* The entry of BY_PORT at hand, if its ports begin where they must; else goes on to the other
 * section. NULL at the end of both. */
static const struct disk_by_port *covering_step(struct covering *covering)
{
    while (covering->section < BY_PORT_COUNT) {
        const struct disk_by_port *entry =
            map_entry(covering->snapshot, by_port[covering->section], covering->next++);
        if (entry && le16toh(entry->first_port) <= covering->port_number)
            return entry;
        if (++covering->section < BY_PORT_COUNT)
            covering->next = lookup_skip_to(covering->snapshot, by_port[covering->section],
                                            covering->port_number);
    }
    return NULL;
}

/* The version ID of RECORDS if it lived in the release and can be judged: no other is looked at. */
static const struct disk_record *living_record(const struct portreg *snapshot, uint32_t id)
{
    const struct disk_record *record = map_entry(snapshot, SECTION_RECORDS, id);
    bool sound = record && record->transport_protocol <= TRANSPORT_LAST &&
                 record->verdict >= VERDICT_ASSIGNED && record->verdict <= VERDICT_UNASSIGNED;
    return sound && map_record_is_alive(snapshot, id) ? record : NULL;
}

/* The next version and its *ID; NULL when there are no more. */
static const struct disk_record *covering_next(struct covering *covering, uint32_t *id)
{
    const struct disk_by_port *entry;
    while ((entry = covering_step(covering))) {
        *id = le32toh(entry->record);
        const struct disk_record *record = living_record(covering->snapshot, *id);
        if (record && le16toh(record->first_port) <= covering->port_number &&
            covering->port_number <= le16toh(record->last_port))
            return record;
    }
    return NULL;
}

/* --- what they say --- */

/* What the records of one port number say for each transport protocol, and without one. */
struct evidence {
    unsigned recorded; /* as verdict_deciders takes them */
    unsigned assigned;
    enum verdict lowest[1 + TRANSPORT_COUNT];
};

static void evidence_add(struct evidence *evidence, int protocol, enum verdict verdict)
{
    unsigned bit = 1u << protocol;
    if (!(evidence->recorded & bit) || verdict < evidence->lowest[protocol])
        evidence->lowest[protocol] = verdict;
    evidence->recorded |= bit;
    if (verdict == VERDICT_ASSIGNED)
        evidence->assigned |= bit;
}

/* What follows from it for one transport protocol: the records that decide are those of one of
 * DECIDERS with the verdict LOWEST. */
struct decision {
    enum verdict verdict;
    unsigned deciders;
    enum verdict lowest;
};

static struct decision decide(const struct evidence *evidence, enum transport_protocol protocol,
                              uint16_t port_number)
{
    struct decision decision = {.lowest = VERDICT_NONE};
    decision.deciders = verdict_deciders(protocol, evidence->recorded, evidence->assigned);
    for (int decider = TRANSPORT_LAST; decider >= TRANSPORT_NONE; decider--)
        if (decision.deciders & 1u << decider)
            decision.lowest = evidence->lowest[decider];
    decision.verdict = verdict_decide(protocol, port_number, decision.deciders, decision.lowest);
    return decision;
}

static struct decision decide_port(const struct portreg *snapshot, enum transport_protocol protocol,
                                   uint16_t port_number)
{
    struct covering covering = covering_begin(snapshot, port_number);
    struct evidence evidence = {0};
    const struct disk_record *record;
    uint32_t id;
    while ((record = covering_next(&covering, &id)))
        evidence_add(&evidence, record->transport_protocol, (enum verdict)record->verdict);
    return decide(&evidence, protocol, port_number);
}

/* Whether RECORD is one of those behind DECISION. */
static bool is_behind(const struct decision *decision, const struct disk_record *record)
{
    return decision->deciders & 1u << record->transport_protocol &&
           record->verdict == (uint8_t)decision->lowest;
}

/* Where a record stands among those of a port number: by transport protocol, then the canonical
 * one first, then in the published order. */
static uint64_t place_of(const struct disk_record *record, uint32_t id)
{
    return (uint64_t)record->transport_protocol << 40 | (uint64_t)record->demerits << 32 | id;
}

/* One version after the other behind a decision, in no order. */
struct behind {
    struct covering covering;
    struct decision decision;
};

static struct behind behind_begin(const struct portreg *snapshot, enum transport_protocol protocol,
                                  uint16_t port_number)
{
    return (struct behind){covering_begin(snapshot, port_number),
                           decide_port(snapshot, protocol, port_number)};
}

/* The *PLACE of the next version; false when there are no more. */
static bool behind_next(struct behind *behind, uint64_t *place)
{
    const struct disk_record *record;
    uint32_t id;
    while ((record = covering_next(&behind->covering, &id))) {
        if (!is_behind(&behind->decision, record))
            continue;
        *place = place_of(record, id);
        return true;
    }
    return false;
}

struct portreg_answer past_find_port(const struct portreg *snapshot,
                                     enum transport_protocol protocol, uint16_t port_number)
{
    struct behind behind = behind_begin(snapshot, protocol, port_number);
    enum verdict verdict = behind.decision.verdict;
    uint32_t count = 0;
    uint64_t place = 0;
    while (verdict_meanings[verdict].has_records && behind_next(&behind, &place))
        count++;
    uint32_t found = (uint32_t)LIST_OF_PORT | (uint32_t)protocol << 16 | port_number;
    return (struct portreg_answer){
        .port_number = port_number,
        .transport_protocol = (uint8_t)protocol,
        .state = verdict_meanings[verdict].state,
        .reason = verdict_meanings[verdict].reason,
        .records = {count == 1 ? LIST_OF_ONE | (uint32_t)place : found, count},
    };
}

/* --- its records, in order --- */

enum { PLACE_BITS = 48, DIGIT_BITS = 8, DIGITS = 1 << DIGIT_BITS };
static_assert(TRANSPORT_LAST < 1 << (PLACE_BITS - 40), "a place has so many bits");

/* The INDEXth place of all BEHIND, in order; UINT64_MAX past the end. There is no room to sort
 * them: each round counts those that begin as it does by their next digit, and so finds that digit.
 */
static uint64_t find_place(const struct behind *behind, uint32_t index)
{
    uint64_t found = 0;
    for (int shift = PLACE_BITS - DIGIT_BITS; shift >= 0; shift -= DIGIT_BITS) {
        struct behind rest = *behind;
        uint32_t counts[DIGITS] = {0}, digit = 0;
        uint64_t place;
        while (behind_next(&rest, &place))
            if (place >> shift >> DIGIT_BITS == found)
                counts[place >> shift & (DIGITS - 1)]++;
        while (digit < DIGITS && index >= counts[digit])
            index -= counts[digit++];
        if (digit == DIGITS)
            return UINT64_MAX;
        found = found << DIGIT_BITS | digit;
    }
    return found;
}

uint32_t past_port_list_get(const struct portreg *snapshot, uint32_t rest, uint32_t index)
{
    uint32_t protocol = rest >> 16;
    uint16_t port_number = (uint16_t)rest;
    if (protocol < TRANSPORT_FIRST || protocol > TRANSPORT_LAST)
        return UINT32_MAX;
    struct behind behind = behind_begin(snapshot, (enum transport_protocol)protocol, port_number);
    return (uint32_t)find_place(&behind, index); /* the version, or UINT32_MAX */
}

/* --- a service name --- */

/* The versions of a service name that lived in the release, in the published order: merged from
 * those of the last release and the others, which stand behind one another in POSTINGS. */
struct named {
    const struct portreg *snapshot;
    disk_text name;
    uint32_t next, end;           /* of those in the last release */
    uint32_t past_next, past_end; /* of the others */
};

static struct named named_begin(const struct portreg *snapshot, const struct disk_name *name)
{
    uint32_t limit = snapshot->sections[SECTION_POSTINGS].count;
    uint64_t at = le32toh(name->at), past_at = at + le32toh(name->count);
    uint64_t end = past_at + le32toh(name->past_count);
    if (end > limit) /* damage */
        at = past_at = end = limit;
    return (struct named){.snapshot = snapshot,
                          .name = name->name,
                          .next = (uint32_t)at,
                          .end = (uint32_t)past_at,
                          .past_next = (uint32_t)past_at,
                          .past_end = (uint32_t)end};
}

/* Whether the version ID lived in the release and has the name: a damaged count must not make
 * others of it, as each that is read is found anew. */
static bool is_named(const struct named *named, uint32_t id)
{
    const struct disk_record *record = map_entry(named->snapshot, SECTION_RECORDS, id);
    return record && record->service_name == named->name &&
           map_record_is_alive(named->snapshot, id);
}

/* The next version; UINT32_MAX when there are no more. */
static uint32_t named_next(struct named *named)
{
    while (named->next < named->end || named->past_next < named->past_end) {
        uint32_t id = UINT32_MAX, past_id = UINT32_MAX;
        if (named->next < named->end)
            id = map_number(named->snapshot, SECTION_POSTINGS, named->next, UINT32_MAX);
        if (named->past_next < named->past_end)
            past_id = map_number(named->snapshot, SECTION_POSTINGS, named->past_next, UINT32_MAX);
        bool past =
            named->next == named->end || (named->past_next < named->past_end && past_id < id);
        *(past ? &named->past_next : &named->next) += 1;
        id = past ? past_id : id;
        if (is_named(named, id))
            return id;
    }
    return UINT32_MAX;
}

struct portreg_list past_find_name(const struct portreg *snapshot, uint32_t index)
{
    struct named named = named_begin(snapshot, map_entry(snapshot, SECTION_NAMES, index));
    uint32_t id, one = 0, count = 0;
    while ((id = named_next(&named)) != UINT32_MAX) {
        one = id;
        count++;
    }
    return (struct portreg_list){count == 1 ? LIST_OF_ONE | one : (uint32_t)LIST_OF_NAME | index,
                                 count};
}

uint32_t past_name_list_get(const struct portreg *snapshot, uint32_t rest, uint32_t index)
{
    const struct disk_name *name = map_entry(snapshot, SECTION_NAMES, rest);
    if (!name)
        return UINT32_MAX;
    struct named named = named_begin(snapshot, name);
    uint32_t id = named_next(&named);
    while (index-- > 0 && id != UINT32_MAX)
        id = named_next(&named);
    return id;
}

/* --- ranges --- */

/* Where a version stands by port number. */
static uint64_t place_by_port(uint16_t first_port, uint32_t id)
{
    return (uint64_t)first_port << 32 | id;
}

static uint64_t place_of_entry(const struct disk_by_port *entry)
{
    return place_by_port(le16toh(entry->first_port), le32toh(entry->record));
}

/* The first entry of SECTION behind PLACE. */
static uint32_t skip_behind(const struct portreg *snapshot, enum section section, uint64_t place)
{
    uint32_t low = 0, high = snapshot->sections[section].count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct disk_by_port *entry = map_entry(snapshot, section, middle);
        if (entry && place_of_entry(entry) <= place)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Takes the entry that comes first of those at NEXT in the two sections. NULL at their ends. */
static const struct disk_by_port *take_first(const struct portreg *snapshot,
                                             uint32_t next[static BY_PORT_COUNT])
{
    const struct disk_by_port *first = NULL;
    int from = 0;
    for (int i = 0; i < BY_PORT_COUNT; i++) {
        const struct disk_by_port *entry = map_entry(snapshot, by_port[i], next[i]);
        if (!entry || (first && place_of_entry(first) < place_of_entry(entry)))
            continue;
        first = entry;
        from = i;
    }
    next[from] += first != NULL;
    return first;
}

/* *CURSOR is 1 + the version that was the last. Each is behind it, whatever the bytes are, so that
 * this ends. */
bool past_next_in_ports(const struct portreg *snapshot, uint16_t first, uint16_t last,
                        uint32_t *cursor, struct portreg_record *record)
{
    uint32_t next[BY_PORT_COUNT];
    uint64_t before = 0;
    const struct disk_record *from = map_entry(snapshot, SECTION_RECORDS, *cursor - 1);
    if (*cursor && !from)
        return false;
    if (from)
        before = place_by_port(le16toh(from->first_port), *cursor - 1);
    for (int i = 0; i < BY_PORT_COUNT; i++)
        next[i] = from ? skip_behind(snapshot, by_port[i], before)
                       : lookup_skip_to(snapshot, by_port[i], first);
    const struct disk_by_port *entry;
    while ((entry = take_first(snapshot, next)) && le16toh(entry->first_port) <= last) {
        uint32_t id = le32toh(entry->record);
        if ((from && place_of_entry(entry) <= before) || !map_record_is_alive(snapshot, id) ||
            !snapshot_decode(snapshot, id, record) ||
            record->first_port_number != le16toh(entry->first_port) ||
            record->last_port_number < first)
            continue;
        *cursor = id + 1;
        return true;
    }
    return false;
}

/* --- all port numbers --- */

/* The records that began at or before the port number at hand: of each transport protocol and
 * verdict, how far they reach. */
struct sweep {
    uint32_t ends[1 + TRANSPORT_COUNT][VERDICT_UNASSIGNED + 1]; /* 1 + last port number */
    uint32_t next[BY_PORT_COUNT];
};

/* Takes in the records that begin at PORT_NUMBER. */
static void sweep_to(struct sweep *sweep, const struct portreg *snapshot, uint16_t port_number)
{
    for (int i = 0; i < BY_PORT_COUNT; i++) {
        const struct disk_by_port *entry;
        while ((entry = map_entry(snapshot, by_port[i], sweep->next[i])) &&
               le16toh(entry->first_port) <= port_number) {
            const struct disk_record *record = living_record(snapshot, le32toh(entry->record));
            sweep->next[i]++;
            if (!record)
                continue;
            uint32_t *end = &sweep->ends[record->transport_protocol][record->verdict];
            if (*end <= le16toh(record->last_port))
                *end = le16toh(record->last_port) + 1u;
        }
    }
}

static struct evidence sweep_evidence(const struct sweep *sweep, uint16_t port_number)
{
    struct evidence evidence = {0};
    for (int protocol = TRANSPORT_NONE; protocol <= TRANSPORT_LAST; protocol++)
        for (int verdict = VERDICT_ASSIGNED; verdict <= VERDICT_UNASSIGNED; verdict++)
            if (sweep->ends[protocol][verdict] > port_number)
                evidence_add(&evidence, protocol, (enum verdict)verdict);
    return evidence;
}

void past_visit_states(const struct portreg *snapshot,
                       void (*visit)(void *context, enum transport_protocol protocol,
                                     uint16_t port_number, enum portreg_state state),
                       void *context)
{
    struct sweep sweep = {.next = {0}};
    for (uint32_t port = 0; port < PORT_COUNT; port++) {
        sweep_to(&sweep, snapshot, (uint16_t)port);
        struct evidence evidence = sweep_evidence(&sweep, (uint16_t)port);
        for (int protocol = TRANSPORT_FIRST; protocol <= TRANSPORT_LAST; protocol++) {
            struct decision decision =
                decide(&evidence, (enum transport_protocol)protocol, (uint16_t)port);
            visit(context, (enum transport_protocol)protocol, (uint16_t)port,
                  (enum portreg_state)verdict_meanings[decision.verdict].state);
        }
    }
}
