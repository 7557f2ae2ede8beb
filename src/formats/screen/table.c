/* Tables for people. */
#include "formats/screen/table.h"

enum {
    GAP = 2,
    NARROWEST_COLUMN = 24, /* no column with a title gives way further, */
    NARROWEST_VALUE = 8,   /* and none without */
};

struct screen_table_cell {
    struct text text;
    enum tone tone;
    const struct screen_table *table; /* whose highlights it has; NULL: it is a title */
};

struct screen_table_row {
    struct screen_table_row *next;
    size_t count;
    struct screen_table_cell cells[SCREEN_TABLE_COLUMN_LIMIT];
};

void screen_table_init(struct screen_table *table, size_t column_count, const char *const *titles)
{
    *table = (struct screen_table){.column_count = column_count};
    arena_init(&table->arena);
    for (size_t i = 0; i < column_count; i++)
        table->titles[i] = titles ? titles[i] : NULL;
}

void screen_table_done(struct screen_table *table)
{
    arena_done(&table->arena);
}

void screen_table_add_row(struct screen_table *table)
{
    struct screen_table_row *row = arena_allocate(&table->arena, sizeof(*row));
    if (!row) {
        table->failed = true;
        return;
    }
    *row = (struct screen_table_row){0};
    if (table->last)
        table->last->next = row;
    else
        table->first = row;
    table->last = row;
}

/* How many bytes at I of TEXT are a control character, which a terminal might obey: of ASCII, or
 * U+0080 to U+009F. 0: none. */
static size_t control_length(struct text text, size_t i)
{
    unsigned char byte = (unsigned char)text.bytes[i];
    if (byte == 0xc2 && i + 1 < text.length && (text.bytes[i + 1] & 0xe0) == 0x80)
        return 2;
    return byte < 0x20 || byte == 0x7f;
}

/* A copy of TEXT with each run of white space as one space, and each control character as "?". */
static struct text fold(struct screen_table *table, struct text text)
{
    char *bytes = text.length ? arena_allocate_text(&table->arena, text.length) : NULL;
    size_t length = 0;
    if (!bytes) {
        table->failed |= text.length != 0;
        return (struct text){NULL, 0};
    }
    text = text_trim(text);
    for (size_t i = 0; i < text.length; i++) {
        bool space = ascii_is_space(text.bytes[i]);
        size_t control = space ? 0 : control_length(text, i);
        if (!space || !ascii_is_space(text.bytes[i - 1]))
            bytes[length++] = space ? ' ' : control ? '?' : text.bytes[i];
        i += control == 2;
    }
    return (struct text){bytes, length};
}

void screen_table_add_cell(struct screen_table *table, struct text cell, enum tone tone)
{
    if (table->failed || table->last->count == table->column_count)
        return;
    table->last->cells[table->last->count++] =
        (struct screen_table_cell){fold(table, cell), tone, table};
}

/* The bytes of the first WIDTH characters of TEXT. */
static size_t bytes_of_width(struct text text, size_t width)
{
    size_t i = 0;
    while (i < text.length && width) {
        i++;
        while (i < text.length && (text.bytes[i] & 0xc0) == 0x80)
            i++;
        width--;
    }
    return i;
}

/* Takes the next line of at most WIDTH off *REST: up to a space when there is one. */
static struct text take_line(struct text *rest, size_t width)
{
    size_t end = bytes_of_width(*rest, width);
    if (end < rest->length) {
        size_t space = end;
        while (space > 0 && rest->bytes[space] != ' ')
            space--;
        end = space > 0 ? space : end;
    }
    struct text line = text_slice(*rest, 0, end);
    *rest = text_trim(text_from(*rest, end));
    return line;
}

static const char *tone_code(enum tone tone)
{
    switch (tone) {
    case TONE_STRONG:
        return "\033[1m";
    case TONE_QUIET:
        return "\033[2m";
    case TONE_GOOD:
        return "\033[32m";
    case TONE_WARN:
        return "\033[33m";
    case TONE_HIGHLIGHT:
        return "\033[1;4m";
    default:
        return "";
    }
}

/* TEXT in TONE. */
static void write_toned(struct sink *sink, struct text text, enum tone tone)
{
    bool toned = tone != TONE_PLAIN && text.length;
    if (toned)
        sink_write(sink, text_of(tone_code(tone)));
    sink_write(sink, text);
    if (toned)
        sink_write(sink, TEXT("\033[0m"));
}

/* TEXT, a line of CELL, with its highlights. */
static void write_highlighted(struct sink *sink, const struct screen_table_cell *cell,
                              struct text text)
{
    const struct screen_table *table = cell->table;
    size_t at = 0, start, end;
    while (table && table->highlight &&
           table->highlight(table->highlight_context, text, at, &start, &end)) {
        write_toned(sink, text_slice(text, at, start - at), cell->tone);
        write_toned(sink, text_slice(text, start, end - start), TONE_HIGHLIGHT);
        at = end;
    }
    write_toned(sink, text_from(text, at), cell->tone);
}

static void write_line(const struct screen *screen, const struct screen_table_cell *cell,
                       struct text text, size_t width)
{
    if (screen->has_color)
        write_highlighted(screen->sink, cell, text);
    else
        sink_write(screen->sink, text);
    if (width > text_character_count(text))
        sink_write_repeated(screen->sink, ' ', width - text_character_count(text));
}

/* Writes the cells of one row, wrapped, as many lines as the longest takes. A column without a
 * width is left out. */
