/* Searching, filtering and sorting the records of a release. */
#include "server/listing.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/memory.h"
#include "server/api/record_query.h"
#include "snapshot/query.h"
#include "snapshot/search.h"

struct text record_cell(const struct portreg_record *record, enum column column,
                        char scratch[static CELL_SIZE_BYTES])
{
    scratch[0] = '\0';
    switch (column) {
    case COLUMN_SERVICE_NAME:
        return text_of_portreg(record->service_name);
    case COLUMN_PORT_NUMBER:
        if (record->has_port_number)
            ports_format((struct ports){.first = record->first_port_number,
                                        .last = record->last_port_number},
                         scratch);
        return text_of(scratch);
    case COLUMN_TRANSPORT_PROTOCOL:
        return text_of(portreg_transport_protocol_name(record->transport_protocol));
    case COLUMN_DESCRIPTION:
        return text_of_portreg(record->description);
    case COLUMN_ASSIGNEE:
        return text_of_portreg(record->assignee);
    case COLUMN_CONTACT:
        return text_of_portreg(record->contact);
    case COLUMN_REGISTRATION_DATE:
        return text_of(date_format(date_of_portreg(record->registration_date), scratch));
    case COLUMN_MODIFICATION_DATE:
        return text_of(date_format(date_of_portreg(record->modification_date), scratch));
    case COLUMN_REFERENCE:
        return text_of_portreg(record->reference);
    case COLUMN_SERVICE_CODE:
        if (record->has_service_code)
            snprintf(scratch, CELL_SIZE_BYTES, "%u", record->service_code);
        return text_of(scratch);
    case COLUMN_UNAUTHORIZED_USE:
        return text_of_portreg(record->unauthorized_use);
    case COLUMN_ASSIGNMENT_NOTES:
        return text_of_portreg(record->assignment_notes);
    case COLUMN_COUNT:
        break;
    }
    return (struct text){NULL, 0};
}

bool ports_ask(struct text text, struct ports *ports, enum transport_protocol *protocol)
{
    struct query query;
    if (query_parse(text, &query, NULL) != STATUS_OK || query.kind == QUERY_NAME)
        return false;
    *ports = query.ports;
    *protocol = query.transport_protocol;
    return true;
}

/* --- sorting --- */

/* Copies TEXT to FOLDED, as it is sorted: without regard to the case of ASCII letters. */
static void fold(char *folded, struct text text)
{
    for (size_t i = 0; i < text.length; i++)
        folded[i] = ascii_is_space(text.bytes[i]) ? ' ' : ascii_lower(text.bytes[i]);
}

/* A cell as it is sorted: by number where the column has numbers or dates, else by text. */
struct sort_cell {
    uint64_t number;
    struct text text;
    uint32_t index;
    bool empty;
};

static int compare_cells(const void *left, const void *right)
{
    const struct sort_cell *a = left, *b = right;
    if (a->empty != b->empty)
        return a->empty ? 1 : -1;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    return text_compare(a->text, b->text);
}

/* The cell of COLUMN in RECORD at INDEX; its text is in ARENA. False without memory. */
static bool sort_cell_fill(const struct listing *listing, uint32_t index, enum column column,
                           struct arena *arena, struct sort_cell *cell)
{
    struct portreg_record record = {0};
    char scratch[CELL_SIZE_BYTES];
    portreg_record_get(listing->snapshot, index, &record);
    struct text text = text_trim(record_cell(&record, column, scratch));
    *cell = (struct sort_cell){.index = index, .empty = text.length == 0};
    switch (column) {
    case COLUMN_PORT_NUMBER:
        cell->number = (uint64_t)record.first_port_number << 16 | record.last_port_number;
        return true;
    case COLUMN_TRANSPORT_PROTOCOL:
        cell->number = record.transport_protocol;
        return true;
    case COLUMN_REGISTRATION_DATE:
        cell->number = date_pack(date_of_portreg(record.registration_date));
        return true;
    case COLUMN_MODIFICATION_DATE:
        cell->number = date_pack(date_of_portreg(record.modification_date));
        return true;
    case COLUMN_SERVICE_CODE:
        cell->number = record.service_code;
        return true;
    default:
        break;
    }
    char *folded = arena_allocate_text(arena, text.length + 1);
    if (!folded)
        return false;
    fold(folded, text);
    cell->text = (struct text){folded, text.length};
    return true;
}

