/* Tests of the whole server but for the network: what it answers without memory. */
#include "server/server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "publication/publication.h"

static const struct origin origin = {.source = "import", .agent = "test"};

static char directory[] = "/tmp/portreg-answer-XXXXXX";
static struct served_release *release;

/* Imports BYTES, and then once more with a word of them changed. */
static int import_twice(const char *name, struct text bytes)
{
    static const char word[] = "Discard", other[] = "Put off";
    struct input input = {name, bytes, {0, 0, 0}};
    int status = publication_import(directory, &input, NULL, &origin, NULL, NULL, NULL);
    char *copy = malloc(bytes.length);
    if (!copy || status != STATUS_OK)
        return -1;
    memcpy(copy, bytes.bytes, bytes.length);
    memcpy(copy + text_find(bytes, TEXT(word), 0), other, sizeof(other) - 1);
    input.bytes.bytes = copy;
    status = publication_import(directory, &input, NULL, &origin, NULL, NULL, NULL);
    free(copy);
    return status;
}

static int setup(void **state)
{
    (void)state;
    struct file file;
    if (!mkdtemp(directory) || file_open(&file, getenv("PORTREG_FIXTURE"), NULL) != STATUS_OK)
        return -1;
    int status = import_twice(file.name, file.bytes);
    file_close(&file);
    return status == STATUS_OK ? release_open(directory, &release, NULL) : -1;
}

static int teardown(void **state)
{
    (void)state;
    char command[64];
    release_drop(release);
    snprintf(command, sizeof(command), "rm -r %s", directory);
    return system(command);
}

static struct text accepted;

static void ask(const char *path, struct served_release *from, struct response *response)
{
    struct request request = {
        .method = METHOD_GET, .accept = accepted, .accept_encoding = TEXT("gzip")};
    assert_int_equal(target_parse(&request.target, text_of(path)), TARGET_SOUND);
    *response = (struct response){0};
    server_answer(&request, "/nowhere", from, response);
}

static const char *const paths[] = {
    "/",
    "/?q=443",
    "/?q=6000-6063&sort=port",
    "/?q=discrad",
    "/people/Example_Corp",
    "/people/Nobody",
    "/assignments/service-names-port-numbers/service-names-port-numbers.csv",
    "/api/v1/ports/443",
    "/api/v1/ports/x",
    "/api/v1/ports/0-65535?limit=5&page=2",
    "/api/v1/services?prefix=h&limit=1",
    "/api/v1/services/https",
    "/api/v1/services/https/sctp",
    "/api/v1/services/htpps",
    "/api/v1/search?q=http&limit=1",
    "/api/v1/search?q=state:open",
    "/api/v1/registry",
    "/api/v1/records?transport=tcp&limit=2&page=2",
    "/api/v1/records?page=9",
    "/api/v1/releases?limit=1",
    "/api/v1/releases/2",
    "/api/v1/releases/9",
    "/api/v1/statistics",
    "/api/v1/people/Alex_Example",
    "/api/v1",
    "/api/v1/changes",
    "/api/v1/changes?since=1",
    "/api/v1/changes?release=1&port=443",
    "/api/v1/changes?since=9",
    "/changes.atom",
    "/changes.atom?service=https",
    "/changes.atom?port=x",
    "/healthz",
    "/web/style.css",
    "/ports/443",
    "/ports/443/tcp",
    "/ports/6000-6063",
    "/ports/x",
    "/services/https",
    "/services/nothing",
    "/9",
    "/search",
    "/search?q=discard+9",
    "/search?q=zzzz&page=9",
    "/search?q=state:x",
    "/https/tcp",
    "/nowhere",
    "/no/where/at/all",
};
enum { PATH_COUNT = sizeof(paths) / sizeof(*paths) };

static void test_paths_without_memory(void)
{
    for (size_t i = 0; i < PATH_COUNT; i++) {
        struct response response;
        ask(paths[i], release, &response);
        enum http_status expected = response.status;
        assert_true(expected == HTTP_OK || expected == HTTP_NOT_FOUND ||
                    expected == HTTP_BAD_REQUEST);
        response_done(&response);
        for (unsigned long n = 1;; n++) {
            memory_fail_at(n);
            ask(paths[i], release, &response);
            bool was_hit = memory_failed();
            memory_fail_at(0);
            /* An answer, an error, or the same error without a body; never half an answer. */
            assert_true(response.status == expected || response.status == HTTP_SERVER_ERROR);
            if (response.status == HTTP_OK)
                assert_true(response.body.bytes.length > 0);
            response_done(&response);
            if (!was_hit)
                break;
        }
    }
    assert_int_equal(release->references, 1);
}

static void test_without_memory(void **state)
{
    (void)state;
    static const struct text forms[] = {TEXT("text/html"), TEXT("application/json"),
                                        TEXT("text/plain")};
    for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
        accepted = forms[i];
        test_paths_without_memory();
    }
}

static void test_without_release(void **state)
{
    (void)state;
    for (size_t i = 0; i < PATH_COUNT; i++) {
        struct response response;
        ask(paths[i], NULL, &response);
        bool needs_none =
            strcmp(paths[i], "/web/style.css") == 0 || strcmp(paths[i], "/api/v1") == 0;
        bool is_unknown = strcmp(paths[i], "/no/where/at/all") == 0;
        assert_int_equal(response.status, needs_none   ? HTTP_OK
                                          : is_unknown ? HTTP_NOT_FOUND
                                                       : HTTP_UNAVAILABLE);
        response_done(&response);
    }
}

static void test_opening_without_memory(void **state)
{
    (void)state;
    for (unsigned long n = 1;; n++) {
        struct served_release *other = NULL;
        struct error error;
        memory_fail_at(n);
        int status = release_open(directory, &other, &error);
        bool was_hit = memory_failed();
        memory_fail_at(0);
        assert_int_equal(status, was_hit ? STATUS_MEMORY : STATUS_OK);
        release_drop(other);
        if (!was_hit)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_memory),
        cmocka_unit_test(test_without_release),
        cmocka_unit_test(test_opening_without_memory),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
