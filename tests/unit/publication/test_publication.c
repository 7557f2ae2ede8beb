/* Publication: what is published, by hand and from the fixture, and what is left after refusals,
 * failures and kills. The functions of the system that publication, the log and SQLite call are
 * wrapped by the linker (see meson.build), so that each call can fail or be the last. */
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

#include "base/file.h"
#include "base/memory.h"
#include "history/log/log.h"
#include "history/log/signer.h"
#include "publication/files.h"
#include "publication/gzip.h"
#include "publication/publication.h"
#include "snapshot/snapshot.h"

static const struct origin origin = {.source = "import", .agent = "test"};
static const struct origin backfill = {.source = "import", .agent = "test", .backfill = true};

#define OLD_DATE "2026-01-15" /* of the fixture */
#define NEW_DATE "2026-02-16" /* of the same with another date and another description */

enum { RANDOM_KILLS = 40 };

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
WRAP(renameat, -1, (int from_fd, const char *from, int to_fd, const char *to),
     (from_fd, from, to_fd, to))
WRAP(link, -1, (const char *from, const char *to), (from, to))
WRAP(rmdir, -1, (const char *path), (path))
WRAP(mkdtemp, (char *)NULL, (char *path), (path))
/* What SQLite writes with. */
WRAP(pwrite64, (ssize_t)-1, (int fd, const void *bytes, size_t size, off64_t at),
     (fd, bytes, size, at))
WRAP(fdatasync, -1, (int fd), (fd))
WRAP(ftruncate64, -1, (int fd, off64_t size), (fd, size))
WRAP(unlink, -1, (const char *path), (path))

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
    char path[512];
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

/* Whether a file of a release is the new one's, by what stands in it. */
static bool is_new(struct text bytes)
{
    return text_find(bytes, TEXT("Throw away"), 0) != SIZE_MAX;
}

/* Checks the snapshot, and returns the date of its last release in DATE. */
static void check_snapshot(const struct fixture *f, char date[static DATE_SIZE_BYTES])
{
    char path[256];
    struct portreg *snapshot;
    snprintf(path, sizeof(path), "%s/registry.portreg", f->data);
    assert_int_equal(portreg_open(path, &snapshot, NULL), PORTREG_OK);
    assert_int_equal(portreg_verify(snapshot, NULL), PORTREG_OK);
    struct portreg_release release = portreg_release(snapshot);
    date_format((struct date){release.date.year, release.date.month, release.date.day}, date);
    portreg_close(snapshot);
}

/* Checks that the published files are those of one release, and returns its date. */
static const char *check_files(const struct fixture *f)
{
    const char *date = NULL;
    for (size_t i = 0; i < RELEASE_FILE_COUNT; i++) {
        char path[256];
        snprintf(path, sizeof(path), "published/%s", release_files[i].name);
        struct file file = open_in(f, path);
        check_gzip(f, release_files[i].name, file.bytes);
        const char *found = is_new(file.bytes) ? NEW_DATE : OLD_DATE;
        assert_string_equal(date ? date : found, found);
        date = found;
        if (i == RELEASE_FILE_XML) /* the publisher's own bytes */
            assert_true(
                text_equal(file.bytes, text_of(is_new(file.bytes) ? f->new_xml : f->old_xml)));
        file_close(&file);
    }
    return date;
}

/* Checks what is visible at any moment: a snapshot and files, whole, of which the files may be
 * those of the release before. */
static void check_visible(const struct fixture *f)
{
    char date[DATE_SIZE_BYTES];
    check_snapshot(f, date);
    assert_true(strcmp(check_files(f), date) <= 0);
}

/* Checks that one release is published, whole, and returns its date. */
static const char *check_whole(const struct fixture *f)
{
    char date[DATE_SIZE_BYTES];
    check_snapshot(f, date);
    const char *found = check_files(f);
    assert_string_equal(found, date);
    return found;
}