static void write_row(const struct screen *screen, const struct screen_table_cell *cells,
                      size_t count, const size_t *widths)
{
    struct text rest[SCREEN_TABLE_COLUMN_LIMIT];
    bool more = true;
    for (size_t i = 0; i < count; i++)
        rest[i] = cells[i].text;
    while (more) {
        size_t last = 0;
        more = false;
        for (size_t i = 0; i < count; i++)
            last = rest[i].length && widths[i] ? i : last;
        for (size_t i = 0; i <= last && i < count; i++) {
            if (widths[i] == 0)
                continue;
            struct text line = take_line(&rest[i], widths[i]);
            write_line(screen, &cells[i], line, i == last ? 0 : widths[i] + GAP);
            more |= rest[i].length != 0;
        }
        sink_write_byte(screen->sink, '\n');
    }
}

static bool has_titles(const struct screen_table *table)
{
    return table->titles[0] != NULL;
}

/* How many lines TEXT takes in a column of WIDTH. */
static size_t count_lines(struct text text, size_t width)
{
    size_t lines = 0;
    for (; text.length; lines++)
        take_line(&text, width);
    return lines;
}

/* The widest cell of each column with its title; 0 for a column that is empty in all rows. */
static void measure(const struct screen_table *table, size_t *widths)
{
    for (size_t i = 0; i < table->column_count; i++) {
        widths[i] = 0;
        for (const struct screen_table_row *row = table->first; row; row = row->next)
            if (i < row->count && text_character_count(row->cells[i].text) > widths[i])
                widths[i] = text_character_count(row->cells[i].text);
        if (widths[i] && has_titles(table) && strlen(table->titles[i]) > widths[i])
            widths[i] = strlen(table->titles[i]);
    }
}

/* Lets the widest columns give way until all fit into AVAILABLE. False: they do not. */
static bool squeeze(const struct screen_table *table, size_t *widths, size_t available)
{
    size_t floor = has_titles(table) ? NARROWEST_COLUMN : NARROWEST_VALUE;
    for (;;) {
        size_t total = 0, widest = 0;
        for (size_t i = 0; i < table->column_count; i++) {
            total += widths[i] ? widths[i] + GAP : 0;
            widest = widths[i] >= widths[widest] ? i : widest;
        }
        if (total <= available + GAP)
            return true;
        if (widths[widest] <= floor)
            return false;
        widths[widest]--;
    }
}

/* The lines of TABLE when its rows go across. */
static size_t count_lines_across(const struct screen_table *table, const size_t *widths)
{
    size_t total = 0;
    for (const struct screen_table_row *row = table->first; row; row = row->next) {
        size_t most = 1;
        for (size_t i = 0; i < row->count; i++) {
            size_t lines = widths[i] ? count_lines(row->cells[i].text, widths[i]) : 0;
            most = lines > most ? lines : most;
        }
        total += most;
    }
    return total;
}

/* The lines of TABLE when each row is a block whose cells are WIDTH wide. */
static size_t count_lines_of_blocks(const struct screen_table *table, size_t width)
{
    size_t total = 0;
    for (const struct screen_table_row *row = table->first; row; row = row->next, total++)
        for (size_t i = 0; i < row->count; i++)
            total += count_lines(row->cells[i].text, width);
    return total;
}

/* The widths of a block: of the longest title, and what is left of AVAILABLE. */
static void measure_block(const struct screen_table *table, size_t available, size_t widths[2])
{
    widths[0] = 0;
    for (size_t i = 0; i < table->column_count; i++)
        if (strlen(table->titles[i]) > widths[0])
            widths[0] = strlen(table->titles[i]);
    size_t used = widths[0] + GAP;
    widths[1] = available > used + NARROWEST_VALUE ? available - used : NARROWEST_VALUE;
}

/* Writes each row as a block: a title and its cell on a line, an empty line between blocks. */
static void write_blocks(const struct screen *screen, const struct screen_table *table,
                         const size_t widths[2])
{
    for (const struct screen_table_row *row = table->first; row; row = row->next) {
        if (row != table->first)
            sink_write_byte(screen->sink, '\n');
        for (size_t i = 0; i < row->count; i++) {
            struct screen_table_cell pair[] = {{text_of(table->titles[i]), TONE_QUIET, NULL},
                                               row->cells[i]};
            if (pair[1].text.length)
                write_row(screen, pair, 2, widths);
        }
    }
}

static void write_head(const struct screen *screen, const struct screen_table *table,
                       const size_t *widths)
{
    struct screen_table_cell head[SCREEN_TABLE_COLUMN_LIMIT];
    for (size_t i = 0; i < table->column_count; i++)
        head[i] = (struct screen_table_cell){text_of(table->titles[i]), TONE_STRONG, NULL};
    write_row(screen, head, table->column_count, widths);
}

int screen_table_write(const struct screen_table *table, const struct screen *screen)
{
    size_t widths[SCREEN_TABLE_COLUMN_LIMIT], available = screen->width, block[2];
    if (table->failed)
        return STATUS_MEMORY;
    measure(table, widths);
    bool fits = !available || squeeze(table, widths, available);
    if (available && has_titles(table)) {
        measure_block(table, available, block);
        if (!fits || count_lines_of_blocks(table, block[1]) < count_lines_across(table, widths)) {
            write_blocks(screen, table, block);
            return STATUS_OK;
        }
    }
    if (has_titles(table))
        write_head(screen, table, widths);
    for (const struct screen_table_row *row = table->first; row; row = row->next)
        write_row(screen, row->cells, row->count, widths);
    return STATUS_OK;
}
