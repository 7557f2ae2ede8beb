/* Fitting cells to columns by their form.
 *
 * From left to right: a service name; a port number; a transport protocol; a description;
 * references in brackets, which are assignee and contact, and the reference when they name a
 * document or come third or behind a date; the dates; a service code; and text, which is a report
 * of unauthorized use or an assignment note. */
#include "formats/pipe/fit.h"

#include "formats/csv/references.h"

struct fitting {
    struct pipe_reader *reader;
    const struct row *row;
    struct record *record;
    size_t next; /* the first cell without a column */
};

/* --- where and what --- */

static struct position position_of(const struct fitting *fitting, struct text cell)
{
    const struct row *row = fitting->row;
    struct position inside = position_at(row->text, (size_t)(cell.bytes - row->text.bytes));
    if (inside.line == 1)
        inside.column += row->position.column - 1;
    inside.line += row->position.line - 1;
    return inside;
}

static void refuse_cell(struct fitting *fitting, const char *expected, struct text cell)
{
    pipe_refuse_text(fitting->reader, position_of(fitting, cell), expected, cell);
}

/* Says which column CELL was taken for, where it might belong to another. */
static void report_ambiguous(struct fitting *fitting, struct text cell, enum column taken,
                             enum column other)
{
    char quoted[QUOTED_SIZE_BYTES];
    struct text taken_title = column_title(taken), other_title = column_title(other);
    findings_report(fitting->reader->findings, SEVERITY_ADVICE, "ambiguous-cell", "",
                    fitting->reader->input->file, position_of(fitting, cell),
                    "%s is taken as %.*s, it might be %.*s", text_quote(cell, quoted),
                    TEXT_ARGS(taken_title), TEXT_ARGS(other_title));
}

/* --- forms --- */

static bool has_cell(const struct fitting *fitting)
{
    return fitting->next < fitting->row->count;
}

static struct text this_cell(const struct fitting *fitting)
{
    return has_cell(fitting) ? fitting->row->cells[fitting->next] : (struct text){NULL, 0};
}

/* Whether TEXT has the form of PATTERN, where 9 stands for a digit. */
static bool has_form(struct text text, const char *pattern)
{
    if (text.length != strlen(pattern))
        return false;
    for (size_t i = 0; i < text.length; i++)
        if (pattern[i] == '9' ? !ascii_is_digit(text.bytes[i]) : text.bytes[i] != pattern[i])
            return false;
    return true;
}

/* A number, or two with a hyphen between. */
static bool has_port_form(struct text text)
{
    struct text last = text;
    struct text first = text_split(&last, '-');
    return text_is_digits(first) && (!last.bytes || text_is_digits(last));
}

static bool has_date_form(struct text text)
{
    return has_form(text, "9999-99") || has_form(text, "9999-99-99");
}

static bool is_transport_protocol(struct text text)
{
    return transport_protocol_parse(text) != TRANSPORT_NONE;
}

/* Whether TEXT is nothing but references in brackets, at least one. */
static bool is_bracketed(struct fitting *fitting, struct text text)
{
    return text.length && references_parse(text, pipe_scratch(fitting->reader));
}

/* Whether all references of a bracketed cell name documents; so no assignee or contact. */
static bool names_documents(struct fitting *fitting, struct text text)
{
    struct reference reference;
    if (!is_bracketed(fitting, text))
        return false;
    struct text rest = buffer_text(&fitting->reader->scratch);
    while (marked_next_reference(&rest, &reference))
        if (reference.type == REFERENCE_TEXT || reference.type == REFERENCE_NOTE)
            return false;
    return true;
}

/* --- columns --- */

static void take_service_name(struct fitting *fitting)
{
    struct text cell = this_cell(fitting);
    if (has_port_form(cell) || is_transport_protocol(cell))
        return;
    bool words = text_find(cell, TEXT(" "), 0) != SIZE_MAX;
    if (words)
        report_ambiguous(fitting, cell, COLUMN_SERVICE_NAME, COLUMN_DESCRIPTION);
    fitting->record->service_name = pipe_keep(fitting->reader, cell);
    fitting->next++;
}

static void take_ports(struct fitting *fitting)
{
    struct text cell = this_cell(fitting);
    if (!has_port_form(cell))
        return;
    const char *wrong = ports_parse(cell, &fitting->record->ports);
    fitting->record->has_ports = !wrong;
    if (wrong)
        refuse_cell(fitting, wrong + strlen("expected "), cell);
    fitting->next++;
}

static void take_transport_protocol(struct fitting *fitting)
{
    struct text cell = this_cell(fitting);
    fitting->record->transport_protocol = transport_protocol_parse(cell);
    fitting->next += is_transport_protocol(cell);
}

/* A record without a description is rare. What stands in its place is told by its form, which a
 * description could have as well. */
static void take_description(struct fitting *fitting)
{
    struct text cell = this_cell(fitting);
    if (!has_cell(fitting))
        return;
    if (is_bracketed(fitting, cell)) {
        report_ambiguous(fitting, cell, COLUMN_ASSIGNEE, COLUMN_DESCRIPTION);
    } else if (has_date_form(cell)) {
        report_ambiguous(fitting, cell, COLUMN_REGISTRATION_DATE, COLUMN_DESCRIPTION);
    } else {
        fitting->record->description = pipe_keep(fitting->reader, cell);
        fitting->next++;
    }
}

