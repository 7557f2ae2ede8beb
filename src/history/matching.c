/* Matching: a walk in step through what did not change, then passes over the records that are not
 * matched yet, each by what it compares. docs/history.md has a real case of each. */
#include "history/matching.h"

#include <stdlib.h>

#include "base/memory.h"
#include "registry/state.h"

/* What a pass does. A pass compares the records of one CLASS each; those that are equal are matched
 * in the order in which they stand, or, where the pass says so, only when there is no choice. */
struct pass {
    /* Whether RECORD, of the earlier or the later release, takes part. */
    bool (*takes_earlier)(const struct record *record);
    bool (*takes_later)(const struct record *record);
    uint64_t (*hash)(const struct record *record);
    bool (*equal)(const struct record *a, const struct record *b);
    bool unambiguous; /* matches only what is the only one on both sides */
};

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
    return hash ^ (hash >> 29);
}

/* The hash of TEXT; of a service name, case does not matter. */
static uint64_t mix_name(uint64_t hash, struct text name)
{
    for (size_t i = 0; i < name.length; i++)
        hash = (hash ^ (uint8_t)ascii_lower(name.bytes[i])) * 0x100000001b3u;
    return mix(hash, name.length);
}

static uint64_t mix_ports(uint64_t hash, const struct record *record)
{
    return record->has_ports ? mix(hash, (uint64_t)record->ports.first << 16 | record->ports.last |
                                             UINT64_C(1) << 32)
                             : mix(hash, 0);
}

static bool same_ports(const struct record *a, const struct record *b)
{
    return a->has_ports == b->has_ports &&
           (!a->has_ports || (a->ports.first == b->ports.first && a->ports.last == b->ports.last));
}

static bool same_name(const struct record *a, const struct record *b)
{
    return text_equal_ignoring_case(a->service_name, b->service_name);
}

static bool same_transport(const struct record *a, const struct record *b)
{
    return a->transport_protocol == b->transport_protocol;
}

/* --- the passes --- */

static bool any(const struct record *record)
{
    (void)record;
    return true;
}

static bool has_name(const struct record *record)
{
    return record->service_name.length != 0;
}

static bool has_ports(const struct record *record)
{
    return record->has_ports;
}

static uint64_t hash_place(const struct record *record)
{
    return mix(mix_ports(1, record), (uint64_t)record->transport_protocol);
}

static bool same_place(const struct record *a, const struct record *b)
{
    return same_ports(a, b) && same_transport(a, b);
}

static uint64_t hash_name_and_place(const struct record *record)
{
    return mix_name(hash_place(record), record->service_name);
}

static bool same_name_and_place(const struct record *a, const struct record *b)
{
    return same_place(a, b) && same_name(a, b);
}

/* All columns: so records of one hash are equal, here as in the other passes. */
static uint64_t hash_all(const struct record *record)
{
    uint64_t hash = mix(hash_name_and_place(record), text_hash(record->description));
    hash = mix(hash, text_hash(record_assignee(record)));
    hash = mix(hash, text_hash(record->contact));
    hash = mix(hash, date_pack(record->registration_date));
    hash = mix(hash, date_pack(record->modification_date));
    hash = mix(hash, text_hash(record->reference));
    hash = mix(hash, record->has_service_code ? record->service_code : UINT64_MAX);
    hash = mix(hash, text_hash(record->unauthorized_use));
    return mix(hash, text_hash(record->assignment_notes));
}

/* Records of the same name and place differ in something: in the day they were registered on, or in
 * their contact. */
static uint64_t hash_origin(const struct record *record)
{
    uint64_t hash = mix(hash_name_and_place(record), date_pack(record->registration_date));
    return mix(hash, text_hash(record->contact));
}

static bool same_origin(const struct record *a, const struct record *b)
{
    return same_name_and_place(a, b) &&
           date_pack(a->registration_date) == date_pack(b->registration_date) &&
           text_equal(a->contact, b->contact);
}

static uint64_t hash_name_and_ports(const struct record *record)
{
    return mix_name(mix_ports(2, record), record->service_name);
}