/* Cells that are equal have the same rank; those that are empty have UINT32_MAX. */
static void rank_cells(const struct sort_cell *cells, uint32_t count, uint32_t *ranks)
{
    uint32_t place = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (i && compare_cells(&cells[i - 1], &cells[i]) != 0)
            place++;
        ranks[cells[i].index] = cells[i].empty ? UINT32_MAX : place;
    }
}

/* The ranks of COLUMN, made now, or NULL without memory. */
static uint32_t *make_ranks(const struct listing *listing, enum column column)
{
    struct arena arena;
    arena_init(&arena);
    uint32_t *ranks = memory_allocate(((size_t)listing->count + 1) * sizeof(*ranks));
    struct sort_cell *cells = memory_allocate(((size_t)listing->count + 1) * sizeof(*cells));
    bool filled = ranks && cells;
    for (uint32_t i = 0; filled && i < listing->count; i++)
        filled = sort_cell_fill(listing, i, column, &arena, &cells[i]);
    if (filled) {
        qsort(cells, listing->count, sizeof(*cells), compare_cells);
        rank_cells(cells, listing->count, ranks);
    } else {
        memory_free(ranks);
        ranks = NULL;
    }
    memory_free(cells);
    arena_done(&arena);
    return ranks;
}

/* The ranks of COLUMN, made when they are asked for the first time; NULL without memory. */
static const uint32_t *ranks_of(struct listing *listing, enum column column)
{
    uint32_t *ranks = atomic_load_explicit(&listing->ranks[column], memory_order_acquire);
    if (ranks)
        return ranks;
    pthread_mutex_lock(&listing->mutex);
    ranks = atomic_load_explicit(&listing->ranks[column], memory_order_relaxed);
    if (!ranks) {
        ranks = make_ranks(listing, column);
        atomic_store_explicit(&listing->ranks[column], ranks, memory_order_release);
    }
    pthread_mutex_unlock(&listing->mutex);
    return ranks;
}

void listing_init(struct listing *listing, const struct portreg *snapshot)
{
    *listing = (struct listing){.snapshot = snapshot, .mutex = PTHREAD_MUTEX_INITIALIZER};
    listing->count = portreg_release(snapshot).record_count;
}

void listing_done(struct listing *listing)
{
    if (!listing->snapshot)
        return;
    for (enum column column = 0; column < COLUMN_COUNT; column++)
        memory_free(atomic_load_explicit(&listing->ranks[column], memory_order_relaxed));
    pthread_mutex_destroy(&listing->mutex);
    *listing = (struct listing){0};
}

/* --- what is asked for --- */

/* What a query found. */
struct finding {
    bool is_asked; /* else all records are meant */
    struct search_hit *hits;
    struct search_found found;
};

static int find(const struct listing *listing, struct text query, struct finding *finding,
                struct error *error)
{
    struct search *search;
    *finding = (struct finding){.is_asked = text_trim(query).length > 0};
    if (!finding->is_asked)
        return STATUS_OK;
    search = memory_allocate(sizeof(*search));
    finding->hits = memory_allocate(((size_t)listing->count + 1) * sizeof(*finding->hits));
    int status = search && finding->hits ? STATUS_OK : error_memory(error);
    if (status == STATUS_OK)
        status = search_parse(query, search, error);
    if (status == STATUS_OK)
        status = search_run(listing->snapshot, search, 0, listing->count, finding->hits,
                            &finding->found, error);
    memory_free(search);
    return status;
}

