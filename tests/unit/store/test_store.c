/* Tests of the store: releases go in, in any order, and each comes out again, byte for byte. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/lock.h"
#include "base/memory.h"
#include "base/sha256.h"
#include "formats/format.h"
#include "releases.h"
#include "store/store.h"
#include "support/difference.h"

enum { ORDERS = 60, CHANGE_LIMIT = 64 };

struct fixture {
    char directory[64];
    char data[96];
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    snprintf(f->directory, sizeof(f->directory), "/tmp/portreg-test-XXXXXX");
    assert_non_null(mkdtemp(f->directory));
    chmod(f->directory, 0755);
    snprintf(f->data, sizeof(f->data), "%s/data", f->directory);
    *state = f;
    return 0;
}

static void remove_data(const struct fixture *f)
{
    char command[128];
    snprintf(command, sizeof(command), "rm -rf '%s'", f->data);
    assert_int_equal(system(command), 0);
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    remove_data(f);
    rmdir(f->directory);
    free(f);
    return 0;
}

/* --- in and out --- */

static struct store *open_store(const struct fixture *f, enum store_mode mode)
{
    struct store *store;
    struct error error;
    if (store_open(f->data, mode, &store, &error) != STATUS_OK)
        fail_msg("%s: %s", error.file, error.message);
    return store;
}

static void read_xml(const char *xml, struct registry *registry)
{
    struct input input = {"release.xml", text_of(xml), {0, 0, 0}};
    struct error error;
    registry_init(registry);
    if (format_read(format_find(TEXT("xml")), &input, registry, NULL, &error) != STATUS_OK)
        fail_msg("%u: %s", error.position.line, error.message);
}

/* What a release brings with it. */
static struct arrival arrival_of(const char *xml)
{
    struct arrival arrival = {.file = "release.xml",
                              .format = "xml",
                              .size_bytes = strlen(xml),
                              .source = "import",
                              .agent = "test",
                              .recorded_at = 1};
    sha256_of(text_of(xml), arrival.sha256);
    return arrival;
}

static int add_with(struct store *store, const char *xml, const struct arrival *arrival,
                    struct addition *addition, struct error *error)
{
    struct registry registry;
    read_xml(xml, &registry);
    int status = store_add(store, arrival, &registry, addition, error);
    registry_done(&registry);
    return status;
}

static int add(struct store *store, const char *xml, bool backfill, struct error *error)
{
    struct arrival arrival = arrival_of(xml);
    struct addition addition;
    arrival.backfill = backfill;
    return add_with(store, xml, &arrival, &addition, error);
}

static void add_all(struct store *store)
{
    for (size_t i = 0; i < RELEASE_COUNT; i++)
        assert_int_equal(add(store, releases[i], false, NULL), STATUS_OK);
}

static uint32_t count(struct store *store)
{
    uint32_t count;
    assert_int_equal(store_count(store, &count, NULL), STATUS_OK);
    return count;
}

static void assert_writes(const struct registry *registry, const char *xml)
{
    struct sink sink;
    struct buffer bytes;
    buffer_init(&bytes);
    sink_init_buffer(&sink, &bytes);
    assert_int_equal(format_find(TEXT("xml"))->write(registry, &(struct writing){0}, &sink, NULL),
                     STATUS_OK);
    assert_int_equal(sink_flush(&sink, "memory", NULL), STATUS_OK);
    if (!text_equal(buffer_text(&bytes), text_of(xml)))
        fail_msg("expected\n%s\nfound\n%.*s", xml, TEXT_ARGS(buffer_text(&bytes)));
    buffer_done(&bytes);
}

/* The release with the hash of XML alone, with layout. */
static void assert_release(struct store *store, uint32_t sequence, const char *xml)
{
    struct timeline timeline;
    struct registry registry;
    registry_init(&registry);
    assert_int_equal(store_read(store, sequence, true, &timeline, NULL), STATUS_OK);
    assert_int_equal(timeline.release_count, 1);
    assert_int_equal(timeline_release(&timeline, 0, &registry, NULL), STATUS_OK);
    assert_writes(&registry, xml);
    registry_done(&registry);
    timeline_done(&timeline);
}

