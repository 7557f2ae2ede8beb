/* A table in plain text. */
#include "formats/txt/table.h"

#include <assert.h>

#include "base/memory.h"
#include "registry/marked.h"

/* What the content of a cell has between its lines and its paragraphs. */
enum { LINE_END = '\n', PARAGRAPH_END = '\f' };

void table_init(struct table *table, bool counts_bytes)
{
    memset(table, 0, sizeof(*table));
    table->counts_bytes = counts_bytes;
}

void table_done(struct table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        buffer_done(&table->columns[i].content);
        memory_free(table->columns[i].lines);
    }
    table->column_count = 0;
}

/* The columns that TEXT takes. */
static size_t width_of(const struct table *table, struct text text)
{
    return table->counts_bytes ? text.length : text_character_count(text);
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* --- the content of a cell --- */

static void append_text(struct buffer *content, struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        char last = content->length ? content->bytes[content->length - 1] : LINE_END;
        if (!ascii_is_space(text.bytes[i]))
            buffer_append_byte(content, text.bytes[i]);
        else if (!ascii_is_space(last))
            buffer_append_byte(content, ' ');
    }
}

static void append_reference(struct buffer *content, const struct reference *reference)
{
    struct buffer label;
    buffer_init(&label);
    reference_append_label(&label, reference);
    buffer_append_byte(content, '[');
    append_text(content, buffer_text(&label));
    buffer_append_byte(content, ']');
    content->failed |= label.failed;
    buffer_done(&label);
}

void table_begin_row(struct table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        table->failed |= table->columns[i].content.failed;
        buffer_clear(&table->columns[i].content);
    }
}

void table_append(struct table *table, size_t column, struct text marked)
{
    struct buffer *content = &table->columns[column].content;
    struct piece piece;
    while (marked_next(&marked, &piece)) {
        switch (piece.kind) {
        case PIECE_TEXT:
            append_text(content, piece.text);
            break;
        case PIECE_BREAK:
            buffer_append_byte(content, LINE_END);
            break;
        case PIECE_PARAGRAPH:
        case PIECE_PARAGRAPH_END:
            buffer_append_byte(content, PARAGRAPH_END);
            break;
        case PIECE_REFERENCE:
            append_reference(content, &piece.reference);
            break;
        }
    }
}

void table_append_break(struct table *table, size_t column)
{
    buffer_append_byte(&table->columns[column].content, LINE_END);
}

/* --- widths --- */

/* Takes what stands before the next white space, and that too. */
static struct text take_word(struct text *rest)
{
    size_t length = 0;
    while (length < rest->length && !ascii_is_space(rest->bytes[length]))
        length++;
    struct text word = text_slice(*rest, 0, length);
    *rest = text_from(*rest, length + 1);
    return word;
}

/* Takes what stands before the next line or paragraph end, and that too. */
static struct text take_line(struct text *rest)
{
    size_t length = 0;
    while (length < rest->length && rest->bytes[length] != LINE_END &&
           rest->bytes[length] != PARAGRAPH_END)
        length++;
    struct text line = text_slice(*rest, 0, length);
    *rest = text_from(*rest, length + 1);
    return line;
}

static size_t longest_word(const struct table *table, struct text content)
{
    size_t longest = 0;
    while (content.length)
        longest = larger(longest, width_of(table, take_word(&content)));
    return longest;
}

static size_t longest_line(const struct table *table, struct text content)
{
    size_t longest = 0;
    while (content.length)
        longest = larger(longest, width_of(table, text_trim(take_line(&content))));
    return longest;
}

void table_add_column(struct table *table, struct text title, bool centred)
{
    assert(table->column_count < TABLE_COLUMN_LIMIT);
    struct table_column *column = &table->columns[table->column_count++];
    *column = (struct table_column){.title = title, .centred = centred};
    column->width = column->natural_width = larger(1, longest_word(table, title));
    buffer_init(&column->content);
}

static void measure(const struct table *table, struct table_column *column)
{
    struct text content = buffer_text(&column->content);
    column->width = larger(column->width, longest_word(table, content));
    column->natural_width = larger(column->natural_width, longest_line(table, content));
}

void table_measure_row(struct table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        struct table_column *column = &table->columns[i];
        table->failed |= column->content.failed;
        if (column->content.length > column->width)
            measure(table, column);
    }
}

/* The width with its gaps. */
static size_t table_width(const struct table *table)
{
    size_t width = table->column_count ? table->column_count - 1 : 0;
    for (size_t i = 0; i < table->column_count; i++)
        width += table->columns[i].width;
    return width;
}

/* What COLUMN would like to have more, so that its cells, or its title, need not be wrapped. */
static size_t more_wanted(const struct table *table, const struct table_column *column,
                          bool for_title)
{
    size_t wanted = for_title ? width_of(table, column->title) : column->natural_width;
    return wanted > column->width ? wanted - column->width : 0;
}