static int compare_hits(const void *left, const void *right)
{
    const struct search_hit *a = left, *b = right;
    return a->id < b->id ? -1 : a->id > b->id;
}

static int compare_keys(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return a < b ? -1 : a > b;
}

/* Takes the hits that pass the filter, the best ones first. */
static void take_hits(const struct listing *listing, const struct selection *selection,
                      const struct finding *finding, struct matches *matches)
{
    struct portreg_record record;
    for (size_t i = 0; i < finding->found.count; i++)
        if (snapshot_decode(listing->snapshot, finding->hits[i].id, &record) &&
            record_query_takes(selection->filter, &record))
            matches->ids[matches->count++] = record.id;
}

/* The place of the record at INDEX, before that index. RANKS are those of the column that is sorted
 * by, or NULL. */
static uint64_t sort_key(const struct selection *selection, const uint32_t *ranks, uint32_t index)
{
    uint32_t place = ranks ? ranks[index] : 0;
    if (selection->descending && place != UINT32_MAX)
        place = UINT32_MAX - 1 - place;
    return (uint64_t)place << 32 | index;
}

/* Takes the records that pass the filter, and that were found, in the order of KEYS, which has room
 * for all. */
static void take_records(const struct listing *listing, const struct selection *selection,
                         const struct finding *finding, const uint32_t *ranks, uint64_t *keys,
                         struct matches *matches)
{
    struct portreg_record record;
    size_t count = 0;
    if (finding->found.count)
        qsort(finding->hits, finding->found.count, sizeof(*finding->hits), compare_hits);
    for (uint32_t i = 0; i < listing->count && portreg_record_get(listing->snapshot, i, &record);
         i++) {
        struct search_hit wanted = {.id = record.id};
        if (record_query_takes(selection->filter, &record) &&
            (!finding->is_asked ||
             (finding->found.count &&
              bsearch(&wanted, finding->hits, finding->found.count, sizeof(wanted), compare_hits))))
            keys[count++] = sort_key(selection, ranks, i);
    }
    if (ranks && count)
        qsort(keys, count, sizeof(*keys), compare_keys);
    for (size_t i = 0; i < count; i++)
        if (portreg_record_get(listing->snapshot, (uint32_t)keys[i], &record))
            matches->ids[matches->count++] = record.id;
}

static int take(struct listing *listing, const struct selection *selection,
                const struct finding *finding, struct matches *matches, struct error *error)
{
    const uint32_t *ranks = NULL;
    if (finding->is_asked && !selection->is_sorted) {
        take_hits(listing, selection, finding, matches);
        return STATUS_OK;
    }
    if (selection->is_sorted && !(ranks = ranks_of(listing, selection->column)))
        return error_memory(error);
    uint64_t *keys = memory_allocate(((size_t)listing->count + 1) * sizeof(*keys));
    if (!keys)
        return error_memory(error);
    take_records(listing, selection, finding, ranks, keys, matches);
    memory_free(keys);
    return STATUS_OK;
}

int listing_select(struct listing *listing, const struct selection *selection,
                   struct matches *matches, struct error *error)
{
    struct finding finding;
    *matches = (struct matches){NULL, 0, false, false};
    int status = find(listing, selection->query, &finding, error);
    if (status != STATUS_OK)
        goto out;
    matches->is_partial = finding.found.is_partial;
    matches->is_similar = finding.found.similar != 0;
    matches->ids = memory_allocate(((size_t)listing->count + 1) * sizeof(*matches->ids));
    status =
        matches->ids ? take(listing, selection, &finding, matches, error) : error_memory(error);
    if (status == STATUS_OK)
        goto out;
    memory_free(matches->ids);
    *matches = (struct matches){NULL, 0, false, false};
out:
    memory_free(finding.hits);
    return status;
}
