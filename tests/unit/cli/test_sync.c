/* Tests of synchronising: addresses, headers, memory, waiting, and a run in which each allocation
 * fails once. tests/cli/sync.py has what publishers do. */
#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/memory.h"
#include "cli/sync.h"
#include "cli/sync_watch.h"
#include "cli/url.h"
#include "publication/files.h"
#include "publication/publication.h"

static char directory[256];
static char data[280]; /* in it */
static int fail_call;  /* the wrapped call, counted down, that fails; 0: none */

static bool fault_hits(void)
{
    if (fail_call == 0 || --fail_call > 0)
        return false;
    errno = ENOSPC;
    return true;
}

int __real_fflush(FILE *stream);
int __wrap_fflush(FILE *stream);
int __wrap_fflush(FILE *stream)
{
    return fault_hits() ? EOF : __real_fflush(stream);
}

int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to)
{
    return fault_hits() ? -1 : __real_rename(from, to);
}

static int make_directory(void **state)
{
    (void)state;
    const char *parent = getenv("TMPDIR");
    snprintf(directory, sizeof(directory), "%s/portreg-test.XXXXXX", parent ? parent : "/tmp");
    if (!mkdtemp(directory))
        return -1;
    snprintf(data, sizeof(data), "%s/data", directory);
    return 0;
}

static int remove_directory(void **state)
{
    (void)state;
    char command[300];
    snprintf(command, sizeof(command), "rm -rf '%s'", directory);
    return system(command);
}

static void addresses_are_https_or_http(void **state)
{
    (void)state;
    static const char *const good[] = {SYNC_URL_DEFAULT, "http://localhost:8080/x?y=z",
                                       "HTTPS://[::1]:8443/", "https://example.org"};
    static const char *const bad[] = {"",
                                      "/etc/services",
                                      "file:///etc/services",
                                      "example.org",
                                      "ftp://example.org/",
                                      "javascript:x",
                                      "https://",
                                      "http://user@example.org/",
                                      "https://:password@example.org/",
                                      "https://exa mple.org/",
                                      "https://example.org/a b",
                                      "https://example.org/\xff",
                                      "https://example.org/\x1b[1m",
                                      "https://b\303\274cher.example/",
                                      "https://example.org:99999/"};
    struct error error;
    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
        assert_int_equal(url_check(good[i], &error), STATUS_OK);
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        if (url_check(bad[i], &error) != STATUS_INPUT)
            fail_msg("expected %s to be refused", bad[i]);
}

static void redirects_lead_to_https_or_stay(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        int status;
    } all[] = {
        {"https://a.example/x", "https://b.example/y", STATUS_OK},
        {"http://a.example/x", "https://b.example:8443/y", STATUS_OK},
        {"http://a.example/x", "http://A.Example/y", STATUS_OK},
        {"http://a.example/x", "http://a.example:80/y", STATUS_OK},
        {"http://a.example:8080/x", "http://a.example:8080/y", STATUS_OK},
        {"http://a.example/x", "http://a.example:8080/y", STATUS_INPUT},
        {"http://a.example/x", "http://b.example/x", STATUS_INPUT},
        {"http://a.example/x", "http://a.example.org/x", STATUS_INPUT},
        {"http://127.0.0.1/x", "http://localhost/x", STATUS_INPUT},
        {"https://a.example/x", "http://a.example/x", STATUS_INPUT},
        {"https://a.example/x", "http://a.example:443/x", STATUS_INPUT},
        {"https://a.example/x", "https://user@a.example/x", STATUS_INPUT},
        {"http://a.example/x", "file://a.example/x", STATUS_INPUT},
        {"http://a.example/x", "", STATUS_INPUT},
    };
    struct error error;
    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
        if (url_check_redirect(all[i].from, all[i].to, &error) != all[i].status)
            fail_msg("%s to %s: expected %d", all[i].from, all[i].to, all[i].status);
}

