/* Tests of the access log: its lines, and that they arrive. */
#include "server/access_log.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/memory.h"

static struct access example(void)
{
    struct access access = {.time = 784111777,
                            .method = TEXT("GET"),
                            .target = TEXT("/?q=a"),
                            .version = TEXT("HTTP/1.1"),
                            .status = 200,
                            .body_bytes = 1234,
                            .duration_us = 56,
                            .user_agent = TEXT("curl/8")};
    assert_true(address_parse(TEXT("192.0.2.1"), &access.address));
    return access;
}

static void expect(const struct access *access, enum access_log_format format, const char *expected)
{
    struct buffer buffer;
    buffer_init(&buffer);
    access_format(access, format, &buffer);
    buffer_append_byte(&buffer, '\0');
    assert_string_equal(buffer.bytes, expected);
    buffer_done(&buffer);
}

static void test_lines(void **state)
{
    (void)state;
    struct access access = example();
    expect(&access, ACCESS_LOG_COMBINED,
           "192.0.2.1 - - [06/Nov/1994:08:49:37 +0000] \"GET /?q=a HTTP/1.1\" 200 1234 \"-\" "
           "\"curl/8\"\n");
    expect(&access, ACCESS_LOG_JSON,
           "{\"time\":\"1994-11-06T08:49:37Z\",\"address\":\"192.0.2.1\",\"method\":\"GET\","
           "\"target\":\"/?q=a\",\"version\":\"HTTP/1.1\",\"status\":200,\"bytes\":1234,"
           "\"duration_us\":56,\"referer\":\"\",\"user_agent\":\"curl/8\"}\n");
}

/* Nothing that a client sends ends a line, a string, or a terminal's patience. */
static void test_escapes(void **state)
{
    (void)state;
    struct access access = example();
    access.target = TEXT("/\"\\\n\x1b[31m\x7f\xc3\xa9\xff");
    access.user_agent = access.referer = (struct text){0};
    expect(&access, ACCESS_LOG_COMBINED,
           "192.0.2.1 - - [06/Nov/1994:08:49:37 +0000] "
           "\"GET /\\x22\\x5C\\x0A\\x1B[31m\\x7F\\xC3\\xA9\\xFF HTTP/1.1\" 200 1234 \"-\" \"-\"\n");
    expect(&access, ACCESS_LOG_JSON,
           "{\"time\":\"1994-11-06T08:49:37Z\",\"address\":\"192.0.2.1\",\"method\":\"GET\","
           "\"target\":\"/\\\"\\\\\\u000a\\u001b[31m\\u007f\xc3\xa9\\ufffd\",\"version\":"
           "\"HTTP/1.1\",\"status\":200,\"bytes\":1234,\"duration_us\":56,\"referer\":\"\","
           "\"user_agent\":\"\"}\n");
}

static void test_long_texts(void **state)
{
    (void)state;
    static char target[100000];
    struct access access = example();
    struct buffer buffer;
    memset(target, '\n', sizeof(target));
    access.target = (struct text){target, sizeof(target)};
    for (int format = ACCESS_LOG_COMBINED; format <= ACCESS_LOG_JSON; format++) {
        buffer_init(&buffer);
        access_format(&access, (enum access_log_format)format, &buffer);
        assert_in_range(buffer.length, 4 * ACCESS_LOG_TEXT_LIMIT_BYTES,
                        6 * ACCESS_LOG_TEXT_LIMIT_BYTES + 512);
        buffer_done(&buffer);
    }
}

static char directory[] = "/tmp/portreg-access-XXXXXX";

static int setup(void **state)
{
    (void)state;
    return mkdtemp(directory) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    char command[64];
    snprintf(command, sizeof(command), "rm -r %s", directory);
    return system(command);
}

static void expect_content(const char *path, const char *expected)
{
    struct file file;
    assert_int_equal(file_open(&file, path, NULL), STATUS_OK);
    assert_int_equal(file.bytes.length, strlen(expected));
    if (file.bytes.length)
        assert_memory_equal(file.bytes.bytes, expected, file.bytes.length);
    file_close(&file);
}

