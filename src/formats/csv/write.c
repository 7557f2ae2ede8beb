/* Writing CSV as the publisher does: RFC 4180, a cell quoted only where it must be. What a cell
 * holds followed three generators over the years; struct style has their differences. */
#include "formats/cell.h"
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
    if (!marked_has_marks(marked)) {
        write_cell(writer, marked);
        return;
    }
    buffer_clear(&writer->cell);
    append_marked(writer, marked);
    writer->failed |= writer->cell.failed;
    write_cell(writer, buffer_text(&writer->cell));
}

static void write_header(struct writer *writer)
{
    for (int i = 0; i < COLUMN_COUNT; i++) {
        sink_write(writer->sink, style_column_title(&writer->style, (enum column)i));
        sink_write(writer->sink, i + 1 < COLUMN_COUNT ? TEXT(",") : TEXT("\r\n"));
    }
}

static void write_record(struct writer *writer, const struct record *record)
{
    char scratch[CELL_SCRATCH_SIZE_BYTES];
    for (int i = 0; i < COLUMN_COUNT; i++) {
        write_marked(writer, cell_of(record, (enum column)i, scratch));
        sink_write(writer->sink, i + 1 < COLUMN_COUNT ? TEXT(",") : TEXT("\r\n"));
    }
}

int csv_write(const struct registry *registry, const struct writing *writing, struct sink *sink,
              struct error *error)
{
    struct writer writer = {.sink = sink, .style = style_for(registry, writing)};
    buffer_init(&writer.cell);
    buffer_init(&writer.clean);
    write_header(&writer);
    for (size_t i = 0; i < registry->record_count && !writer.failed; i++)
        write_record(&writer, &registry->records[i]);
    buffer_done(&writer.cell);
    buffer_done(&writer.clean);
    return writer.failed ? error_memory(error) : STATUS_OK;
}