static void validators_fit_into_a_header(void **state)
{
    (void)state;
    static const char *const tags[] = {"\"\"", "\"a\"", "W/\"a\"", "\"\xc3\xab!#~\""};
    static const char *const no_tags[] = {"",        "a",        "\"",      "w/\"a\"",  "W/",
                                          "\"a b\"", "\"a\"b\"", "\"a\r\"", "\"\x7f\"", "W/\""};
    char long_tag[DOWNLOAD_ETAG_SIZE_BYTES + 1];
    for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++)
        assert_true(etag_is_valid(text_of(tags[i])));
    for (size_t i = 0; i < sizeof(no_tags) / sizeof(*no_tags); i++)
        assert_false(etag_is_valid(text_of(no_tags[i])));
    memset(long_tag, '"', sizeof(long_tag));
    memset(long_tag + 1, 'x', sizeof(long_tag) - 3);
    assert_false(etag_is_valid((struct text){long_tag, sizeof(long_tag) - 1}));
    assert_true(last_modified_is_valid(TEXT("Thu, 15 Jan 2026 12:00:00 GMT")));
    assert_false(last_modified_is_valid(TEXT("")));
    assert_false(last_modified_is_valid(TEXT("a\r\nb")));
    assert_false(last_modified_is_valid((struct text){long_tag, DOWNLOAD_DATE_SIZE_BYTES}));
}

static struct sync_memory example(void)
{
    struct sync_memory memory = {.validators = {"https://example.org/registry.xml", "W/\"1-2\"",
                                                "Thu, 15 Jan 2026 12:00:00 GMT"}};
    for (uint8_t i = 0; i < SHA256_SIZE_BYTES; i++) {
        memory.received[i] = (uint8_t)(i * 7);
        memory.release[i] = (uint8_t)(255 - i);
    }
    return memory;
}

static void assert_remembers(const struct sync_memory *expected)
{
    struct sync_memory found;
    assert_true(sync_memory_read(directory, expected->release, &found));
    assert_string_equal(found.validators.url, expected->validators.url);
    assert_string_equal(found.validators.etag, expected->validators.etag);
    assert_string_equal(found.validators.last_modified, expected->validators.last_modified);
    assert_string_equal(found.checked, expected->checked);
    assert_memory_equal(found.received, expected->received, SHA256_SIZE_BYTES);
}

static void memory_is_read_as_it_was_written(void **state)
{
    (void)state;
    struct sync_memory memory = example(), found;
    struct error error;
    assert_false(sync_memory_read(directory, memory.release, &found));
    assert_int_equal(sync_memory_write(directory, &memory, &error), STATUS_OK);
    assert_int_equal(strlen(memory.checked), strlen("2026-01-15T12:00:00Z"));
    assert_remembers(&memory);
    assert_false(sync_memory_read(directory, memory.received, &found)); /* of another release */
    assert_string_equal(found.validators.url, "");
    struct sync_memory longest = memory;
    memset(longest.validators.url, 'x', URL_SIZE_BYTES - 1);
    memset(longest.validators.etag, '"', DOWNLOAD_ETAG_SIZE_BYTES - 1);
    memset(longest.validators.etag + 1, 'x', DOWNLOAD_ETAG_SIZE_BYTES - 3);
    longest.validators.last_modified[0] = '\0';
    assert_int_equal(sync_memory_write(directory, &longest, &error), STATUS_OK);
    assert_remembers(&longest);
    assert_int_equal(sync_memory_write("/nonexistent", &memory, &error), STATUS_IO);
}

