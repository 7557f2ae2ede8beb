/* Publication: what is published, by hand and from the fixture, and what is left after refusals,
 * failures and kills. The functions of the system that publication calls are wrapped by the linker
 * (see tests/meson.build), so that each call can fail or be the last. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/file.h"
#include "base/memory.h"
#include "publication/files.h"
#include "publication/gzip.h"
#include "publication/publication.h"
#include "snapshot/snapshot.h"

static const struct origin origin = {.source = "import", .agent = "test"};

#define OLD_DATE "2026-01-15" /* of the fixture */
#define NEW_DATE "2026-02-16" /* of the same with another date and another description */

enum { RANDOM_KILLS = 200 };

/* The fault: at the CALLth wrapped call, fail with the errno, or die. */
enum fault_kind { FAULT_NONE, FAULT_FAIL, FAULT_KILL };
static struct {
    enum fault_kind kind;
    unsigned call;
    unsigned count;
} fault;

static bool fault_hits(void)
{
    if (fault.kind == FAULT_NONE || ++fault.count != fault.call)
        return false;
    if (fault.kind == FAULT_KILL)
        kill(getpid(), SIGKILL);
    errno = ENOSPC;
    return true;
}

ssize_t __real_write(int fd, const void *bytes, size_t size);
ssize_t __wrap_write(int fd, const void *bytes, size_t size);
ssize_t __wrap_write(int fd, const void *bytes, size_t size)
{
    if (fault_hits())
        return -1;
    return __real_write(fd, bytes, size > 4096 ? size / 2 : size); /* short writes are allowed */
}

#define WRAP(name, failure, parameters, arguments)                                                 \
    __typeof__(name) __real_##name, __wrap_##name;                                                 \
    __typeof__(failure) __wrap_##name parameters                                                   \
    {                                                                                              \
        return fault_hits() ? failure : __real_##name arguments;                                   \
    }
WRAP(fsync, -1, (int fd), (fd))
WRAP(chmod, -1, (const char *path, mode_t mode), (path, mode))
WRAP(fchmod, -1, (int fd, mode_t mode), (fd, mode))
WRAP(symlink, -1, (const char *target, const char *path), (target, path))
WRAP(rename, -1, (const char *from, const char *to), (from, to))
WRAP(rmdir, -1, (const char *path), (path))
WRAP(mkdtemp, (char *)NULL, (char *path), (path))

struct fixture {
    char directory[64];
    char data[96];
    char *old_xml;
    char *new_xml;
};

static char *replace(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    assert_non_null(at);
    size_t size = strlen(text) + strlen(to) + 1;
    char *result = malloc(size);
    snprintf(result, size, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    return result;
}

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    struct file file;
    assert_int_equal(file_open(&file, getenv("PORTREG_FIXTURE"), NULL), STATUS_OK);
    f->old_xml = strndup(file.bytes.bytes, file.bytes.length);
    file_close(&file);
    char *dated = replace(f->old_xml, "<updated>" OLD_DATE, "<updated>" NEW_DATE);
    f->new_xml = replace(dated, "Discard", "Throw away");
    free(dated);
    snprintf(f->directory, sizeof(f->directory), "/tmp/portreg-test-XXXXXX");
    assert_non_null(mkdtemp(f->directory));
    chmod(f->directory, 0755);
    snprintf(f->data, sizeof(f->data), "%s/data", f->directory);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    char command[128];
    snprintf(command, sizeof(command), "rm -rf '%s'", f->directory);
    int result = system(command);
    free(f->old_xml);
    free(f->new_xml);
    free(f);
    return result;
}

static int import(const struct fixture *f, const char *xml, struct error *error)
{
    struct input input = {"release.xml", text_of(xml), {0, 0, 0}};
    return publication_import(f->data, &input, NULL, &origin, NULL, NULL, error);
}

/* Reads a file of the data directory; the caller ends with file_close. */
static struct file open_in(const struct fixture *f, const char *name)
{
    char path[256];
    struct file file;
    struct error error;
    snprintf(path, sizeof(path), "%s/%s", f->data, name);
    if (file_open(&file, path, &error) != STATUS_OK)
        fail_msg("%s: %s", path, error.message);
    return file;
}

