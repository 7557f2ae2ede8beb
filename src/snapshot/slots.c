/* Slots: the state of all 4 x 65,536 port numbers. */
#include "snapshot/slots.h"

#include "base/memory.h"
#include "snapshot/verdict.h"

/* All ranges together may cover so many port numbers; the real registry's cover 60,000. */
enum { NODE_LIMIT = 1 << 24 };

/* A record in the list of one port number. */
struct node {
    uint32_t record;
    uint32_t next; /* 1 + index of the next node, or 0 */
};

struct table {
    const struct claim *claims;
    const uint32_t *order; /* the indexes of those of the release, as they stand in the file */
    size_t record_count;
    /* For each transport protocol (and for none) what its records say of each port number that it
     * has records of, as a slot whose list is one of nodes. These lie where the slots will; those
     * of TRANSPORT_NONE, which has no slots, in memory of their own. */
    uint32_t *cells[1 + TRANSPORT_COUNT];
    uint8_t *recorded;  /* of each port number: the transport protocols with records, as bits */
    uint8_t *assigned;  /* of each port number: those for which it is assigned */
    struct node *nodes; /* of the cells with several records, the canonical one first */
    size_t node_count, node_capacity;
};

/* A node for RECORD in front of the node NEXT; 1 + its index, or 0 without memory. */
static uint32_t add_node(struct table *table, uint32_t record, uint32_t next)
{
    if (table->node_count == table->node_capacity) {
        size_t capacity = table->node_capacity ? table->node_capacity * 2 : 1024;
        struct node *nodes = memory_reallocate(table->nodes, capacity * sizeof(*nodes));
        if (!nodes)
            return 0;
        table->nodes = nodes;
        table->node_capacity = capacity;
    }
    table->nodes[table->node_count++] = (struct node){record, next};
    return (uint32_t)table->node_count;
}

/* Puts RECORD into CELL, which has others, before those of the same verdict; the lowest verdict
 * wins. */
static bool cell_add(struct table *table, uint32_t *cell, uint32_t record, enum verdict verdict)
{
    enum verdict before = (enum verdict)(*cell >> SLOT_VERDICT_SHIFT);
    uint32_t content = record;
    if (before < verdict)
        return true;
    if (before == verdict) {
        uint32_t next = *cell & SLOT_INDEX;
        if (!(*cell & SLOT_LIST))
            next = add_node(table, next, 0);
        content = next ? add_node(table, record, next) : 0;
        if (!content)
            return false;
        content |= SLOT_LIST;
    }
    *cell = (uint32_t)verdict << SLOT_VERDICT_SHIFT | content;
    return true;
}

static bool add_record(struct table *table, uint32_t index)
{
    const struct claim *claim = &table->claims[index];
    enum verdict verdict = (enum verdict)claim->verdict;
    uint32_t *cells = table->cells[claim->transport_protocol];
    uint8_t bit = (uint8_t)(1u << claim->transport_protocol);
    for (unsigned port = claim->first_port; port <= claim->last_port; port++) {
        if (verdict == VERDICT_ASSIGNED)
            table->assigned[port] |= bit;
        if (!(table->recorded[port] & bit))
            cells[port] = (uint32_t)verdict << SLOT_VERDICT_SHIFT | index;
        else if (!cell_add(table, &cells[port], index, verdict))
            return false;
        table->recorded[port] |= bit;
    }
    return true;
}

/* Adds all records from the last in the lists to the first: these are by demerits, then as
 * published. So each comes before all of its lists when it is added. */
static bool add_records(struct table *table)
{
    bool seen[DEMERITS_MOST + 1] = {false};
    for (size_t i = 0; i < table->record_count; i++)
        seen[table->claims[le32toh(table->order[i])].demerits] = true;
    for (unsigned demerits = DEMERITS_MOST + 1; demerits-- > 0;) {
        for (size_t i = table->record_count; seen[demerits] && i-- > 0;) {
            uint32_t index = le32toh(table->order[i]);
            const struct claim *claim = &table->claims[index];
            if (claim->demerits == demerits && claim->has_ports && !add_record(table, index))
                return false;
        }
    }
    return true;
}

/* Appends the records of CELL to POSTINGS; how many. */
static uint32_t append_cell(const struct table *table, uint32_t cell, struct buffer *postings)
{
    uint32_t count = 0;
    if (!(cell & SLOT_LIST)) {
        buffer_append_u32(postings, cell & SLOT_INDEX);
        return 1;
    }
    for (uint32_t node = cell & SLOT_INDEX; node; node = table->nodes[node - 1].next, count++)
        buffer_append_u32(postings, table->nodes[node - 1].record);
    return count;
}

