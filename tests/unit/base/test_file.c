/* Tests of files: reading whole ones, and replacing one so that nobody sees half of it. */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/memory.h"

static char directory[4096];

/* DIRECTORY/NAME, good until the next call. */
static const char *path_of(const char *name)
{
    static char path[4200];
    snprintf(path, sizeof(path), "%s/%s", directory, name);
    return path;
}

static int make_directory(void **state)
{
    (void)state;
    const char *parent = getenv("TMPDIR");
    snprintf(directory, sizeof(directory), "%s/portreg-test.XXXXXX", parent ? parent : "/tmp");
    return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
    (void)state;
    return directory_remove(directory, NULL);
}

static void write_file(const char *name, const char *content)
{
    FILE *stream = fopen(path_of(name), "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(content, 1, strlen(content), stream), strlen(content));
    assert_int_equal(fclose(stream), 0);
}

static void assert_content(const char *name, const char *content)
{
    struct file file;
    struct error error = {0};
    assert_int_equal(file_open(&file, path_of(name), &error), STATUS_OK);
    assert_true(text_equal(file.bytes, text_of(content)));
    file_close(&file);
}

/* The number of entries in the directory: more than expected means a forgotten temporary file. */
static int count_entries(void)
{
    DIR *entries = opendir(directory);
    assert_non_null(entries);
    int count = -2; /* . and .. */
    while (readdir(entries))
        count++;
    closedir(entries);
    return count;
}

static void reads_a_file(void **state)
{
    (void)state;
    write_file("plain", "443");
    write_file("empty", "");
    assert_content("plain", "443");
    assert_content("empty", "");
}

static void names_what_it_cannot_read(void **state)
{
    (void)state;
    struct file file;
    struct error error = {0};
    assert_int_equal(file_open(&file, path_of("missing"), &error), STATUS_IO);
    assert_non_null(strstr(error.message, "cannot open "));
    assert_non_null(strstr(error.message, "/missing: No such file"));
    file_close(&file);
    assert_int_equal(file_open(&file, directory, &error), STATUS_IO);
    assert_non_null(strstr(error.message, "Is a directory"));
    file_close(&file);
}

/* Puts READ end of a pipe in the place of standard input; returns the write end. */
static int pipe_to_standard_input(void)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
    return ends[1];
}

static void reads_standard_input_from_a_pipe(void **state)
{
    (void)state;
    enum { SIZE_BYTES = 300 * 1000 };
    int end = pipe_to_standard_input();
    pid_t child = fork();
    assert_int_not_equal(child, -1);
    if (child == 0) {
        char *bytes = malloc(SIZE_BYTES);
        memset(bytes, 'x', SIZE_BYTES);
        for (size_t done = 0; done < SIZE_BYTES;)
            done += (size_t)write(end, bytes + done, SIZE_BYTES - done);
        _exit(0);
    }
    close(end);
    struct file file;
    assert_int_equal(file_open(&file, "-", NULL), STATUS_OK);
    assert_string_equal(file.name, "standard input");
    assert_int_equal(file.bytes.length, SIZE_BYTES);
    assert_int_equal(file.bytes.bytes[SIZE_BYTES - 1], 'x');
    file_close(&file);
    waitpid(child, NULL, 0);
}

static void survives_every_failing_allocation(void **state)
{
    (void)state;
    bool failed = true;
    for (unsigned long count = 1; failed; count++) {
        int end = pipe_to_standard_input();
        char block[4096];
        memset(block, 'x', sizeof(block));
        assert_int_equal(write(end, block, sizeof(block)), sizeof(block));
        close(end);
        struct file file;
        memory_fail_at(count);
        int status = file_open(&file, "-", NULL);
        failed = memory_failed();
        memory_fail_at(0);
        assert_int_equal(status, failed ? STATUS_MEMORY : STATUS_OK);
        file_close(&file);
    }
}

static void refuses_a_file_over_the_limit(void **state)
{
    (void)state;
    struct file file;
    struct error error = {0};
    write_file("large", "");
    assert_int_equal(truncate(path_of("large"), (off_t)FILE_SIZE_LIMIT_BYTES + 1), 0);
    assert_int_equal(file_open(&file, path_of("large"), &error), STATUS_INPUT);
    assert_non_null(strstr(error.message, "expected at most 268435456 bytes"));
    file_close(&file);
    unlink(path_of("large"));
}

