/* Search: what people type, over every column, ranked. docs/search.md has the language of queries
 * and the order of what is found.
 *
 *     struct search search;
 *     struct search_hit hits[50];
 *     struct search_found found;
 *     if (search_parse(text, &search, &error) == STATUS_OK &&
 *         search_run(snapshot, &search, 0, 50, hits, &found, &error) == STATUS_OK)
 *         for (size_t i = 0; i < found.count; i++)
 *             snapshot_decode(snapshot, hits[i].id, &record);
 *
 * Any number of threads may search one snapshot at the same time. */
#ifndef PORTREG_SNAPSHOT_SEARCH_H
#define PORTREG_SNAPSHOT_SEARCH_H

#include "base/error.h"
#include "registry/port.h"
#include "registry/record.h"
#include "registry/transport_protocol.h"
#include "snapshot/snapshot.h"
#include "snapshot/word.h"

/* What is more than this in a query is bad input (filters), or left out (words). */
enum {
    SEARCH_TERM_LIMIT = 12,
    SEARCH_WORD_LIMIT = 24,
    SEARCH_FILTER_LIMIT = 16, /* of each kind */
};

/* A filter that asks for numbers from FIRST to LAST: year, port or code. */
enum search_filter_kind { FILTER_YEAR, FILTER_PORT, FILTER_CODE, FILTER_KIND_COUNT };
struct search_filter {
    enum search_filter_kind kind;
    uint32_t first, last;
};

/* A word that must be in one of PLACES. */
struct search_filter_word {
    struct word word;
    uint16_t places; /* set of enum search_place */
    bool is_last;    /* of the value: its end may still be to be typed */
};

/* What stands between blanks, and is searched for as one: "http-alt", "443/tcp", "6000-6063",
 * "_https._tcp". */
struct search_term {
    struct text text;   /* without the transport protocol, as it was typed */
    struct word joined; /* its words in one, as PLACE_WHOLE_NAME has a service name */
    uint8_t first_word; /* of the words of the query */
    uint8_t word_count; /* at least 1 */
    uint8_t transports; /* set of transport protocols it asks for, 1 << each; 0: all */
    bool has_ports;     /* it can be read as a port number or as a range: */
    struct ports ports;
    bool is_last; /* the end of the query: its last word may be without its end */
};

/* A query that was read. Its texts borrow from what was typed. */
struct search {
    struct text text; /* all of it */
    struct search_term terms[SEARCH_TERM_LIMIT];
    size_t term_count;
    struct word words[SEARCH_WORD_LIMIT]; /* of the terms, in their order */
    size_t word_count;
    struct search_filter filters[SEARCH_FILTER_LIMIT];
    size_t filter_count;
    struct search_filter_word filter_words[SEARCH_FILTER_LIMIT];
    size_t filter_word_count;
    uint8_t transports; /* set of enum transport_protocol that transport: accepts; 0: all */
    uint8_t states;     /* set of enum state that state: accepts; 0: all */
    uint8_t ranges;     /* set of enum port_range that range: accepts; 0: all */
};

/* Reads QUERY. Any text is a query but one with a filter that makes no sense: then STATUS_INPUT,
 * with the values that are accepted; the same for broken UTF-8 and control characters. A query that
 * is empty, or has no word and no filter, finds nothing. */
int search_parse(struct text query, struct search *search, struct error *error);

/* Whether SEARCH asks for nothing: it has no word and no filter. */
bool search_is_empty(const struct search *search);

/* A record that was found. */
struct search_hit {
    uint32_t id;      /* for snapshot_decode */
    uint32_t score;   /* more is better; comparable within one query only */
    uint16_t columns; /* set of enum column (1 << each) in which a word was found */
};

/* How a search went. */
struct search_found {
    size_t count;     /* of the hits that were asked for */
    size_t total;     /* of all */
    bool is_partial;  /* no record has all words: these have the most of them */
    uint32_t similar; /* set of terms (1 << each) for which similar words count: typos */
};

/* Finds what SNAPSHOT has in the release that it answers from: the hits from the one at FIRST on,
 * the best ones first, into HITS, which has room for LIMIT. Returns 0 or STATUS_MEMORY. */
int search_run(const struct portreg *snapshot, const struct search *search, size_t first,
               size_t limit, struct search_hit *hits, struct search_found *found,
               struct error *error);

/* For highlighting: the next stretch of TEXT (the plain text of a column) at or after FROM that a
 * word of SEARCH matches, from *START to before *END: the whole word, or as much of its beginning
 * as was typed; where FOUND, which may be NULL, says that similar words count, also one of them.
 * False when there are no more. */
bool search_next_match(const struct search *search, const struct search_found *found,
                       struct text text, size_t from, size_t *start, size_t *end);

/* The service name nearest to what SEARCH asks for in vain, for "did you mean"; empty when none is
 * near. Borrowed from SNAPSHOT. */
struct text search_suggest(const struct portreg *snapshot, const struct search *search);

#endif
