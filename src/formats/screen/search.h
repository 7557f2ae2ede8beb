/* What a search found, for a screen: the same for the command line and for HTTP. */
#ifndef PORTREG_FORMATS_SCREEN_SEARCH_H
#define PORTREG_FORMATS_SCREEN_SEARCH_H

#include "formats/screen/table.h"
#include "snapshot/search.h"

/* Writes the records of HITS, of which there are as many as FOUND says, as a table in which what
 * SEARCH asks for stands out; nothing when there are none. Returns 0 or STATUS_MEMORY. */
int screen_search_write(const struct portreg *snapshot, const struct search *search,
                        const struct search_found *found, const struct search_hit *hits,
                        const struct screen *screen);

#endif