/* Gives the columns of *LEFT what they want, or a share of it in proportion. */
static void share(struct table *table, bool for_titles, size_t *left)
{
    size_t wanted = 0;
    for (size_t i = 0; i < table->column_count; i++)
        wanted += more_wanted(table, &table->columns[i], for_titles);
    for (size_t i = 0; i < table->column_count && wanted; i++) {
        size_t more = more_wanted(table, &table->columns[i], for_titles);
        size_t given = *left >= wanted ? more : *left * more / wanted;
        table->columns[i].width += given;
        *left -= given;
        wanted -= more;
    }
}

void table_fit(struct table *table, size_t page_width, size_t margin)
{
    size_t needed = table_width(table) + 2 * margin;
    if (needed > page_width)
        return;
    size_t left = page_width - needed;
    table->margin = margin;
    share(table, false, &left);
    share(table, true, &left);
}

/* --- rows --- */

static void add_line(struct table *table, struct table_column *column, struct text line)
{
    if (column->line_count == column->line_capacity) {
        size_t capacity = column->line_capacity ? 2 * column->line_capacity : 16;
        struct text *lines = memory_reallocate(column->lines, capacity * sizeof(*lines));
        if (!lines) {
            table->failed = true;
            return;
        }
        column->lines = lines;
        column->line_capacity = capacity;
    }
    column->lines[column->line_count++] = line;
}

/* Breaks LINE where the next word would not fit. */
static void wrap_line(struct table *table, struct table_column *column, struct text line)
{
    struct text rest = text_trim(line), wrapped = {rest.bytes, 0};
    size_t width = 0;
    while (rest.length) {
        struct text word = take_word(&rest);
        size_t word_width = width_of(table, word);
        if (wrapped.length && width + 1 + word_width > column->width) {
            add_line(table, column, wrapped);
            wrapped = (struct text){word.bytes, 0};
        }
        width = wrapped.length ? width + 1 + word_width : word_width;
        wrapped.length = (size_t)(word.bytes - wrapped.bytes) + word.length;
    }
    add_line(table, column, wrapped);
}

/* Wraps one paragraph; between it and the one before is an empty line. */
static void wrap_paragraph(struct table *table, struct table_column *column, struct text paragraph)
{
    if (text_trim(paragraph).length == 0)
        return;
    if (column->line_count)
        add_line(table, column, (struct text){NULL, 0});
    while (paragraph.bytes) {
        struct text line = text_split(&paragraph, LINE_END);
        wrap_line(table, column, line);
    }
}

/* Wraps CONTENT into the lines of COLUMN, without empty ones at both ends. */
static void wrap(struct table *table, struct table_column *column, struct text content)
{
    column->line_count = 0;
    while (content.bytes) {
        struct text paragraph = text_split(&content, PARAGRAPH_END);
        wrap_paragraph(table, column, paragraph);
    }
    while (column->line_count && column->lines[column->line_count - 1].length == 0)
        column->line_count--;
    size_t empty = 0;
    while (empty < column->line_count && column->lines[empty].length == 0)
        empty++;
    column->line_count -= empty;
    if (empty)
        memmove(column->lines, column->lines + empty, column->line_count * sizeof(*column->lines));
}

/* The text of COLUMN on LINE of a row of HEIGHT lines. */
static struct text line_of(const struct table_column *column, size_t line, size_t height)
{
    size_t above = (height - column->line_count) / 2;
    if (line < above || line - above >= column->line_count)
        return (struct text){NULL, 0};
    return column->lines[line - above];
}

static void write_line(const struct table *table, struct sink *sink, size_t line, size_t height,
                       bool titles)
{
    size_t spaces = table->margin; /* not yet written, for none may end the line */
    for (size_t i = 0; i < table->column_count; i++) {
        const struct table_column *column = &table->columns[i];
        struct text text = line_of(column, line, height);
        size_t width = width_of(table, text);
        size_t left = column->width > width ? column->width - width : 0;
        size_t before = titles || column->centred ? left / 2 : 0;
        if (text.length) {
            sink_write_repeated(sink, ' ', spaces + before);
            sink_write(sink, text);
            spaces = left - before + 1;
        } else {
            spaces += column->width + 1;
        }
    }
    sink_write_byte(sink, '\n');
}

static void write_lines(struct table *table, struct sink *sink, bool titles)
{
    size_t height = 1;
    for (size_t i = 0; i < table->column_count; i++)
        height = larger(height, table->columns[i].line_count);
    for (size_t line = 0; line < height && !table->failed; line++)
        write_line(table, sink, line, height, titles);
}

void table_write_titles(struct table *table, struct sink *sink)
{
    for (size_t i = 0; i < table->column_count; i++)
        wrap(table, &table->columns[i], table->columns[i].title);
    write_lines(table, sink, true);
}

void table_write_row(struct table *table, struct sink *sink)
{
    for (size_t i = 0; i < table->column_count; i++) {
        struct table_column *column = &table->columns[i];
        table->failed |= column->content.failed;
        wrap(table, column, buffer_text(&column->content));
    }
    write_lines(table, sink, false);
}
