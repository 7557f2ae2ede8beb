/* Downloads, with libcurl. Redirects are followed here, one request each, since each has to be
 * looked at before. */
#include "cli/download.h"

#include <curl/curl.h>
#include <stdio.h>
#include <time.h>

#include "cli/http_options.h"

enum { STATUS_CODE_OK = 200, STATUS_CODE_NOT_MODIFIED = 304 };

/* One request on its way. */
struct transfer {
    const struct download_request *request;
    struct download *download;
    CURL *curl;
    struct curl_slist *headers;
    char url[URL_SIZE_BYTES];
    char reason[CURL_ERROR_SIZE]; /* in libcurl's words */
    int64_t deadline_ms;
    bool conditional; /* it may be answered with 304 */
    bool too_large;
    bool dropped; /* the body is not the file: nobody reads it */
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool etag_is_valid(struct text value)
{
    struct text rest = text_starts_with(value, TEXT("W/")) ? text_from(value, 2) : value;
    if (value.length >= DOWNLOAD_ETAG_SIZE_BYTES || rest.length < 2 || rest.bytes[0] != '"' ||
        rest.bytes[rest.length - 1] != '"')
        return false;
    for (size_t i = 1; i < rest.length - 1; i++)
        if ((unsigned char)rest.bytes[i] <= ' ' || rest.bytes[i] == '"' || rest.bytes[i] == 0x7f)
            return false;
    return true;
}

bool last_modified_is_valid(struct text value)
{
    if (value.length == 0 || value.length >= DOWNLOAD_DATE_SIZE_BYTES)
        return false;
    for (size_t i = 0; i < value.length; i++)
        if (value.bytes[i] < ' ' || value.bytes[i] > '~')
            return false;
    return true;
}

static long status_code(const struct transfer *transfer)
{
    long code = 0;
    curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &code);
    return code;
}

/* libcurl hands over a piece of the body, decompressed. */
static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    struct buffer *body = &transfer->download->body;
    long code = status_code(transfer);
    if (code != STATUS_CODE_OK) {
        transfer->dropped = code / 100 != 3; /* libcurl tells of a redirect at its end only */
        return transfer->dropped ? 0 : size * count;
    }
    transfer->too_large = size * count > DOWNLOAD_SIZE_LIMIT_BYTES - body->length;
    if (transfer->too_large)
        return 0;
    buffer_append(body, (struct text){bytes, size * count});
    return body->failed ? 0 : size * count;
}

/* Keeps the value of a header when it is one worth keeping. */
static void keep(char *kept, struct text value, bool valid)
{
    if (valid)
        memcpy(kept, value.bytes, value.length);
    kept[valid ? value.length : 0] = '\0';
}

/* libcurl hands over a line of the header. */
static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    struct validators *validators = &transfer->download->validators;
    struct text value = {bytes, size * count};
    if (text_starts_with(value, TEXT("HTTP/")))
        validators->etag[0] = validators->last_modified[0] = '\0';
    struct text name = text_split(&value, ':');
    value = text_trim(value);
    if (text_equal_ignoring_case(name, TEXT("etag")))
        keep(validators->etag, value, etag_is_valid(value));
    else if (text_equal_ignoring_case(name, TEXT("last-modified")))
        keep(validators->last_modified, value, last_modified_is_valid(value));
    return size * count;
}

/* libcurl asks, once a second or more often, whether to go on. */
static int look_after(void *context, curl_off_t size, curl_off_t received, curl_off_t upload_size,
                      curl_off_t sent)
{
    struct transfer *transfer = context;
    (void)size, (void)upload_size, (void)sent;
    if (received > (curl_off_t)DOWNLOAD_SIZE_LIMIT_BYTES)
        transfer->too_large = true;
    return transfer->too_large || (transfer->request->cancelled && transfer->request->cancelled());
}

/* Adds the header "NAME: VALUE", but nothing for the empty value. False without memory. */
static bool add_header(struct transfer *transfer, const char *name, const char *value)
{
    char line[DOWNLOAD_ETAG_SIZE_BYTES + 64];
    if (!*value)
        return true;
    snprintf(line, sizeof(line), "%s: %s", name, value);
    struct curl_slist *headers = curl_slist_append(transfer->headers, line);
    if (headers)
        transfer->headers = headers;
    return headers != NULL;
}

/* The headers of the request for transfer->url. What is known is of one URL, and says nothing to
 * another. */
static bool set_headers(struct transfer *transfer)
{
    const struct validators *known = &transfer->request->known;
    curl_slist_free_all(transfer->headers);
    transfer->headers = NULL;
    transfer->conditional =
        strcmp(known->url, transfer->url) == 0 && (known->etag[0] || known->last_modified[0]);
    bool added = add_header(transfer, "Accept", "application/xml, text/xml;q=0.9, */*;q=0.5");
    if (transfer->conditional)
        added = added && add_header(transfer, "If-None-Match", known->etag) &&
                add_header(transfer, "If-Modified-Since", known->last_modified);
    return added;
}

static void set_limits(struct transfer *transfer)
{
    CURL *curl = transfer->curl;
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)DOWNLOAD_CONNECT_TIMEOUT_S);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)DOWNLOAD_SLOW_BYTES_PER_S);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)DOWNLOAD_SLOW_S);
    curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)DOWNLOAD_SIZE_LIMIT_BYTES);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look_after);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, transfer);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
}

/* What is the same for each request of a download. */
static void set_options(struct transfer *transfer)
{
    CURL *curl = transfer->curl;
    http_options_set(curl);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, transfer->reason);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
