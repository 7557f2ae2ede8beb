/* Rows of comma-separated values (RFC 4180), taken one after the other. */
#ifndef PORTREG_FORMATS_CSV_ROW_H
#define PORTREG_FORMATS_CSV_ROW_H

#include "registry/record.h"

struct cell {
    struct text text;
    struct position position; /* of its first byte, the quote if there is one */
};

struct row {
    struct cell cells[COLUMN_COUNT];
    size_t count; /* of the cells there are; the surplus ones are not kept */
    struct position position;
};

/* The caller's object; read its fields only after a fault. */
struct row_reader {
    char *next;
    char *end;
    char *line_start;
    uint32_t line;
    struct position fault_position;
    const char *fault; /* "expected ..., found ..." */
};

enum row_result {
    ROW_READ,
    ROW_END,       /* there are no more */
    ROW_MALFORMED, /* *fault says why; the next call goes on with the next line */
};

/* Reads the LENGTH bytes at BYTES, which begin LINE of their file, behind which there must be one
 * byte more, a NUL, and no NUL before. A byte order mark in line 1 is passed over. Quoted cells are
 * unquoted where they stand, with line ends inside as single line feeds; so the bytes must stay as
 * long as the cells are used. */
void row_reader_init(struct row_reader *rows, char *bytes, size_t length, uint32_t line);

/* Takes the next row. */
enum row_result row_next(struct row_reader *rows, struct row *row);

#endif
