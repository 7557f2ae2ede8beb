/* Tests of versions: how rows change when a release is put behind, before and between others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/versions.h"

enum { PLACES = 12, VALUES = 3, ROUNDS = 400 };

struct fixture {
    struct database *database;
    struct versions versions;
    char path[64];
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    snprintf(f->path, sizeof(f->path), "/tmp/portreg-test-XXXXXX");
    close(mkstemp(f->path));
    assert_int_equal(engine_sqlite.open(f->path, DATABASE_WRITE, &f->database, NULL), STATUS_OK);
    assert_int_equal(engine_sqlite.execute(f->database,
                                           "CREATE TABLE thing (id INTEGER PRIMARY KEY,"
                                           " key INTEGER, first INTEGER, last INTEGER,"
                                           " name TEXT, size INTEGER); BEGIN",
                                           NULL),
                     STATUS_OK);
    assert_int_equal(
        versions_init(&f->versions, &engine_sqlite, f->database, "thing", "name, size", NULL),
        STATUS_OK);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    versions_done(&f->versions);
    engine_sqlite.close(f->database);
    unlink(f->path);
    free(f);
    return 0;
}

/* Puts VALUE (0: absent) of the thing KEY at GAP. */
static int64_t put(struct fixture *f, int64_t key, struct gap gap, struct neighbours neighbours,
                   int value)
{
    static const char *const names[] = {"", "one", "two", "three"};
    int64_t id;
    engine_sqlite.bind_text(f->versions.insert, 4, text_of(names[value]));
    engine_sqlite.bind_integer(f->versions.insert, 5, value);
    neighbours.absent = value == 0;
    assert_int_equal(versions_put(&f->versions, &gap, &neighbours, key, &id, NULL), STATUS_OK);
    return id;
}

/* All rows, as "id:key:first-last=name", in the order of their first places. */
static void assert_rows(struct fixture *f, const char *expected)
{
    struct query *query;
    char found[1024] = "";
    bool row;
    assert_int_equal(
        engine_sqlite.prepare(
            f->database,
            "SELECT id || ':' || key || ':' || first || '-' || coalesce(last, '') || '=' || name"
            " FROM thing ORDER BY key, first",
            &query, NULL),
        STATUS_OK);
    while (engine_sqlite.step(query, &row, NULL) == STATUS_OK && row)
        snprintf(found + strlen(found), sizeof(found) - strlen(found), "%s%.*s", *found ? " " : "",
                 TEXT_ARGS(engine_sqlite.text(query, 0)));
    engine_sqlite.finish(query);
    assert_string_equal(found, expected);
}

static void behind_all_others(void **state)
{
    struct fixture *f = *state;
    int64_t id = put(f, 5, (struct gap){0, 10, 0}, (struct neighbours){0}, 1);
    assert_rows(f, "1:5:10-=one");
    /* the same: nothing is written */
    assert_int_equal(put(f, 5, (struct gap){10, 20, 0},
                         (struct neighbours){.before = id, .same_before = true}, 1),
                     id);
    assert_rows(f, "1:5:10-=one");
    /* another one */
    id = put(f, 5, (struct gap){20, 30, 0}, (struct neighbours){.before = id}, 2);
    assert_rows(f, "1:5:10-20=one 2:5:30-=two");
    /* gone */
    assert_int_equal(put(f, 5, (struct gap){30, 40, 0}, (struct neighbours){.before = id}, 0), 0);
    assert_rows(f, "1:5:10-20=one 2:5:30-30=two");
}

static void into_the_middle_of_a_lifetime(void **state)
{
    struct fixture *f = *state;
    int64_t id = put(f, 1, (struct gap){0, 10, 0}, (struct neighbours){0}, 1);
    struct neighbours both = {.before = id, .after = id, .same_before = true, .same_after = true};
    assert_int_equal(put(f, 1, (struct gap){10, 15, 20}, both, 1), id);
    assert_rows(f, "1:1:10-=one");
    both.same_before = both.same_after = false;
    assert_int_equal(put(f, 1, (struct gap){15, 17, 20}, both, 2), 3);
    assert_rows(f, "1:1:10-15=one 3:1:17-17=two 2:1:20-=one");
    /* absent: a hole */
    both = (struct neighbours){.before = 1, .after = 1};
    assert_int_equal(put(f, 1, (struct gap){10, 12, 15}, both, 0), 0);
    assert_rows(f, "1:1:10-10=one 4:1:15-15=one 3:1:17-17=two 2:1:20-=one");
}