static bool same_name_and_ports(const struct record *a, const struct record *b)
{
    return same_name(a, b) && same_ports(a, b);
}

static bool is_named_without_transport(const struct record *record)
{
    return has_name(record) && record->transport_protocol == TRANSPORT_NONE;
}

static uint64_t hash_name_and_transport(const struct record *record)
{
    return mix_name(mix(3, (uint64_t)record->transport_protocol), record->service_name);
}

static bool same_name_and_transport(const struct record *a, const struct record *b)
{
    return same_transport(a, b) && same_name(a, b);
}

/* Whether RECORD is of a service without a port number and says something of it, which stays when
 * name or transport protocol are corrected. */
static bool is_described(const struct record *record)
{
    return has_name(record) && !record->has_ports && record->description.length;
}

static uint64_t hash_words(const struct record *record)
{
    uint64_t hash = mix(mix(4, text_hash(record->description)), text_hash(record->contact));
    return mix(hash, date_pack(record->registration_date));
}

static bool same_words(const struct record *a, const struct record *b)
{
    return text_equal(a->description, b->description) && text_equal(a->contact, b->contact) &&
           date_pack(a->registration_date) == date_pack(b->registration_date);
}

static uint64_t hash_words_and_transport(const struct record *record)
{
    return mix(hash_words(record), (uint64_t)record->transport_protocol);
}

static bool same_words_and_transport(const struct record *a, const struct record *b)
{
    return same_words(a, b) && same_transport(a, b);
}

static uint64_t hash_words_and_name(const struct record *record)
{
    return mix_name(hash_words(record), record->service_name);
}

static bool same_words_and_name(const struct record *a, const struct record *b)
{
    return same_words(a, b) && same_name(a, b);
}

/* Whether RECORD is of port numbers that are not simply free: a record of free ones is no
 * predecessor of what is assigned among them. */
static bool is_taken(const struct record *record)
{
    return record->has_ports && record_state(record) != STATE_UNASSIGNED;
}

static uint64_t hash_ports(const struct record *record)
{
    return mix_ports(5, record);
}

static bool is_taken_without_transport(const struct record *record)
{
    return is_taken(record) && record->transport_protocol == TRANSPORT_NONE;
}

/* docs/history.md numbers them; where a transport protocol appears or disappears, two rows are one
 * pass there. */
static const struct pass passes[] = {
    {any, any, hash_all, record_equal, false},
    {any, any, hash_origin, same_origin, false},
    {any, any, hash_name_and_place, same_name_and_place, false},
    {is_named_without_transport, has_name, hash_name_and_ports, same_name_and_ports, true},
    {has_name, is_named_without_transport, hash_name_and_ports, same_name_and_ports, true},
    {has_ports, has_ports, hash_place, same_place, true},
    {has_name, has_name, hash_name_and_transport, same_name_and_transport, true},
    {is_described, is_described, hash_words_and_transport, same_words_and_transport, true},
    {is_described, is_described, hash_words_and_name, same_words_and_name, true},
    {has_ports, has_ports, hash_place, same_place, false},
    {is_taken_without_transport, is_taken, hash_ports, same_ports, false},
    {is_taken, is_taken_without_transport, hash_ports, same_ports, false},
};

static void match(struct matching *matching, size_t before, size_t after)
{
    matching->successors[before] = (uint32_t)after;
    matching->predecessors[after] = (uint32_t)before;
}

/* --- the walk in step --- */

/* So many records are looked at to find where both lists go on alike: a range that is split for
 * four transport protocols takes six. What is further away, the passes find. */
enum { STEP_LIMIT = 16 };

/* Moves *I and *J on to the nearest two records that are equal, or without such by one. */
static void find_step(const struct registry *earlier, const struct registry *later, size_t *i,
                      size_t *j)
{
    for (size_t steps = 1; steps <= STEP_LIMIT; steps++) {
        for (size_t a = *i, b = *j + steps; a <= *i + steps; a++, b--) {
            if (a < earlier->record_count && b < later->record_count &&
                record_equal(&earlier->records[a], &later->records[b])) {
                *i = a;
                *j = b;
                return;
            }
        }
    }
    (*i)++;
    (*j)++;
}

