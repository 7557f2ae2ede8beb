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

/* What is known of one port number for one transport protocol (or for records without one). */
struct cell {
    uint32_t nodes;  /* 1 + index of the first node: the records that decide, canonical first */
    uint32_t last;   /* 1 + index of the last node */
    uint8_t verdict; /* VERDICT_NONE, _ASSIGNED, _RESERVED or _UNASSIGNED; the lowest wins */
};

struct table {
    const struct disk_record *records; /* as they stand in the file */
    const uint32_t *order;             /* of those of the release; likewise */
    size_t count;
    struct cell *cells; /* (1 + TRANSPORT_COUNT) x PORT_COUNT; most pages are never touched */
    uint8_t *recorded;  /* of each port number: the transport protocols with records, as bits */
    uint8_t *assigned;  /* of each port number: those for which it is assigned */
    struct node *nodes;
    size_t node_count, node_capacity;
};

static struct cell *cell_at(struct table *table, int protocol, unsigned port)
{
    return &table->cells[(size_t)protocol * PORT_COUNT + port];
}

enum { DEMERITS_MOST = 15 };

/* A node for RECORD, the last of its list; 1 + its index, or 0 without memory. */
static uint32_t add_node(struct table *table, uint32_t record)
{
    if (table->node_count == table->node_capacity) {
        size_t capacity = table->node_capacity ? table->node_capacity * 2 : 16384;
        struct node *nodes = memory_reallocate(table->nodes, capacity * sizeof(*nodes));
        if (!nodes)
            return 0;
        table->nodes = nodes;
        table->node_capacity = capacity;
    }
    table->nodes[table->node_count++] = (struct node){record, 0};
    return (uint32_t)table->node_count;
}

/* Puts RECORD into CELL behind those of the same verdict. */
static bool cell_add(struct table *table, struct cell *cell, uint32_t record, uint8_t verdict)
{
    if (cell->verdict != VERDICT_NONE && cell->verdict < verdict)
        return true;
    if (cell->verdict != verdict)
        *cell = (struct cell){0, 0, verdict};
    uint32_t node = add_node(table, record);
    if (cell->last)
        table->nodes[cell->last - 1].next = node;
    else
        cell->nodes = node;
    cell->last = node;
    return node != 0;
}

static bool add_record(struct table *table, uint32_t index)
{
    const struct disk_record *record = &table->records[index];
    uint8_t verdict = record->verdict;
    int protocol = record->transport_protocol;
    uint8_t bit = (uint8_t)(1u << protocol);
    for (unsigned port = le16toh(record->first_port); port <= le16toh(record->last_port); port++) {
        table->recorded[port] |= bit;
        if (verdict == VERDICT_ASSIGNED)
            table->assigned[port] |= bit;
        if (!cell_add(table, cell_at(table, protocol, port), index, verdict))
            return false;
    }
    return true;
}

/* Adds all records in the order in which they stand in the lists: by demerits, then as published.
 * So each is the last of its lists when it is added. */
static bool add_records(struct table *table)
{
    bool seen[DEMERITS_MOST + 1] = {false};
    for (size_t i = 0; i < table->count; i++)
        seen[table->records[le32toh(table->order[i])].demerits] = true;
    for (unsigned demerits = 0; demerits <= DEMERITS_MOST; demerits++) {
        for (size_t i = 0; seen[demerits] && i < table->count; i++) {
            uint32_t id = le32toh(table->order[i]);
            const struct disk_record *record = &table->records[id];
            if (record->demerits == demerits && record->flags & RECORD_HAS_PORTS &&
                !add_record(table, id))
                return false;
        }
    }
    return true;
}

/* Appends the records of CELL to POSTINGS; how many. */
static uint32_t append_cell(const struct table *table, const struct cell *cell,
                            struct buffer *postings)
{
    uint32_t count = 0;
    for (uint32_t node = cell->nodes; node; node = table->nodes[node - 1].next, count++)
        buffer_append_u32(postings, table->nodes[node - 1].record);
    return count;
}

/* The slot that points to the records of CELLS. */
static uint32_t slot_of_cells(const struct table *table, struct cell *const *cells, size_t count,
                              struct buffer *postings)
{
    const struct cell *first = cells[0];
    if (count == 1 && !table->nodes[first->nodes - 1].next)
        return table->nodes[first->nodes - 1].record;
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

/* The verdict for one port number, and the cells it follows from. */
static enum verdict judge(struct table *table, int protocol, unsigned port, struct cell **cells,
                          size_t *count)
{
    unsigned deciders = verdict_deciders((enum transport_protocol)protocol, table->recorded[port],
                                         table->assigned[port]);
    *count = 0;
    for (int decider = TRANSPORT_NONE; decider <= TRANSPORT_LAST; decider++)
        if (deciders & 1u << decider)
            cells[(*count)++] = cell_at(table, decider, port);
    return verdict_decide((enum transport_protocol)protocol, (uint16_t)port, deciders,
                          *count ? (enum verdict)cells[0]->verdict : VERDICT_NONE);
}

static void append_slots(struct table *table, struct buffer *slots, struct buffer *postings)
{
    size_t at = slots->length;
    buffer_append_repeated(slots, '\0', SLOT_COUNT * sizeof(uint32_t));
    if (slots->failed)
        return;
    uint32_t *next = (uint32_t *)(void *)(slots->bytes + at);
    for (int protocol = TRANSPORT_FIRST; protocol <= TRANSPORT_LAST; protocol++) {
        for (unsigned port = 0; port < PORT_COUNT; port++) {
            struct cell *cells[TRANSPORT_COUNT];
            size_t count;
            enum verdict verdict = judge(table, protocol, port, cells, &count);
            uint32_t slot = count ? slot_of_cells(table, cells, count, postings) : 0;
            *next++ = htole32((uint32_t)verdict << SLOT_VERDICT_SHIFT | slot);
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

bool slots_compile(const struct disk_record *records, const uint32_t *order, size_t count,
                   struct buffer *slots, struct buffer *postings)
{
    struct table table = {
        .records = records,
        .order = order,
        .count = count,
        .cells =
            memory_allocate_zeroed((size_t)(1 + TRANSPORT_COUNT) * PORT_COUNT, sizeof(struct cell)),
        .recorded = memory_allocate_zeroed(PORT_COUNT, 1),
        .assigned = memory_allocate_zeroed(PORT_COUNT, 1),
    };
    bool good = table.cells && table.recorded && table.assigned && add_records(&table);
    if (good)
        append_slots(&table, slots, postings);
    memory_free(table.cells);
    memory_free(table.recorded);
    memory_free(table.assigned);
    memory_free(table.nodes);
    return good && !slots->failed && !postings->failed;
}