static void between_two_versions(void **state)
{
    struct fixture *f = *state;
    int64_t one = put(f, 1, (struct gap){0, 10, 0}, (struct neighbours){0}, 1);
    int64_t two = put(f, 1, (struct gap){10, 40, 0}, (struct neighbours){.before = one}, 2);
    struct neighbours both = {.before = one, .after = two, .same_before = true};
    assert_int_equal(put(f, 1, (struct gap){10, 15, 40}, both, 1), one);
    assert_rows(f, "1:1:10-15=one 2:1:40-=two");
    both = (struct neighbours){.before = one, .after = two, .same_after = true};
    assert_int_equal(put(f, 1, (struct gap){15, 30, 40}, both, 2), two);
    assert_rows(f, "1:1:10-15=one 2:1:30-=two");
    both = (struct neighbours){.before = one, .after = two};
    assert_int_equal(put(f, 1, (struct gap){15, 20, 30}, both, 3), 3);
    assert_rows(f, "1:1:10-15=one 3:1:20-20=three 2:1:30-=two");
    both = (struct neighbours){.before = one, .after = 3};
    assert_int_equal(put(f, 1, (struct gap){15, 17, 20}, both, 0), 0);
    assert_rows(f, "1:1:10-15=one 3:1:20-20=three 2:1:30-=two");
}

/* The row of the thing 1 that lives at PLACE, and its value; 0: none. */
static int64_t row_at(struct fixture *f, int64_t place, int *value)
{
    struct query *query;
    bool row;
    *value = 0;
    if (place == 0)
        return 0;
    assert_int_equal(engine_sqlite.prepare(f->database,
                                           "SELECT id, size FROM thing WHERE first <= ?1 AND"
                                           " (last IS NULL OR last >= ?1)",
                                           &query, NULL),
                     STATUS_OK);
    engine_sqlite.bind_integer(query, 1, place);
    assert_int_equal(engine_sqlite.step(query, &row, NULL), STATUS_OK);
    int64_t id = row ? engine_sqlite.integer(query, 0) : 0;
    *value = row ? (int)engine_sqlite.integer(query, 1) : 0;
    if (row) {
        assert_int_equal(engine_sqlite.step(query, &row, NULL), STATUS_OK);
        assert_false(row); /* one at most */
    }
    engine_sqlite.finish(query);
    return id;
}

/* Releases in a random order, each with a random value of one thing: afterwards each has its own.
 */
static void any_order_gives_each_release_its_own(void **state)
{
    struct fixture *f = *state;
    srandom(6335);
    for (int round = 0; round < ROUNDS; round++) {
        int values[PLACES + 1] = {0}, found;
        bool there[PLACES + 2] = {false};
        assert_int_equal(engine_sqlite.execute(f->database, "DELETE FROM thing", NULL), STATUS_OK);
        for (size_t i = 0; i < PLACES; i++) {
            struct gap gap = {0};
            struct neighbours neighbours;
            int before, after;
            do
                gap.here = 1 + random() % PLACES;
            while (there[gap.here]);
            for (int64_t place = gap.here; place > 0 && !gap.before; place--)
                gap.before = there[place] ? place : 0;
            for (int64_t place = gap.here; place <= PLACES && !gap.after; place++)
                gap.after = there[place] ? place : 0;
            values[gap.here] = (int)(random() % (VALUES + 1));
            neighbours = (struct neighbours){.before = row_at(f, gap.before, &before),
                                             .after = row_at(f, gap.after, &after)};
            neighbours.same_before = neighbours.before && before == values[gap.here];
            neighbours.same_after = neighbours.after && after == values[gap.here];
            int64_t id = put(f, 1, gap, neighbours, values[gap.here]);
            there[gap.here] = true;
            assert_int_equal(row_at(f, gap.here, &found), id);
            for (int64_t place = 1; place <= PLACES; place++)
                if (there[place]) {
                    row_at(f, place, &found);
                    assert_int_equal(found, values[place]);
                }
        }
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(behind_all_others),
        TEST(into_the_middle_of_a_lifetime),
        TEST(between_two_versions),
        TEST(any_order_gives_each_release_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
