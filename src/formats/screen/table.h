/* Tables for people: columns that line up, wrapped to the width of a screen. */
#ifndef PORTREG_FORMATS_SCREEN_TABLE_H
#define PORTREG_FORMATS_SCREEN_TABLE_H

#include "base/arena.h"
#include "base/sink.h"

enum { SCREEN_TABLE_COLUMN_LIMIT = 8 };

/* How a cell is shown on a screen with colour. */
enum tone { TONE_PLAIN, TONE_STRONG, TONE_QUIET, TONE_GOOD, TONE_WARN, TONE_HIGHLIGHT };

/* Finds the next stretch of TEXT at or after FROM that is to stand out; false: there is none. */
typedef bool screen_highlight(const void *context, struct text text, size_t from, size_t *start,
                              size_t *end);

/* Where people read: a terminal, or a page that looks like one. */
struct screen {
    struct sink *sink;
    size_t width; /* in characters; 0: a row is a line, however long */
    bool has_color;
};

struct screen_table_row;

struct screen_table {
    size_t column_count;
    const char *titles[SCREEN_TABLE_COLUMN_LIMIT];
    struct screen_table_row *first, *last;
    screen_highlight *highlight; /* of the cells, not of the titles; NULL: nothing stands out */
    const void *highlight_context;
    struct arena arena; /* owns the cells */
    bool failed;        /* memory was short */
};

/* COLUMN_COUNT titles; a NULL title makes a table without a head. */
void screen_table_init(struct screen_table *table, size_t column_count, const char *const *titles);
void screen_table_done(struct screen_table *table);

/* A new row, empty; then its cells from left to right. White space in CELL is folded. */
void screen_table_add_row(struct screen_table *table);
void screen_table_add_cell(struct screen_table *table, struct text cell, enum tone tone);

/* Writes TABLE to SCREEN, without the columns that are empty in all rows. Where columns would be
 * too narrow to read, each row becomes a block of lines. Returns 0 or STATUS_MEMORY. */
int screen_table_write(const struct screen_table *table, const struct screen *screen);

#endif
