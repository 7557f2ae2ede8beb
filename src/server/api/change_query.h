/* Which changes a visitor asks for, in the parameters of an address. */
#ifndef PORTREG_SERVER_API_CHANGE_QUERY_H
#define PORTREG_SERVER_API_CHANGE_QUERY_H

#include "history/past.h"
#include "server/routes.h"

/* Only what touched a port number (?port=443, ?port=443/tcp, ?port=6000-6063) or a service name
 * (?service=https). */
struct change_filter {
    bool is_set;
    struct query query;
};

/* Reads the parameters port and service. False when they make no sense: then the request has been
 * refused with 400. */
bool change_filter_parse(const struct visit *visit, struct change_filter *filter);

/* Appends FILTER as a parameter behind SEPARATOR: "&port=443%2Ftcp". Nothing when it is not set. */
void change_filter_append(struct buffer *buffer, char separator,
                          const struct change_filter *filter);

/* How many changes are on one page, unless ?limit= asks for fewer; the next one is linked. */
enum { CHANGES_PAGE_LIMIT = 1000 };

/* A part of the changes, which are ordered by release and then by the key of the record. */
struct change_query {
    uint32_t first;     /* the release, by its index, that they begin with; */
    uint32_t after_key; /* of it only changes of records with higher keys */
    uint32_t end;       /* the release that they end before */
    size_t limit;       /* of the changes on a page */
    bool is_of_release; /* the parameter release was given: it is FIRST */
    struct change_filter filter;
};

/* Reads the parameters since (the sequence number of a release, 0 for before the first, a place
 * within a release as change_query_append_place writes it, a date, or "latest"), release (a
 * sequence number), limit, port and service. Without since and release the last release is asked
 * for. False when they make no sense: then the request has been refused, with 404 for a release
 * that is not here and with 400 for all else. */
bool change_query_parse(const struct visit *visit, struct change_query *query);

/* Fills EVENTS with the first changes that QUERY asks for, at most LIMIT. End with events_done,
 * also after a failure. Returns 0 or STATUS_MEMORY. */
int change_query_collect(const struct portreg *snapshot, const struct change_query *query,
                         size_t limit, struct events *events, struct error *error);

/* Appends the parameters that ask for what QUERY does, behind EVENT: "since=17.443&port=9". */
void change_query_append_rest(struct buffer *buffer, const struct portreg *snapshot,
                              const struct change_query *query, const struct event *event);

#endif