/* Nearly everything is the same in the next release, and stands in the same order. */
static void walk_in_step(struct matching *matching, const struct registry *earlier,
                         const struct registry *later)
{
    for (size_t i = 0, j = 0; i < earlier->record_count && j < later->record_count;) {
        if (record_equal(&earlier->records[i], &later->records[j]))
            match(matching, i++, j++);
        else
            find_step(earlier, later, &i, &j);
    }
}

/* --- one pass --- */

/* A record that takes part in a pass. */
struct candidate {
    uint64_t hash;
    uint32_t record;
};

struct candidates {
    const struct registry *registry;
    struct candidate *list; /* by hash, then in the order of the records */
    size_t count;
};

static int compare_candidates(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->record < y->record ? -1 : x->record > y->record;
}

/* Those records of CANDIDATES->registry that TAKES chooses and that have none in PARTNERS yet. */
static void collect(struct candidates *candidates, const uint32_t *partners,
                    bool (*takes)(const struct record *), uint64_t (*hash)(const struct record *))
{
    const struct registry *registry = candidates->registry;
    candidates->count = 0;
    for (size_t i = 0; i < registry->record_count; i++) {
        const struct record *record = &registry->records[i];
        if (partners[i] == MATCHING_NONE && takes(record))
            candidates->list[candidates->count++] = (struct candidate){hash(record), (uint32_t)i};
    }
    qsort(candidates->list, candidates->count, sizeof(*candidates->list), compare_candidates);
}

/* How many candidates from START on have the hash of the one at START. */
static size_t group_size(const struct candidates *candidates, size_t start)
{
    size_t end = start;
    while (end < candidates->count && candidates->list[end].hash == candidates->list[start].hash)
        end++;
    return end - start;
}

/* Matches the candidates of one hash. */
static void match_group(struct matching *matching, const struct pass *pass,
                        const struct candidates *earlier, size_t earlier_start, size_t earlier_size,
                        const struct candidates *later, size_t later_start, size_t later_size)
{
    size_t first = earlier_start, end = earlier_start + earlier_size; /* those before are matched */
    if (pass->unambiguous && (earlier_size > 1 || later_size > 1))
        return;
    for (size_t i = later_start; i < later_start + later_size; i++) {
        uint32_t after = later->list[i].record;
        while (first < end && matching->successors[earlier->list[first].record] != MATCHING_NONE)
            first++;
        for (size_t j = first; j < end; j++) {
            uint32_t before = earlier->list[j].record;
            if (matching->successors[before] == MATCHING_NONE &&
                pass->equal(&earlier->registry->records[before],
                            &later->registry->records[after])) {
                match(matching, before, after);
                break;
            }
        }
    }
}

static void run_pass(struct matching *matching, const struct pass *pass, struct candidates *earlier,
                     struct candidates *later)
{
    collect(earlier, matching->successors, pass->takes_earlier, pass->hash);
    collect(later, matching->predecessors, pass->takes_later, pass->hash);
    for (size_t i = 0, j = 0; i < earlier->count && j < later->count;) {
        uint64_t a = earlier->list[i].hash, b = later->list[j].hash;
        bool same = a == b;
        size_t earlier_size = same ? group_size(earlier, i) : 1;
        size_t later_size = same ? group_size(later, j) : 1;
        if (same)
            match_group(matching, pass, earlier, i, earlier_size, later, j, later_size);
        i += a <= b ? earlier_size : 0;
        j += b <= a ? later_size : 0;
    }
}

/* --- ranges that were split --- */

/* Whether RECORD is of port numbers and names no service: a block that is unassigned, or reserved.
 */
static bool is_block(const struct record *record)
{
    return record->has_ports && !has_name(record);
}

/* What two blocks have in common when one is a part of the other, above their port numbers; so
 * candidates are in the order of port numbers. */
static uint64_t block_order(const struct record *record)
{
    return (uint64_t)record->transport_protocol << 40 | (uint64_t)record_state(record) << 32 |
           (uint64_t)record->ports.first << 16 | record->ports.last;
}