static void check_gzip(const struct fixture *f, const char *name, struct text plain)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/published/%s.gz", f->data, name);
    char *bytes = malloc(plain.length + 1);
    gzFile file = gzopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(gzread(file, bytes, (unsigned)plain.length + 1), (int)plain.length);
    assert_int_equal(gzclose(file), Z_OK);
    assert_memory_equal(bytes, plain.bytes, plain.length);
    free(bytes);
}

/* Checks that one release is published, whole, and returns its date in a static place. */
static const char *check_whole(const struct fixture *f)
{
    static char date[DATE_SIZE_BYTES];
    char path[256];
    struct portreg *snapshot;
    unsigned char sha256[SHA256_SIZE_BYTES];
    snprintf(path, sizeof(path), "%s/registry.portreg", f->data);
    assert_int_equal(portreg_open(path, &snapshot, NULL), PORTREG_OK);
    assert_int_equal(portreg_verify(snapshot, NULL), PORTREG_OK);
    struct portreg_release release = portreg_release(snapshot);
    date_format((struct date){release.date.year, release.date.month, release.date.day}, date);
    for (size_t i = 0; i < RELEASE_FILE_COUNT; i++) {
        snprintf(path, sizeof(path), "published/%s", release_files[i].name);
        struct file file = open_in(f, path);
        check_gzip(f, release_files[i].name, file.bytes);
        bool is_new = text_find(file.bytes, TEXT("Throw away"), 0) != SIZE_MAX;
        assert_string_equal(is_new ? NEW_DATE : OLD_DATE, date);
        if (i == RELEASE_FILE_XML) {
            crypto_hash_sha256(sha256, (const unsigned char *)file.bytes.bytes, file.bytes.length);
            assert_memory_equal(sha256, release.sha256, sizeof(sha256));
        }
        file_close(&file);
    }
    portreg_close(snapshot);
    return date;
}

static unsigned count_releases(const struct fixture *f)
{
    char command[128];
    unsigned count = 0;
    snprintf(command, sizeof(command), "ls -d %s/published.* | wc -l", f->data);
    FILE *pipe = popen(command, "r");
    assert_int_equal(fscanf(pipe, "%u", &count), 1);
    pclose(pipe);
    return count;
}

static void test_import(void **state)
{
    const struct fixture *f = *state;
    struct addition publication;
    struct input input = {"release.xml", text_of(f->old_xml), {0, 0, 0}};
    assert_int_equal(publication_import(f->data, &input, NULL, &origin, NULL, &publication, NULL),
                     STATUS_OK);
    assert_int_equal(publication.release.record_count, 38);
    assert_int_equal(publication.release.date.year, 2026);
    assert_string_equal(check_whole(f), OLD_DATE);
    /* The publisher's own bytes. */
    struct file xml = open_in(f, "published/service-names-port-numbers.xml");
    assert_true(text_equal(xml.bytes, input.bytes));
    file_close(&xml);
    assert_int_equal(import(f, f->new_xml, NULL), STATUS_OK);
    assert_string_equal(check_whole(f), NEW_DATE);
}

static void test_older_releases_are_removed(void **state)
{
    const struct fixture *f = *state;
    for (unsigned i = 0; i < 5; i++)
        assert_int_equal(import(f, i % 2 ? f->new_xml : f->old_xml, NULL), STATUS_OK);
    assert_int_equal(count_releases(f), 2);
}

static void test_refused_file_changes_nothing(void **state)
{
    const struct fixture *f = *state;
    struct error error;
    assert_int_equal(import(f, f->old_xml, NULL), STATUS_OK);
    char *bad = replace(f->new_xml, "<number>443</number>", "<number>65536</number>");
    assert_int_equal(import(f, bad, &error), STATUS_INPUT);
    assert_true(error.position.line > 100);
    free(bad);
    assert_int_equal(import(f, "", &error), STATUS_INPUT);
    /* CSV carries no date. */
    struct input csv = {"release.csv", TEXT(""), {0, 0, 0}};
    struct file file = open_in(f, "published/service-names-port-numbers.csv");
    csv.bytes = file.bytes;
    assert_int_equal(publication_import(f->data, &csv, NULL, &origin, NULL, NULL, &error),
                     STATUS_INPUT);
    file_close(&file);
    assert_string_equal(check_whole(f), OLD_DATE);
    assert_int_equal(count_releases(f), 1);
}

