/* Tests of the sockets that the server listens on. */
#include "server/listener.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static char directory[] = "/tmp/portreg-listener-XXXXXX";
static char path[64], name[128];

static int open_one(struct listeners *listeners, const char *text, struct error *error)
{
    return listeners_open(listeners, text_of(text), error);
}

static mode_t mode_of(const char *file)
{
    struct stat info;
    assert_int_equal(lstat(file, &info), 0);
    return info.st_mode & 07777;
}

static void test_unix(void **state)
{
    (void)state;
    struct listeners listeners = {0};
    char with_mode[160];
    mode_t mask = umask(077);
    assert_int_equal(open_one(&listeners, name, NULL), STATUS_OK);
    assert_true(listeners.items[0].is_unix);
    assert_string_equal(listeners.items[0].name, name);
    assert_int_equal(mode_of(path), UNIX_MODE_DEFAULT);
    assert_int_equal(listeners_close(&listeners, NULL), STATUS_OK);
    assert_int_equal(access(path, F_OK), -1);

    for (unsigned mode = 0; mode <= 0777; mode += 0111) {
        snprintf(with_mode, sizeof(with_mode), "%s,mode=%03o", name, mode);
        assert_int_equal(open_one(&listeners, with_mode, NULL), STATUS_OK);
        assert_int_equal(mode_of(path), mode);
        assert_string_equal(listeners.items[0].name, name);
        assert_int_equal(listeners_close(&listeners, NULL), STATUS_OK);
    }
    umask(mask);
}

static void test_forms(void **state)
{
    (void)state;
    static const char *const bad[] = {"unix:",
                                      "unix:relative",
                                      "unix:/a,mode=",
                                      "unix:/a,mode=66",
                                      "unix:/a,mode=0660",
                                      "unix:/a,mode=668",
                                      "unix:/a,mode=rwx",
                                      "unix:,mode=660",
                                      "UNIX:/a",
                                      "/a"};
    struct listeners listeners = {0};
    struct error error;
    char text[200] = "unix:/";
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        assert_int_equal(open_one(&listeners, bad[i], &error), STATUS_INPUT);
        assert_int_equal(listeners.count, 0);
    }
    memset(text + 6, 'x', UNIX_PATH_SIZE_BYTES - 1); /* one too many */
    assert_int_equal(open_one(&listeners, text, &error), STATUS_INPUT);
    assert_non_null(strstr(error.message, "at most 107 bytes"));
}

/* A file that a killed server left is replaced; what somebody uses is not. */
static void test_stale(void **state)
{
    (void)state;
    struct listeners first = {0}, second = {0};
    struct error error;
    assert_int_equal(open_one(&first, name, NULL), STATUS_OK);
    assert_int_equal(open_one(&second, name, &error), STATUS_IO);
    assert_non_null(strstr(error.message, path));
    assert_non_null(strstr(error.message, "in use"));
    assert_int_equal(access(path, F_OK), 0);

    close(first.items[0].socket); /* as when it was killed */
    first.count = 0;
    assert_int_equal(open_one(&second, name, &error), STATUS_OK);
    /* What has been put in its place by others is not removed. */
    assert_int_equal(unlink(path), 0);
    assert_int_equal(open_one(&first, name, &error), STATUS_OK);
    assert_int_equal(listeners_close(&second, NULL), STATUS_OK);
    assert_int_equal(access(path, F_OK), 0);
    assert_int_equal(listeners_close(&first, NULL), STATUS_OK);

    int fd = open(path, O_CREAT | O_WRONLY, 0600);
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(open_one(&second, name, &error), STATUS_IO);
    assert_non_null(strstr(error.message, "exists"));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink("/nonexistent", path), 0);
    assert_int_equal(open_one(&second, name, &error), STATUS_IO);
    assert_int_equal(unlink(path), 0);
}

static void test_adopted(void **state)
{
    (void)state;
    struct listeners opened = {0}, adopted = {0};
    struct error error;
    int pair[2];
    assert_int_equal(open_one(&opened, "127.0.0.1:0", NULL), STATUS_OK);
    assert_int_equal(open_one(&opened, name, NULL), STATUS_OK);
    for (size_t i = 0; i < opened.count; i++) {
        int fd = dup(opened.items[i].socket);
        assert_int_equal(fcntl(fd, F_SETFL, 0), 0); /* as systemd passes them */
        assert_int_equal(listeners_adopt(&adopted, fd, NULL), STATUS_OK);
        assert_string_equal(adopted.items[i].name, opened.items[i].name);
        assert_int_equal(adopted.items[i].is_unix, opened.items[i].is_unix);
        assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
        assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
    }
    assert_int_equal(listeners_close(&adopted, NULL), STATUS_OK);
    assert_int_equal(access(path, F_OK), 0); /* whoever made it removes it */
    assert_int_equal(listeners_close(&opened, NULL), STATUS_OK);

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    assert_int_equal(listeners_adopt(&adopted, pair[0], &error), STATUS_INPUT);
    close(pair[0]);
    close(pair[1]);
    assert_int_equal(listeners_adopt(&adopted, STDIN_FILENO, &error), STATUS_INPUT);
    assert_int_equal(listeners_adopt(&adopted, 9999, &error), STATUS_INPUT);
}

static void test_limit(void **state)
{
    (void)state;
    struct listeners listeners = {0};
    struct error error;
    for (size_t i = 0; i < LISTENER_LIMIT; i++)
        assert_int_equal(open_one(&listeners, "127.0.0.1:0", NULL), STATUS_OK);
    assert_int_equal(open_one(&listeners, "127.0.0.1:0", &error), STATUS_INPUT);
    assert_int_equal(listeners_close(&listeners, NULL), STATUS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unix),    cmocka_unit_test(test_forms), cmocka_unit_test(test_stale),
        cmocka_unit_test(test_adopted), cmocka_unit_test(test_limit),
    };
    if (!mkdtemp(directory))
        return 1;
    snprintf(path, sizeof(path), "%s/socket", directory);
    snprintf(name, sizeof(name), "unix:%s", path);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rmdir(directory);
    return failed;
}