/* The next cell as handles of persons. */
static struct text take_handles(struct fitting *fitting)
{
    struct pipe_reader *reader = fitting->reader;
    struct text cell = this_cell(fitting);
    struct buffer *handles = pipe_scratch(reader);
    if (!handles_parse(cell, handles))
        refuse_cell(fitting, "handles in brackets", cell);
    fitting->next++;
    return pipe_keep(reader, buffer_text(handles));
}

static void take_reference(struct fitting *fitting)
{
    struct pipe_reader *reader = fitting->reader;
    struct buffer *references = pipe_scratch(reader);
    references_parse(this_cell(fitting), references);
    fitting->record->reference = pipe_keep(reader, buffer_text(references));
    fitting->next++;
}

/* Assignee and contact. One alone is the assignee: a contact alone would be printed as both. */
static void take_people(struct fitting *fitting)
{
    struct record *record = fitting->record;
    struct text first = this_cell(fitting);
    if (!is_bracketed(fitting, first) || names_documents(fitting, first))
        return;
    record->assignee = take_handles(fitting);
    struct text second = this_cell(fitting);
    if (is_bracketed(fitting, second) && !names_documents(fitting, second))
        record->contact = take_handles(fitting);
    else
        report_ambiguous(fitting, first, COLUMN_ASSIGNEE, COLUMN_REFERENCE);
    record->has_assignee = !text_equal(record->assignee, record->contact);
    if (!record->has_assignee)
        record->assignee = (struct text){NULL, 0};
}

static void take_date(struct fitting *fitting, struct date *date)
{
    struct text cell = this_cell(fitting);
    if (!date_parse(cell, date))
        refuse_cell(fitting, "a date as YYYY-MM or YYYY-MM-DD", cell);
    fitting->next++;
}

/* One date alone: services are registered, and rows without a service are only ever modified. */
static void take_dates(struct fitting *fitting)
{
    struct record *record = fitting->record;
    struct text first = this_cell(fitting);
    if (!has_date_form(first))
        return;
    take_date(fitting, &record->registration_date);
    if (has_date_form(this_cell(fitting))) {
        take_date(fitting, &record->modification_date);
    } else if (record->service_name.length) {
        report_ambiguous(fitting, first, COLUMN_REGISTRATION_DATE, COLUMN_MODIFICATION_DATE);
    } else {
        record->modification_date = record->registration_date;
        record->registration_date = (struct date){0, 0, 0};
        report_ambiguous(fitting, first, COLUMN_MODIFICATION_DATE, COLUMN_REGISTRATION_DATE);
    }
}

static void take_service_code(struct fitting *fitting)
{
    struct text cell = this_cell(fitting);
    uint64_t code;
    if (!text_is_digits(cell))
        return;
    if (!text_to_number(cell, UINT32_MAX, &code)) {
        refuse_cell(fitting, "a service code from 0 to 4294967295 in decimal", cell);
        code = 0;
    }
    if (fitting->record->transport_protocol != TRANSPORT_DCCP)
        report_ambiguous(fitting, cell, COLUMN_SERVICE_CODE, COLUMN_ASSIGNMENT_NOTES);
    fitting->record->service_code = (uint32_t)code;
    fitting->record->has_service_code = true;
    fitting->next++;
}

/* How the publisher's reports of unauthorized use begin; not all of them do. */
static bool reports_unauthorized_use(struct text text)
{
    static const struct text beginnings[] = {
        TEXT("Known Unauthorized Use"),
        TEXT("Unauthorized Use"),
        TEXT("Unofficial Use"),
    };
    for (size_t i = 0; i < sizeof(beginnings) / sizeof(*beginnings); i++)
        if (text_equal_ignoring_case(text_slice(text, 0, beginnings[i].length), beginnings[i]))
            return true;
    return false;
}

static void take_texts(struct fitting *fitting)
{
    struct record *record = fitting->record;
    struct text first = this_cell(fitting);
    if (!has_cell(fitting))
        return;
    fitting->next++;
    struct text kept = pipe_keep(fitting->reader, first);
    if (has_cell(fitting)) {
        record->unauthorized_use = kept;
        record->assignment_notes = pipe_keep(fitting->reader, this_cell(fitting));
        fitting->next++;
    } else if (reports_unauthorized_use(first)) {
        record->unauthorized_use = kept;
        report_ambiguous(fitting, first, COLUMN_UNAUTHORIZED_USE, COLUMN_ASSIGNMENT_NOTES);
    } else {
        record->assignment_notes = kept;
        report_ambiguous(fitting, first, COLUMN_ASSIGNMENT_NOTES, COLUMN_UNAUTHORIZED_USE);
    }
}

void row_fit(struct pipe_reader *reader, const struct row *row, struct record *record)
{
    struct fitting fitting = {.reader = reader, .row = row, .record = record};
    *record = (struct record){.position = row->position};
    take_service_name(&fitting);
    take_ports(&fitting);
    take_transport_protocol(&fitting);
    take_description(&fitting);
    take_people(&fitting);
    take_dates(&fitting);
    if (is_bracketed(&fitting, this_cell(&fitting)))
        take_reference(&fitting);
    take_service_code(&fitting);
    take_texts(&fitting);
    if (has_cell(&fitting))
        refuse_cell(&fitting, "at most one cell for each column", this_cell(&fitting));
}
