/* Fuzzes marked text, and the statements in it: any bytes are safe to read. */
#include <stdbool.h>

#include "fuzz.h"
#include "registry/statement.h"

static bool is_within(struct text part, struct text whole)
{
    return part.length == 0 ||
           (part.bytes >= whole.bytes && part.bytes + part.length <= whole.bytes + whole.length);
}

/* Appends PIECE as it would be made anew. */
static void append_piece(struct buffer *buffer, const struct piece *piece)
{
    switch (piece->kind) {
    case PIECE_TEXT:
        buffer_append(buffer, piece->text);
        break;
    case PIECE_BREAK:
        marked_append_break(buffer);
        break;
    case PIECE_PARAGRAPH:
        marked_append_paragraph(buffer);
        break;
    case PIECE_PARAGRAPH_END:
        marked_append_paragraph_end(buffer);
        break;
    case PIECE_REFERENCE:
        marked_append_reference(buffer, &piece->reference);
        break;
    }
}

/* The pieces lie within; put together again they are what they were, once and for all. */
static void check_pieces(struct text marked)
{
    struct buffer once, twice;
    struct piece piece;
    struct text rest = marked;
    buffer_init(&once);
    buffer_init(&twice);
    while (marked_next(&rest, &piece)) {
        if ((piece.kind == PIECE_TEXT && !is_within(piece.text, marked)) ||
            (piece.kind == PIECE_REFERENCE && (!is_within(piece.reference.data, marked) ||
                                               !is_within(piece.reference.label, marked))))
            BROKEN("a piece lies outside");
        append_piece(&once, &piece);
    }
    rest = buffer_text(&once);
    while (marked_next(&rest, &piece))
        append_piece(&twice, &piece);
    if (!text_equal(buffer_text(&once), buffer_text(&twice)))
        BROKEN("pieces put together are other pieces");
    buffer_done(&once);
    buffer_done(&twice);
}

static void check_plain(struct text marked)
{
    struct buffer plain;
    buffer_init(&plain);
    marked_append_plain(&plain, marked, TEXT("\n"));
    if (marked_has_marks(buffer_text(&plain)))
        BROKEN("plain text has marks");
    buffer_done(&plain);
}

/* A statement lies within its column, and is read again from the sentence that says it. */
static void check_statement(const struct record *record, const struct statement *statement)
{
    struct text column =
        statement->column == COLUMN_DESCRIPTION ? record->description : record->assignment_notes;
    struct statement again;
    struct buffer sentence;
    if (!is_within(statement->sentence, column) || !is_within(statement->text, column) ||
        !is_within(statement->service_name, column))
        BROKEN("a %s lies outside", statement_kind_name(statement->kind));
    buffer_init(&sentence);
    if (statement_append(&sentence, statement)) {
        struct record copy = {.assignment_notes = buffer_text(&sentence)};
        if (!record_statement(&copy, 0, &again) || again.kind != statement->kind ||
            !text_equal(again.service_name, statement->service_name) ||
            date_pack(again.date) != date_pack(statement->date) ||
            date_pack(again.expires) != date_pack(statement->expires))
            BROKEN("a %s says something else: %.*s", statement_kind_name(statement->kind),
                   TEXT_ARGS(buffer_text(&sentence)));
    }
    buffer_done(&sentence);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes)
{
    struct text marked = {(const char *)bytes, size_bytes};
    struct record record = {.description = text_slice(marked, 0, size_bytes / 2),
                            .assignment_notes = marked};
    struct statement statement;
    check_pieces(marked);
    check_plain(marked);
    for (size_t i = 0; record_statement(&record, i, &statement); i++) {
        if (i > size_bytes)
            BROKEN("more statements than bytes");
        check_statement(&record, &statement);
    }
    return 0;
}
