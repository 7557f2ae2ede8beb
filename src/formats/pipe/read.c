/* The pipe reader: a page of the registry as text, with "|" between the cells of its table. Above
 * the table stands the header list, in lines that begin with "-". */
#include "formats/csv/references.h"
#include "formats/pipe/fit.h"
#include "formats/pipe/pipe.h"

/* The file may end in the last row. Its cells up to the contact must be there; the rest of them is
 * then taken to be empty. */
enum { CUT_ROW_CELLS = COLUMN_CONTACT + 1 };

/* How far into a file the table may begin. */
enum { HEADER_LIMIT_BYTES = 64 * 1024 };

/* --- for both files --- */

void pipe_refuse(struct pipe_reader *reader, struct position position, const char *expected,
                 const char *found)
{
    if (reader->out_of_memory || reader->scratch.failed) {
        reader->out_of_memory = true; /* what was found may be but a part of what is there */
        return;
    }
    if (!reader->refused)
        error_set(&reader->error, STATUS_INPUT, reader->input->file, position,
                  "expected %s, found %s", expected, found);
    reader->refused = true;
    findings_report(reader->findings, SEVERITY_REFUSED, "form", "", reader->input->file, position,
                    "expected %s, found %s", expected, found);
}

void pipe_refuse_text(struct pipe_reader *reader, struct position position, const char *expected,
                      struct text found)
{
    char quoted[QUOTED_SIZE_BYTES];
    pipe_refuse(reader, position, expected, text_quote(found, quoted));
}

struct buffer *pipe_scratch(struct pipe_reader *reader)
{
    reader->out_of_memory |= reader->scratch.failed;
    buffer_clear(&reader->scratch);
    return &reader->scratch;
}

struct text pipe_keep(struct pipe_reader *reader, struct text text)
{
    struct text copy = {NULL, 0};
    if (text.length == 0)
        return copy;
    char *bytes = arena_allocate_text(&reader->registry->arena, text.length);
    if (!bytes) {
        reader->out_of_memory = true;
        return copy;
    }
    copy.bytes = bytes;
    for (size_t i = 0; i < text.length; i++)
        if (text.bytes[i] != '\r' || i + 1 == text.length || text.bytes[i + 1] != '\n')
            bytes[copy.length++] = text.bytes[i];
    return copy;
}

/* Whether to read on: with nobody to report to, the first refusal is the last. */
static bool goes_on(const struct pipe_reader *reader)
{
    bool reports = reader->findings && reader->findings->report;
    return !reader->out_of_memory && (reports || !reader->refused);
}

/* --- lines --- */

static bool has_line(const struct pipe_reader *reader)
{
    return reader->next < reader->input->bytes.length;
}

static struct text peek_line(const struct pipe_reader *reader)
{
    struct text rest = text_from(reader->input->bytes, reader->next);
    return text_split(&rest, '\n');
}

static struct text take_line(struct pipe_reader *reader)
{
    struct text line = peek_line(reader);
    reader->next += line.length + 1;
    reader->line++;
    return line;
}

static struct position here(const struct pipe_reader *reader)
{
    return (struct position){reader->line, 1};
}

/* --- the header list --- */

static bool is_title_row(struct text line)
{
    return text_starts_with(line, TEXT("Service Name |"));
}

/* A term or a definition: "- Last Updated", or "-" and lines of text behind it. */
static struct text take_item(struct pipe_reader *reader)
{
    const char *start = reader->input->bytes.bytes + reader->next + 1;
    struct text line = take_line(reader);
    const char *end = line.bytes + line.length;
    while (has_line(reader) && !is_title_row(peek_line(reader)) &&
           !text_starts_with(peek_line(reader), TEXT("-"))) {
        line = take_line(reader);
        end = line.bytes + line.length;
    }
    return text_trim((struct text){start, (size_t)(end - start)});
}

static void set_updated(struct pipe_reader *reader, struct position position,
                        struct text definition)
{
    if (date_is_set(reader->registry->updated))
        pipe_refuse_text(reader, position, "Last Updated once", definition);
    else if (!date_parse(definition, &reader->registry->updated))
        pipe_refuse_text(reader, position, "a date as YYYY, YYYY-MM or YYYY-MM-DD", definition);
}