/* CSV has neither title nor id, but what is published has both. */
static void test_registry_without_a_name_is_given_its_own(void **state)
{
    const struct fixture *f = *state;
    assert_int_equal(import(f, f->old_xml, NULL), STATUS_OK);
    struct file csv = open_in(f, "published/service-names-port-numbers.csv");
    struct input input = {"release.csv", csv.bytes, {2026, 2, 16}};
    assert_int_equal(publication_import(f->data, &input, NULL, &origin, NULL, NULL, NULL),
                     STATUS_OK);
    file_close(&csv);
    struct file html = open_in(f, "published/service-names-port-numbers.xhtml");
    assert_int_not_equal(text_find(html.bytes, TEXT("<h1>" REGISTRY_TITLE "</h1>"), 0), SIZE_MAX);
    assert_int_not_equal(text_find(html.bytes, TEXT("\"table-" REGISTRY_ID "\""), 0), SIZE_MAX);
    file_close(&html);
}

/* Whatever the umask of whoever imports: the data directory says who may read. */
static void test_files_are_open_for_all_readers(void **state)
{
    const struct fixture *f = *state;
    mode_t before = umask(077);
    assert_int_equal(import(f, f->old_xml, NULL), STATUS_OK);
    umask(before);
    static const char *const names[] = {SNAPSHOT_FILE, PUBLISHED_XML, PUBLISHED_XML ".gz"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        char path[256];
        struct stat info;
        snprintf(path, sizeof(path), "%s/%s", f->data, names[i]);
        assert_int_equal(stat(path, &info), 0);
        assert_int_equal(info.st_mode & 0777, 0644);
    }
}

static void test_each_call_fails_once(void **state)
{
    const struct fixture *f = *state;
    assert_int_equal(import(f, f->old_xml, NULL), STATUS_OK);
    bool is_new = false;
    for (fault.call = 1;; fault.call++) {
        struct error error;
        fault.kind = FAULT_FAIL;
        fault.count = 0;
        int status = import(f, f->new_xml, &error);
        fault.kind = FAULT_NONE;
        bool was_hit = fault.count >= fault.call;
        const char *date = check_whole(f);
        /* Once visible it stays: only making that last may still fail. */
        is_new |= strcmp(date, NEW_DATE) == 0;
        assert_string_equal(date, is_new ? NEW_DATE : OLD_DATE);
        assert_true(count_releases(f) <= 3);
        if (!was_hit) {
            assert_int_equal(status, STATUS_OK);
            break;
        }
        assert_true(status == STATUS_IO || is_new);
    }
    assert_true(fault.call > 20);
    assert_true(is_new);
    assert_true(count_releases(f) <= 2);
}

/* Imports in a child with the fault that is set; returns whether it was killed. */
static bool import_in_child(const struct fixture *f, const char *xml, long kill_after_us)
{
    int result;
    pid_t child = fork();
    if (child == 0)
        _exit(import(f, xml, NULL) == STATUS_OK ? 0 : 1);
    if (kill_after_us) {
        nanosleep(&(struct timespec){0, kill_after_us * 1000}, NULL);
        kill(child, SIGKILL);
    }
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_true(WIFSIGNALED(result) || WEXITSTATUS(result) == 0);
    return WIFSIGNALED(result);
}

static void test_killed_at_each_call(void **state)
{
    const struct fixture *f = *state;
    assert_int_equal(import(f, f->old_xml, NULL), STATUS_OK);
    bool was_killed = true;
    for (fault.call = 1; was_killed; fault.call++) {
        bool to_new = strcmp(check_whole(f), OLD_DATE) == 0;
        fault.kind = FAULT_KILL;
        fault.count = 0;
        was_killed = import_in_child(f, to_new ? f->new_xml : f->old_xml, 0);
        fault.kind = FAULT_NONE;
        check_whole(f);
    }
    assert_true(fault.call > 20);
    assert_int_equal(import(f, f->new_xml, NULL), STATUS_OK);
    assert_int_equal(count_releases(f), 2);
}

