/* Tests of what the log takes from the store: entries, salts, hashes of files, releases without
 * entries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/memory.h"
#include "base/sha256.h"
#include "formats/format.h"
#include "releases.h"
#include "store/store.h"

struct fixture {
    char data[64];
    struct store *store;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    snprintf(f->data, sizeof(f->data), "/tmp/portreg-test-XXXXXX");
    assert_non_null(mkdtemp(f->data));
    assert_int_equal(store_open(f->data, STORE_WRITE, &f->store, NULL), STATUS_OK);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    char command[128];
    store_close(f->store);
    snprintf(command, sizeof(command), "rm -rf '%s'", f->data);
    int result = system(command);
    free(f);
    return result;
}

static void add(struct fixture *f, size_t index, bool is_backfill)
{
    struct input input = {"release.xml", text_of(releases[index]), {0, 0, 0}};
    struct arrival arrival = {.file = "release.xml",
                              .format = "xml",
                              .source = "import",
                              .agent = "test",
                              .backfill = is_backfill};
    struct registry registry;
    struct addition addition;
    registry_init(&registry);
    sha256_of(input.bytes, arrival.sha256);
    assert_int_equal(format_read(NULL, &input, &registry, NULL, NULL), STATUS_OK);
    assert_int_equal(store_add(f->store, &arrival, &registry, &addition, NULL), STATUS_OK);
    registry_done(&registry);
}

static uint64_t entry_count(struct fixture *f)
{
    uint64_t count;
    assert_int_equal(store_entry_count(f->store, &count, NULL), STATUS_OK);
    return count;
}

/* Reads from INDEX on; EXPECTED is what is read, and FIRST the entry that it begins with. */
static void assert_entries(struct fixture *f, uint64_t index, uint64_t first, const char *expected)
{
    struct buffer entries;
    uint64_t found_first;
    buffer_init(&entries);
    assert_int_equal(store_read_entries(f->store, index, &entries, &found_first, NULL), STATUS_OK);
    assert_int_equal(found_first, first);
    assert_int_equal(entries.length, strlen(expected));
    assert_true(text_equal(buffer_text(&entries), text_of(expected)));
    buffer_done(&entries);
}

static void entries_come_in_batches(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(entry_count(f), 0);
    assert_entries(f, 0, 0, "");
    assert_int_equal(store_add_entries(f->store, TEXT("one two three"), 3, NULL), STATUS_OK);
    assert_int_equal(store_add_entries(f->store, TEXT(" four"), 1, NULL), STATUS_OK);
    assert_int_equal(store_add_entries(f->store, TEXT(" five six"), 2, NULL), STATUS_OK);
    assert_int_equal(entry_count(f), 6);
    assert_entries(f, 0, 0, "one two three four five six");
    assert_entries(f, 2, 0, "one two three four five six");
    assert_entries(f, 3, 3, " four five six");
    assert_entries(f, 5, 4, " five six");
    assert_entries(f, 6, 6, "");
}

static void entries_are_part_of_a_transaction(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(store_begin(f->store, NULL), STATUS_OK);
    assert_int_equal(store_add_entries(f->store, TEXT("one"), 1, NULL), STATUS_OK);
    store_rollback(f->store);
    assert_int_equal(entry_count(f), 0);
    assert_int_equal(store_begin(f->store, NULL), STATUS_OK);
    assert_int_equal(store_add_entries(f->store, TEXT("two"), 1, NULL), STATUS_OK);
    assert_int_equal(store_commit(f->store, NULL), STATUS_OK);
    assert_entries(f, 0, 0, "two");
}

