/* What a visitor asks of the registry page, in the parameters of its address. */
#ifndef PORTREG_SERVER_PAGES_VIEW_H
#define PORTREG_SERVER_PAGES_VIEW_H

#include "server/listing.h"
#include "server/target.h"

enum { VIEW_PAGE_RECORDS = 100 };

struct view {
    struct selection selection;
    struct text transport; /* the word in the address: "tcp", "none", or empty for all */
    size_t page;           /* from 1 */
};

/* Reads the parameters q, transport, sort, order and page. What makes no sense is as if it had not
 * been given. Texts are borrowed from TARGET. */
struct view view_parse(const struct target *target);

/* Appends the address of VIEW: "/?q=http&sort=port". */
void view_append(struct buffer *buffer, const struct view *view);

/* The word for COLUMN in addresses: "port". */
struct text view_column_word(enum column column);

#endif