/* A block is split around a number that is assigned in it, and shrinks or grows at its edges: its
 * first part that is left is the same record. */
static void match_blocks(struct matching *matching, struct candidates *earlier,
                         struct candidates *later)
{
    collect(earlier, matching->successors, is_block, block_order);
    collect(later, matching->predecessors, is_block, block_order);
    for (size_t i = 0, j = 0; i < earlier->count && j < later->count;) {
        const struct candidate *before = &earlier->list[i], *after = &later->list[j];
        struct ports a = earlier->registry->records[before->record].ports;
        struct ports b = later->registry->records[after->record].ports;
        bool same_class = before->hash >> 32 == after->hash >> 32;
        if (same_class && ports_overlap(a, b)) {
            match(matching, before->record, after->record);
            i++;
            j++;
        } else if (before->hash < after->hash) {
            i++;
        } else {
            j++;
        }
    }
}

/* What matching takes for two lists. */
struct work {
    struct matching *matching;
    struct candidates earlier, later;
};

static void work_done(struct work *work)
{
    memory_free(work->earlier.list);
    memory_free(work->later.list);
}

/* Makes room for lists of these counts, of which nothing is matched. Returns false without memory;
 * then there is nothing to end. */
static bool work_begin(struct work *work, struct matching *matching, size_t earlier_count,
                       size_t later_count)
{
    *matching = (struct matching){
        memory_allocate((earlier_count + 1) * sizeof(uint32_t)),
        memory_allocate((later_count + 1) * sizeof(uint32_t)),
    };
    *work = (struct work){.matching = matching};
    work->earlier.list = memory_allocate((earlier_count + 1) * sizeof(struct candidate));
    work->later.list = memory_allocate((later_count + 1) * sizeof(struct candidate));
    if (!work->earlier.list || !work->later.list || !matching->successors ||
        !matching->predecessors) {
        work_done(work);
        matching_done(matching);
        return false;
    }
    /* MATCHING_NONE is all ones */
    memset(matching->successors, 0xff, earlier_count * sizeof(uint32_t));
    memset(matching->predecessors, 0xff, later_count * sizeof(uint32_t));
    return true;
}

int matching_find(const struct registry *earlier, const struct registry *later,
                  struct matching *matching, struct error *error)
{
    struct work work;
    if (!work_begin(&work, matching, earlier->record_count, later->record_count))
        return error_memory(error);
    work.earlier.registry = earlier;
    work.later.registry = later;
    walk_in_step(matching, earlier, later);
    for (size_t i = 0; i < sizeof(passes) / sizeof(*passes); i++)
        run_pass(matching, &passes[i], &work.earlier, &work.later);
    match_blocks(matching, &work.earlier, &work.later);
    work_done(&work);
    return STATUS_OK;
}

/* Fills CANDIDATES with KEYS, in their order. */
static void collect_keys(struct candidates *candidates, const uint32_t *keys, size_t count)
{
    candidates->count = count;
    for (size_t i = 0; i < count; i++)
        candidates->list[i] = (struct candidate){keys[i], (uint32_t)i};
    qsort(candidates->list, count, sizeof(*candidates->list), compare_candidates);
}

int matching_of_keys(const uint32_t *earlier, size_t earlier_count, const uint32_t *later,
                     size_t later_count, struct matching *matching, struct error *error)
{
    struct work work;
    if (!work_begin(&work, matching, earlier_count, later_count))
        return error_memory(error);
    collect_keys(&work.earlier, earlier, earlier_count);
    collect_keys(&work.later, later, later_count);
    for (size_t i = 0, j = 0; i < earlier_count && j < later_count;) {
        const struct candidate *before = &work.earlier.list[i], *after = &work.later.list[j];
        if (before->hash == after->hash)
            match(matching, before->record, after->record);
        i += before->hash <= after->hash;
        j += after->hash <= before->hash;
    }
    work_done(&work);
    return STATUS_OK;
}

void matching_done(struct matching *matching)
{
    memory_free(matching->successors);
    memory_free(matching->predecessors);
    *matching = (struct matching){NULL, NULL};
}
