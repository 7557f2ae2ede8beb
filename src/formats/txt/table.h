/* A table in plain text, laid out as a text browser lays out one of a page: words are wrapped to
 * the width of their column, cells stand in the middle of the height of their row. Rows are given
 * twice, once to be measured and once to be written, so that no more than one is ever kept. */
#ifndef PORTREG_FORMATS_TXT_TABLE_H
#define PORTREG_FORMATS_TXT_TABLE_H

#include "base/sink.h"

enum { TABLE_COLUMN_LIMIT = 12 };

struct table_column {
    struct text title;
    bool centred;          /* its cells; titles always are, unless the table says otherwise */
    size_t width;          /* of the longest word, until table_fit */
    size_t natural_width;  /* of the longest line of a cell */
    struct buffer content; /* of the cell of the row at hand */
    struct text *lines;    /* of that cell, once it is wrapped */
    size_t line_count;
    size_t line_capacity;
};

struct table {
    struct table_column columns[TABLE_COLUMN_LIMIT];
    size_t column_count;
    size_t margin;     /* spaces before each line */
    bool counts_bytes; /* widths are in bytes of UTF-8, not in characters */
    bool failed;       /* memory was short: what was written is not complete */
};

/* The caller's object; ends with table_done. */
void table_init(struct table *table, bool counts_bytes);
void table_done(struct table *table);

/* Adds a column on the right. TITLE is borrowed. */
void table_add_column(struct table *table, struct text title, bool centred);

/* Empties the cells of the row at hand. */
void table_begin_row(struct table *table);
/* Appends marked text to the cell in COLUMN, runs of white space as single spaces. */
void table_append(struct table *table, size_t column, struct text marked);
/* Ends a line in that cell. */
void table_append_break(struct table *table, size_t column);

/* Widens the columns for the row at hand. */
void table_measure_row(struct table *table);
/* Once all rows are measured: a table that fits between two margins of the page stands in from the
 * left by one of them, and its columns are given what is left over, first for the longest lines of
 * their cells, then for their titles. One that does not fit begins at the left edge. */
void table_fit(struct table *table, size_t page_width, size_t margin);

/* Writes the titles. */
void table_write_titles(struct table *table, struct sink *sink);
/* Writes the row at hand. */
void table_write_row(struct table *table, struct sink *sink);

#endif
