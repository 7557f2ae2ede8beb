/* Writing CSV as the publisher does: RFC 4180, a cell quoted only where it must be. What a cell
 * holds followed three generators over the years; struct style has their differences. */
#include "formats/csv/csv.h"
#include "formats/style.h"

/* The generator since 2025 cuts its cells out of the indented page, where paragraphs stand on lines
 * of their own, this deep. */
#define PARAGRAPH_JOINT "\n              "

struct writer {
    struct sink *sink;
    struct style style;
    struct buffer cell; /* the content of one cell, before it is cleaned */
    struct buffer clean;
    bool failed; /* memory was short */
};

static void append_label(struct buffer *cell, const struct reference *reference)
{
    buffer_append_byte(cell, '[');
    reference_append_label(cell, reference);
    buffer_append_byte(cell, ']');
}

static bool has_paragraphs(struct text marked)
{
    struct piece piece;
    while (marked_next(&marked, &piece))
        if (piece.kind == PIECE_PARAGRAPH)
            return true;
    return false;
}

/* Begins a paragraph, when paragraphs are JOINED and there is one before. */
static void begin_paragraph(struct buffer *cell, bool joined)
{
    if (joined && cell->length)
        buffer_append(cell, TEXT(PARAGRAPH_JOINT));
}

/* Appends text between paragraphs: when they are JOINED, only what is not blank, as one more. */
static void append_between(struct buffer *cell, struct text text, bool joined)
{
    if (joined && text_trim(text).length == 0)
        return;
    begin_paragraph(cell, joined);
    buffer_append(cell, text);
}

/* Appends MARKED as the content of a cell. */
static void append_marked(struct writer *writer, struct text marked)
{
    bool joined = writer->style.csv_paragraphs_indented && has_paragraphs(marked);
    struct buffer *cell = &writer->cell;
    struct piece piece;
    bool inside = false; /* a paragraph */
    while (marked_next(&marked, &piece)) {
        switch (piece.kind) {
        case PIECE_TEXT:
            if (inside)
                buffer_append(cell, piece.text);
            else
                append_between(cell, piece.text, joined);
            break;
        case PIECE_BREAK:
            if (writer->style.csv_breaks)
                buffer_append_byte(cell, '\n');
            break;
        case PIECE_PARAGRAPH:
            inside = true;
            begin_paragraph(cell, joined);
            break;
        case PIECE_PARAGRAPH_END:
            inside = false;
            break;
        case PIECE_REFERENCE:
            append_label(cell, &piece.reference);
            break;
        }
    }
}

/* The white space at the start of TEXT, in bytes. */
static size_t space_length(struct text text)
{
    size_t length = 0;
    while (length < text.length && ascii_is_space(text.bytes[length]))
        length++;
    return length;
}

/* Copies TEXT to CLEAN, with one space for each line feed that has white space on both sides and
 * for all of that on its right. */
static void fold_white_space(struct text text, struct buffer *clean)
{
    size_t i = 0;
    while (i < text.length) {
        bool folds = i + 2 < text.length && ascii_is_space(text.bytes[i]) &&
                     text.bytes[i + 1] == '\n' && ascii_is_space(text.bytes[i + 2]);
        buffer_append_byte(clean, folds ? ' ' : text.bytes[i]);
        i += folds ? 2 + space_length(text_from(text, i + 2)) : 1;
    }
}

static bool needs_quotes(struct text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.bytes[i] == ',' || text.bytes[i] == '"' || text.bytes[i] == '\n' ||
            text.bytes[i] == '\r')
            return true;
    return false;
}

static void write_quoted(struct sink *sink, struct text text)
{
    sink_write_byte(sink, '"');
    for (size_t i = 0; i < text.length; i++) {
        if (text.bytes[i] == '"')
            sink_write_byte(sink, '"');
        sink_write_byte(sink, text.bytes[i]);
    }
    sink_write_byte(sink, '"');
}

