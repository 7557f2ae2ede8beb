/* The publisher's way of writing on a date: what changed over the years in CSV, text and HTML. */
#ifndef PORTREG_FORMATS_STYLE_H
#define PORTREG_FORMATS_STYLE_H

#include "formats/format.h"

struct style {
    bool unauthorized_use_reported; /* the eleventh column has its present title */
    struct text people_title;       /* the heading above the people */

    bool csv_breaks;              /* a break is a line feed (otherwise nothing) */
    bool csv_white_space_folded;  /* white space around a line feed becomes one space */
    bool csv_paragraphs_indented; /* paragraphs are joined by a line feed and 14 spaces */

    bool txt_counts_bytes;     /* widths in UTF-8 bytes, not in characters */
    bool txt_site_header;      /* the name of the site above, its licence below */
    bool txt_navigation;       /* the site's navigation as bullets */
    bool txt_blank_after_site; /* a blank line between the site's name and what follows */
    unsigned txt_margin;       /* columns */
    unsigned txt_indent;       /* columns by which definitions stand in from the margin */

    bool html_https;       /* links to the publisher's site by https */
    bool html_site_header; /* header, article and footer around the page */
    bool html_navigation;  /* the site's navigation as a list */
    bool html_locators;    /* references name section, page, ... */
};

/* The style in force on DATE; an unset date means today's. */
struct style style_of(struct date date);

/* The style in which REGISTRY is to be written: of its own date unless WRITING asks for another. */
struct style style_for(const struct registry *registry, const struct writing *writing);

/* The title of COLUMN in this style. */
struct text style_column_title(const struct style *style, enum column column);

#endif
