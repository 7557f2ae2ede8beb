/* Reading CSV: the header line, then one record a row. A large file is read in two parts at the
 * same time; when anything in it is refused, all of it is read once more from the start, so that
 * what is reported, and in which order, is known from this one way alone. */
#include "base/job.h"
#include "formats/csv/csv.h"
#include "formats/csv/part.h"
#include "formats/csv/references.h"
#include "formats/csv/row.h"

/* A cell and the references read from it: half of the rows say the same as the row before. */
struct repeated {
    struct text cell;
    struct text references;
};

/* A row has about so many bytes; the publisher's have 80. */
enum { ROW_BYTES = 70 };

/* Reading half of a smaller file takes no longer than to begin a thread. */
enum { PARTED_BYTES = 64 * 1024 };

struct reader {
    const struct input *input;
    struct registry *registry;
    const struct findings *findings;
    struct error *error;
    enum status status; /* STATUS_INPUT after the first refusal */
    size_t refusal_count;
    struct buffer marked; /* the references of one cell on their way to the arena */
    struct repeated assignee, contact, reference; /* the last that was read in these columns */
};

bool csv_recognise(struct text bytes)
{
    if (text_starts_with(bytes, TEXT("\xef\xbb\xbf")))
        bytes = text_from(bytes, 3);
    return text_starts_with(bytes, TEXT("Service Name,")) ||
           text_starts_with(bytes, TEXT("\"Service Name\","));
}

/* Reports "EXPECTED, found FOUND", or EXPECTED alone when it says all. */
static void refuse(struct reader *reader, struct position position, const char *expected,
                   const char *found)
{
    const char *joint = found ? ", found " : "";
    found = found ? found : "";
    findings_report(reader->findings, SEVERITY_REFUSED, "form", "", reader->input->file, position,
                    "%s%s%s", expected, joint, found);
    reader->refusal_count++;
    if (reader->status == STATUS_OK)
        reader->status = error_set(reader->error, STATUS_INPUT, reader->input->file, position,
                                   "%s%s%s", expected, joint, found);
}

static void refuse_cell(struct reader *reader, const struct cell *cell, const char *expected)
{
    char quoted[QUOTED_SIZE_BYTES];
    refuse(reader, cell->position, expected, text_quote(cell->text, quoted));
}

/* Whether to read on after what happened so far. */
static bool goes_on(const struct reader *reader)
{
    return reader->status == STATUS_OK ||
           (reader->status == STATUS_INPUT && reader->findings && reader->findings->report);
}

static void out_of_memory(struct reader *reader)
{
    reader->status = error_memory(reader->error);
}

/* Whether ROW has a cell for each column; refuses it otherwise. */
static bool has_all_columns(struct reader *reader, const struct row *row)
{
    if (row->count == COLUMN_COUNT)
        return true;
    char found[32];
    snprintf(found, sizeof(found), "%zu", row->count);
    refuse(reader, row->position, "expected 12 columns", found);
    return false;
}

static void check_title(struct reader *reader, enum column column, const struct cell *cell)
{
    struct text title = column_title(column), former = column_former_title(column);
    if (column_has_title(column, cell->text))
        return;
    char expected[128];
    int length = snprintf(expected, sizeof(expected), "expected column %d to be \"%.*s\"",
                          column + 1, TEXT_ARGS(title));
    if (!text_equal(former, title))
        snprintf(expected + length, sizeof(expected) - (size_t)length, " or \"%.*s\"",
                 TEXT_ARGS(former));
    refuse_cell(reader, cell, expected);
}

static void read_header(struct reader *reader, const struct row *row)
{
    has_all_columns(reader, row);
    for (size_t i = 0; i < row->count && i < COLUMN_COUNT; i++)
        check_title(reader, (enum column)i, &row->cells[i]);
}

static void read_ports(struct reader *reader, const struct cell *cell, struct record *record)
{
    if (cell->text.length == 0)
        return;
    const char *expected = ports_parse(cell->text, &record->ports);
    record->has_ports = !expected;
    if (expected)
        refuse_cell(reader, cell, expected);
}

static void read_transport_protocol(struct reader *reader, const struct cell *cell,
                                    struct record *record)
{
    record->transport_protocol = transport_protocol_parse(cell->text);
    if (record->transport_protocol == TRANSPORT_NONE && cell->text.length)
        refuse_cell(reader, cell, "expected " TRANSPORT_NAMES);
}

static void read_service_code(struct reader *reader, const struct cell *cell, struct record *record)
{
    uint64_t code = 0;
    if (cell->text.length == 0)
        return;
    record->has_service_code = text_to_number(cell->text, UINT32_MAX, &code);
    record->service_code = (uint32_t)code;
    if (!record->has_service_code)
        refuse_cell(reader, cell, "expected a service code from 0 to 4294967295");
}

static void read_date(struct reader *reader, const struct cell *cell, struct date *date)
{
    if (cell->text.length && !date_parse(cell->text, date))
        refuse_cell(reader, cell, "expected a date as YYYY-MM-DD, YYYY-MM or YYYY");
}

/* Reads CELL by PARSE, or takes what LAST has of the same text; what it says. */
static struct text read_references(struct reader *reader, const struct cell *cell,
                                   bool (*parse)(struct text, struct buffer *),
                                   struct repeated *last)
{
    struct text references = {NULL, 0};
    if (cell->text.length == 0)
        return references;
    if (text_equal(cell->text, last->cell))
        return last->references;
    buffer_clear(&reader->marked);
    bool well_formed = parse(cell->text, &reader->marked);
    if (!well_formed)
        refuse_cell(reader, cell,
                    parse == handles_parse ? "expected handles in brackets, such as [IESG]"
                                           : "expected references in brackets, such as [RFC6335]");
    else if (reader->marked.failed ||
             !arena_copy(&reader->registry->arena, buffer_text(&reader->marked), &references))
        out_of_memory(reader);
    else
        *last = (struct repeated){cell->text, references};
    return references;
}