static void write_cell(struct writer *writer, struct text text)
{
    if (writer->style.csv_white_space_folded && text_find(text, TEXT("\n"), 0) != SIZE_MAX) {
        buffer_clear(&writer->clean);
        fold_white_space(text, &writer->clean);
        writer->failed |= writer->clean.failed;
        text = buffer_text(&writer->clean);
    }
    text = text_trim(text);
    if (needs_quotes(text))
        write_quoted(writer->sink, text);
    else
        sink_write(writer->sink, text);
}

static void write_marked(struct writer *writer, struct text marked)
{
    buffer_clear(&writer->cell);
    append_marked(writer, marked);
    writer->failed |= writer->cell.failed;
    write_cell(writer, buffer_text(&writer->cell));
}

static void write_date(struct writer *writer, struct date date)
{
    char digits[DATE_SIZE_BYTES];
    sink_write(writer->sink, text_of(date_format(date, digits)));
}

static void write_number_cell(struct writer *writer, enum column column,
                              const struct record *record)
{
    char ports[PORTS_SIZE_BYTES];
    if (column == COLUMN_PORT_NUMBER && record->has_ports)
        sink_write(writer->sink, text_of(ports_format(record->ports, ports)));
    if (column == COLUMN_SERVICE_CODE && record->has_service_code)
        sink_format(writer->sink, "%u", record->service_code);
}

static void write_column(struct writer *writer, enum column column, const struct record *record)
{
    switch (column) {
    case COLUMN_SERVICE_NAME:
        write_cell(writer, record->service_name);
        break;
    case COLUMN_PORT_NUMBER:
    case COLUMN_SERVICE_CODE:
        write_number_cell(writer, column, record);
        break;
    case COLUMN_TRANSPORT_PROTOCOL:
        write_cell(writer, transport_protocol_name(record->transport_protocol));
        break;
    case COLUMN_DESCRIPTION:
        write_marked(writer, record->description);
        break;
    case COLUMN_ASSIGNEE:
        write_marked(writer, record_assignee(record));
        break;
    case COLUMN_CONTACT:
        write_marked(writer, record->contact);
        break;
    case COLUMN_REGISTRATION_DATE:
        write_date(writer, record->registration_date);
        break;
    case COLUMN_MODIFICATION_DATE:
        write_date(writer, record->modification_date);
        break;
    case COLUMN_REFERENCE:
        write_marked(writer, record->reference);
        break;
    case COLUMN_UNAUTHORIZED_USE:
        write_cell(writer, record->unauthorized_use);
        break;
    case COLUMN_ASSIGNMENT_NOTES:
        write_marked(writer, record->assignment_notes);
        break;
    case COLUMN_COUNT:
        break;
    }
}

static void write_header(struct writer *writer)
{
    for (int i = 0; i < COLUMN_COUNT; i++) {
        bool renamed = i == COLUMN_UNAUTHORIZED_USE;
        sink_write(writer->sink,
                   renamed ? writer->style.unauthorized_use_title : column_title((enum column)i));
        sink_write(writer->sink, i + 1 < COLUMN_COUNT ? TEXT(",") : TEXT("\r\n"));
    }
}

static void write_record(struct writer *writer, const struct record *record)
{
    for (int i = 0; i < COLUMN_COUNT; i++) {
        write_column(writer, (enum column)i, record);
        sink_write(writer->sink, i + 1 < COLUMN_COUNT ? TEXT(",") : TEXT("\r\n"));
    }
}

int csv_write(const struct registry *registry, const struct writing *writing, struct sink *sink,
              struct error *error)
{
    struct date date =
        date_is_set(writing->as_published) ? writing->as_published : registry->updated;
    struct writer writer = {.sink = sink, .style = style_of(date)};
    buffer_init(&writer.cell);
    buffer_init(&writer.clean);
    write_header(&writer);
    for (size_t i = 0; i < registry->record_count && !writer.failed; i++)
        write_record(&writer, &registry->records[i]);
    buffer_done(&writer.cell);
    buffer_done(&writer.clean);
    return writer.failed ? error_memory(error) : STATUS_OK;
}
