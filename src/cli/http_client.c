/* HTTP requests to others, by libcurl. */
#include "cli/http_client.h"

#include <stdio.h>

#include <curl/curl.h>

#include "cli/http_options.h"

static size_t take_bytes(char *bytes, size_t size, size_t count, void *context)
{
    struct http_answer *answer = context;
    size_t length = size * count;
    if (answer->body.length + length > HTTP_ANSWER_LIMIT_BYTES)
        return 0;
    buffer_append(&answer->body, (struct text){bytes, length});
    return answer->body.failed ? 0 : length;
}

static void set_options(CURL *curl, const char *url, struct text body, struct http_answer *answer)
{
    http_options_set(curl);
    http_options_allow(curl, url);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)HTTP_CONNECT_TIMEOUT_S);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)HTTP_TIMEOUT_S);
    curl_easy_setopt(curl, CURLOPT_MAXFILESIZE, (long)HTTP_ANSWER_LIMIT_BYTES);
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.bytes);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.length);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
}

static int perform(CURL *curl, const char *url, struct http_answer *answer, struct error *error)
{
    const char *media_type = NULL;
    CURLcode code = curl_easy_perform(curl);
    if (answer->body.failed)
        return error_memory(error);
    if (code == CURLE_WRITE_ERROR || code == CURLE_FILESIZE_EXCEEDED)
        return error_set(error, STATUS_IO, url, (struct position){0, 0},
                         "expected an answer of at most %d bytes, found more",
                         HTTP_ANSWER_LIMIT_BYTES);
    if (code != CURLE_OK)
        return error_set(error, STATUS_IO, url, (struct position){0, 0},
                         "expected an answer within %d seconds, found none: %s", HTTP_TIMEOUT_S,
                         curl_easy_strerror(code));
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
    curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &media_type);
    snprintf(answer->media_type, sizeof(answer->media_type), "%s", media_type ? media_type : "");
    return STATUS_OK;
}

int http_post(const char *url, struct text body, struct http_answer *answer, struct error *error)
{
    struct curl_slist *headers = NULL;
    answer->status = 0;
    answer->media_type[0] = '\0';
    buffer_init(&answer->body);
    CURL *curl = curl_easy_init();
    if (curl)
        headers = curl_slist_append(NULL, "Content-Type: text/plain; charset=utf-8");
    if (!curl || !headers) {
        curl_easy_cleanup(curl);
        return error_memory(error);
    }
    set_options(curl, url, body, answer);
    int status = STATUS_OK;
    if (curl_easy_setopt(curl, CURLOPT_URL, url) != CURLE_OK ||
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers) != CURLE_OK)
        status = error_memory(error);
    if (status == STATUS_OK)
        status = perform(curl, url, answer, error);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return status;
}

void http_answer_done(struct http_answer *answer)
{
    buffer_done(&answer->body);
}
