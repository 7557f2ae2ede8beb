/* Answers from a snapshot as JSON: the same for the command line (--json) and for HTTP
 * (/api/v1/...). Each function writes one JSON object and a line feed. */
#ifndef PORTREG_FORMATS_JSON_ANSWER_H
#define PORTREG_FORMATS_JSON_ANSWER_H

#include "formats/json/members.h"
#include "snapshot/query.h"
#include "snapshot/snapshot.h"

/* Answers QUERY from SNAPSHOT: /api/v1/ports/{number}[/{protocol}] and /api/v1/services/{name}.
 * Returns what a look-up's exit status is made of: true when a port number is assigned or reserved
 * (or, for a range, any of it), or the service name exists. Writes an object in either case. */
bool answer_write(const struct portreg *snapshot, const struct query *query, struct sink *sink);

/* The header of the registry with counts: /api/v1/registry. */
void answer_write_registry(const struct portreg *snapshot, struct sink *sink);

/* The members of RECORD, and of what is derived from it, into an object that the caller has begun
 * and ends. */
void answer_members_record(struct json_members *members, const struct portreg_record *record);

/* The member "release": the one that SNAPSHOT answers from. */
void answer_member_release(struct json_members *parent, const struct portreg *snapshot);

/* The releases of SNAPSHOT, the newest first, 100 a page: /api/v1/releases. PAGE counts from 1. */
void answer_write_releases(const struct portreg *snapshot, uint32_t page, struct sink *sink);
/* How many pages there are: at least one. */
uint32_t answer_release_pages(const struct portreg *snapshot);

#endif