static void test_killed_at_any_time(void **state)
{
    const struct fixture *f = *state;
    struct timespec start, end;
    assert_int_equal(import(f, f->old_xml, NULL), STATUS_OK);
    clock_gettime(CLOCK_MONOTONIC, &start);
    assert_int_equal(import(f, f->old_xml, NULL), STATUS_OK);
    clock_gettime(CLOCK_MONOTONIC, &end);
    long duration_us = (end.tv_sec - start.tv_sec) * 1000000 + (end.tv_nsec - start.tv_nsec) / 1000;
    unsigned killed = 0;
    srandom(6335);
    for (unsigned i = 0; i < RANDOM_KILLS; i++) {
        long after_us = 1 + random() % (duration_us < 500000 ? duration_us : 500000);
        killed += import_in_child(f, i % 2 ? f->old_xml : f->new_xml, after_us);
        check_whole(f);
        enum publication_state found;
        assert_int_equal(publication_repair(f->data, &found, NULL), STATUS_OK);
        assert_int_equal(found, PUBLICATION_SOUND);
    }
    assert_true(killed > 0);
}

static void test_each_allocation_fails_once(void **state)
{
    const struct fixture *f = *state;
    assert_int_equal(import(f, f->old_xml, NULL), STATUS_OK);
    for (unsigned long n = 1;; n++) {
        struct error error;
        memory_fail_at(n);
        int status = import(f, f->new_xml, &error);
        bool was_hit = memory_failed();
        memory_fail_at(0);
        if (!was_hit) {
            assert_true(n > 10);
            assert_int_equal(status, STATUS_OK);
            break;
        }
        if (status == STATUS_OK) { /* the XML parser can do without some of its memory */
            assert_string_equal(check_whole(f), NEW_DATE);
            assert_int_equal(import(f, f->old_xml, NULL), STATUS_OK);
        } else if (status != STATUS_MEMORY) {
            fail_msg("allocation %lu: status %d", n, status);
        }
        if (n % 50 == 1)
            assert_string_equal(check_whole(f), OLD_DATE);
    }
    assert_string_equal(check_whole(f), NEW_DATE);
}

/* A limit on the size of files behaves as a full disk does. */
static void test_full_disk(void **state)
{
    const struct fixture *f = *state;
    assert_int_equal(import(f, f->old_xml, NULL), STATUS_OK);
    for (rlim_t limit = 0; limit < 16384; limit += 4096) {
        int result;
        pid_t child = fork();
        if (child == 0) {
            signal(SIGXFSZ, SIG_IGN);
            setrlimit(RLIMIT_FSIZE, &(struct rlimit){limit, limit});
            _exit(import(f, f->new_xml, NULL) == STATUS_IO ? 0 : 1);
        }
        waitpid(child, &result, 0);
        assert_true(WIFEXITED(result));
        assert_int_equal(WEXITSTATUS(result), 0);
        assert_string_equal(check_whole(f), OLD_DATE);
        assert_int_equal(count_releases(f), 1);
    }
}

static void test_read_only_directory(void **state)
{
    const struct fixture *f = *state;
    int result;
    assert_int_equal(import(f, f->old_xml, NULL), STATUS_OK);
    assert_int_equal(chmod(f->data, 0555), 0);
    pid_t child = fork();
    if (child == 0) {
        struct error error = {0};
        if (geteuid() == 0 && setuid(65534) < 0) /* root may write everywhere */
            _exit(2);
        enum publication_state found;
        if (import(f, f->new_xml, &error) != STATUS_IO || !strstr(error.message, "cannot "))
            _exit(1);
        _exit(publication_repair(f->data, &found, NULL) == STATUS_OK && found == PUBLICATION_SOUND
                  ? 0
                  : 3);
    }
    waitpid(child, &result, 0);
    assert_int_equal(WEXITSTATUS(result), 0);
    assert_int_equal(chmod(f->data, 0755), 0);
    assert_string_equal(check_whole(f), OLD_DATE);
}