/* The number of releases in the store, and of entries that belong into the log. */
static uint32_t count_stored(const struct fixture *f, uint64_t *entry_count)
{
    struct store *store;
    struct error error;
    uint32_t count;
    if (store_open(f->data, STORE_READ, &store, &error) != STATUS_OK)
        fail_msg("%s", error.message);
    assert_int_equal(store_count(store, &count, NULL), STATUS_OK);
    assert_int_equal(store_entry_count(store, entry_count, NULL), STATUS_OK);
    store_close(store);
    return count;
}

/* Checks the log, as anybody can who has its public key; returns its size. */
static uint64_t check_log(const struct fixture *f)
{
    char directory[128], key[128];
    struct verifier verifier;
    struct policy *policy = malloc(sizeof(*policy));
    struct hash root;
    struct log log;
    snprintf(directory, sizeof(directory), "%s/" LOG_DIRECTORY, f->data);
    snprintf(key, sizeof(key), "%s/" LOG_KEY_FILE, f->data);
    assert_int_equal(signer_read_verifier(key, &verifier, NULL), STATUS_OK);
    policy_init_of_log(policy, &verifier);
    assert_int_equal(log_open(&log, directory, policy, NULL), STATUS_OK);
    uint64_t size = log_size(&log);
    assert_int_equal(log_root_at(&log, size, &root, NULL), STATUS_OK);
    assert_memory_equal(&root, &log.answer.checkpoint.root, sizeof(root));
    log_close(&log);
    free(policy);
    return size;
}

/* After a fault: what is visible is whole, the store holds the old release or both, and repairing
 * brings everything up to it. Returns whether the new one is there. */
static bool check_after_fault(const struct fixture *f)
{
    enum publication_state found;
    struct error error;
    uint64_t entry_count;
    check_visible(f);
    uint32_t count = count_stored(f, &entry_count);
    assert_in_range(count, 1, 2);
    if (publication_repair(f->data, &found, &error) != STATUS_OK)
        fail_msg("%s: %s", error.file, error.message);
    assert_string_equal(check_whole(f), count == 2 ? NEW_DATE : OLD_DATE);
    assert_int_equal(count_stored(f, &entry_count), count);
    assert_int_equal(check_log(f), entry_count);
    assert_int_equal(publication_repair(f->data, &found, NULL), STATUS_OK);
    assert_int_equal(found, PUBLICATION_SOUND);
    return count == 2;
}

/* Makes the data directory one with the old release, by copying one that was made once. */
static void begin_with_old(const struct fixture *f)
{
    char command[512], kept[96];
    snprintf(kept, sizeof(kept), "%s/old", f->directory);
    if (access(kept, F_OK) < 0) {
        assert_int_equal(import(f, f->old_xml, NULL), STATUS_OK);
        snprintf(command, sizeof(command), "cp -a %s %s", f->data, kept);
    } else {
        snprintf(command, sizeof(command), "rm -rf %s && cp -a %s %s", f->data, kept, f->data);
    }
    assert_int_equal(system(command), 0);
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
    assert_int_equal(publication.added, 38);
    assert_string_equal(check_whole(f), OLD_DATE);
    assert_int_equal(import(f, f->new_xml, NULL), STATUS_OK);
    assert_string_equal(check_whole(f), NEW_DATE);
}

/* The new release with another date, of the same length. */
static char *dated(const struct fixture *f, unsigned month)
{
    char date[32];
    snprintf(date, sizeof(date), "<updated>2027-%02u-01", month);
    return replace(f->new_xml, "<updated>" NEW_DATE, date);
}

static void test_older_releases_are_removed(void **state)
{
    const struct fixture *f = *state;
    for (unsigned month = 1; month <= 5; month++) {
        char *xml = dated(f, month);
        assert_int_equal(import(f, xml, NULL), STATUS_OK);
        free(xml);
    }
    assert_int_equal(count_releases(f), 2);
}

