/* What was searched for as JSON: the same for the command line (--json) and for HTTP. */
#ifndef PORTREG_FORMATS_JSON_SEARCH_H
#define PORTREG_FORMATS_JSON_SEARCH_H

#include "formats/json/answer.h"
#include "snapshot/search.h"

/* Writes one object and a line feed: what was asked for, how many records were found, and the HITS
 * of PAGE, of which there are as many as FOUND says: /api/v1/search. */
void search_write_json(const struct portreg *snapshot, const struct search *search,
                       const struct search_found *found, const struct search_hit *hits,
                       const struct answer_page *page, struct sink *sink);

#endif