static void test_second_import_waits(void **state)
{
    const struct fixture *f = *state;
    char path[128];
    int result;
    assert_int_equal(import(f, f->old_xml, NULL), STATUS_OK);
    snprintf(path, sizeof(path), "%s/lock", f->data);
    int lock = open(path, O_RDWR | O_CLOEXEC);
    assert_int_equal(flock(lock, LOCK_EX), 0);
    pid_t child = fork();
    if (child == 0) {
        close(lock);
        _exit(import(f, f->new_xml, NULL) == STATUS_OK ? 0 : 1);
    }
    nanosleep(&(struct timespec){0, 200 * 1000000L}, NULL);
    assert_string_equal(check_whole(f), OLD_DATE);
    close(lock);
    waitpid(child, &result, 0);
    assert_int_equal(WEXITSTATUS(result), 0);
    assert_string_equal(check_whole(f), NEW_DATE);
}

static void test_repair(void **state)
{
    const struct fixture *f = *state;
    enum publication_state found;
    char path[128], other[128];
    assert_int_equal(publication_repair(f->directory, &found, NULL), STATUS_OK);
    assert_int_equal(found, PUBLICATION_NONE);
    assert_int_equal(import(f, f->old_xml, NULL), STATUS_OK);

    /* A snapshot of another release, put there by hand. */
    snprintf(path, sizeof(path), "%s/registry.portreg", f->data);
    snprintf(other, sizeof(other), "%s/other", f->directory);
    struct file snapshot = open_in(f, "registry.portreg");
    FILE *copy = fopen(other, "wb");
    fwrite(snapshot.bytes.bytes, 1, snapshot.bytes.length, copy);
    fclose(copy);
    file_close(&snapshot);
    assert_int_equal(import(f, f->new_xml, NULL), STATUS_OK);
    assert_int_equal(rename(other, path), 0);
    assert_int_equal(publication_repair(f->data, &found, NULL), STATUS_OK);
    assert_int_equal(found, PUBLICATION_REPAIRED);
    assert_string_equal(check_whole(f), NEW_DATE);

    /* A damaged one. */
    assert_int_equal(truncate(path, 100), 0);
    assert_int_equal(publication_repair(f->data, &found, NULL), STATUS_OK);
    assert_int_equal(found, PUBLICATION_REPAIRED);
    assert_string_equal(check_whole(f), NEW_DATE);
    assert_int_equal(publication_repair(f->data, &found, NULL), STATUS_OK);
    assert_int_equal(found, PUBLICATION_SOUND);
}

/* A data directory that was copied with its links followed. */
static void test_copied_directory(void **state)
{
    const struct fixture *f = *state;
    char command[1024];
    assert_int_equal(import(f, f->old_xml, NULL), STATUS_OK);
    snprintf(command, sizeof(command),
             "cp -rL %s %s/copy && rm -r %s && mv %s/copy %s && rm -r %s/published.*", f->data,
             f->directory, f->data, f->directory, f->data, f->data);
    assert_int_equal(system(command), 0);
    assert_string_equal(check_whole(f), OLD_DATE);
    assert_int_equal(import(f, f->new_xml, NULL), STATUS_OK);
    assert_string_equal(check_whole(f), NEW_DATE);
    assert_int_equal(import(f, f->old_xml, NULL), STATUS_OK);
    assert_string_equal(check_whole(f), OLD_DATE);
}

/* Copies the store, which nobody has open, from one data directory to another. */
static void copy_store(const char *from, const char *to)
{
    char command[768];
    snprintf(command, sizeof(command),
             "rm -f '%s'/store.db*; mkdir -p '%s' && cp '%s'/store.db '%s'", to, to, from, to);
    assert_int_equal(system(command), 0);
}

/* A store that was set back to an older copy takes in nothing: the log has what it has forgotten.
 */
