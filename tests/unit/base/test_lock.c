/* Tests of locks: one alone, or many together; of a file or a directory. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/lock.h"

static char path[64];

static int setup(void **state)
{
    (void)state;
    snprintf(path, sizeof(path), "/tmp/portreg-test-XXXXXX");
    close(mkstemp(path));
    return unlink(path);
}

static int teardown(void **state)
{
    (void)state;
    unlink(path);
    return 0;
}

static void one_alone(void **state)
{
    (void)state;
    struct error error;
    int first, second = -1;
    assert_int_equal(lock_open(path, "tests here", 0, &first, NULL), STATUS_OK);
    assert_int_equal(lock_open(path, "tests here", 40, &second, &error), STATUS_IO);
    assert_non_null(strstr(error.message, "the only one who tests here, found another process"));
    assert_int_equal(second, -1);
    close(first);
    assert_int_equal(lock_open(path, "tests here", 0, &second, NULL), STATUS_OK);
    close(second);
    assert_int_equal(lock_open("/nonexistent/lock", "tests", 0, &first, &error), STATUS_IO);
}

static void many_together(void **state)
{
    (void)state;
    int alone, first, second;
    struct stat info;
    lock_share(path, &first); /* nobody has ever locked it: it is not made */
    assert_int_equal(first, -1);
    assert_int_equal(stat(path, &info), -1);
    assert_int_equal(lock_open(path, "tests", 0, &alone, NULL), STATUS_OK);
    lock_share(path, &first);
    assert_int_equal(first, -1);
    close(alone);
    lock_share(path, &first);
    lock_share(path, &second);
    assert_true(first >= 0 && second >= 0);
    close(first);
    assert_int_equal(lock_open(path, "tests", 0, &alone, NULL), STATUS_IO);
    close(second);
    assert_int_equal(lock_open(path, "tests", 0, &alone, NULL), STATUS_OK);
    close(alone);
}

static void a_directory_is_locked_too(void **state)
{
    (void)state;
    struct error error;
    assert_int_equal(mkdir(path, 0755), 0);
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
    rmdir(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(a_directory_is_locked_too, setup, teardown),
        cmocka_unit_test_setup_teardown(many_together, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