/* Appends a list of the records of CELLS to POSTINGS; what a slot points to it with. */
static uint32_t append_list(const struct table *table, const uint32_t *cells, size_t count,
                            struct buffer *postings)
{
    size_t at = postings->length;
    uint32_t records = 0;
    buffer_append_u32(postings, 0);
    for (size_t i = 0; i < count; i++)
        records += append_cell(table, cells[i], postings);
    if (postings->failed)
        return 0;
    records = htole32(records);
    memcpy(postings->bytes + at, &records, sizeof(records));
    return SLOT_LIST | (uint32_t)(at / sizeof(uint32_t));
}

/* The slot for VERDICT that points to the records of CELLS. */
static inline uint32_t slot_of_cells(const struct table *table, enum verdict verdict,
                                     const uint32_t *cells, size_t count, struct buffer *postings)
{
    bool single = count == 1 && !(cells[0] & SLOT_LIST);
    return (uint32_t)verdict << SLOT_VERDICT_SHIFT |
           (single ? cells[0] & SLOT_INDEX : append_list(table, cells, count, postings));
}

/* The slot of one port number that has records; 0 when they say nothing of this transport protocol.
 */
static uint32_t judge(const struct table *table, int protocol, unsigned port,
                      struct buffer *postings)
{
    unsigned deciders = verdict_deciders((enum transport_protocol)protocol, table->recorded[port],
                                         table->assigned[port]);
    uint32_t cells[TRANSPORT_COUNT];
    size_t count = 0;
    if (deciders == 0)
        return 0;
    for (unsigned rest = deciders; rest; rest &= rest - 1)
        cells[count++] = table->cells[__builtin_ctz(rest)][port];
    enum verdict verdict = verdict_decide((enum transport_protocol)protocol, (uint16_t)port,
                                          deciders, (enum verdict)(cells[0] >> SLOT_VERDICT_SHIFT));
    return slot_of_cells(table, verdict, cells, count, postings);
}

/* Turns all cells into slots: those of one port number at a time, for they depend on one another.
 */
static void set_slots(const struct table *table, struct buffer *postings)
{
    for (unsigned port = 0; port < PORT_COUNT; port++) {
        uint32_t slots[1 + TRANSPORT_COUNT] = {0};
        enum verdict without_records =
            verdict_decide(TRANSPORT_NONE, (uint16_t)port, 0, VERDICT_NONE);
        for (int protocol = TRANSPORT_FIRST; table->recorded[port] && protocol <= TRANSPORT_LAST;
             protocol++)
            slots[protocol] = judge(table, protocol, port, postings);
        for (int protocol = TRANSPORT_FIRST; protocol <= TRANSPORT_LAST; protocol++) {
            if (slots[protocol] == 0)
                slots[protocol] = (uint32_t)without_records << SLOT_VERDICT_SHIFT;
            table->cells[protocol][port] = htole32(slots[protocol]);
        }
    }
}

int slots_check_size(const struct timeline *timeline, struct error *error)
{
    size_t covered = 0;
    for (size_t i = 0; i < timeline->versions.record_count; i++) {
        const struct record *record = &timeline->versions.records[i];
        if (record->has_ports && timeline->record_lifetimes[i].last + 1 == timeline->release_count)
            covered += (size_t)record->ports.last - record->ports.first + 1;
    }
    if (covered <= NODE_LIMIT)
        return STATUS_OK;
    return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                     "expected records that cover at most %d port numbers together, found %zu",
                     NODE_LIMIT, covered);
}

bool slots_compile(const struct claim *claims, const uint32_t *order, size_t count, uint32_t *slots,
                   struct buffer *postings)
{
    struct table table = {
        .claims = claims,
        .order = order,
        .record_count = count,
        .recorded = memory_allocate_zeroed(PORT_COUNT, 1),
        .assigned = memory_allocate_zeroed(PORT_COUNT, 1),
    };
    uint32_t *of_none = memory_allocate(PORT_COUNT * sizeof(*of_none));
    table.cells[TRANSPORT_NONE] = of_none;
    for (int protocol = TRANSPORT_FIRST; protocol <= TRANSPORT_LAST; protocol++)
        table.cells[protocol] = slots + (size_t)(protocol - TRANSPORT_FIRST) * PORT_COUNT;
    bool good = of_none && table.recorded && table.assigned && add_records(&table);
    if (good)
        set_slots(&table, postings);
    memory_free(of_none);
    memory_free(table.recorded);
    memory_free(table.assigned);
    memory_free(table.nodes);
    return good && !postings->failed;
}