/* The one of the hand-made releases that RELEASE is. */
static const char *xml_of(const struct release *release)
{
    for (size_t i = 0; i < RELEASE_COUNT; i++) {
        uint8_t sha256[32];
        sha256_of(text_of(releases[i]), sha256);
        if (memcmp(sha256, release->sha256, sizeof(sha256)) == 0)
            return releases[i];
    }
    fail_msg("expected a release that was added");
    return NULL;
}

static void assert_index_means(const struct timeline *timeline, uint32_t index, const char *xml)
{
    struct registry expected, found;
    registry_init(&found);
    read_xml(xml, &expected);
    assert_int_equal(timeline_release(timeline, index, &found, NULL), STATUS_OK);
    const char *difference = registry_difference(&expected, &found);
    if (difference)
        fail_msg("release %u: %s", index, difference);
    registry_done(&found);
    registry_done(&expected);
}

/* No key is twice in a release. */
static void assert_keys_differ(const struct timeline *timeline)
{
    for (size_t i = 0; i < timeline->versions.record_count; i++)
        for (size_t j = 0; j < i; j++)
            if (timeline->record_keys[i] == timeline->record_keys[j]) {
                struct lifetime a = timeline->record_lifetimes[i],
                                b = timeline->record_lifetimes[j];
                assert_true(a.last < b.first || b.last < a.first);
            }
}

/* Every release of the store, alone with its layout, and together without. */
static void assert_all(struct store *store, size_t expected_count)
{
    for (int with_layout = 0; with_layout < 2; with_layout++) {
        struct timeline timeline;
        assert_int_equal(store_read(store, 0, with_layout, &timeline, NULL), STATUS_OK);
        assert_int_equal(timeline.release_count, expected_count);
        assert_keys_differ(&timeline);
        for (uint32_t i = 0; i < timeline.release_count; i++) {
            const struct release *release = &timeline.releases[i];
            if (i)
                assert_true(date_pack(release[-1].date) <= date_pack(release->date));
            assert_index_means(&timeline, i, xml_of(release));
            assert_release(store, release->sequence, xml_of(release));
        }
        timeline_done(&timeline);
    }
}

/* --- what is added --- */

static void a_new_store_is_an_empty_mirror(void **state)
{
    const struct fixture *f = *state;
    struct timeline timeline;
    struct error error;
    uint32_t sequence;
    assert_false(store_exists(f->data));
    struct store *store = open_store(f, STORE_WRITE);
    assert_true(store_exists(f->data));
    assert_int_equal(store_kind(store), STORE_MIRROR);
    assert_int_equal(count(store), 0);
    assert_int_equal(store_next_sequence(store, &sequence, NULL), STATUS_OK);
    assert_int_equal(sequence, 1);
    assert_int_equal(store_find_release(store, (struct date){0, 0, 0}, &sequence, NULL), STATUS_OK);
    assert_int_equal(sequence, 0);
    assert_int_equal(store_read(store, 0, true, &timeline, &error), STATUS_IO);
    assert_non_null(strstr(error.message, "expected a store with a release"));
    store_close(store);
}

static void releases_come_out_as_they_went_in(void **state)
{
    const struct fixture *f = *state;
    struct store *store = open_store(f, STORE_WRITE);
    add_all(store);
    assert_all(store, RELEASE_COUNT);
    store_close(store);
    store = open_store(f, STORE_READ);
    assert_all(store, RELEASE_COUNT);
    store_close(store);
}

static void releases_are_found_by_date(void **state)
{
    const struct fixture *f = *state;
    struct store *store = open_store(f, STORE_WRITE);
    uint32_t sequence;
    add_all(store);
    static const struct {
        struct date date;
        uint32_t sequence;
    } all[] = {{{2025, 12, 31}, 0}, {{2026, 1, 1}, 1}, {{2026, 1, 5}, 6}, {{2026, 1, 6}, 6},
               {{2026, 1, 8}, 8},   {{2027, 1, 1}, 8}, {{0, 0, 0}, 8}};
    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
        assert_int_equal(store_find_release(store, all[i].date, &sequence, NULL), STATUS_OK);
        assert_int_equal(sequence, all[i].sequence);
    }
    store_close(store);
}

