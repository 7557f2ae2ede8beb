/* HTTP requests to others, by libcurl: with limits of time and size, and no redirects. */
#ifndef PORTREG_CLI_HTTP_CLIENT_H
#define PORTREG_CLI_HTTP_CLIENT_H

#include "base/buffer.h"
#include "base/error.h"

enum {
    HTTP_ANSWER_LIMIT_BYTES = 256 * 1024,
    HTTP_CONNECT_TIMEOUT_S = 5,
    HTTP_TIMEOUT_S = 10, /* for all of a request */
};

struct http_answer {
    long status; /* 200 and so on */
    char media_type[128];
    struct buffer body;
};

/* Sends BODY to URL, which url_check let pass, by POST. Fills *ANSWER, whatever its status is; end
 * with http_answer_done, whatever is returned. STATUS_IO when there was no answer, or one over a
 * limit.
 */
int http_post(const char *url, struct text body, struct http_answer *answer, struct error *error);
void http_answer_done(struct http_answer *answer);

#endif
