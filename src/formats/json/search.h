/* What was searched for as JSON: the same for the command line (--json) and for HTTP. */
#ifndef PORTREG_FORMATS_JSON_SEARCH_H
#define PORTREG_FORMATS_JSON_SEARCH_H

#include "base/sink.h"
#include "snapshot/search.h"

/* Writes one object and a line feed: what was asked for, how many records were found, and the HITS,
 * of which there are as many as FOUND says; the one before the first of them is number FIRST. */
void search_write_json(const struct portreg *snapshot, const struct search *search,
                       const struct search_found *found, const struct search_hit *hits,
                       size_t first, struct sink *sink);

#endif
