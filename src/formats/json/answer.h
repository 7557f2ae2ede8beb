/* Answers from a snapshot as JSON: the same for the command line (--json) and for HTTP
 * (/api/v1/...). Each function writes one JSON object and a line feed. */
#ifndef PORTREG_FORMATS_JSON_ANSWER_H
#define PORTREG_FORMATS_JSON_ANSWER_H

#include "base/sink.h"
#include "snapshot/names.h"
#include "snapshot/query.h"
#include "snapshot/snapshot.h"

/* Which part of a list an answer has. Its members are "total", "page" and "page_count" before the
 * list, and behind it "next", where there is a next page and its address is known. */
struct answer_page {
    size_t number; /* from 1 */
    size_t limit;  /* of the entries on a page; at least 1 */
    size_t total;  /* of the entries on all pages */
    struct text next;
};

/* How many pages there are: at least one. */
size_t answer_page_count(const struct answer_page *page);

/* Answers QUERY from SNAPSHOT: /api/v1/ports/{number}[/{protocol}] and
 * /api/v1/services/{name}[/{protocol}]. Where PAGE is not NULL and does not have room for all
 * records of a range, only those of that page are written. Returns what a look-up's exit status is
 * made of: true when a port number is assigned or reserved (or, for a range, any of it), or the
 * service name exists. Writes an object in either case. */
bool answer_write(const struct portreg *snapshot, const struct query *query,
                  const struct answer_page *page, struct sink *sink);

/* The header of the registry with counts: /api/v1/registry. */
void answer_write_registry(const struct portreg *snapshot, struct sink *sink);

/* The records with these indexes in the published order, of which PAGE is written:
 * /api/v1/records. */
void answer_write_records(const struct portreg *snapshot, const uint32_t *indexes,
                          const struct answer_page *page, struct sink *sink);

/* The service names NAMES, of which PAGE is written: /api/v1/services. */
void answer_write_services(const struct portreg *snapshot, const struct names *names,
                           const struct answer_page *page, struct sink *sink);

/* A person or an organization of the contact information: /api/v1/people/{id}. */
void answer_write_person(const struct portreg *snapshot, const struct portreg_person *person,
                         struct sink *sink);

/* The releases of SNAPSHOT, the newest first: /api/v1/releases. */
void answer_write_releases(const struct portreg *snapshot, const struct answer_page *page,
                           struct sink *sink);

/* A published file of a release. */
struct answer_file {
    struct text name;
    struct text media_type;
    size_t size_bytes;
    struct text sha256; /* in hexadecimal */
    struct text href;
};

/* The release at INDEX of SNAPSHOT, with its FILE_COUNT published files, if these are known:
 * /api/v1/releases/{sequence}. */
void answer_write_release(const struct portreg *snapshot, uint32_t index,
                          const struct answer_file *files, size_t file_count, struct sink *sink);

/* Counts: /api/v1/statistics. Returns 0 or STATUS_MEMORY. */
int answer_write_statistics(const struct portreg *snapshot, struct sink *sink, struct error *error);

#endif