/* The assignee is the record's own where it differs from the contact: the publisher prints the
 * contact in both columns of a record without one. */
static void read_people(struct reader *reader, const struct row *row, struct record *record)
{
    const struct cell *assignee = &row->cells[COLUMN_ASSIGNEE];
    const struct cell *contact = &row->cells[COLUMN_CONTACT];
    record->contact = read_references(reader, contact, handles_parse, &reader->contact);
    record->has_assignee = !text_equal(assignee->text, contact->text);
    if (record->has_assignee)
        record->assignee = read_references(reader, assignee, handles_parse, &reader->assignee);
}

static void read_record(struct reader *reader, const struct row *row, struct record *record)
{
    const struct cell *cells = row->cells;
    record->position = row->position;
    record->service_name = cells[COLUMN_SERVICE_NAME].text;
    read_ports(reader, &cells[COLUMN_PORT_NUMBER], record);
    read_transport_protocol(reader, &cells[COLUMN_TRANSPORT_PROTOCOL], record);
    record->description = cells[COLUMN_DESCRIPTION].text;
    read_people(reader, row, record);
    read_date(reader, &cells[COLUMN_REGISTRATION_DATE], &record->registration_date);
    read_date(reader, &cells[COLUMN_MODIFICATION_DATE], &record->modification_date);
    record->reference =
        read_references(reader, &cells[COLUMN_REFERENCE], references_parse, &reader->reference);
    read_service_code(reader, &cells[COLUMN_SERVICE_CODE], record);
    record->unauthorized_use = cells[COLUMN_UNAUTHORIZED_USE].text;
    record->assignment_notes = cells[COLUMN_ASSIGNMENT_NOTES].text;
}

/* Adds the record of ROW, unless it is refused. */
static void add_record(struct reader *reader, const struct row *row)
{
    size_t refusals_before = reader->refusal_count;
    if (!has_all_columns(reader, row))
        return;
    struct record *record = registry_add_record(reader->registry);
    if (!record) {
        out_of_memory(reader);
        return;
    }
    read_record(reader, row, record);
    if (reader->refusal_count != refusals_before)
        reader->registry->record_count--;
}

static void read_rows(struct reader *reader, struct row_reader *rows)
{
    struct row row;
    for (bool header = rows->line == 1; goes_on(reader); header = false) {
        switch (row_next(rows, &row)) {
        case ROW_END:
            if (header)
                refuse(reader, (struct position){1, 1}, "expected a header line",
                       "the end of the file");
            return;
        case ROW_MALFORMED:
            refuse(reader, rows->fault_position, rows->fault, NULL);
            break;
        case ROW_READ:
            if (header)
                read_header(reader, &row);
            else
                add_record(reader, &row);
            break;
        }
    }
}

/* Reads PART of INPUT to the end of REGISTRY, which has room for about COUNT records then. */
static int read_part(const struct input *input, const struct part *part, struct registry *registry,
                     size_t count, const struct findings *findings, struct error *error)
{
    struct text bytes = part->bytes;
    char *copy = arena_allocate_text(&registry->arena, bytes.length + 1);
    if (!copy || !registry_reserve_records(registry, count))
        return error_memory(error);
    if (bytes.length)
        memcpy(copy, bytes.bytes, bytes.length);
    copy[bytes.length] = '\0';

    struct reader reader = {
        .input = input, .registry = registry, .findings = findings, .error = error};
    struct row_reader rows;
    buffer_init(&reader.marked);
    row_reader_init(&rows, copy, bytes.length, part->line);
    read_rows(&reader, &rows);
    buffer_done(&reader.marked);
    return reader.status;
}

/* The second part on its way: a job. */
struct second {
    const struct input *input;
    struct part part;
    struct registry registry;
    int status;
};

static void read_second(void *context)
{
    struct second *second = context;
    second->status = read_part(second->input, &second->part, &second->registry,
                               second->part.bytes.length / ROW_BYTES + 1, NULL, NULL);
}

/* Reads INPUT in two parts. Returns STATUS_INPUT when anything is refused, and reports nothing. */
static int read_parts(const struct input *input, struct registry *registry)
{
    struct part first;
    struct second second = {.input = input};
    struct job job;
    registry_init(&second.registry);
    part_cut(input->bytes, &first, &second.part);
    job_begin(&job, read_second, &second);
    int status =
        read_part(input, &first, registry, input->bytes.length / ROW_BYTES + 1, NULL, NULL);
    job_end(&job);
    if (status == STATUS_OK)
        status = second.status;
    if (status == STATUS_OK && !registry_take_records(registry, &second.registry))
        status = STATUS_MEMORY;
    registry_done(&second.registry);
    return status;
}

int csv_read(const struct input *input, struct registry *registry, const struct findings *findings,
             struct error *error)
{
    const struct part whole = {input->bytes, 1};
    registry->updated = input->date;
    if (input->bytes.length >= PARTED_BYTES) {
        int status = read_parts(input, registry);
        if (status != STATUS_INPUT)
            return status == STATUS_OK ? STATUS_OK : error_memory(error);
        registry->record_count = 0;
    }
    return read_part(input, &whole, registry, input->bytes.length / ROW_BYTES + 1, findings, error);
}
