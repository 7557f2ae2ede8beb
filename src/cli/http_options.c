/* What the requests to others have in common. */
#include "cli/http_options.h"

#include <stdbool.h>
#include <stdlib.h>
#include <strings.h>

#define USER_AGENT "portreg/" PORTREG_VERSION

static void set_certificates(CURL *curl)
{
    static const char *const names[] = {"CURL_CA_BUNDLE", "SSL_CERT_FILE"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        const char *file = getenv(names[i]);
        if (file && *file) {
            curl_easy_setopt(curl, CURLOPT_CAINFO, file);
            return;
        }
    }
}

void http_options_set(CURL *curl)
{
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, USER_AGENT);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    set_certificates(curl);
}

void http_options_allow(CURL *curl, const char *url)
{
    bool https = strncasecmp(url, "https:", 6) == 0;
#if CURL_AT_LEAST_VERSION(7, 85, 0)
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, https ? "https" : "http");
#else
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS, https ? (long)CURLPROTO_HTTPS : (long)CURLPROTO_HTTP);
#endif
}
