/* Every call of the system that writes fails once, while a log is made and while it grows: after
 * each failure it verifies, and the same entries can be appended. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

#include <cmocka.h>

#include "history/log/log.h"
#include "history/log/signer.h"
#include "history/log/verify.h"
#include "history/log/witness.h"
#include "support/log.h"

/* The call that fails, counted from 1; 0: none. */
static unsigned fail_at, calls;

static bool fails(void)
{
    if (fail_at == 0 || ++calls != fail_at)
        return false;
    errno = ENOSPC;
    return true;
}

/* The linker's --wrap leads calls of NAME here. */
#define WRAP(name, parameters, arguments)                                                          \
    int __real_##name parameters;                                                                  \
    int __wrap_##name parameters;                                                                  \
    int __wrap_##name parameters                                                                   \
    {                                                                                              \
        return fails() ? -1 : __real_##name arguments;                                             \
    }

WRAP(fchmod, (int fd, mode_t mode), (fd, mode))
WRAP(mkdirat, (int fd, const char *path, mode_t mode), (fd, path, mode))
WRAP(renameat, (int from, const char *path, int to, const char *new_path),
     (from, path, to, new_path))
WRAP(link, (const char *path, const char *new_path), (path, new_path))
WRAP(flock, (int fd, int operation), (fd, operation))

int __wrap_fsync(int fd);
/* Fails, or does nothing: no machine fails here, and hundreds of logs are made. */
int __wrap_fsync(int fd)
{
    (void)fd;
    return fails() ? -1 : 0;
}

/* What another process does after the first look whether a file is there; or NULL. */
static void (*meanwhile)(void);

int __real_access(const char *path, int mode);
int __wrap_access(const char *path, int mode);
int __wrap_access(const char *path, int mode)
{
    void (*act)(void) = meanwhile;
    int result = __real_access(path, mode);
    int number = errno;
    meanwhile = NULL;
    if (act)
        act();
    errno = number;
    return result;
}

ssize_t __real_write(int fd, const void *bytes, size_t count);
ssize_t __wrap_write(int fd, const void *bytes, size_t count);
/* Fails, or writes only half. */
ssize_t __wrap_write(int fd, const void *bytes, size_t count)
{
    if (fails())
        return -1;
    return __real_write(fd, bytes, fail_at && count > 1 ? count / 2 : count);
}

static struct test_log test;
static struct log log_read;

static void count_finding(void *context, const struct error *finding)
{
    ++*(size_t *)context;
    printf("%s: %s\n", finding->file, finding->message);
}

/* The log has SIZE entries or those that it had, and is sound. */
static void assert_sound(uint64_t old_size, uint64_t size)
{
    struct log_verification verification;
    struct error error = {0};
    size_t count = 0;
    int status = log_open(&log_read, test.log, &test.policy, &error);
    if (status == STATUS_OK) {
        assert_true(log_size(&log_read) == old_size || log_size(&log_read) == size);
        assert_int_equal(log_verify(&log_read, count_finding, &count, &verification, &error),
                         STATUS_OK);
        assert_int_equal(count, 0);
    } else {
        assert_int_equal(old_size, 0); /* there was none, and is none yet */
        assert_int_equal(status, STATUS_IO);
    }
    log_close(&log_read);
}

/* Lets each call fail while the log grows to SIZE, from a new one of OLD_SIZE entries each time. */
static void fail_each_call(uint64_t old_size, uint64_t size)
{
    bool failed = true;
    unsigned number;
    for (number = 1; failed; number++) {
        struct error error = {0};
        assert_true(test_log_init(&test));
        if (old_size)
            assert_int_equal(test_log_grow(&test, old_size, &error), STATUS_OK);
        fail_at = number;
        calls = 0;
        int status = test_log_grow(&test, size, &error);
        failed = calls >= fail_at;
        fail_at = 0;
        assert_int_equal(status, failed ? STATUS_IO : STATUS_OK);
        if (failed && !strstr(error.message, "No space left on device"))
            fail_msg("call %u: %s", number, error.message);
        assert_sound(old_size, size);
        assert_int_equal(test_log_grow(&test, size, &error), STATUS_OK);
        assert_sound(size, size);
        test_log_done(&test);
    }
    assert_true(number > 20); /* there were calls to fail */
}