static void set_references(struct pipe_reader *reader, struct position position,
                           struct text definition)
{
    struct buffer *references = pipe_scratch(reader);
    if (reader->registry->references.length)
        pipe_refuse_text(reader, position, "Reference once", definition);
    else if (!references_parse(definition, references))
        pipe_refuse_text(reader, position, "references in brackets", definition);
    else
        reader->registry->references = pipe_keep(reader, buffer_text(references));
}

static void add_note(struct pipe_reader *reader, struct text term, struct text definition)
{
    struct note *note = registry_add_note(reader->registry);
    if (!note) {
        reader->out_of_memory = true;
        return;
    }
    if (!text_equal(term, TEXT("Note")))
        note->title = pipe_keep(reader, term);
    note->content = pipe_keep(reader, definition);
}

static void set_entry(struct pipe_reader *reader, struct position position, struct text term,
                      struct text definition)
{
    struct registry *registry = reader->registry;
    if (text_equal(term, TEXT("Last Updated")))
        set_updated(reader, position, definition);
    else if (text_equal(term, TEXT("Reference")))
        set_references(reader, position, definition);
    else if (text_equal(term, TEXT("Expert(s)")) && registry->experts.length)
        pipe_refuse_text(reader, position, "Expert(s) once", definition);
    else if (text_equal(term, TEXT("Expert(s)")))
        registry->experts = pipe_keep(reader, definition);
    else if (!text_equal(term, TEXT("Available Formats")))
        add_note(reader, term, definition);
}

/* Terms and definitions take turns. */
static void read_entries(struct pipe_reader *reader)
{
    while (goes_on(reader) && has_line(reader) && !is_title_row(peek_line(reader))) {
        struct position position = here(reader);
        struct text term = take_item(reader);
        if (!has_line(reader) || is_title_row(peek_line(reader))) {
            pipe_refuse_text(reader, position, "a definition behind this term", term);
            return;
        }
        position = here(reader);
        struct text definition = take_item(reader);
        set_entry(reader, position, term, definition);
    }
}

static void read_header(struct pipe_reader *reader)
{
    struct text title = {NULL, 0};
    while (has_line(reader) && !is_title_row(peek_line(reader)) &&
           !text_starts_with(peek_line(reader), TEXT("-"))) {
        struct position position = here(reader);
        struct text line = text_trim(take_line(reader));
        if (line.length && title.length)
            pipe_refuse_text(reader, position, "a header list with \"-\" before each entry", line);
        else if (line.length)
            title = line;
        if (!goes_on(reader))
            return;
    }
    reader->registry->title = pipe_keep(reader, title);
    read_entries(reader);
}

/* --- the table --- */

static size_t count_pipes(struct text text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++)
        count += text.bytes[i] == '|';
    return count;
}

static void check_title(struct pipe_reader *reader, size_t column, struct text title,
                        struct position position)
{
    struct text expected = column_title((enum column)column);
    char words[80];
    if (column_has_title((enum column)column, title))
        return;
    snprintf(words, sizeof(words), "the column \"%.*s\"", TEXT_ARGS(expected));
    pipe_refuse_text(reader, position, words, title);
}

/* The titles of the columns, and the line of hyphens below them. */
static void read_titles(struct pipe_reader *reader)
{
    if (!has_line(reader)) {
        pipe_refuse(reader, here(reader), "a table that begins with \"Service Name |\"",
                    "the end of the file");
        return;
    }
    struct position position = here(reader);
    struct text line = take_line(reader), rest = line;
    for (size_t column = 0; column < COLUMN_COUNT && goes_on(reader); column++) {
        position.column = rest.bytes ? (uint32_t)(rest.bytes - line.bytes) + 1 : 1;
        check_title(reader, column, text_trim(text_split(&rest, '|')), position);
    }
    if (text_trim(rest).length)
        pipe_refuse_text(reader, position, "12 columns", rest);
    if (!goes_on(reader))
        return;
    position = here(reader);
    line = has_line(reader) ? text_trim(take_line(reader)) : (struct text){NULL, 0};
    bool hyphens = count_pipes(line) == COLUMN_COUNT;
    for (size_t i = 0; i < line.length; i++)
        hyphens &= line.bytes[i] == '-' || line.bytes[i] == '|';
    if (!hyphens)
        pipe_refuse_text(reader, position, "a line of \"---|\" for each of 12 columns", line);
}