static void test_file(void **state)
{
    (void)state;
    char path[64], old[64];
    struct access_log *log = NULL;
    struct error error;
    snprintf(path, sizeof(path), "%s/log", directory);
    snprintf(old, sizeof(old), "%s/log.1", directory);
    assert_int_equal(access_log_open(path, ACCESS_LOG_JSON, &log, NULL), STATUS_OK);
    assert_int_equal(access_log_format_of(log), ACCESS_LOG_JSON);
    access_log_write(log, TEXT("before\n")); /* waits for the thread */
    assert_int_equal(access_log_start(log, NULL), STATUS_OK);
    access_log_write(log, TEXT("first\n"));
    access_log_close(log);
    expect_content(path, "before\nfirst\n");

    assert_int_equal(access_log_open(path, ACCESS_LOG_COMBINED, &log, NULL), STATUS_OK);
    assert_int_equal(rename(path, old), 0);
    assert_int_equal(access_log_reopen(log, NULL), STATUS_OK);
    assert_int_equal(access_log_reopen(log, NULL), STATUS_OK);
    assert_int_equal(access_log_start(log, NULL), STATUS_OK);
    access_log_write(log, TEXT("second\n"));
    access_log_close(log);
    expect_content(old, "before\nfirst\n");
    expect_content(path, "second\n");
    assert_int_equal(access_log_open("/nowhere/at/all", ACCESS_LOG_JSON, &log, &error), STATUS_IO);
    access_log_close(NULL);
}

/* What does not fit is dropped and counted; what fits is whole. */
static void test_drops(void **state)
{
    (void)state;
    enum { LINE_BYTES = 1024, LINES = 2 * ACCESS_LOG_WAITING_BYTES / LINE_BYTES };
    char path[64], line[LINE_BYTES];
    struct access_log *log = NULL;
    struct file file;
    snprintf(path, sizeof(path), "%s/drops", directory);
    memset(line, 'x', sizeof(line));
    line[LINE_BYTES - 1] = '\n';
    assert_int_equal(access_log_open(path, ACCESS_LOG_COMBINED, &log, NULL), STATUS_OK);
    for (int i = 0; i < LINES; i++)
        access_log_write(log, (struct text){line, sizeof(line)});
    assert_int_equal(access_log_dropped(log), LINES / 2);
    assert_int_equal(access_log_start(log, NULL), STATUS_OK);
    access_log_close(log);
    assert_int_equal(file_open(&file, path, NULL), STATUS_OK);
    assert_int_equal(file.bytes.length, ACCESS_LOG_WAITING_BYTES);
    file_close(&file);
}

/* A full disk loses lines, and nothing else. */
static void test_full_disk(void **state)
{
    (void)state;
    struct access_log *log = NULL;
    if (access("/dev/full", W_OK) != 0)
        skip();
    assert_int_equal(access_log_open("/dev/full", ACCESS_LOG_COMBINED, &log, NULL), STATUS_OK);
    assert_int_equal(access_log_start(log, NULL), STATUS_OK);
    access_log_write(log, TEXT("lost\nlost\n"));
    while (access_log_dropped(log) < 2)
        usleep(1000);
    access_log_close(log);
}

static void test_without_memory(void **state)
{
    (void)state;
    char path[64];
    struct access_log *log = NULL;
    snprintf(path, sizeof(path), "%s/memory", directory);
    memory_fail_at(1);
    assert_int_equal(access_log_open(path, ACCESS_LOG_JSON, &log, NULL), STATUS_MEMORY);
    memory_fail_at(0);
    assert_int_equal(access_log_open(path, ACCESS_LOG_JSON, &log, NULL), STATUS_OK);
    memory_fail_at(1);
    access_log_write(log, TEXT("lost\n"));
    memory_fail_at(0);
    access_log_write(log, TEXT("kept\n"));
    assert_int_equal(access_log_dropped(log), 1);
    assert_int_equal(access_log_start(log, NULL), STATUS_OK);
    access_log_close(log);
    expect_content(path, "kept\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),          cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_long_texts),     cmocka_unit_test(test_file),
        cmocka_unit_test(test_drops),          cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_without_memory),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
