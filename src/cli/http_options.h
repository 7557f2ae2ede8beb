/* What the requests to others have in common, as options of libcurl. */
#ifndef PORTREG_CLI_HTTP_OPTIONS_H
#define PORTREG_CLI_HTTP_OPTIONS_H

#include <curl/curl.h>

/* Sets what is the same for every request: our name, no redirects, no signals, and the certificates
 * that are trusted: those that the environment names, with the variables of curl(1) and OpenSSL. */
void http_options_set(CURL *curl);

/* Allows the scheme of URL, https or http, and no other, whatever libcurl makes of it. */
void http_options_allow(CURL *curl, const char *url);

#endif
