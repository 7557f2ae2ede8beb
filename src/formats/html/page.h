/* A page of the registry on its way out: what the parts of the HTML writer share. */
#ifndef PORTREG_FORMATS_HTML_PAGE_H
#define PORTREG_FORMATS_HTML_PAGE_H

#include "formats/html/markup.h"
#include "formats/style.h"
#include "registry/registry.h"

/* The publisher's pages have 100 records each, in the order of the file. */
enum { RECORDS_PER_PAGE = 100 };

struct page {
    struct markup markup;
    struct style style;
    const struct registry *registry;
    unsigned number; /* from 1; 0: the whole registry */
    unsigned last;   /* the number of the last page */
    size_t first_record, record_count;
    struct buffer scratch; /* for values that are put together */
    bool failed;           /* memory was short */
};

/* The scratch buffer, emptied. A failure to fill it is remembered. */
static inline struct buffer *page_scratch(struct page *page)
{
    page->failed |= page->scratch.failed;
    buffer_clear(&page->scratch);
    return &page->scratch;
}

/* content.c: text of the registry. */

/* Writes an element NAME with MARKED text as its content. */
void page_write_marked(struct page *page, const char *name, struct text marked);
/* The content of an inline element: a list of references. */
void page_write_references(struct page *page, struct text references);

/* frame.c: what surrounds the tables. */

void page_begin(struct page *page);
void page_end(struct page *page);
/* The search form and the bar with links to the other pages; nothing when PAGE is the whole. */
void page_write_search(struct page *page);
void page_write_bar(struct page *page);

/* tables.c: the three tables. */

void page_write_records(struct page *page);
/* People and footnotes: all, or those that the records of the page refer to. */
void page_write_people(struct page *page);

#endif