/* Refuses what stands at OFFSET of ROW. */
static void refuse_in_row(struct pipe_reader *reader, const struct row *row, size_t offset,
                          const char *expected, struct text found)
{
    struct position position = position_at(row->text, offset);
    position.line += row->position.line - 1;
    pipe_refuse_text(reader, position, expected, found);
}

/* Splits the text of a row into its cells. Returns false, with the refusal, when what follows the
 * last "|" is not nothing. */
static bool split_row(struct pipe_reader *reader, struct row *row)
{
    struct text rest = row->text;
    row->count = 0;
    for (size_t pipes = 0; pipes < COLUMN_COUNT && count_pipes(rest); pipes++) {
        struct text cell = text_trim(text_split(&rest, '|'));
        if (cell.length)
            row->cells[row->count++] = cell;
    }
    rest = text_trim(rest);
    if (rest.length == 0)
        return true;
    refuse_in_row(reader, row, (size_t)(rest.bytes - row->text.bytes),
                  "the end of the row behind 12 cells", rest);
    return false;
}

/* The file ended before the row did. */
static bool accept_cut_row(struct pipe_reader *reader, const struct row *row, size_t pipes)
{
    struct text text = text_trim(row->text);
    struct position end = position_at(row->text, row->text.length);
    end.line += row->position.line - 1;
    if (pipes < CUT_ROW_CELLS || !text_ends_with(text, TEXT("|"))) {
        pipe_refuse(reader, end, "a row of 12 cells", "the end of the file");
        return false;
    }
    findings_report(reader->findings, SEVERITY_ADVICE, "cut-row", "", reader->input->file, end,
                    "the file ends after %zu of 12 cells: the others are taken to be empty", pipes);
    return true;
}

/* Takes the lines of the next row: up to the twelfth "|". A line that brings more than that begins
 * a row of its own, and the one before it is refused. */
static bool take_row(struct pipe_reader *reader, struct row *row)
{
    row->position = here(reader);
    row->text = take_line(reader);
    size_t pipes = count_pipes(row->text);
    while (pipes < COLUMN_COUNT && has_line(reader)) {
        struct text line = peek_line(reader);
        size_t more = count_pipes(line);
        if (pipes + more > COLUMN_COUNT) {
            char found[48];
            snprintf(found, sizeof(found), "the next row after %zu", pipes);
            pipe_refuse(reader, here(reader), "the rest of a row of 12 cells", found);
            return false;
        }
        take_line(reader);
        row->text.length = (size_t)(line.bytes + line.length - row->text.bytes);
        pipes += more;
    }
    if (pipes < COLUMN_COUNT && !accept_cut_row(reader, row, pipes))
        return false;
    return split_row(reader, row);
}

static void read_rows(struct pipe_reader *reader)
{
    while (goes_on(reader) && has_line(reader)) {
        struct row row;
        if (text_trim(peek_line(reader)).length == 0) {
            take_line(reader);
            continue;
        }
        if (!take_row(reader, &row))
            continue;
        if (row.count == 0) {
            pipe_refuse(reader, row.position, "a row with at least one cell", "an empty one");
            continue;
        }
        struct record *record = registry_add_record(reader->registry);
        if (record)
            row_fit(reader, &row, record);
        else
            reader->out_of_memory = true;
    }
}

/* --- the whole --- */

bool pipe_recognise(struct text bytes)
{
    struct text rest = text_slice(bytes, 0, HEADER_LIMIT_BYTES);
    while (rest.bytes)
        if (is_title_row(text_split(&rest, '\n')))
            return true;
    return false;
}

int pipe_read(const struct input *input, struct registry *registry, const struct findings *findings,
              struct error *error)
{
    struct pipe_reader reader = {
        .input = input, .registry = registry, .findings = findings, .line = 1};
    buffer_init(&reader.scratch);
    if (text_starts_with(input->bytes, TEXT("\xef\xbb\xbf")))
        reader.next = 3;
    read_header(&reader);
    if (goes_on(&reader))
        read_titles(&reader);
    if (goes_on(&reader))
        read_rows(&reader);
    if (!date_is_set(registry->updated))
        registry->updated = input->date;

    int status = reader.refused ? STATUS_INPUT : STATUS_OK;
    if (status == STATUS_INPUT && error)
        *error = reader.error;
    if (reader.out_of_memory || reader.scratch.failed)
        status = error_memory(error);
    buffer_done(&reader.scratch);
    return status;
}