static void memory_that_was_cut_is_none(void **state)
{
    (void)state;
    struct sync_memory memory = example(), found;
    char path[PATH_SIZE_BYTES], bytes[4096];
    assert_int_equal(sync_memory_write(directory, &memory, NULL), STATUS_OK);
    assert_int_equal(path_join(path, directory, SYNC_MEMORY_FILE, NULL), STATUS_OK);
    FILE *stream = fopen(path, "r+");
    assert_non_null(stream);
    size_t length = fread(bytes, 1, sizeof(bytes), stream);
    assert_in_range(length, 200, 1000);
    while (length-- > 0) {
        assert_int_equal(ftruncate(fileno(stream), (off_t)length), 0);
        assert_false(sync_memory_read(directory, memory.release, &found));
    }
    fclose(stream);
}

static void memory_that_cannot_be_written_stays_as_it_was(void **state)
{
    (void)state;
    struct sync_memory memory = example(), other = example();
    struct error error;
    assert_int_equal(sync_memory_write(directory, &memory, &error), STATUS_OK);
    strcpy(other.validators.etag, "\"other\"");
    int status, call = 0;
    do {
        fail_call = ++call;
        status = sync_memory_write(directory, &other, &error);
        bool was_hit = fail_call == 0;
        fail_call = 0;
        assert_int_equal(status, was_hit ? STATUS_IO : STATUS_OK);
        assert_remembers(was_hit ? &memory : &other);
    } while (status != STATUS_OK);
    assert_int_equal(call, 3); /* fflush and rename fail */
}

static void waits_are_bounded(void **state)
{
    (void)state;
    assert_int_equal(sync_watch_wait_s(3600, 0, 0), 3600);
    static const unsigned waits[] = {60, 120, 240, 480, 960, 1920, 3600, 3600};
    for (unsigned i = 0; i < sizeof(waits) / sizeof(*waits); i++)
        assert_int_equal(sync_watch_wait_s(3600, i + 1, 0), waits[i]);
    assert_int_equal(sync_watch_wait_s(3600, UINT_MAX, 0), 3600);
    assert_int_equal(sync_watch_wait_s(604800, UINT_MAX, 0), 604800);
    assert_int_equal(sync_watch_wait_s(1, 1, 0), 1);
    assert_int_equal(sync_watch_wait_s(3600, 1, 300), 300);
    assert_int_equal(sync_watch_wait_s(3600, 0, 300), 3600);
    assert_int_equal(sync_watch_wait_s(3600, 1, UINT_MAX), SYNC_RETRY_AFTER_LIMIT_S);
}

/* A publisher in a thread: it answers everything with the same bytes. */
struct publisher {
    pthread_t thread;
    int socket;
    char url[64];
    struct text bytes;
};

static void *answer_all(void *context)
{
    struct publisher *publisher = context;
    char request[4096], head[128];
    int client;
    while ((client = accept(publisher->socket, NULL, NULL)) >= 0) {
        if (read(client, request, sizeof(request)) > 0) {
            int length = snprintf(head, sizeof(head),
                                  "HTTP/1.1 200 OK\r\nConnection: close\r\nETag: \"1\"\r\n"
                                  "Content-Length: %zu\r\n\r\n",
                                  publisher->bytes.length);
            send(client, head, (size_t)length, MSG_NOSIGNAL);
            send(client, publisher->bytes.bytes, publisher->bytes.length, MSG_NOSIGNAL);
        }
        close(client);
    }
    return NULL;
}

static void publisher_start(struct publisher *publisher, struct text bytes)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    publisher->bytes = bytes;
    publisher->socket = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(publisher->socket, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(publisher->socket, 5), 0);
    assert_int_equal(getsockname(publisher->socket, (struct sockaddr *)&address, &size), 0);
    snprintf(publisher->url, sizeof(publisher->url), "http://127.0.0.1:%u/registry.xml",
             ntohs(address.sin_port));
    assert_int_equal(pthread_create(&publisher->thread, NULL, answer_all, publisher), 0);
}

static void publisher_stop(struct publisher *publisher)
{
    shutdown(publisher->socket, SHUT_RDWR);
    pthread_join(publisher->thread, NULL);
    close(publisher->socket);
}

