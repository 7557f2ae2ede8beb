/* Tests of locks. Each open file has its own lock, also in one process. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/lock.h"

static int setup(void **state)
{
    char *directory = strdup("/tmp/portreg-test-XXXXXX");
    assert_non_null(mkdtemp(directory));
    *state = directory;
    return 0;
}

static int teardown(void **state)
{
    char path[64];
    snprintf(path, sizeof(path), "%s/lock", (char *)*state);
    unlink(path);
    rmdir(*state);
    free(*state);
    return 0;
}

static void a_file_is_locked_until_it_is_closed(void **state)
{
    char path[64];
    int first, second;
    struct error error;
    snprintf(path, sizeof(path), "%s/lock", (char *)*state);
    assert_int_equal(lock_open(path, "tests", 0, &first, NULL), STATUS_OK);
    assert_int_equal(lock_open(path, "tests here", 40, &second, &error), STATUS_IO);
    assert_string_equal(error.file, path);
    assert_string_equal(error.message,
                        "expected to be the only one who tests here, found another process doing "
                        "so for 0 seconds; try again when it has finished");
    close(first);
    assert_int_equal(lock_open(path, "tests", 0, &second, NULL), STATUS_OK);
    close(second);
    assert_int_equal(lock_open("/nowhere/lock", "tests", 0, &first, &error), STATUS_IO);
}

static void a_directory_is_locked_too(void **state)
{
    const char *path = *state;
    struct error error;
    int first = open(path, O_RDONLY | O_DIRECTORY), second = open(path, O_RDONLY | O_DIRECTORY);
    assert_int_equal(lock_take(first, path, "tests", 0, NULL), STATUS_OK);
    assert_int_equal(lock_take(first, path, "tests", 0, NULL), STATUS_OK);
    assert_int_equal(lock_take(second, path, "tests", 0, &error), STATUS_IO);
    assert_non_null(strstr(error.message, "the only one who tests, found"));
    close(first);
    assert_int_equal(lock_take(second, path, "tests", 0, NULL), STATUS_OK);
    close(second);
    assert_int_equal(lock_take(-1, path, "tests", 0, &error), STATUS_IO);
    assert_non_null(strstr(error.message, "cannot lock"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_file_is_locked_until_it_is_closed),
        TEST(a_directory_is_locked_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
