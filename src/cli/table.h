/* Tables for people: columns that line up, the last ones wrapped to the width of the terminal. */
#ifndef PORTREG_CLI_TABLE_H
#define PORTREG_CLI_TABLE_H

#include "base/arena.h"
#include "cli/command.h"

enum { TABLE_COLUMN_LIMIT = 8 };

/* How a cell is shown on a terminal with colour. */
enum table_tone { TONE_PLAIN, TONE_STRONG, TONE_QUIET, TONE_GOOD, TONE_WARN };

struct table_row;

struct table {
    size_t column_count;
    const char *titles[TABLE_COLUMN_LIMIT];
    struct table_row *first, *last;
    struct arena arena; /* owns the cells */
    bool failed;        /* memory was short */
};

/* COLUMN_COUNT titles; a NULL title makes a table without a head. */
void table_init(struct table *table, size_t column_count, const char *const *titles);
void table_done(struct table *table);

/* A new row, empty; then its cells from left to right. White space in CELL is folded. */
void table_add_row(struct table *table);
void table_add_cell(struct table *table, struct text cell, enum table_tone tone);

/* Prints TABLE to the output. On a terminal it wraps to its width and, unless WHEN says otherwise,
 * has colour; elsewhere a row is a line. Returns 0 or STATUS_MEMORY. */
int table_print(const struct table *table, enum color_when when);

#endif