static void test_older_store_is_refused(void **state)
{
    const struct fixture *f = *state;
    char copy[96];
    struct error error;
    snprintf(copy, sizeof(copy), "%s/copy", f->directory);
    assert_int_equal(import(f, f->old_xml, NULL), STATUS_OK);
    copy_store(f->data, copy);
    assert_int_equal(import(f, f->new_xml, NULL), STATUS_OK);
    copy_store(copy, f->data);
    char *other = replace(f->new_xml, "Throw away", "Cast off");
    for (int i = 0; i < 2; i++) {
        assert_int_equal(import(f, other, &error), STATUS_IO);
        assert_non_null(strstr(error.message, "this store is an older copy"));
    }
    free(other);
    assert_string_equal(check_whole(f), NEW_DATE);
}

/* Nor is the log gone on with by a store that has more entries, but others. */
static void test_other_store_is_refused(void **state)
{
    struct fixture *f = *state;
    struct fixture other = *f;
    struct error error;
    snprintf(other.data, sizeof(other.data), "%s/other", f->directory);
    assert_int_equal(import(f, f->old_xml, NULL), STATUS_OK);
    assert_int_equal(import(&other, f->old_xml, NULL), STATUS_OK);
    assert_int_equal(import(&other, f->new_xml, NULL), STATUS_OK);
    struct file before = open_in(f, "log/checkpoint");
    copy_store(other.data, f->data);
    assert_int_equal(import(f, f->new_xml, &error), STATUS_IO);
    /* the first record whose assignee is hidden, by another salt */
    assert_non_null(strstr(error.message, "found that entry "));
    struct file after = open_in(f, "log/checkpoint");
    assert_true(text_equal(before.bytes, after.bytes));
    file_close(&before);
    file_close(&after);
}

/* A log without its key, or with one that others can read, is no fault of what is imported, which
 * is not taken in. */
static void test_lost_key(void **state)
{
    const struct fixture *f = *state;
    char path[128];
    struct error error;
    assert_int_equal(import(f, f->old_xml, NULL), STATUS_OK);
    snprintf(path, sizeof(path), "%s/log.key", f->data);
    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(import(f, f->new_xml, &error), STATUS_IO);
    assert_int_equal(error.status, STATUS_IO);
    assert_non_null(strstr(error.message, "found mode 644"));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(import(f, f->new_xml, &error), STATUS_IO);
    assert_non_null(strstr(error.message, "expected the key of the log, found no such file"));
    assert_int_equal(access(path, F_OK), -1);
    assert_string_equal(check_whole(f), OLD_DATE);
}

static void test_gzip_is_reproducible(void **state)
{
    (void)state;
    struct buffer first, second;
    buffer_init(&first);
    buffer_init(&second);
    assert_int_equal(gzip_append(&first, TEXT("port"), GZIP_USUAL, NULL), STATUS_OK);
    assert_int_equal(gzip_append(&second, TEXT("port"), GZIP_USUAL, NULL), STATUS_OK);
    assert_true(text_equal(buffer_text(&first), buffer_text(&second)));
    assert_int_equal(first.bytes[3], 0);                 /* no name */
    assert_memory_equal(first.bytes + 4, "\0\0\0\0", 4); /* no time */
    buffer_done(&first);
    buffer_done(&second);
}

int main(void)
{
    if (!getenv("PORTREG_FIXTURE"))
        return 77;
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_import),
        TEST(test_older_releases_are_removed),
        TEST(test_refused_file_changes_nothing),
        TEST(test_registry_without_a_name_is_given_its_own),
        TEST(test_files_are_open_for_all_readers),
        TEST(test_each_call_fails_once),
        TEST(test_killed_at_each_call),
        TEST(test_killed_at_any_time),
        TEST(test_each_allocation_fails_once),
        TEST(test_full_disk),
        TEST(test_read_only_directory),
        TEST(test_second_import_waits),
        TEST(test_repair),
        TEST(test_copied_directory),
        TEST(test_older_store_is_refused),
        TEST(test_other_store_is_refused),
        TEST(test_lost_key),
        cmocka_unit_test(test_gzip_is_reproducible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
