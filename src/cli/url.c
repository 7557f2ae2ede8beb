/* Addresses of downloads. */
#include "cli/url.h"

#include <assert.h>
#include <curl/curl.h>

static const char without_password[] = "a URL without user name and password";

/* URL for a message, in quotes, unless EXPECTED says that it has a password. */
static const char *quote(const char *url, const char *expected,
                         char buffer[static QUOTED_SIZE_BYTES])
{
    return expected == without_password ? "one with them" : text_quote(text_of(url), buffer);
}

/* Whether PARSED has PART. */
static bool has(CURLU *parsed, CURLUPart part)
{
    char *value = NULL;
    bool found = curl_url_get(parsed, part, &value, 0) == CURLUE_OK && *value;
    curl_free(value);
    return found;
}

/* Whether PART of A and B is there and the same; the default port number counts as given. */
static bool same(CURLU *a, CURLU *b, CURLUPart part)
{
    char *of_a = NULL, *of_b = NULL;
    bool equal = curl_url_get(a, part, &of_a, CURLU_DEFAULT_PORT) == CURLUE_OK &&
                 curl_url_get(b, part, &of_b, CURLU_DEFAULT_PORT) == CURLUE_OK &&
                 text_equal_ignoring_case(text_of(of_a), text_of(of_b));
    curl_free(of_a);
    curl_free(of_b);
    return equal;
}

static bool is_scheme(CURLU *parsed, const char *scheme)
{
    char *value = NULL;
    bool is = curl_url_get(parsed, CURLUPART_SCHEME, &value, 0) == CURLUE_OK &&
              strcmp(value, scheme) == 0;
    curl_free(value);
    return is;
}

/* All that RFC 3986 allows, and some more: what does no harm in a message or a header. */
static const char printable[] = "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";

/* What URL should have been, or NULL when it may be asked for. */
static const char *fault(const char *url, CURLU *parsed)
{
    static const char scheme[] = "a URL that begins with https:// or http://";
    if (strlen(url) >= URL_SIZE_BYTES)
        return "a URL of fewer than 2048 bytes";
    if (url[strspn(url, printable)])
        return "a URL without blanks, and with other than ASCII characters escaped";
    if (curl_url_set(parsed, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
        return scheme;
    if (!is_scheme(parsed, "https") && !is_scheme(parsed, "http"))
        return scheme;
    if (has(parsed, CURLUPART_USER) || has(parsed, CURLUPART_PASSWORD))
        return without_password;
    return has(parsed, CURLUPART_HOST) ? NULL : "a URL with a host";
}
static_assert((int)URL_SIZE_BYTES == 2048, "as the message says");

int url_check(const char *url, struct error *error)
{
    char quoted[QUOTED_SIZE_BYTES];
    CURLU *parsed = curl_url();
    if (!parsed)
        return error_memory(error);
    const char *expected = fault(url, parsed);
    curl_url_cleanup(parsed);
    if (!expected)
        return STATUS_OK;
    return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0}, "expected %s, found %s",
                     expected, quote(url, expected, quoted));
}

/* What the redirect from FROM to TO should have been, or NULL when it may be followed. */
static const char *redirect_fault(CURLU *from, CURLU *to)
{
    if (is_scheme(to, "https"))
        return NULL;
    if (is_scheme(from, "https"))
        return "a redirect to https";
    if (same(from, to, CURLUPART_HOST) && same(from, to, CURLUPART_PORT))
        return NULL;
    return "a redirect to https, or to the same host and port number";
}

int url_check_redirect(const char *from, const char *to, struct error *error)
{
    char quoted[QUOTED_SIZE_BYTES];
    CURLU *parsed_from = curl_url(), *parsed_to = curl_url();
    int status = STATUS_OK;
    if (!parsed_from || !parsed_to) {
        status = error_memory(error);
        goto out;
    }
    const char *expected = fault(from, parsed_from);
    if (!expected)
        expected = fault(to, parsed_to);
    if (!expected)
        expected = redirect_fault(parsed_from, parsed_to);
    if (expected)
        status =
            error_set(error, STATUS_INPUT, from, (struct position){0, 0},
                      "expected %s, found a redirect to %s", expected, quote(to, expected, quoted));
out:
    curl_url_cleanup(parsed_from);
    curl_url_cleanup(parsed_to);
    return status;
}
