/* A conditional download (RFC 9110 section 13) of one file into memory, over https or http, within
 * limits of size and time. */
#ifndef PORTREG_CLI_DOWNLOAD_H
#define PORTREG_CLI_DOWNLOAD_H

#include "base/buffer.h"
#include "base/error.h"
#include "cli/url.h"

/* The limits. A release has 5 MB as XML, and 10 MB as HTML. */
#define DOWNLOAD_SIZE_LIMIT_BYTES ((size_t)64 << 20) /* as sent, and decompressed */
enum {
    DOWNLOAD_TIMEOUT_S = 300, /* from the first connection to the last byte, redirects included */
    DOWNLOAD_CONNECT_TIMEOUT_S = 20,
    DOWNLOAD_SLOW_BYTES_PER_S = 1000, /* slower than this ... */
    DOWNLOAD_SLOW_S = 30,             /* ... for so long is given up */
    DOWNLOAD_REDIRECT_LIMIT = 5,
    DOWNLOAD_ETAG_SIZE_BYTES = 256,
    DOWNLOAD_DATE_SIZE_BYTES = 64,
};

/* What a server said about the file that it sent, to ask it for a newer one. Empty: it said
 * nothing. */
struct validators {
    char url[URL_SIZE_BYTES]; /* which one answered, after all redirects */
    char etag[DOWNLOAD_ETAG_SIZE_BYTES];
    char last_modified[DOWNLOAD_DATE_SIZE_BYTES];
};

/* Whether VALUE is an entity-tag (RFC 9110 section 8.8.3) of a size that is kept. */
bool etag_is_valid(struct text value);
/* Whether VALUE can be the value of Last-Modified. It is sent back as it came, so it only must not
 * break a header. */
bool last_modified_is_valid(struct text value);

struct download_request {
    const char *url;
    unsigned timeout_s;
    struct validators known; /* of the file that is already here; all empty: there is none */
    bool (*cancelled)(void); /* asked about once a second; may be NULL */
};

struct download {
    struct buffer body;           /* empty when not modified */
    bool modified;                /* otherwise the file that is here is the one that is there */
    struct validators validators; /* of the body */
    unsigned retry_after_s;       /* how long the server asks to be left alone, or 0 */
};

/* Downloads what REQUEST says into *DOWNLOAD; end with download_done, also after a failure.
 * Returns 0; STATUS_INPUT for what is refused: a URL, a redirect, a file that is too large;
 * STATUS_IO for what did not work: the network, an answer without a file, too slow, cancelled; or
 * STATUS_MEMORY. */
int download_run(const struct download_request *request, struct download *download,
                 struct error *error);
void download_done(struct download *download);

#endif