static void the_same_release_twice_changes_nothing(void **state)
{
    const struct fixture *f = *state;
    struct store *store = open_store(f, STORE_WRITE);
    struct arrival arrival = arrival_of(releases[3]);
    struct addition addition;
    add_all(store);
    assert_int_equal(add_with(store, releases[3], &arrival, &addition, NULL), STATUS_OK);
    assert_true(addition.known);
    assert_int_equal(addition.release.sequence, 4);
    assert_int_equal(addition.release.date.day, 4);
    assert_int_equal(addition.added + addition.modified + addition.removed, 0);
    assert_all(store, RELEASE_COUNT);
    store_close(store);
}

static void an_older_release_is_refused(void **state)
{
    const struct fixture *f = *state;
    struct store *store = open_store(f, STORE_WRITE);
    struct error error;
    assert_int_equal(add(store, releases[4], false, NULL), STATUS_OK);
    assert_int_equal(add(store, releases[3], false, &error), STATUS_INPUT);
    assert_string_equal(error.message,
                        "expected a release of 2026-01-05 or later, found one of 2026-01-04; "
                        "--backfill puts an older one in its place");
    assert_int_equal(count(store), 1);
    /* of the same date, with other contents */
    assert_int_equal(add(store, releases[5], false, NULL), STATUS_OK);
    assert_int_equal(add(store, releases[3], true, NULL), STATUS_OK);
    assert_all(store, 3);
    store_close(store);
}

static void shuffle(size_t *order)
{
    for (size_t i = 0; i < RELEASE_COUNT; i++)
        order[i] = i;
    for (size_t i = RELEASE_COUNT - 1; i > 0; i--) {
        size_t j = (size_t)random() % (i + 1), kept = order[i];
        order[i] = order[j];
        order[j] = kept;
    }
}

static void any_order_gives_the_same_releases(void **state)
{
    const struct fixture *f = *state;
    srandom(6335);
    for (int round = 0; round < ORDERS; round++) {
        size_t order[RELEASE_COUNT];
        struct store *store = open_store(f, STORE_WRITE);
        shuffle(order);
        for (size_t i = 0; i < RELEASE_COUNT; i++) {
            assert_int_equal(add(store, releases[order[i]], true, NULL), STATUS_OK);
            if (round % 4 == 0) /* as it is on disk, too */
                store_close(store), store = open_store(f, STORE_WRITE);
            if (round % 8 == 0)
                assert_all(store, i + 1);
        }
        assert_all(store, RELEASE_COUNT);
        store_close(store);
        remove_data(f);
    }
}

/* A record that never changes has one key, whatever came first. */
static void keys_are_stable(void **state)
{
    const struct fixture *f = *state;
    srandom(8126);
    for (int round = 0; round < ORDERS / 4; round++) {
        size_t order[RELEASE_COUNT];
        struct timeline timeline;
        uint32_t key = 0;
        struct store *store = open_store(f, STORE_WRITE);
        shuffle(order);
        for (size_t i = 0; i < RELEASE_COUNT; i++)
            assert_int_equal(add(store, releases[order[i]], true, NULL), STATUS_OK);
        assert_int_equal(store_read(store, 0, true, &timeline, NULL), STATUS_OK);
        for (size_t i = 0; i < timeline.versions.record_count; i++) {
            if (!text_equal(timeline.versions.records[i].service_name, TEXT("echo")))
                continue;
            key = key ? key : timeline.record_keys[i];
            assert_int_equal(timeline.record_keys[i], key);
        }
        assert_true(key > 0);
        timeline_done(&timeline);
        store_close(store);
        remove_data(f);
    }
}

/* Backfills one by one in one direction: there is always room for another date. */
static void backfills_in_one_direction_find_room(void **state)
{
    const struct fixture *f = *state;
    for (int ascending = 0; ascending < 2; ascending++) {
        struct store *store = open_store(f, STORE_WRITE);
        static const char form[] = RELEASE("Ports", "20%02d-01-01", "", ECHO, "", ALEX);
        for (int i = 0; i < 80; i++) {
            char xml[sizeof(form) + 8];
            int year = i == 0 ? 10 : i == 1 ? 99 : ascending ? 10 + i : 99 - i;
            snprintf(xml, sizeof(xml), form, year);
            assert_int_equal(add(store, xml, true, NULL), STATUS_OK);
        }
        assert_int_equal(count(store), 80);
        store_close(store);
        remove_data(f);
    }
}

/* The record between two moves away and comes back to the middle between them, which is the same
 * position: two rows that look alike and do not follow one another. */
