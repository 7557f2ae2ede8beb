/* A change of one record as people read it: what it is of, and what each column was and is. */
#ifndef PORTREG_SERVER_PAGES_CHANGE_RECORD_H
#define PORTREG_SERVER_PAGES_CHANGE_RECORD_H

#include "history/change.h"
#include "server/html.h"

/* Writes CHANGE as the content of a list item. Links lead to the service name and the port number
 * as of the date AFTER, where the change has been made, or for a record that was removed as of
 * BEFORE. */
void change_record_write(struct html *html, const struct change *change, struct text before,
                         struct text after);

#endif