/* Each change is an entry of the log, and each release. */
static void test_everything_is_logged(void **state)
{
    const struct fixture *f = *state;
    static const char record[] = "  <record>\n    <protocol>tcp</protocol>\n"
                                 "    <description>Unassigned</description>\n"
                                 "    <number>4</number>\n  </record>\n";
    assert_int_equal(import(f, f->old_xml, NULL), STATUS_OK);
    assert_int_equal(check_log(f), 38 + 1);
    assert_int_equal(import(f, f->new_xml, NULL), STATUS_OK);
    assert_int_equal(check_log(f), 38 + 1 + 1 + 1);
    assert_int_equal(import(f, f->new_xml, NULL), STATUS_OK); /* nothing new */
    assert_int_equal(check_log(f), 38 + 1 + 1 + 1);
    char *later = dated(f, 1), *removed = replace(later, record, "");
    assert_int_equal(import(f, removed, NULL), STATUS_OK);
    assert_int_equal(check_log(f), 38 + 1 + 1 + 1 + 1 + 1);
    free(removed);
    free(later);
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

/* A release that is older than the last is refused, unless it is to be put in its place; what is
 * visible stays the last one. */
static void test_older_release(void **state)
{
    const struct fixture *f = *state;
    struct input input = {"release.xml", text_of(f->old_xml), {0, 0, 0}};
    struct addition addition;
    struct error error;
    uint64_t entry_count;
    assert_int_equal(import(f, f->new_xml, NULL), STATUS_OK);
    assert_int_equal(import(f, f->old_xml, &error), STATUS_INPUT);
    assert_non_null(strstr(error.message, "--backfill"));
    assert_int_equal(count_stored(f, &entry_count), 1);
    assert_int_equal(publication_import(f->data, &input, NULL, &backfill, NULL, &addition, NULL),
                     STATUS_OK);
    assert_false(addition.known);
    assert_int_equal(count_stored(f, &entry_count), 2);
    assert_string_equal(check_whole(f), NEW_DATE);
    assert_int_equal(check_log(f), entry_count);
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
    bool was_hit = true, was_refused = false, was_kept = false;
    for (fault.call = 1; was_hit; fault.call++) {
        struct error error;
        begin_with_old(f);
        fault.count = 0;
        fault.kind = FAULT_FAIL;
        int status = import(f, f->new_xml, &error);
        fault.kind = FAULT_NONE;
        was_hit = fault.count >= fault.call;
        bool there = check_after_fault(f);
        if (status == STATUS_OK) /* what failed was cleaning up, which the next one does */
            assert_true(there);
        else
            assert_int_equal(status, STATUS_IO);
        was_refused |= !there;
        was_kept |= there && status != STATUS_OK;
        assert_true(count_releases(f) <= 3);
    }
    assert_true(fault.call > 60);
    assert_true(was_refused && was_kept);
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
    bool was_killed = true, was_refused = false, was_kept = false;
    for (fault.call = 1; was_killed; fault.call++) {
        begin_with_old(f);
        fault.count = 0;
        fault.kind = FAULT_KILL;
        was_killed = import_in_child(f, f->new_xml, 0);
        fault.kind = FAULT_NONE;
        bool there = check_after_fault(f);
        was_refused |= !there;
        was_kept |= there && was_killed;
    }
    assert_true(fault.call > 60);
    assert_true(was_refused && was_kept);
}

static void test_killed_at_any_time(void **state)
{
    const struct fixture *f = *state;
    struct timespec start, end;
    begin_with_old(f);
    clock_gettime(CLOCK_MONOTONIC, &start);
    assert_int_equal(import(f, f->new_xml, NULL), STATUS_OK);
    clock_gettime(CLOCK_MONOTONIC, &end);
    long duration_us = (end.tv_sec - start.tv_sec) * 1000000 + (end.tv_nsec - start.tv_nsec) / 1000;
    unsigned killed = 0;
    srandom(6335);
    for (unsigned i = 0; i < RANDOM_KILLS; i++) {
        long after_us = 1 + random() % (duration_us < 500000 ? duration_us : 500000);
        begin_with_old(f);
        killed += import_in_child(f, f->new_xml, after_us);
        check_after_fault(f);
    }
    assert_true(killed > 0);
}

static void test_each_allocation_fails_once(void **state)
{
    const struct fixture *f = *state;
    bool was_hit = true;
    begin_with_old(f);
    for (unsigned long n = 1; was_hit; n++) {
        struct error error;
        uint64_t entry_count;
        memory_fail_at(n);
        int status = import(f, f->new_xml, &error);
        was_hit = memory_failed();
        memory_fail_at(0);
        if (status != STATUS_MEMORY && status != STATUS_OK)
            fail_msg("allocation %lu: status %d", n, status);
        /* Parser and look-ups can do without some of their memory. */
        assert_true(was_hit || status == STATUS_OK);
        bool there = count_stored(f, &entry_count) == 2;
        assert_true(there || status == STATUS_MEMORY);
        if (n % 20 == 1)
            check_after_fault(f);
        if (there)
            begin_with_old(f);
    }
}

/* A limit on the size of files behaves as a full disk does. */
static void test_full_disk(void **state)
{
    const struct fixture *f = *state;
    bool was_refused = false;
    for (rlim_t limit = 0; limit < 64 * 4096; limit = limit * 2 + 4096) {
        int result;
        begin_with_old(f);
        pid_t child = fork();
        if (child == 0) {
            signal(SIGXFSZ, SIG_IGN);
            setrlimit(RLIMIT_FSIZE, &(struct rlimit){limit, limit});
            int status = import(f, f->new_xml, NULL);
            _exit(status == STATUS_IO ? 1 : status == STATUS_OK ? 0 : 2);
        }
        waitpid(child, &result, 0);
        assert_true(WIFEXITED(result));
        assert_in_range(WEXITSTATUS(result), 0, 1);
        was_refused |= WEXITSTATUS(result) == 1;
        check_after_fault(f);
    }
    assert_true(was_refused);
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
    char path[256], other[256];
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

    /* A published file that somebody wrote into. */
    snprintf(path, sizeof(path), "%s/" PUBLISHED_XML, f->data);
    assert_int_equal(truncate(path, 100), 0);
    assert_int_equal(publication_repair(f->data, &found, NULL), STATUS_OK);
    assert_int_equal(found, PUBLICATION_REPAIRED);
    assert_string_equal(check_whole(f), NEW_DATE);

    /* A checkpoint that is gone: it was signed, and is put in place again. */
    uint64_t size = check_log(f);
    snprintf(path, sizeof(path), "%s/log/checkpoint", f->data);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(publication_repair(f->data, &found, NULL), STATUS_OK);
    assert_int_equal(check_log(f), size);
}

/* A data directory of a time when there was no store: what is published is its first release. */
static void test_directory_without_a_store(void **state)
{
    const struct fixture *f = *state;
    enum publication_state found;
    char path[256];
    uint64_t entry_count;
    snprintf(path, sizeof(path), "mkdir -p %s/published", f->data);
    assert_int_equal(system(path), 0);
    snprintf(path, sizeof(path), "%s/" PUBLISHED_XML, f->data);
    FILE *xml = fopen(path, "w");
    fputs(f->old_xml, xml);
    fclose(xml);
    assert_int_equal(publication_repair(f->data, &found, NULL), STATUS_OK);
    assert_int_equal(found, PUBLICATION_REPAIRED);
    assert_string_equal(check_whole(f), OLD_DATE);
    assert_int_equal(count_stored(f, &entry_count), 1);
    assert_int_equal(import(f, f->new_xml, NULL), STATUS_OK);
    assert_string_equal(check_whole(f), NEW_DATE);
    assert_int_equal(count_stored(f, &entry_count), 2);
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
    /* Serving needs none: what is sound is looked at without it. */
    enum publication_state found;
    assert_int_equal(publication_repair(f->data, &found, &error), STATUS_OK);
    assert_int_equal(found, PUBLICATION_SOUND);
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
        TEST(test_everything_is_logged),
        TEST(test_refused_file_changes_nothing),
        TEST(test_older_release),
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
        TEST(test_directory_without_a_store),
        TEST(test_copied_directory),
        TEST(test_older_store_is_refused),
        TEST(test_other_store_is_refused),
        TEST(test_lost_key),
        cmocka_unit_test(test_gzip_is_reproducible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
