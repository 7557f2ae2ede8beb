/* Rows of comma-separated values. Strict where RFC 4180 is, with two differences: a line may end in
 * a line feed alone, and the last row must have its line end, for without it nobody can tell a
 * whole file from one that was cut off. */
#include "formats/csv/row.h"

#include "base/text.h"

static const char byte_order_mark[] = "\xef\xbb\xbf";
static const char lone_carriage_return[] =
    "expected a line feed after the carriage return, found something else";

/* The bytes that end an unquoted cell, or must not be in one. */
static const bool stops[256] = {
    ['\0'] = true, [','] = true, ['"'] = true, ['\r'] = true, ['\n'] = true};

void row_reader_init(struct row_reader *rows, char *bytes, size_t length, uint32_t line)
{
    *rows = (struct row_reader){
        .next = bytes, .end = bytes + length, .line_start = bytes, .line = line};
    if (line == 1 && text_starts_with((struct text){bytes, length}, text_of(byte_order_mark)))
        rows->next += strlen(byte_order_mark);
}

static struct position position_of(const struct row_reader *rows, const char *place)
{
    return (struct position){rows->line, (uint32_t)(place - rows->line_start) + 1};
}

/* Behind a line feed. */
static void begin_line(struct row_reader *rows, char *place)
{
    rows->next = rows->line_start = place;
    rows->line++;
}

/* Notes what is wrong and passes over the rest of the line. */
static enum row_result fail(struct row_reader *rows, struct position position, const char *fault)
{
    rows->fault_position = position;
    rows->fault = fault;
    char *line_end = memchr(rows->next, '\n', (size_t)(rows->end - rows->next));
    if (line_end)
        begin_line(rows, line_end + 1);
    else
        rows->next = rows->end;
    return ROW_MALFORMED;
}

static enum row_result take_plain(struct row_reader *rows, struct cell *cell)
{
    char *start = rows->next, *p = start;
    while (!stops[(unsigned char)*p])
        p++;
    cell->text = (struct text){start, (size_t)(p - start)};
    rows->next = p;
    if (*p == '"')
        return fail(rows, position_of(rows, p),
                    "expected a cell that contains a quote to be quoted, found a quote inside");
    return ROW_READ;
}

/* Takes a cell with its quotes, and moves what follows a doubled quote or a carriage return
 * forwards over it. */
static enum row_result take_quoted(struct row_reader *rows, struct cell *cell)
{
    char *start = rows->next + 1, *from = start, *to = start;
    for (;;) {
        if (from == rows->end) {
            rows->next = from;
            return fail(rows, cell->position,
                        "expected the quote that ends this cell, found the end of the file");
        }
        if (from[0] == '"' && from[1] != '"')
            break;
        if (from[0] == '\r' && from[1] != '\n') {
            rows->next = from;
            return fail(rows, position_of(rows, from), lone_carriage_return);
        }
        if (from[0] == '"' || from[0] == '\r')
            from++;
        if (from[0] == '\n')
            begin_line(rows, from + 1);
        *to++ = *from++;
    }
    cell->text = (struct text){start, (size_t)(to - start)};
    rows->next = from + 1;
    return ROW_READ;
}

/* Takes the line end at rows->next, or says what stands there. */
static enum row_result take_line_end(struct row_reader *rows)
{
    char *p = rows->next;
    if (p == rows->end)
        return fail(rows, position_of(rows, p),
                    "expected a line end after the last row, found the end of the file");
    if (*p == '\r' && p[1] == '\n')
        p++;
    if (*p == '\n') {
        begin_line(rows, p + 1);
        return ROW_READ;
    }
    return fail(rows, position_of(rows, p),
                *p == '\r' ? lone_carriage_return
                           : "expected a comma or a line end after a quoted cell, found more text");
}

enum row_result row_next(struct row_reader *rows, struct row *row)
{
    if (rows->next == rows->end)
        return ROW_END;
    row->position = position_of(rows, rows->next);
    for (row->count = 0;; rows->next++) {
        struct cell surplus;
        struct cell *cell = row->count < COLUMN_COUNT ? &row->cells[row->count] : &surplus;
        cell->position = position_of(rows, rows->next);
        enum row_result result =
            *rows->next == '"' ? take_quoted(rows, cell) : take_plain(rows, cell);
        if (result != ROW_READ)
            return result;
        row->count++;
        if (*rows->next != ',')
            return take_line_end(rows);
    }
}