static void replaces_a_file(void **state)
{
    (void)state;
    struct replacement replacement;
    write_file("store", "old");
    int before = count_entries();
    assert_int_equal(replacement_open(&replacement, path_of("store"), NULL), STATUS_OK);
    fputs("new content", replacement.stream);
    assert_content("store", "old"); /* nobody sees it before the commit */
    assert_int_equal(replacement_commit(&replacement, NULL), STATUS_OK);
    replacement_abandon(&replacement); /* does nothing now */
    assert_content("store", "new content");
    assert_int_equal(count_entries(), before);
    struct stat info;
    assert_int_equal(stat(path_of("store"), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0644);
}

static void forgets_an_abandoned_replacement(void **state)
{
    (void)state;
    struct replacement replacement;
    write_file("store", "old");
    int before = count_entries();
    assert_int_equal(replacement_open(&replacement, path_of("store"), NULL), STATUS_OK);
    fputs("new", replacement.stream);
    fflush(replacement.stream);
    replacement_abandon(&replacement);
    replacement_abandon(&replacement);
    assert_content("store", "old");
    assert_int_equal(count_entries(), before);
}

/* Tries to replace a file while files may have at most LIMIT bytes. */
static void replace_with_limit(rlim_t limit, bool flush_early)
{
    struct replacement replacement;
    struct error error = {0};
    struct rlimit old, little;
    write_file("store", "old");
    int before = count_entries();
    assert_int_equal(replacement_open(&replacement, path_of("store"), NULL), STATUS_OK);
    getrlimit(RLIMIT_FSIZE, &old);
    little = (struct rlimit){limit, old.rlim_max};
    setrlimit(RLIMIT_FSIZE, &little);
    for (int i = 0; i < 3000; i++)
        fputs("0123456789", replacement.stream);
    if (flush_early)
        fflush(replacement.stream);
    errno = 0;
    int status = replacement_commit(&replacement, &error);
    setrlimit(RLIMIT_FSIZE, &old);
    assert_int_equal(status, STATUS_IO);
    assert_null(strstr(error.message, "Success"));
    assert_content("store", "old");
    assert_int_equal(count_entries(), before);
}

static void keeps_the_old_file_when_a_write_fails(void **state)
{
    (void)state;
    signal(SIGXFSZ, SIG_IGN);
    static const rlim_t limits[] = {0, 1, 4095, 4096, 10000, 29999};
    for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++) {
        replace_with_limit(limits[i], false);
        replace_with_limit(limits[i], true);
    }
}

static void keeps_the_old_file_when_killed(void **state)
{
    (void)state;
    write_file("store", "old");
    pid_t child = fork();
    assert_int_not_equal(child, -1);
    if (child == 0) {
        struct replacement replacement;
        if (replacement_open(&replacement, path_of("store"), NULL) == 0) {
            fputs("half", replacement.stream);
            fflush(replacement.stream);
            raise(SIGKILL);
        }
        _exit(1);
    }
    int how;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL);
    assert_content("store", "old");
}

static void names_a_destination_that_cannot_be(void **state)
{
    (void)state;
    struct replacement replacement;
    struct error error = {0};
    assert_int_equal(replacement_open(&replacement, path_of("no/such"), &error), STATUS_IO);
    assert_non_null(strstr(error.message, "/no/such: No such file or directory"));
    replacement_abandon(&replacement);

    char *name = malloc(5000);
    memset(name, 'x', 4999);
    name[4999] = '\0';
    memset(&replacement, 0xff, sizeof(replacement));
    assert_int_equal(replacement_open(&replacement, name, &error), STATUS_IO);
    replacement_abandon(&replacement);
    free(name);

    assert_int_equal(directory_make(path_of("place"), NULL), STATUS_OK);
    int before = count_entries();
    assert_int_equal(replacement_open(&replacement, path_of("place"), &error), STATUS_IO);
    replacement_abandon(&replacement);
    assert_non_null(strstr(error.message, "Is a directory"));
    assert_int_equal(count_entries(), before);
    rmdir(path_of("place"));
}

