/* Rows: binding and reading the columns of each table. */
#include "store/rows.h"

#include <stdio.h>

/* Where the columns of a table's own begin, in an INSERT of versions.c. */
enum { FIRST_OWN = 4 };

const char *const record_columns =
    "service_name, first_port, last_port, transport_protocol, description, assignee, contact, "
    "registration_date, modification_date, reference, service_code, unauthorized_use, "
    "assignment_notes";
const char *const record_placement_columns = "position, as_range, layout";
const char *const person_columns = "handle, name, organization, uris, updated";
const char *const person_placement_columns = "position, layout";
const char *const head_columns =
    "registry, title, category, reference, experts, prolog, layout, epilog";
const char *const note_columns = "title, content";

/* --- writing --- */

/* A row being bound: the next parameter. */
struct binder {
    const struct versions *versions;
    int parameter;
};

static void put_text(struct binder *binder, struct text text)
{
    binder->versions->engine->bind_text(binder->versions->insert, binder->parameter++, text);
}

static void put_integer(struct binder *binder, int64_t value)
{
    binder->versions->engine->bind_integer(binder->versions->insert, binder->parameter++, value);
}

static void put_null(struct binder *binder)
{
    binder->versions->engine->bind_null(binder->versions->insert, binder->parameter++);
}

static void put_integer_if(struct binder *binder, bool is_there, int64_t value)
{
    if (is_there)
        put_integer(binder, value);
    else
        put_null(binder);
}

static void put_date(struct binder *binder, struct date date)
{
    put_integer(binder, date_pack(date));
}

void bind_record(const struct versions *versions, const struct record *record)
{
    struct binder binder = {versions, FIRST_OWN};
    put_text(&binder, record->service_name);
    put_integer_if(&binder, record->has_ports, record->ports.first);
    put_integer_if(&binder, record->has_ports, record->ports.last);
    put_text(&binder, transport_protocol_name(record->transport_protocol));
    put_text(&binder, record->description);
    if (record->has_assignee)
        put_text(&binder, record->assignee);
    else
        put_null(&binder);
    put_text(&binder, record->contact);
    put_date(&binder, record->registration_date);
    put_date(&binder, record->modification_date);
    put_text(&binder, record->reference);
    put_integer_if(&binder, record->has_service_code, record->service_code);
    put_text(&binder, record->unauthorized_use);
    put_text(&binder, record->assignment_notes);
}

void bind_record_placement(const struct versions *versions, const struct record *record,
                           int64_t position, int64_t layout)
{
    struct binder binder = {versions, FIRST_OWN};
    put_integer(&binder, position);
    put_integer(&binder, record->ports.as_range);
    put_integer(&binder, layout);
}

void bind_person(const struct versions *versions, const struct person *person,
                 struct buffer *scratch)
{
    struct binder binder = {versions, FIRST_OWN};
    buffer_clear(scratch);
    for (size_t i = 0; i < person->uri_count; i++) {
        buffer_append(scratch, person->uris[i]);
        buffer_append_byte(scratch, '\n');
    }
    put_text(&binder, person->id);
    put_text(&binder, person->name);
    put_text(&binder, person->organization);
    put_text(&binder, buffer_text(scratch));
    put_date(&binder, person->updated);
}

void bind_person_placement(const struct versions *versions, int64_t position, int64_t layout)
{
    struct binder binder = {versions, FIRST_OWN};
    put_integer(&binder, position);
    put_integer(&binder, layout);
}

void bind_head(const struct versions *versions, const struct registry *registry)
{
    struct binder binder = {versions, FIRST_OWN};
    put_text(&binder, registry->id);
    put_text(&binder, registry->title);
    put_text(&binder, registry->category);
    put_text(&binder, registry->references);
    put_text(&binder, registry->experts);
    put_text(&binder, registry->frame.prolog);
    put_text(&binder, registry->frame.layout);
    put_text(&binder, registry->frame.epilog);
}

void bind_note(const struct versions *versions, struct text title, struct text content)
{
    struct binder binder = {versions, FIRST_OWN};
    put_text(&binder, title);
    put_text(&binder, content);
}

/* --- reading --- */

/* What every row begins with: key, version, placement, position, first, last. */
enum { LEADING_COLUMNS = 6 };

/* Versions with their placements, where the lifetimes of both overlap each other and the releases
 * that are asked for. */
#define PLACED(table)                                                                              \
    " FROM " table " v JOIN " table "_placement p ON p.key = v.key"                                \
    " AND p.first <= coalesce(v.last, 9223372036854775807)"                                        \
    " AND coalesce(p.last, 9223372036854775807) >= v.first"                                        \
    " JOIN layout l ON l.id = p.layout"                                                            \
    " WHERE (v.last IS NULL OR v.last >= ?1) AND v.first <= ?2"                                    \
    " AND (p.last IS NULL OR p.last >= ?1) AND p.first <= ?2"                                      \
    " ORDER BY p.position, v.key, max(v.first, p.first)"
#define PLACED_LEADING                                                                             \
    "SELECT v.key, v.id, p.id, p.position, max(v.first, p.first),"                                 \
    " min(coalesce(v.last, 9223372036854775807), coalesce(p.last, 9223372036854775807)),"

static const char select_records[] =
    PLACED_LEADING " v.service_name, v.first_port, v.last_port, v.transport_protocol, "
                   "v.description, v.assignee, v.contact, v.registration_date, "
                   "v.modification_date, v.reference, v.service_code, v.unauthorized_use, "
                   "v.assignment_notes, p.as_range, l.content" PLACED("record");

