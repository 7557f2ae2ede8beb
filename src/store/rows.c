/* Rows: reading the columns of each table. */
#include "store/rows.h"

#include <stdlib.h>

#include "base/memory.h"

/* --- queries --- */

/* What every row begins with: key, version, placement, position, and the first and last place of
 * both. Last may be NULL. */
enum { LEADING_COLUMNS = 8, COLUMN_LIMIT = 24 };

/* Versions with their placements, where the lifetimes of both overlap each other and the releases
 * that are asked for. They are put into order afterwards: to sort numbers costs less than to have
 * the database sort rows. */
#define PLACED(table)                                                                              \
    " FROM " table " v JOIN " table "_placement p ON p.key = v.key"                                \
    " AND (v.last IS NULL OR p.first <= v.last) AND (p.last IS NULL OR p.last >= v.first)"         \
    " WHERE (v.last IS NULL OR v.last >= ?1) AND v.first <= ?2"                                    \
    " AND (p.last IS NULL OR p.last >= ?1) AND p.first <= ?2"
#define PLACED_LEADING "SELECT v.key, v.id, p.id, p.position, v.first, v.last, p.first, p.last,"

static const char select_records[] =
    PLACED_LEADING " v.service_name, v.first_port, v.last_port, v.transport_protocol, "
                   "v.description, v.assignee, v.contact, v.registration_date, "
                   "v.modification_date, v.reference, v.service_code, v.unauthorized_use, "
                   "v.assignment_notes, p.as_range, p.layout" PLACED("record");

static const char select_people[] = PLACED_LEADING
    " v.handle, v.name, v.organization, v.uris, v.updated, p.layout" PLACED("person");

#define UNPLACED(table)                                                                            \
    " FROM " table " WHERE (last IS NULL OR last >= ?1) AND first <= ?2 ORDER BY "
#define UNPLACED_LEADING "SELECT key, id, 0, 0, first, last, 0, NULL,"

static const char select_notes[] =
    UNPLACED_LEADING " title, content" UNPLACED("note") "key & 1, key, first";

static const char select_heads[] = UNPLACED_LEADING
    " registry, title, category, reference, experts, prolog, layout, epilog" UNPLACED(
        "head") "first";

void rows_done(struct rows *rows)
{
    memory_free(rows->list);
    *rows = (struct rows){0};
}

/* A row that is meant to be filled in, or NULL without memory. */
static struct row *rows_add(struct rows *rows)
{
    if (rows->count == rows->capacity) {
        size_t capacity = rows->capacity ? rows->capacity * 2 : 64;
        struct row *list = memory_reallocate(rows->list, capacity * sizeof(*list));
        if (!list)
            return NULL;
        rows->list = list;
        rows->capacity = capacity;
    }
    return &rows->list[rows->count++];
}

/* --- layouts --- */

/* The publisher has written in a few hundred ways; a file made to be read slowly may have more. */
enum { LAYOUT_LIMIT = 1 << 24 };

/* The contents of the table of layouts. */
struct layouts {
    struct text *contents; /* by id, from 0 */
    size_t count;
};

/* Puts CONTENT at ID of LAYOUTS. */
static int put_layout(struct layouts *layouts, int64_t id, struct text content, struct arena *arena,
                      struct error *error)
{
    if (id < 0 || id >= LAYOUT_LIMIT)
        return error_set(error, STATUS_IO, NULL, (struct position){0, 0},
                         "expected at most %d layouts in the store, found one numbered %lld",
                         LAYOUT_LIMIT, (long long)id);
    if ((size_t)id >= layouts->count) {
        size_t count = (size_t)id * 2 + 64;
        struct text *contents = memory_reallocate(layouts->contents, count * sizeof(*contents));
        if (!contents)
            return error_memory(error);
        memset(contents + layouts->count, 0, (count - layouts->count) * sizeof(*contents));
        layouts->contents = contents;
        layouts->count = count;
    }
    return arena_copy(arena, content, &layouts->contents[id]) ? STATUS_OK : error_memory(error);
}

static int read_layouts(const struct row_source *source, struct arena *arena,
                        struct layouts *layouts, struct error *error)
{
    const struct engine *engine = source->engine;
    struct query *query;
    bool row;
    if (!source->with_layout)
        return STATUS_OK;
    int status = engine->prepare(source->database, "SELECT id, content FROM layout ORDER BY id",
                                 &query, error);
    if (status != STATUS_OK)
        return status;
    while ((status = engine->step(query, &row, error)) == STATUS_OK && row)
        if ((status = put_layout(layouts, engine->integer(query, 0), engine->text(query, 1), arena,
                                 error)) != STATUS_OK)
            break;
    engine->finish(query);
    return status;
}

