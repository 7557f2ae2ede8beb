/* The HTML reader's state, shared by the machine that follows the elements (read.c) and the part
 * that makes records of rows (rows.c). */
#ifndef PORTREG_FORMATS_HTML_READER_H
#define PORTREG_FORMATS_HTML_READER_H

#include "formats/cell.h"
#include "formats/html/elements.h"
#include "formats/source.h"

enum { HTML_DEPTH_LIMIT = 16 };

enum table {
    TABLE_NONE,
    TABLE_RECORDS,
    TABLE_PEOPLE,
    TABLE_FOOTNOTES,
    TABLE_COUNT,
};

/* The columns of the footnotes. */
enum footnote_column { FOOTNOTE_ANCHOR, FOOTNOTE_CONTENT, FOOTNOTE_COLUMN_COUNT };

/* What a link is, by where it stands. */
enum link {
    LINK_REFERENCE, /* between brackets, in text */
    LINK_ANCHOR,    /* the name of its row */
    LINK_URI,       /* of a person */
};

struct html_reader {
    struct source source;

    enum scope stack[HTML_DEPTH_LIMIT];
    size_t depth;
    bool title_seen, body_seen, list_seen, updated_seen, references_seen, experts_seen;
    bool table_seen[TABLE_COUNT];

    struct buffer text;  /* marked text of the element at hand */
    struct buffer label; /* of the link at hand */
    struct buffer address;
    struct buffer scratch;
    struct text term;       /* of the definition at hand */
    size_t content_offset;  /* where the text at hand begins in the file */
    size_t paragraph_start; /* where the paragraph at hand begins in TEXT */
    bool bracket_due;       /* a reference has ended: "]" must follow */
    bool preformatted_seen; /* in the definition at hand */

    enum table table;
    unsigned columns[COLUMN_COUNT]; /* by place in the row: a column of the table at hand */
    unsigned column_count;
    unsigned cell; /* place in the row, from 0 */
    struct record record;
    struct person person;
    struct footnote footnote;
};

/* As source_refuse and source_refuse_text, but says nothing about text that is not complete for
 * want of memory. */
void html_refuse(struct html_reader *reader, size_t offset, const char *expected,
                 const char *found);
void html_refuse_text(struct html_reader *reader, size_t offset, const char *expected,
                      struct text found);
/* Empties one of the reader's buffers. A failure to fill it is remembered. */
void html_clear(struct html_reader *reader, struct buffer *buffer);
/* Reads all of TEXT as a date; empty text is no date. */
void html_set_date(struct html_reader *reader, struct text text, struct date *date);
/* Makes the list of references out of marked text that must be nothing but "[...][...]". */
struct text html_references(struct html_reader *reader, struct text marked);

/* rows.c */

/* A title of a column has ended; its text is in reader->text. */
void html_end_column_title(struct html_reader *reader);
void html_end_column_titles(struct html_reader *reader);
void html_begin_row(struct html_reader *reader);
/* The kind of a link in the cell at hand. */
enum link html_link_of_cell(const struct html_reader *reader);
/* A link has ended that is no reference; its text is in reader->label. */
void html_end_row_link(struct html_reader *reader, enum link link);
void html_end_cell(struct html_reader *reader);
void html_end_row(struct html_reader *reader);

#endif