/* As root, replacing /dev/full by a file would be easy, and bad for everybody. */
static void writes_into_what_is_no_regular_file(void **state)
{
    (void)state;
    struct replacement replacement;
    struct stat info;
    char found[8] = "";
    assert_int_equal(mkfifo(path_of("pipe"), 0600), 0);
    int fd = open(path_of("pipe"), O_RDWR | O_NONBLOCK);
    assert_true(fd >= 0);
    assert_int_equal(replacement_open(&replacement, path_of("pipe"), NULL), STATUS_OK);
    fputs("new", replacement.stream);
    assert_int_equal(replacement_commit(&replacement, NULL), STATUS_OK);
    assert_int_equal(read(fd, found, sizeof(found) - 1), 3);
    assert_string_equal(found, "new");
    assert_int_equal(stat(path_of("pipe"), &info), 0);
    assert_true(S_ISFIFO(info.st_mode));
    assert_int_equal(replacement_open(&replacement, path_of("pipe"), NULL), STATUS_OK);
    replacement_abandon(&replacement);
    assert_int_equal(stat(path_of("pipe"), &info), 0);
    close(fd);
    unlink(path_of("pipe"));
}

static void makes_directories(void **state)
{
    (void)state;
    struct error error = {0};
    assert_int_equal(directory_make(path_of("a/b/c"), &error), STATUS_OK);
    assert_int_equal(directory_make(path_of("a/b/c"), &error), STATUS_OK);
    assert_int_equal(directory_make(path_of("a//b/d/"), &error), STATUS_OK);
    assert_int_equal(access(path_of("a/b/d"), X_OK), 0);
    assert_int_equal(directory_make("", &error), STATUS_IO);
    write_file("plain", "x");
    assert_int_equal(directory_make(path_of("plain"), &error), STATUS_IO);
    assert_non_null(strstr(error.message, "Not a directory"));
    assert_int_equal(directory_make(path_of("plain/x"), &error), STATUS_IO);
    assert_int_equal(directory_sync(path_of("a"), &error), STATUS_OK);
    assert_int_equal(directory_sync(path_of("none"), &error), STATUS_IO);
}

static void removes_directories(void **state)
{
    (void)state;
    write_file("a/b/c/file", "x");
    assert_int_equal(directory_remove(path_of("a/b"), NULL), STATUS_IO); /* not empty */
    assert_int_equal(directory_remove(path_of("a/b/c"), NULL), STATUS_OK);
    assert_int_equal(directory_remove(path_of("a/b/c"), NULL), STATUS_OK); /* it is gone */
    assert_int_equal(directory_remove(path_of("a/b/d"), NULL), STATUS_OK);
    assert_int_equal(directory_remove(path_of("a/b"), NULL), STATUS_OK);
    assert_int_equal(directory_remove(path_of("a"), NULL), STATUS_OK);
}

static void refuses_a_path_that_is_too_long(void **state)
{
    (void)state;
    static char name[PATH_SIZE_BYTES], path[PATH_SIZE_BYTES];
    struct error error = {0};
    assert_int_equal(path_join(path, "data", "published", &error), STATUS_OK);
    assert_string_equal(path, "data/published");
    memset(name, 'n', sizeof(name) - sizeof("data/"));
    assert_int_equal(path_join(path, "data", name, &error), STATUS_OK);
    assert_int_equal(strlen(path), PATH_SIZE_BYTES - 1);
    name[strlen(name)] = 'n';
    assert_int_equal(path_join(path, "data", name, &error), STATUS_IO);
    assert_string_equal(error.message, "cannot open data: File name too long");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_file),
        cmocka_unit_test(names_what_it_cannot_read),
        cmocka_unit_test(reads_standard_input_from_a_pipe),
        cmocka_unit_test(survives_every_failing_allocation),
        cmocka_unit_test(refuses_a_file_over_the_limit),
        cmocka_unit_test(replaces_a_file),
        cmocka_unit_test(forgets_an_abandoned_replacement),
        cmocka_unit_test(keeps_the_old_file_when_a_write_fails),
        cmocka_unit_test(keeps_the_old_file_when_killed),
        cmocka_unit_test(names_a_destination_that_cannot_be),
        cmocka_unit_test(writes_into_what_is_no_regular_file),
        cmocka_unit_test(makes_directories),
        cmocka_unit_test(removes_directories),
        cmocka_unit_test(refuses_a_path_that_is_too_long),
    };
    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