static void a_record_that_moves_and_comes_back(void **state)
{
    const struct fixture *f = *state;
    static const char *const moves[] = {
        RELEASE("Ports", "2026-03-01", "", SYSTAT ECHO DAYTIME, "", ALEX KIM),
        RELEASE("Ports", "2026-03-02", "", SYSTAT ECHO DISCARD DAYTIME, "", ALEX KIM),
        RELEASE("Ports", "2026-03-03", "", DISCARD SYSTAT ECHO DAYTIME, "", KIM ALEX),
        RELEASE("Ports", "2026-03-04", "", SYSTAT ECHO DISCARD DAYTIME, "", ALEX KIM),
    };
    struct store *store = open_store(f, STORE_WRITE);
    struct timeline timeline;
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(add(store, moves[i], false, NULL), STATUS_OK);
    assert_int_equal(store_read(store, 0, false, &timeline, NULL), STATUS_OK);
    for (uint32_t i = 0; i < 4; i++)
        assert_index_means(&timeline, i, moves[i]);
    timeline_done(&timeline);
    store_close(store);
}

/* --- what is told --- */

/* The changes of a release, as they were told. */
struct told {
    enum change_operation operations[CHANGE_LIMIT];
    uint32_t keys[CHANGE_LIMIT];
    char names[CHANGE_LIMIT][16];
    size_t count;
    size_t stop_at; /* fail with the change of this number, from 1; 0: never */
};

static int hear(void *context, const struct change *change, struct error *error)
{
    struct told *told = context;
    const struct record *record =
        change->operation == CHANGE_REMOVED ? &change->before : &change->after;
    assert_true(told->count < CHANGE_LIMIT);
    told->operations[told->count] = change->operation;
    told->keys[told->count] = change->key;
    snprintf(told->names[told->count++], sizeof(*told->names), "%.*s",
             TEXT_ARGS(record->service_name));
    return told->count == told->stop_at ? error_memory(error) : STATUS_OK;
}

static struct told add_and_hear(struct store *store, const char *xml, struct addition *addition)
{
    struct told told = {.count = 0};
    struct arrival arrival = arrival_of(xml);
    arrival.each = hear;
    arrival.context = &told;
    assert_int_equal(add_with(store, xml, &arrival, addition, NULL), STATUS_OK);
    return told;
}

static void changes_are_told(void **state)
{
    const struct fixture *f = *state;
    struct store *store = open_store(f, STORE_WRITE);
    struct addition addition;
    struct told first = add_and_hear(store, releases[0], &addition);
    assert_int_equal(first.count, 4);
    assert_int_equal(addition.added, 4);
    struct told second = add_and_hear(store, releases[1], &addition);
    assert_int_equal(second.count, 2);
    assert_int_equal(addition.added, 1);
    assert_int_equal(addition.modified, 1);
    assert_int_equal(second.operations[0], CHANGE_ADDED);
    assert_string_equal(second.names[0], "systat");
    assert_int_equal(second.operations[1], CHANGE_MODIFIED);
    assert_string_equal(second.names[1], "discard");
    assert_int_equal(second.keys[1], first.keys[1]);
    /* what is removed is told too, with the key that it had */
    struct told third = add_and_hear(store, releases[2], &addition);
    assert_int_equal(third.count, 1);
    assert_int_equal(addition.removed, 1);
    assert_int_equal(third.operations[0], CHANGE_REMOVED);
    assert_string_equal(third.names[0], "discard");
    assert_int_equal(third.keys[0], first.keys[1]);
    /* what is removed comes last */
    struct told next = add_and_hear(store, releases[7], &addition);
    bool removed = false;
    for (size_t i = 0; i < next.count; i++) {
        assert_true(!removed || next.operations[i] == CHANGE_REMOVED);
        removed |= next.operations[i] == CHANGE_REMOVED;
    }
    assert_true(removed);
    assert_int_equal(next.count, addition.added + addition.modified + addition.removed);
    store_close(store);
}

