/* How to search, for people: the language of docs/search.md in short. */
#ifndef PORTREG_SERVER_PAGES_SEARCH_HELP_H
#define PORTREG_SERVER_PAGES_SEARCH_HELP_H

#include "server/html.h"

/* Writes what may be searched for, each with an example that is a link to its search. */
void search_help_write(struct html *html);

#endif