/* --- columns --- */

/* A row being read: the next column. */
struct reader {
    const struct engine *engine;
    struct registry *registry;
    struct head **heads; /* as many as HEAD_COUNT */
    size_t head_count;
    struct arena *arena;
    struct query *query;
    int column;
    bool failed; /* no memory for a text */
    struct layouts layouts;
    struct text texts[COLUMN_LIMIT]; /* those of the row before: many repeat */
};

static struct text peek_text(struct reader *reader)
{
    return reader->engine->text(reader->query, reader->column++);
}

static struct text take_text(struct reader *reader)
{
    struct text *last = &reader->texts[reader->column];
    struct text text = peek_text(reader);
    if (!text_equal(text, *last)) {
        reader->failed |= !arena_copy(reader->arena, text, last);
        if (reader->failed)
            *last = (struct text){NULL, 0};
    }
    return *last;
}

static bool take_is_null(struct reader *reader)
{
    return reader->engine->is_null(reader->query, reader->column);
}

static int64_t take_integer(struct reader *reader)
{
    return reader->engine->integer(reader->query, reader->column++);
}

static struct date take_date(struct reader *reader)
{
    return date_unpack((uint32_t)take_integer(reader));
}

static struct text take_layout(struct reader *reader)
{
    uint64_t id = (uint64_t)take_integer(reader);
    return id < reader->layouts.count ? reader->layouts.contents[id] : (struct text){NULL, 0};
}

/* --- things --- */

static bool add_record(struct reader *reader)
{
    struct record *record = registry_add_record(reader->registry);
    if (!record)
        return false;
    record->service_name = take_text(reader);
    record->has_ports = !take_is_null(reader);
    record->ports.first = (uint16_t)take_integer(reader);
    record->ports.last = (uint16_t)take_integer(reader);
    record->transport_protocol = transport_protocol_parse(peek_text(reader));
    record->description = take_text(reader);
    record->has_assignee = !take_is_null(reader);
    record->assignee = take_text(reader);
    record->contact = take_text(reader);
    record->registration_date = take_date(reader);
    record->modification_date = take_date(reader);
    record->reference = take_text(reader);
    record->has_service_code = !take_is_null(reader);
    record->service_code = (uint32_t)take_integer(reader);
    record->unauthorized_use = take_text(reader);
    record->assignment_notes = take_text(reader);
    record->ports.as_range = take_integer(reader) != 0;
    record->layout = take_layout(reader);
    return true;
}

static bool add_person(struct reader *reader)
{
    struct registry *registry = reader->registry;
    struct person *person = registry_add_person(registry);
    if (!person)
        return false;
    person->id = take_text(reader);
    person->name = take_text(reader);
    person->organization = take_text(reader);
    struct text uris = take_text(reader);
    while (uris.length)
        if (!person_add_uri(registry, person, text_split(&uris, '\n')))
            return false;
    person->updated = take_date(reader);
    person->layout = take_layout(reader);
    return true;
}

static bool add_note(struct reader *reader)
{
    bool is_footnote = reader->engine->integer(reader->query, 0) & 1;
    struct footnote *footnote = is_footnote ? registry_add_footnote(reader->registry) : NULL;
    struct note *note = is_footnote ? NULL : registry_add_note(reader->registry);
    if (!footnote && !note)
        return false;
    struct text title = take_text(reader), content = take_text(reader);
    if (footnote)
        *footnote = (struct footnote){title, content};
    else
        *note = (struct note){title, content};
    return true;
}

static bool add_head(struct reader *reader)
{
    struct head *heads =
        memory_reallocate(*reader->heads, (reader->head_count + 1) * sizeof(*heads));
    if (!heads)
        return false;
    *reader->heads = heads;
    struct head *head = &heads[reader->head_count++];
    *head = (struct head){.id = take_text(reader)};
    head->title = take_text(reader);
    head->category = take_text(reader);
    head->references = take_text(reader);
    head->experts = take_text(reader);
    head->frame.prolog = take_text(reader);
    head->frame.layout = take_text(reader);
    head->frame.epilog = take_text(reader);
    return true;
}

/* --- rows --- */

/* The last place of a lifetime that ends in COLUMN. */
static int64_t last_place(struct reader *reader, int column)
{
    return reader->engine->is_null(reader->query, column)
               ? PLACE_LAST
               : reader->engine->integer(reader->query, column);
}

static void read_leading(struct reader *reader, struct row *row)
{
    const struct engine *engine = reader->engine;
    struct query *query = reader->query;
    int64_t first = engine->integer(query, 4), placed_first = engine->integer(query, 6);
    int64_t last = last_place(reader, 5), placed_last = last_place(reader, 7);
    *row = (struct row){
        .stored = {.key = engine->integer(query, 0),
                   .version = engine->integer(query, 1),
                   .placement = engine->integer(query, 2),
                   .position = engine->integer(query, 3)},
        .first = first > placed_first ? first : placed_first,
        .last = last < placed_last ? last : placed_last,
    };
    reader->column = LEADING_COLUMNS;
}