static void whoever_is_told_may_refuse(void **state)
{
    const struct fixture *f = *state;
    struct store *store = open_store(f, STORE_WRITE);
    struct addition addition;
    assert_int_equal(add(store, releases[0], false, NULL), STATUS_OK);
    for (size_t stop_at = 1; stop_at <= 2; stop_at++) {
        struct told told = {.stop_at = stop_at};
        struct arrival arrival = arrival_of(releases[1]);
        arrival.each = hear;
        arrival.context = &told;
        assert_int_equal(add_with(store, releases[1], &arrival, &addition, NULL), STATUS_MEMORY);
        assert_int_equal(count(store), 1);
    }
    assert_int_equal(add(store, releases[2], false, NULL), STATUS_OK);
    assert_all(store, 2);
    store_close(store);
}

static void what_is_rolled_back_was_never_there(void **state)
{
    const struct fixture *f = *state;
    struct store *store = open_store(f, STORE_WRITE);
    assert_int_equal(add(store, releases[0], false, NULL), STATUS_OK);
    assert_int_equal(store_begin(store, NULL), STATUS_OK);
    assert_int_equal(add(store, releases[1], false, NULL), STATUS_OK);
    assert_int_equal(count(store), 2);
    store_rollback(store);
    assert_int_equal(count(store), 1);
    assert_int_equal(add(store, releases[2], false, NULL), STATUS_OK);
    assert_int_equal(store_begin(store, NULL), STATUS_OK);
    assert_int_equal(add(store, releases[3], false, NULL), STATUS_OK);
    assert_int_equal(store_commit(store, NULL), STATUS_OK);
    assert_all(store, 3);
    /* closing is no commit */
    assert_int_equal(store_begin(store, NULL), STATUS_OK);
    assert_int_equal(add(store, releases[4], false, NULL), STATUS_OK);
    store_close(store);
    store = open_store(f, STORE_READ);
    assert_all(store, 3);
    store_close(store);
}

/* --- what is refused --- */