#if CURL_AT_LEAST_VERSION(7, 87, 0)
    curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L); /* wait for no resolver when cancelled */
#endif
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, transfer);
    set_limits(transfer);
}

/* An error of this download. */
__attribute__((format(printf, 4, 5))) static int fail(const struct transfer *transfer,
                                                      enum status status, struct error *error,
                                                      const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error_set_list(error, status, transfer->url, (struct position){0, 0}, format, arguments);
    va_end(arguments);
    return status;
}

/* Makes REASON fit for a message: it may repeat what the server said. */
static void escape_reason(char *reason)
{
    for (; *reason; reason++)
        if (*reason < ' ' || *reason > '~')
            *reason = '?';
}

/* What the request came to when libcurl has said CODE. */
static int judge(const struct transfer *transfer, CURLcode code, struct error *error)
{
    if (code == CURLE_OUT_OF_MEMORY || transfer->download->body.failed)
        return error_memory(error);
    if (transfer->too_large ||
        (code == CURLE_FILESIZE_EXCEEDED && status_code(transfer) == STATUS_CODE_OK))
        return fail(transfer, STATUS_INPUT, error,
                    "expected a file of at most %zu bytes, found more", DOWNLOAD_SIZE_LIMIT_BYTES);
    if (code == CURLE_OK || code == CURLE_FILESIZE_EXCEEDED || transfer->dropped)
        return STATUS_OK;
    if (code == CURLE_ABORTED_BY_CALLBACK)
        return fail(transfer, STATUS_IO, error, "the download was cancelled");
    const char *reason = transfer->reason[0] ? transfer->reason : curl_easy_strerror(code);
    return fail(transfer, STATUS_IO, error, "cannot download it: %s", reason);
}

/* Asks for transfer->url, once. */
static int ask(struct transfer *transfer, struct error *error)
{
    int64_t left_ms = transfer->deadline_ms - now_ms();
    if (!set_headers(transfer) ||
        curl_easy_setopt(transfer->curl, CURLOPT_URL, transfer->url) != CURLE_OK ||
        curl_easy_setopt(transfer->curl, CURLOPT_HTTPHEADER, transfer->headers) != CURLE_OK)
        return error_memory(error);
    http_options_allow(transfer->curl, transfer->url);
    curl_easy_setopt(transfer->curl, CURLOPT_TIMEOUT_MS, (long)(left_ms > 1 ? left_ms : 1));
    buffer_clear(&transfer->download->body);
    transfer->reason[0] = '\0';
    transfer->dropped = false;
    CURLcode code = curl_easy_perform(transfer->curl);
    escape_reason(transfer->reason);
    return judge(transfer, code, error);
}

/* Where the answer sends us; NULL when it is no redirect. */
static const char *redirect(const struct transfer *transfer)
{
    char *target = NULL;
    if (status_code(transfer) / 100 == 3)
        curl_easy_getinfo(transfer->curl, CURLINFO_REDIRECT_URL, &target);
    return target;
}

/* Asks, and follows redirects as far as they may be followed. */
static int ask_and_follow(struct transfer *transfer, struct error *error)
{
    const char *target;
    char quoted[QUOTED_SIZE_BYTES];
    for (unsigned redirects = 0;; redirects++) {
        int status = ask(transfer, error);
        if (status != STATUS_OK || !(target = redirect(transfer)))
            return status;
        if (redirects == DOWNLOAD_REDIRECT_LIMIT)
            return fail(transfer, STATUS_INPUT, error,
                        "expected at most %d redirects, found one more, to %s",
                        DOWNLOAD_REDIRECT_LIMIT, text_quote(text_of(target), quoted));
        status = url_check_redirect(transfer->url, target, error);
        if (status != STATUS_OK)
            return status;
        snprintf(transfer->url, sizeof(transfer->url), "%s", target);
    }
}

/* What the last answer means. */
static int conclude(struct transfer *transfer, struct error *error)
{
    struct download *download = transfer->download;
    curl_off_t retry_after_s = 0;
    long code = status_code(transfer);
    curl_easy_getinfo(transfer->curl, CURLINFO_RETRY_AFTER, &retry_after_s);
    if (retry_after_s > 0)
        download->retry_after_s = retry_after_s < UINT_MAX ? (unsigned)retry_after_s : UINT_MAX;
    download->modified = code == STATUS_CODE_OK;
    if (code == STATUS_CODE_OK)
        memcpy(download->validators.url, transfer->url, sizeof(transfer->url));
    else if (code == STATUS_CODE_NOT_MODIFIED && transfer->conditional)
        download->validators = transfer->request->known;
    else
        return fail(transfer, STATUS_IO, error, "expected status 200, found %ld", code);
    return STATUS_OK;
}

int download_run(const struct download_request *request, struct download *download,
                 struct error *error)
{
    struct transfer transfer = {.request = request, .download = download};
    *download = (struct download){.modified = false};
    buffer_init(&download->body);
    int status = url_check(request->url, error);
    if (status != STATUS_OK)
        return status;
    transfer.deadline_ms = now_ms() + (int64_t)request->timeout_s * 1000;
    snprintf(transfer.url, sizeof(transfer.url), "%s", request->url);
    transfer.curl = curl_easy_init();
    if (!transfer.curl)
        return error_memory(error);
    set_options(&transfer);
    status = ask_and_follow(&transfer, error);
    if (status == STATUS_OK)
        status = conclude(&transfer, error);
    curl_slist_free_all(transfer.headers);
    curl_easy_cleanup(transfer.curl);
    return status;
}

void download_done(struct download *download)
{
    buffer_done(&download->body);
}
