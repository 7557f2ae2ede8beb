/* Binding: the columns of each table, in their order. */
#include "store/bind.h"

#include "base/buffer.h"

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