/* Runs SQL behind the back of the store. */
static void run_sql(const struct fixture *f, const char *sql)
{
    char path[128];
    sqlite3 *database;
    snprintf(path, sizeof(path), "%s/store.db", f->data);
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

static void an_authority_takes_decisions_only(void **state)
{
    const struct fixture *f = *state;
    struct error error;
    struct addition addition;
    store_close(open_store(f, STORE_WRITE));
    run_sql(f, "UPDATE store SET kind = 'authority'");
    struct store *store = open_store(f, STORE_WRITE);
    assert_int_equal(store_kind(store), STORE_AUTHORITY);
    assert_int_equal(add(store, releases[0], false, NULL), STATUS_OK);
    assert_int_equal(add(store, releases[0], false, NULL), STATUS_OK); /* which it has */
    assert_int_equal(add(store, releases[1], false, &error), STATUS_INPUT);
    assert_non_null(strstr(error.message, "expected a mirror, found an authority"));
    assert_int_equal(count(store), 1);
    struct arrival arrival = arrival_of(releases[1]);
    arrival.source = "decision";
    assert_int_equal(add_with(store, releases[1], &arrival, &addition, NULL), STATUS_OK);
    assert_all(store, 2);
    store_close(store);
}

static void assert_refused(const struct fixture *f, enum store_mode mode, int status,
                           const char *message)
{
    struct store *store;
    struct error error;
    assert_int_equal(store_open(f->data, mode, &store, &error), status);
    if (!strstr(error.message, message))
        fail_msg("expected %s, found %s", message, error.message);
}

/* The version of the tables, which SQLite keeps. */
static int read_user_version(const struct fixture *f)
{
    char path[128];
    sqlite3 *database;
    sqlite3_stmt *query;
    snprintf(path, sizeof(path), "%s/store.db", f->data);
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(database, "PRAGMA user_version", -1, &query, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(query), SQLITE_ROW);
    int version = sqlite3_column_int(query, 0);
    sqlite3_finalize(query);
    sqlite3_close(database);
    return version;
}

static void stores_of_other_versions(void **state)
{
    const struct fixture *f = *state;
    char sql[64];
    struct store *store = open_store(f, STORE_WRITE);
    assert_int_equal(add(store, releases[0], false, NULL), STATUS_OK);
    store_close(store);
    int version = read_user_version(f);
    run_sql(f, "PRAGMA user_version = 99");
    assert_refused(f, STORE_WRITE, STATUS_INPUT, "found version 99: it was written by a later");
    assert_refused(f, STORE_READ, STATUS_INPUT, "found version 99");
    run_sql(f, "PRAGMA user_version = 0");
    assert_refused(f, STORE_READ, STATUS_IO, "expected the tables of today, found older ones");
    snprintf(sql, sizeof(sql), "PRAGMA user_version = %d", version);
    run_sql(f, sql);
    store = open_store(f, STORE_WRITE);
    assert_all(store, 1);
    store_close(store);
}

/* A step that leads to the tables of today. */
static void an_older_store_is_brought_up_to_date(void **state)
{
    const struct fixture *f = *state;
    struct store *store = open_store(f, STORE_WRITE);
    assert_int_equal(add(store, releases[0], false, NULL), STATUS_OK);
    store_close(store);
    run_sql(f, "DROP TABLE erasure; PRAGMA user_version = 1");
    store = open_store(f, STORE_WRITE);
    assert_int_equal(add(store, releases[1], false, NULL), STATUS_OK);
    assert_all(store, 2);
    uint64_t entry_count;
    assert_int_equal(store_last_erasure(store, &entry_count, NULL), STATUS_OK);
    store_close(store);
    assert_true(read_user_version(f) > 1);
}

/* Such a store once gave a snapshot that nobody could open. */
static void a_store_without_heads(void **state)
{
    const struct fixture *f = *state;
    struct timeline timeline;
    struct error error;
    struct store *store = open_store(f, STORE_WRITE);
    assert_int_equal(add(store, releases[0], false, NULL), STATUS_OK);
    store_close(store);
    run_sql(f, "DELETE FROM head");
    store = open_store(f, STORE_READ);
    assert_int_equal(store_read(store, 0, false, &timeline, &error), STATUS_IO);
    assert_string_equal(error.message,
                        "expected one head for each release in the store, found damage");
    store_close(store);
}

static void what_is_no_store(void **state)
{
    const struct fixture *f = *state;
    char path[128];
    assert_refused(f, STORE_READ, STATUS_IO, "expected a store, found none");
    assert_int_equal(access(f->data, F_OK), -1); /* a reader makes nothing */
    assert_int_equal(mkdir(f->data, 0755), 0);
    snprintf(path, sizeof(path), "%s/store.db", f->data);
    FILE *file = fopen(path, "w");
    for (int i = 0; i < 1000; i++)
        fputs("This is no database. ", file);
    fclose(file);
    assert_refused(f, STORE_WRITE, STATUS_IO, "file is not a database");
    assert_refused(f, STORE_READ, STATUS_IO, "file is not a database");
}

/* Adds a release in a child that ends without a word, as if it had been killed. */
static void add_and_die(const struct fixture *f, const char *xml, bool commit)
{
    int result;
    pid_t child = fork();
    if (child == 0) {
        struct store *store;
        if (store_open(f->data, STORE_WRITE, &store, NULL) != STATUS_OK ||
            store_begin(store, NULL) != STATUS_OK || add(store, xml, false, NULL) != STATUS_OK ||
            (commit && store_commit(store, NULL) != STATUS_OK))
            _exit(1);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_int_equal(result, 0);
}

static void after_a_crash_there_is_what_was_committed(void **state)
{
    const struct fixture *f = *state;
    add_and_die(f, releases[0], true);
    add_and_die(f, releases[1], true);
    add_and_die(f, releases[2], false);
    struct store *store = open_store(f, STORE_READ);
    assert_all(store, 2);
    store_close(store);
    store = open_store(f, STORE_WRITE);
    assert_all(store, 2);
    store_close(store);
}

/* Overwrites all of the database but its first page. */
static void damage(const struct fixture *f)
{
    char path[128];
    struct stat info;
    snprintf(path, sizeof(path), "%s/store.db", f->data);
    assert_int_equal(stat(path, &info), 0);
    FILE *file = fopen(path, "r+");
    assert_int_equal(fseek(file, 4096, SEEK_SET), 0);
    for (long i = 4096; i < info.st_size; i++)
        fputc('x', file);
    fclose(file);
}

static void damage_is_found_after_a_crash(void **state)
{
    const struct fixture *f = *state;
    struct store *store = open_store(f, STORE_WRITE);
    add_all(store);
    store_close(store);
    add_and_die(f, RELEASE("Ports", "2026-05-01", "", ECHO, "", ALEX), true);
    damage(f);
    assert_refused(f, STORE_WRITE, STATUS_IO, "expected a sound store, found damage: ");
}

static void rows_that_refer_to_nothing_are_found_after_a_crash(void **state)
{
    const struct fixture *f = *state;
    struct store *store = open_store(f, STORE_WRITE);
    add_all(store);
    store_close(store);
    run_sql(f, "PRAGMA foreign_keys = OFF; UPDATE record SET first = 12345 WHERE id = 1");
    add_and_die(f, RELEASE("Ports", "2026-05-01", "", ECHO, "", ALEX), true);
    assert_refused(f, STORE_WRITE, STATUS_IO,
                   "found references to what is not there in the table \"record\"");
}

/* --- several at once --- */

static void a_second_writer_waits(void **state)
{
    const struct fixture *f = *state;
    int go[2], ready[2], result;
    char byte;
    assert_int_equal(pipe(go), 0);
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork(); /* before there is a lock, which a child would inherit */
    if (child == 0) {
        struct store *other;
        if (read(go[0], &byte, 1) != 1 || write(ready[1], "r", 1) != 1 ||
            store_open(f->data, STORE_WRITE, &other, NULL) != STATUS_OK || count(other) != 1)
            _exit(1);
        store_close(other);
        _exit(0);
    }
    struct store *store = open_store(f, STORE_WRITE);
    assert_int_equal(write(go[1], "g", 1), 1);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(add(store, releases[0], false, NULL), STATUS_OK);
    assert_int_equal(waitpid(child, &result, WNOHANG), 0);
    store_close(store);
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_int_equal(result, 0);
    for (int i = 0; i < 2; i++) {
        close(go[i]);
        close(ready[i]);
    }
}

static void readers_see_whole_releases_during_a_write(void **state)
{
    const struct fixture *f = *state;
    struct store *writer = open_store(f, STORE_WRITE);
    assert_int_equal(add(writer, releases[0], false, NULL), STATUS_OK);
    struct store *reader = open_store(f, STORE_READ);
    assert_int_equal(store_begin(writer, NULL), STATUS_OK);
    assert_int_equal(add(writer, releases[1], false, NULL), STATUS_OK);
    assert_all(reader, 1);
    struct store *later = open_store(f, STORE_READ);
    assert_all(later, 1);
    assert_int_equal(store_commit(writer, NULL), STATUS_OK);
    assert_all(reader, 2);
    assert_all(later, 2);
    store_close(writer);
    assert_all(reader, 2);
    store_close(later);
    store_close(reader);
}

/* Reads the store as somebody who may not write there; returns 0 when all was as expected. */
static int read_as_another(const struct fixture *f, uint32_t expected_count, bool keeps_out)
{
    struct store *store;
    char path[128];
    int lock;
    if (geteuid() == 0 && setuid(65534) < 0) /* root may write everywhere */
        return 2;
    if (store_open(f->data, STORE_READ, &store, NULL) != STATUS_OK)
        return 3;
    assert_all(store, expected_count);
    snprintf(path, sizeof(path), "%s/lock", f->data);
    int status = lock_open(path, "tests", 0, &lock, NULL);
    store_close(store);
    return (status == STATUS_OK) == keeps_out ? 4 : 0;
}

static void assert_another_can_read(const struct fixture *f, uint32_t expected_count,
                                    bool keeps_out)
{
    char command[300];
    int result;
    snprintf(command, sizeof(command), "chmod -R a+r,a-w '%s' && chmod a+w '%s/lock'", f->data,
             f->data);
    assert_int_equal(system(command), 0);
    pid_t child = fork();
    if (child == 0)
        _exit(read_as_another(f, expected_count, keeps_out));
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_int_equal(result, 0);
    snprintf(command, sizeof(command), "chmod -R u+w '%s'", f->data);
    assert_int_equal(system(command), 0);
}

static void a_directory_that_is_read_only_can_be_read(void **state)
{
    const struct fixture *f = *state;
    struct store *store = open_store(f, STORE_WRITE);
    add_all(store);
    /* while a writer has it open: with the writer's shared memory */
    assert_another_can_read(f, RELEASE_COUNT, true);
    store_close(store);
    /* alone: nobody may begin to write meanwhile */
    assert_another_can_read(f, RELEASE_COUNT, true);
    /* after a crash */
    add_and_die(f, RELEASE("Ports", "2026-05-01", "", ECHO, "", ALEX), false);
    assert_another_can_read(f, RELEASE_COUNT, true);
}

/* --- memory --- */

static void each_allocation_may_fail(void **state)
{
    const struct fixture *f = *state;
    store_close(open_store(f, STORE_WRITE));
    for (unsigned long n = 1;; n++) {
        struct registry registry;
        struct timeline timeline = {0};
        struct store *store = NULL;
        struct addition addition;
        struct arrival arrival = arrival_of(releases[n % RELEASE_COUNT]);
        arrival.backfill = true;
        read_xml(releases[n % RELEASE_COUNT], &registry);
        memory_fail_at(n / 4 + 1);
        int status = store_open(f->data, STORE_WRITE, &store, NULL);
        if (status == STATUS_OK)
            status = store_add(store, &arrival, &registry, &addition, NULL);
        if (status == STATUS_OK)
            status = store_read(store, 0, false, &timeline, NULL);
        bool failed = memory_failed();
        memory_fail_at(0);
        timeline_done(&timeline);
        store_close(store);
        registry_done(&registry);
        assert_int_equal(status, failed ? STATUS_MEMORY : STATUS_OK);
        store = open_store(f, STORE_READ);
        if (n % 16 == 0 && count(store))
            assert_all(store, count(store));
        bool is_full = count(store) == RELEASE_COUNT;
        store_close(store);
        if (!failed) {
            assert_true(n > 100);
            break;
        }
        if (is_full)
            remove_data(f), store_close(open_store(f, STORE_WRITE));
    }
}

/* Only the handle as a whole names a person: others may have it in theirs. */
static void salts_of_one_person_are_erased(void **state)
{
    static const char *const hers[] = {
        "\x04"
        "BLi\x07",
        "\x04"
        "BAlex_Example\x07\x04"
        "BLi\x06the first\x07",
        "\x04"
        "BLi\x05"
        "Bx\x07",
        "assigned to [Li]",
    };
    static const char *const others[] = {
        "\x04"
        "BLi_Example\x07",
        "\x04"
        "BAlex_Li\x07",
        "\x04"
        "Fmailto:Li@example.org\x07",
        "[Li_Example] Li",
    };
    enum { COUNT = sizeof(hers) / sizeof(*hers) };
    assert_int_equal(sizeof(others) / sizeof(*others), COUNT);
    struct store *store = open_store(*state, STORE_WRITE);
    uint8_t salt[32];
    uint32_t erased;
    bool found;
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(store_salt(store, text_of(hers[i]), salt, NULL), STATUS_OK);
        assert_int_equal(store_salt(store, text_of(others[i]), salt, NULL), STATUS_OK);
    }
    assert_int_equal(store_erase_salts(store, TEXT("Li"), &erased, NULL), STATUS_OK);
    assert_int_equal(erased, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(store_find_salt(store, text_of(hers[i]), salt, &found, NULL), STATUS_OK);
        assert_false(found);
        assert_int_equal(store_find_salt(store, text_of(others[i]), salt, &found, NULL), STATUS_OK);
        assert_true(found);
    }
    store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_new_store_is_an_empty_mirror),
        TEST(releases_come_out_as_they_went_in),
        TEST(releases_are_found_by_date),
        TEST(the_same_release_twice_changes_nothing),
        TEST(an_older_release_is_refused),
        TEST(any_order_gives_the_same_releases),
        TEST(keys_are_stable),
        TEST(backfills_in_one_direction_find_room),
        TEST(a_record_that_moves_and_comes_back),
        TEST(changes_are_told),
        TEST(whoever_is_told_may_refuse),
        TEST(what_is_rolled_back_was_never_there),
        TEST(an_authority_takes_decisions_only),
        TEST(stores_of_other_versions),
        TEST(an_older_store_is_brought_up_to_date),
        TEST(a_store_without_heads),
        TEST(what_is_no_store),
        TEST(after_a_crash_there_is_what_was_committed),
        TEST(damage_is_found_after_a_crash),
        TEST(rows_that_refer_to_nothing_are_found_after_a_crash),
        TEST(a_second_writer_waits),
        TEST(readers_see_whole_releases_during_a_write),
        TEST(a_directory_that_is_read_only_can_be_read),
        TEST(each_allocation_may_fail),
        TEST(salts_of_one_person_are_erased),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