static void run_sql(struct fixture *f, const char *sql)
{
    char path[128];
    sqlite3 *database;
    snprintf(path, sizeof(path), "%s/store.db", f->data);
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

static void damaged_batches_are_found(void **state)
{
    struct fixture *f = *state;
    static const char *const damages[] = {
        "UPDATE log_batch SET entries = x'00'", "UPDATE log_batch SET entries = x''",
        "UPDATE log_batch SET size_bytes = size_bytes + 1 WHERE first_entry = 0",
        "UPDATE log_batch SET size_bytes = 1 WHERE first_entry = 0"};
    for (size_t i = 0; i < sizeof(damages) / sizeof(*damages); i++) {
        struct buffer entries;
        struct error error;
        uint64_t first;
        run_sql(f, "DELETE FROM log_batch");
        assert_int_equal(store_add_entries(f->store, TEXT("one two"), 2, NULL), STATUS_OK);
        run_sql(f, damages[i]);
        buffer_init(&entries);
        assert_int_equal(store_read_entries(f->store, 0, &entries, &first, &error), STATUS_IO);
        assert_non_null(strstr(error.message, "found it damaged"));
        buffer_done(&entries);
    }
}

static void releases_get_their_entries(void **state)
{
    struct fixture *f = *state;
    struct unlogged unlogged;
    uint64_t index;
    assert_int_equal(store_find_unlogged(f->store, &unlogged, NULL), STATUS_OK);
    assert_int_equal(unlogged.sequence, 0);
    assert_int_equal(store_find_last(f->store, &unlogged, NULL), STATUS_OK);
    assert_int_equal(unlogged.sequence, 0);
    add(f, 2, false);
    add(f, 0, true); /* the second that came, the first by date */
    assert_int_equal(store_find_unlogged(f->store, &unlogged, NULL), STATUS_OK);
    assert_int_equal(unlogged.sequence, 1);
    assert_int_equal(unlogged.date.day, 3);
    assert_int_equal(unlogged.record_count, 4);
    assert_string_equal(unlogged.format, "xml");
    assert_string_equal(unlogged.source, "import");
    assert_true(unlogged.is_last);
    uint8_t sha256[32];
    sha256_of(text_of(releases[2]), sha256);
    assert_memory_equal(unlogged.sha256, sha256, sizeof(sha256));
    assert_int_equal(store_put_entry(f->store, 1, 40, NULL), STATUS_OK);
    assert_int_equal(store_find_entry(f->store, 1, &index, NULL), STATUS_OK);
    assert_int_equal(index, 40);
    assert_int_equal(store_find_entry(f->store, 2, &index, NULL), STATUS_OK);
    assert_int_equal(index, 0);
    assert_int_equal(store_find_unlogged(f->store, &unlogged, NULL), STATUS_OK);
    assert_int_equal(unlogged.sequence, 2);
    assert_false(unlogged.is_last);
    assert_int_equal(store_find_last(f->store, &unlogged, NULL), STATUS_OK);
    assert_int_equal(unlogged.sequence, 1);
}

static void files_of_a_release(void **state)
{
    struct fixture *f = *state;
    uint8_t first[32] = {1}, second[32] = {2}, found[32] = {0};
    bool known;
    add(f, 0, false);
    assert_int_equal(store_find_file(f->store, 1, "a.xml", found, &known, NULL), STATUS_OK);
    assert_false(known);
    assert_int_equal(store_put_file(f->store, 1, "a.xml", first, NULL), STATUS_OK);
    assert_int_equal(store_put_file(f->store, 1, "b.xml", second, NULL), STATUS_OK);
    assert_int_equal(store_find_file(f->store, 1, "a.xml", found, &known, NULL), STATUS_OK);
    assert_true(known);
    assert_memory_equal(found, first, sizeof(found));
    assert_int_equal(store_put_file(f->store, 1, "a.xml", second, NULL), STATUS_OK);
    assert_int_equal(store_find_file(f->store, 1, "a.xml", found, &known, NULL), STATUS_OK);
    assert_memory_equal(found, second, sizeof(found));
    /* a release that is not there has no files */
    assert_int_equal(store_put_file(f->store, 2, "a.xml", first, NULL), STATUS_IO);
}

static void salts_stay_until_they_are_erased(void **state)
{
    struct fixture *f = *state;
    const struct text alex = TEXT("[Alex_Example]"), both = TEXT("[Alex_Example][Kim_Placeholder]"),
                      kim = TEXT("[Kim_Placeholder]");
    uint8_t first[32], again[32], other[32];
    uint32_t count;
    bool found;
    assert_int_equal(store_find_salt(f->store, alex, again, &found, NULL), STATUS_OK);
    assert_false(found);
    assert_int_equal(store_salt(f->store, alex, first, NULL), STATUS_OK);
    assert_int_equal(store_salt(f->store, both, other, NULL), STATUS_OK);
    assert_memory_not_equal(first, other, sizeof(first));
    assert_int_equal(store_salt(f->store, kim, other, NULL), STATUS_OK);
    assert_int_equal(store_salt(f->store, alex, again, NULL), STATUS_OK);
    assert_memory_equal(first, again, sizeof(first));
    assert_int_equal(store_erase_salts(f->store, TEXT("Alex_Example"), &count, NULL), STATUS_OK);
    assert_int_equal(count, 2);
    assert_int_equal(store_find_salt(f->store, alex, again, &found, NULL), STATUS_OK);
    assert_false(found);
    assert_int_equal(store_find_salt(f->store, kim, again, &found, NULL), STATUS_OK);
    assert_true(found);
    assert_memory_equal(other, again, sizeof(other));
    assert_int_equal(store_erase_salts(f->store, TEXT("Nobody"), &count, NULL), STATUS_OK);
    assert_int_equal(count, 0);
}

static void each_allocation_may_fail(void **state)
{
    struct fixture *f = *state;
    for (unsigned long n = 1;; n++) {
        struct buffer entries;
        uint64_t before = entry_count(f), first;
        uint8_t salt[32];
        buffer_init(&entries);
        memory_fail_at(n);
        int status = store_add_entries(f->store, TEXT("one two"), 2, NULL);
        bool added = status == STATUS_OK;
        if (status == STATUS_OK)
            status = store_read_entries(f->store, 0, &entries, &first, NULL);
        if (status == STATUS_OK)
            status = store_salt(f->store, TEXT("subject"), salt, NULL);
        bool failed = memory_failed();
        memory_fail_at(0);
        buffer_done(&entries);
        assert_int_equal(status, failed ? STATUS_MEMORY : STATUS_OK);
        assert_int_equal(entry_count(f), before + (added ? 2 : 0));
        if (!failed)
            return;
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(entries_come_in_batches),   TEST(entries_are_part_of_a_transaction),
        TEST(damaged_batches_are_found), TEST(releases_get_their_entries),
        TEST(files_of_a_release),        TEST(salts_stay_until_they_are_erased),
        TEST(each_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