static const char select_people[] = PLACED_LEADING
    " v.handle, v.name, v.organization, v.uris, v.updated, l.content" PLACED("person");

#define UNPLACED(table)                                                                            \
    " FROM " table " WHERE (last IS NULL OR last >= ?1) AND first <= ?2 ORDER BY "
#define UNPLACED_LEADING "SELECT key, id, 0, 0, first, coalesce(last, 9223372036854775807),"

static const char select_notes[] =
    UNPLACED_LEADING " title, content" UNPLACED("note") "key & 1, key, first";

static const char select_heads[] = UNPLACED_LEADING
    " registry, title, category, reference, experts, prolog, layout, epilog" UNPLACED(
        "head") "first";

/* A row being read: the next column. */
struct reader {
    const struct row_source *source;
    struct query *query;
    int column;
    bool failed; /* no memory for a text */
    /* The column before, for what repeats from row to row and is kept once. */
    struct text repeated;
};

static struct text take_text(struct reader *reader)
{
    struct text text = reader->source->engine->text(reader->query, reader->column++), copy;
    if (!text.length)
        return (struct text){NULL, 0};
    if (!arena_copy(&reader->source->registry->arena, text, &copy)) {
        reader->failed = true;
        return (struct text){NULL, 0};
    }
    return copy;
}

static bool take_is_null(struct reader *reader)
{
    return reader->source->engine->is_null(reader->query, reader->column);
}

static int64_t take_integer(struct reader *reader)
{
    return reader->source->engine->integer(reader->query, reader->column++);
}

static struct date take_date(struct reader *reader)
{
    return date_unpack((uint32_t)take_integer(reader));
}

/* The last column, a layout: most rows have that of the row before. */
static struct text take_layout(struct reader *reader)
{
    struct text text = reader->source->engine->text(reader->query, reader->column);
    if (!text_equal(text, reader->repeated))
        reader->repeated = take_text(reader);
    return reader->repeated;
}

static bool add_record(struct reader *reader)
{
    struct record *record = registry_add_record(reader->source->registry);
    if (!record)
        return false;
    record->service_name = take_text(reader);
    record->has_ports = !take_is_null(reader);
    record->ports.first = (uint16_t)take_integer(reader);
    record->ports.last = (uint16_t)take_integer(reader);
    record->transport_protocol = transport_protocol_parse(take_text(reader));
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
    struct registry *registry = reader->source->registry;
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
    struct registry *registry = reader->source->registry;
    bool is_footnote = reader->source->engine->integer(reader->query, 0) & 1;
    struct footnote *footnote = is_footnote ? registry_add_footnote(registry) : NULL;
    struct note *note = is_footnote ? NULL : registry_add_note(registry);
    if (!footnote && !note)
        return false;
    struct text title = take_text(reader), content = take_text(reader);
    if (footnote)
        *footnote = (struct footnote){title, content};
    else
        *note = (struct note){title, content};
    return true;
}

static bool set_head(struct reader *reader)
{
    struct registry *registry = reader->source->registry;
    registry->id = take_text(reader);
    registry->title = take_text(reader);
    registry->category = take_text(reader);
    registry->references = take_text(reader);
    registry->experts = take_text(reader);
    registry->frame.prolog = take_text(reader);
    registry->frame.layout = take_text(reader);
    registry->frame.epilog = take_text(reader);
    return true;
}

/* One row of the query: ADD puts it into the registry, EACH is told of it. */
static int read_row(struct reader *reader, bool (*add)(struct reader *reader), row_function *each,
                    void *context, struct error *error)
{
    const struct engine *engine = reader->source->engine;
    struct stored stored = {
        .key = engine->integer(reader->query, 0),
        .version = engine->integer(reader->query, 1),
        .placement = engine->integer(reader->query, 2),
        .position = engine->integer(reader->query, 3),
    };
    struct row_lifetime lifetime = {engine->integer(reader->query, 4),
                                    engine->integer(reader->query, 5)};
    reader->column = LEADING_COLUMNS;
    if (!add(reader) || reader->failed)
        return error_memory(error);
    return each(context, &stored, lifetime, error);
}

static int read_rows(const struct row_source *source, const char *sql,
                     bool (*add)(struct reader *reader), row_function *each, void *context,
                     struct error *error)
{
    const struct engine *engine = source->engine;
    struct reader reader = {.source = source};
    bool row;
    int status = engine->prepare(source->database, sql, &reader.query, error);
    if (status != STATUS_OK)
        return status;
    engine->bind_integer(reader.query, 1, source->first);
    engine->bind_integer(reader.query, 2, source->last);
    while ((status = engine->step(reader.query, &row, error)) == STATUS_OK && row)
        if ((status = read_row(&reader, add, each, context, error)) != STATUS_OK)
            break;
    engine->finish(reader.query);
    return status;
}

int read_records(const struct row_source *source, row_function *each, void *context,
                 struct error *error)
{
    return read_rows(source, select_records, add_record, each, context, error);
}

int read_people(const struct row_source *source, row_function *each, void *context,
                struct error *error)
{
    return read_rows(source, select_people, add_person, each, context, error);
}

int read_notes(const struct row_source *source, row_function *each, void *context,
               struct error *error)
{
    return read_rows(source, select_notes, add_note, each, context, error);
}

int read_heads(const struct row_source *source, row_function *each, void *context,
               struct error *error)
{
    return read_rows(source, select_heads, set_head, each, context, error);
}