/* A copy of the fixture of another date. */
static char *later_release(struct text fixture)
{
    static const char date[] = "<updated>2026-01-15</updated>";
    char *copy = malloc(fixture.length);
    assert_non_null(copy);
    memcpy(copy, fixture.bytes, fixture.length);
    size_t at = text_find(fixture, TEXT(date), 0);
    assert_int_not_equal(at, SIZE_MAX);
    memcpy(copy + at, "<updated>2026-02-16", strlen("<updated>2026-02-16"));
    return copy;
}

static void assert_published(struct text bytes)
{
    char path[PATH_SIZE_BYTES];
    struct file file;
    assert_int_equal(path_join(path, data, PUBLISHED_XML, NULL), STATUS_OK);
    assert_int_equal(file_open(&file, path, NULL), STATUS_OK);
    assert_true(text_equal(file.bytes, bytes));
    file_close(&file);
}

/* Makes a data directory with the release of FIXTURE alone, by copying one that was made once. */
static void begin_with(struct text fixture)
{
    struct origin origin = {.source = "import", .agent = "test"};
    struct input input = {"fixture", fixture, {0, 0, 0}};
    char command[1024], kept[300];
    snprintf(kept, sizeof(kept), "%s.kept", data);
    if (access(kept, F_OK) < 0) {
        assert_int_equal(publication_import(data, &input, NULL, &origin, NULL, NULL, NULL),
                         STATUS_OK);
        snprintf(command, sizeof(command), "cp -a '%s' '%s'", data, kept);
    } else {
        snprintf(command, sizeof(command), "rm -rf '%s' && cp -a '%s' '%s'", data, kept, data);
    }
    assert_int_equal(system(command), 0);
}

/* Asks for the other release while allocation NTH fails. Returns whether it did. What is published
 * is the old one or the new one; where it is the old one, the store may have the new one. */
static bool run_with_fault(struct text fixture, const struct publisher *publisher,
                           unsigned long nth)
{
    struct sync_request request = {.data_directory = data, .url = publisher->url, .timeout_s = 60};
    enum publication_state state;
    struct sync_result result;
    struct error error = {0};
    memory_fail_at(nth);
    sync_run(&request, &result, &error);
    bool was_hit = memory_failed();
    memory_fail_at(0);
    if (result.outcome != SYNC_IMPORTED) {
        assert_true(was_hit);
        assert_int_equal(result.outcome, SYNC_FAILED);
        assert_int_equal(error.status, STATUS_MEMORY);
    }
    assert_published(result.outcome == SYNC_IMPORTED ? publisher->bytes : fixture);
    assert_int_equal(publication_repair(data, &state, NULL), STATUS_OK);
    if (result.outcome == SYNC_IMPORTED || state == PUBLICATION_REPAIRED) {
        assert_published(publisher->bytes);
        begin_with(fixture);
    }
    return was_hit;
}

static void each_allocation_may_fail(void **state)
{
    (void)state;
    struct file fixture;
    struct publisher publisher;
    assert_int_equal(file_open(&fixture, getenv("PORTREG_FIXTURE"), NULL), STATUS_OK);
    char *later = later_release(fixture.bytes);
    publisher_start(&publisher, (struct text){later, fixture.bytes.length});
    unsigned long nth = 1;
    begin_with(fixture.bytes);
    while (run_with_fault(fixture.bytes, &publisher, nth))
        nth++;
    assert_true(nth > 20);
    publisher_stop(&publisher);
    free(later);
    file_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_https_or_http),
        cmocka_unit_test(redirects_lead_to_https_or_stay),
        cmocka_unit_test(validators_fit_into_a_header),
        cmocka_unit_test(memory_is_read_as_it_was_written),
        cmocka_unit_test(memory_that_was_cut_is_none),
        cmocka_unit_test(memory_that_cannot_be_written_stays_as_it_was),
        cmocka_unit_test(waits_are_bounded),
        cmocka_unit_test(each_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