/* Reads the rows of SQL; ADD takes the thing of each. */
static int read_rows(const struct row_source *source, struct reader *reader, const char *sql,
                     bool (*add)(struct reader *reader), struct rows *rows, struct error *error)
{
    const struct engine *engine = source->engine;
    bool has_row;
    int status = engine->prepare(source->database, sql, &reader->query, error);
    if (status != STATUS_OK)
        return status;
    engine->bind_integer(reader->query, 1, source->first);
    engine->bind_integer(reader->query, 2, source->last);
    while ((status = engine->step(reader->query, &has_row, error)) == STATUS_OK && has_row) {
        struct row *row = rows_add(rows);
        if (row)
            read_leading(reader, row);
        if (!row || !add(reader) || reader->failed) {
            status = error_memory(error);
            break;
        }
    }
    engine->finish(reader->query);
    return status;
}

/* --- order --- */

/* A row, to be sorted. */
struct by_position {
    int64_t position, key, first;
    size_t index;
};

static int compare_positions(const void *a, const void *b)
{
    const struct by_position *x = a, *y = b;
    if (x->position != y->position)
        return x->position < y->position ? -1 : 1;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->first < y->first ? -1 : x->first > y->first;
}

/* Puts LIST, of entries of SIZE_BYTES, into the ORDER of COUNT; SPARE is room for as many. */
static void permute(void *list, void *spare, size_t size_bytes, const struct by_position *order,
                    size_t count)
{
    memcpy(spare, list, count * size_bytes);
    for (size_t i = 0; i < count; i++)
        memcpy((char *)list + i * size_bytes, (char *)spare + order[i].index * size_bytes,
               size_bytes);
}

/* Puts THINGS, of SIZE_BYTES each, and their rows into the order of their positions. */
static int sort_rows(struct rows *rows, void *things, size_t size_bytes, struct error *error)
{
    size_t largest = size_bytes > sizeof(struct row) ? size_bytes : sizeof(struct row);
    struct by_position *order = memory_allocate((rows->count + 1) * sizeof(*order));
    void *spare = memory_allocate((rows->count + 1) * largest);
    for (size_t i = 0; order && i < rows->count; i++)
        order[i] = (struct by_position){rows->list[i].stored.position, rows->list[i].stored.key,
                                        rows->list[i].first, i};
    if (order && spare && rows->count) {
        qsort(order, rows->count, sizeof(*order), compare_positions);
        permute(things, spare, size_bytes, order, rows->count);
        permute(rows->list, spare, sizeof(struct row), order, rows->count);
    }
    int status = order && spare ? STATUS_OK : error_memory(error);
    memory_free(order);
    memory_free(spare);
    return status;
}

/* --- all of a kind --- */

static struct reader reader_for(const struct row_source *source, struct registry *registry)
{
    return (struct reader){
        .engine = source->engine, .registry = registry, .arena = &registry->arena};
}

int read_records(const struct row_source *source, struct registry *registry, struct rows *rows,
                 struct error *error)
{
    struct reader reader = reader_for(source, registry);
    int status = read_layouts(source, reader.arena, &reader.layouts, error);
    if (status == STATUS_OK)
        status = read_rows(source, &reader, select_records, add_record, rows, error);
    memory_free(reader.layouts.contents);
    return status == STATUS_OK ? sort_rows(rows, registry->records, sizeof(struct record), error)
                               : status;
}

int read_people(const struct row_source *source, struct registry *registry, struct rows *rows,
                struct error *error)
{
    struct reader reader = reader_for(source, registry);
    int status = read_layouts(source, reader.arena, &reader.layouts, error);
    if (status == STATUS_OK)
        status = read_rows(source, &reader, select_people, add_person, rows, error);
    memory_free(reader.layouts.contents);
    return status == STATUS_OK ? sort_rows(rows, registry->people, sizeof(struct person), error)
                               : status;
}

int read_notes(const struct row_source *source, struct registry *registry, struct rows *rows,
               struct error *error)
{
    struct reader reader = reader_for(source, registry);
    return read_rows(source, &reader, select_notes, add_note, rows, error);
}

int read_heads(const struct row_source *source, struct arena *arena, struct head **heads,
               struct rows *rows, struct error *error)
{
    struct reader reader = {.engine = source->engine, .arena = arena, .heads = heads};
    return read_rows(source, &reader, select_heads, add_head, rows, error);
}
