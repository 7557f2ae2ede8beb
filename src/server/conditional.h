/* Conditional requests and content coding (RFC 9110 sections 8.8, 12.5.3 and 13): what a client
 * already has, and in which coding it takes the rest. */
#ifndef PORTREG_SERVER_CONDITIONAL_H
#define PORTREG_SERVER_CONDITIONAL_H

#include <time.h>

#include "base/text.h"

enum {
    ETAG_SIZE_BYTES = 40,
    HTTP_DATE_SIZE_BYTES = 32,
};

/* The strong entity tag of a representation, from the SHA-256 of its bytes: "\"6f1c...\"". */
void etag_make(struct text bytes, char etag[static ETAG_SIZE_BYTES]);

/* Whether If-None-Match: LIST names ETAG, by the weak comparison; "*" names all. */
bool etag_list_has(struct text list, struct text etag);

/* "Sun, 06 Nov 1994 08:49:37 GMT". Returns BUFFER. */
const char *http_date_format(time_t time, char buffer[static HTTP_DATE_SIZE_BYTES]);

/* Reads a date in one of the three forms of RFC 9110 section 5.6.7. */
bool http_date_parse(struct text text, time_t *time);

/* Whether the client has what it asks for: If-None-Match, or without it If-Modified-Since (RFC 9110
 * section 13.2.2). A header that was not sent has NULL bytes; LAST_MODIFIED 0 is unknown. */
bool not_modified(struct text if_none_match, struct text if_modified_since, struct text etag,
                  time_t last_modified);

/* Takes the next element off *LIST, the value of Accept or Accept-Encoding: its name without
 * parameters becomes *NAME. Returns its weight, 0 to 1000; what cannot be read counts as refused.
 */
int preference_take(struct text *list, struct text *name);

/* Whether gzip is to be sent, by Accept-Encoding: VALUE with its weights. */
bool accepts_gzip(struct text value);

#endif
