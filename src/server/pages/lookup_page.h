/* What is looked up, as pages: a port number, a range, a service name. */
#ifndef PORTREG_SERVER_PAGES_LOOKUP_PAGE_H
#define PORTREG_SERVER_PAGES_LOOKUP_PAGE_H

#include "server/as_of.h"
#include "server/html.h"
#include "snapshot/query.h"

/* What a page is made from. */
struct lookup {
    const struct visit *visit;
    const struct as_of *as_of;
    const struct query *query;
};

/* Answer with the page of a port number, of a range, or of a service name that is there. Return 0,
 * or a status when it could not be made. */
int port_page_write(const struct lookup *lookup, struct error *error);
int range_page_write(const struct lookup *lookup, struct error *error);
int service_page_write(const struct lookup *lookup, struct error *error);

/* Appends the address of the page of QUERY. */
void lookup_append_path(struct buffer *path, const struct query *query);

/* Answers with a page whose content WRITE writes. */
int lookup_page_write(const struct lookup *lookup,
                      int (*write)(struct html *html, const struct lookup *lookup,
                                   struct error *error),
                      struct error *error);

/* When a date was asked for: which one, and a link to the same of the current release. */
void lookup_current_write(struct html *html, const struct lookup *lookup);
/* A link to what is looked up as JSON. */
void lookup_links_write(struct html *html, const struct lookup *lookup);

/* The entries of a <dl> that say what the range of port numbers that PORT_NUMBER is in is called,
 * and how its numbers are assigned. */
void range_facts_write(struct html *html, uint16_t port_number, struct text as_of);

/* Begins a section with its heading h2; the caller closes it. */
void section_begin(struct html *html, const char *id, const char *heading);
/* The head of a table with COUNT columns. */
void table_head_write(struct html *html, const char *const *titles, size_t count);

#endif
