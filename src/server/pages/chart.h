/* Charts as SVG: columns and rows, both stacked, and lines. In a page the style sheet gives the
 * colours, by the classes of the series; a file that stands alone has them in its attributes. */
#ifndef PORTREG_SERVER_PAGES_CHART_H
#define PORTREG_SERVER_PAGES_CHART_H

#include "server/html.h"

enum chart_kind {
    CHART_COLUMNS, /* a label is a column, the series are stacked in it */
    CHART_ROWS,    /* a label is a row */
    CHART_SHARES,  /* the same, and each row is 100 % long */
    CHART_LINES,   /* a series is a line; the labels are its points */
};

enum { CHART_SERIES_LIMIT = 6 };

struct chart_series {
    const char *name;       /* for people: "tcp" */
    const char *class_name; /* for the style sheet: "tcp" */
    const char *color;      /* where there is none: "#0b5c6b" */
    const uint32_t *values; /* of each label */
};

/* Where the axis of columns or lines is labelled. */
struct chart_mark {
    double place; /* from 0 at the left to 1 at the right */
    struct text label;
};

struct chart {
    enum chart_kind kind;
    const char *id; /* of the elements, and the name of the file: "growth" */
    struct text title;
    struct text description; /* what can be seen in it, for who does not see it */
    const struct text *labels;
    size_t label_count;
    const double *places; /* of the labels of CHART_LINES, as in a mark */
    const struct chart_mark *marks;
    size_t mark_count;
    struct chart_series series[CHART_SERIES_LIMIT];
    size_t series_count;
    struct text source; /* what stands below a chart that stands alone */
};

/* Writes CHART as an element of a page. */
void chart_write(struct html *html, const struct chart *chart);

/* Writes CHART as a file of its own, with its title and its source, into BUFFER. */
void chart_write_file(struct buffer *buffer, const struct chart *chart);

/* The sum of all series at the label INDEX. */
uint32_t chart_total(const struct chart *chart, size_t index);

#endif