static void survives_failures_of_a_new_log(void **state)
{
    (void)state;
    fail_each_call(0, 7);
}

static void survives_failures_of_a_log_that_grows(void **state)
{
    (void)state;
    fail_each_call(250, 520);
}

static void survives_failures_of_a_new_key(void **state)
{
    (void)state;
    char path[400];
    bool failed = true;
    assert_true(test_log_init(&test));
    snprintf(path, sizeof(path), "%s/new.key", test.directory);
    for (unsigned number = 1; failed; number++) {
        struct verifier verifier;
        fail_at = number;
        calls = 0;
        int status = signer_create(path, TEXT("localhost/log"), NULL);
        failed = calls >= fail_at;
        fail_at = 0;
        assert_int_equal(status, failed ? STATUS_IO : STATUS_OK);
        if (access(path, F_OK) == 0) /* whole, when it is there at all */
            assert_int_equal(signer_read_verifier(path, &verifier, NULL), STATUS_OK);
        if (failed)
            unlink(path);
    }
    test_log_done(&test);
}

static char new_key[400];

/* Another process makes the key, too, and signs with it. */
static void make_key_and_sign(void)
{
    struct signer signer;
    struct buffer note;
    struct merkle_proof nothing = {.count = 0};
    struct hash root = {{1}};
    assert_int_equal(signer_create(new_key, TEXT("localhost/log"), NULL), STATUS_OK);
    buffer_init(&note);
    assert_int_equal(signer_open(&signer, new_key, NULL), STATUS_OK);
    assert_int_equal(signer_sign(&signer, 9, &root, &nothing, &note, NULL), STATUS_OK);
    signer_close(&signer);
    buffer_done(&note);
}

static void keeps_the_state_of_who_was_faster(void **state)
{
    (void)state;
    struct signer signer;
    assert_true(test_log_init(&test));
    snprintf(new_key, sizeof(new_key), "%s/new.key", test.directory);
    meanwhile = make_key_and_sign;
    assert_int_equal(signer_create(new_key, TEXT("localhost/log"), NULL), STATUS_IO);
    assert_int_equal(signer_open(&signer, new_key, NULL), STATUS_OK);
    assert_int_equal(signer.size, 9);
    signer_close(&signer);
    test_log_done(&test);
}

static void survives_failures_of_a_cosignature(void **state)
{
    (void)state;
    struct verifier witness;
    bool failed = true, superseded;
    assert_int_equal(verifier_parse(TEXT(FACT_WITNESS_VERIFIER), &witness, NULL), STATUS_OK);
    assert_true(test_log_init(&test));
    assert_int_equal(test_log_grow(&test, FACT_SIZE, NULL), STATUS_OK);
    for (unsigned number = 1; failed; number++) {
        fail_at = number;
        calls = 0;
        int status = witness_add(test.log, TEXT(FACT_CHECKPOINT_TEXT), &witness,
                                 TEXT(FACT_COSIGNATURE), &superseded, NULL);
        failed = calls >= fail_at;
        fail_at = 0;
        assert_int_equal(status, failed ? STATUS_IO : STATUS_OK);
        assert_sound(FACT_SIZE, FACT_SIZE);
    }
    test_log_done(&test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(survives_failures_of_a_new_log),
        cmocka_unit_test(survives_failures_of_a_log_that_grows),
        cmocka_unit_test(survives_failures_of_a_new_key),
        cmocka_unit_test(survives_failures_of_a_cosignature),
        cmocka_unit_test(keeps_the_state_of_who_was_faster),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
