/* Tests of what a snapshot of three releases says of the past. */
#include "history/past.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/memory.h"
#include "history/changes.h"
#include "rows.h"
#include "snapshot/compile.h"
#include "support/snapshot.h"

/* Versions of records, in the published order. */
static const char versions[] = "old|80|tcp|x\n"       /* renamed in the second release */
                               "new|80|tcp|x\n"       /* */
                               "back|81|tcp|x\n"      /* gone in the second, back in the third */
                               "back|81|tcp|y\n"      /* */
                               "gone|82|tcp|x\n"      /* until the second */
                               "late|83|udp|x\n"      /* from the third on */
                               "|90-99||Unassigned\n" /* split in the third */
                               "|90-94||Unassigned\n" /* */
                               "in|95|tcp|x\n"        /* */
                               "|96-99||Unassigned\n" /* */
                               "new||tcp|of the same name"; /* always */

static const struct {
    uint32_t key;
    struct lifetime lifetime;
} lives[] = {
    {1, {0, 0}}, {1, {1, 2}}, {2, {0, 0}}, {2, {2, 2}}, {3, {0, 1}}, {4, {2, 2}},
    {5, {0, 1}}, {5, {2, 2}}, {6, {2, 2}}, {7, {2, 2}}, {8, {0, 2}},
};
enum { VERSIONS = sizeof(lives) / sizeof(*lives), RELEASES = 3 };

/* A snapshot of these versions. */
static void compile(struct compiled *compiled)
{
    static struct release releases[RELEASES] = {
        {.sequence = 2, .date = {2020, 1, 1}, .record_count = 5},
        {.sequence = 1, .date = {2020, 1, 2}, .record_count = 4},
        {.sequence = 3, .date = {2020, 1, 3}, .record_count = 7},
    };
    struct lifetime lifetimes[VERSIONS], person_lifetime = {1, 2}, note_lifetime = {0, 1};
    uint32_t keys[VERSIONS];
    struct head head = {.lifetime = {0, 2}, .title = TEXT("title"), .experts = TEXT("experts")};
    struct timeline timeline = {.releases = releases,
                                .release_count = RELEASES,
                                .record_lifetimes = lifetimes,
                                .record_keys = keys,
                                .person_lifetimes = &person_lifetime,
                                .note_lifetimes = &note_lifetime,
                                .heads = &head,
                                .head_count = 1};
    read_rows(&timeline.versions, versions);
    assert_int_equal(timeline.versions.record_count, VERSIONS);
    for (size_t i = 0; i < VERSIONS; i++) {
        lifetimes[i] = lives[i].lifetime;
        keys[i] = lives[i].key;
    }
    struct person *person = registry_add_person(&timeline.versions);
    person->id = TEXT("Example_Person");
    assert_true(person_add_uri(&timeline.versions, person, TEXT("mailto:a&example.org")));
    assert_true(person_add_uri(&timeline.versions, person, TEXT("https://example.org")));
    registry_add_note(&timeline.versions)->content = TEXT("note");
    buffer_init(&compiled->bytes);
    assert_int_equal(snapshot_compile(&timeline, &compiled->bytes, NULL), STATUS_OK);
    assert_int_equal(
        map_init(&compiled->snapshot, compiled->bytes.bytes, compiled->bytes.length, NULL),
        PORTREG_OK);
    registry_done(&timeline.versions);
}

/* Appends "release:+new" for each change. */
static void format_events(const struct events *events, struct buffer *text)
{
    static const char signs[] = {'+', '~', '-'};
    for (size_t i = 0; i < events->count; i++) {
        const struct change *change = &events->list[i].change;
        const struct record *record =
            change->operation == CHANGE_REMOVED ? &change->before : &change->after;
        char ports[PORTS_SIZE_BYTES];
        assert_true(change->key > 0);
        buffer_format(
            text, "%s%u:%c%.*s", i ? " " : "", events->list[i].release, signs[change->operation],
            TEXT_ARGS(record->service_name.length ? record->service_name
                                                  : text_of(ports_format(record->ports, ports))));
    }
}

static void each_change_that_touched_it(void **state)
{
    (void)state;
    static const struct {
        const char *query, *events;
    } cases[] = {
        {"80", "0:+old 1:~new"},
        {"80/tcp", "0:+old 1:~new"},
        {"80/udp", ""},
        {"old", "0:+old 1:~new"},
        {"NEW", "0:+new 1:~new"},
        {"new/udp", ""},
        {"81", "0:+back 1:-back 2:+back"},
        {"82", "0:+gone 2:-gone"},
        {"83/udp", "2:+late"},
        {"93", "0:+90-99 2:~90-94"},
        {"95/tcp", "0:+90-99 2:~90-94 2:+in"},
        {"97", "0:+90-99 2:~90-94 2:+96-99"},
        {"82-83", "0:+gone 2:-gone 2:+late"},
        {"1", ""},
        {"none", ""},
    };
    struct compiled compiled;
    compile(&compiled);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct query query;
        struct events events;
        struct buffer text;
        buffer_init(&text);
        assert_int_equal(query_parse(text_of(cases[i].query), &query, NULL), STATUS_OK);
        assert_int_equal(past_events(&compiled.snapshot, &query, &events, NULL), STATUS_OK);
        format_events(&events, &text);
        if (!text_equal(buffer_text(&text), text_of(cases[i].events)))
            fail_msg("%s: expected %s, found %.*s", cases[i].query, cases[i].events,
                     TEXT_ARGS(buffer_text(&text)));
        events_done(&events);
        buffer_done(&text);
    }
    compiled_done(&compiled);
}

static void each_change_of_a_release(void **state)
{
    (void)state;
    static const struct {
        uint32_t release, after_key;
        size_t limit;
        const char *events;
    } cases[] = {
        {0, 0, SIZE_MAX, "0:+old 0:+back 0:+gone 0:+90-99 0:+new"},
        {1, 0, SIZE_MAX, "1:~new 1:-back"},
        {2, 0, SIZE_MAX, "2:+back 2:-gone 2:+late 2:~90-94 2:+in 2:+96-99"},
        {2, 0, 2, "2:+back 2:-gone"},
        {2, 3, 2, "2:+late 2:~90-94"},
        {2, 5, 2, "2:+in 2:+96-99"},
        {2, 7, 2, ""},
        {2, 0, 0, ""},
        {2, UINT32_MAX, SIZE_MAX, ""},
    };
    struct compiled compiled;
    struct events events = {NULL, 0, 0};
    struct buffer text;
    compile(&compiled);
    buffer_init(&text);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        assert_int_equal(past_add_release(&compiled.snapshot, cases[i].release, cases[i].after_key,
                                          cases[i].limit, &events, NULL),
                         STATUS_OK);
        format_events(&events, &text);
        assert_true(text_equal(buffer_text(&text), text_of(cases[i].events)));
        events_done(&events);
        buffer_clear(&text);
    }
    buffer_done(&text);
    compiled_done(&compiled);
}

static void releases_are_added_to_one_list(void **state)
{
    (void)state;
    struct compiled compiled;
    struct events events = {NULL, 0, 0};
    struct buffer text;
    compile(&compiled);
    buffer_init(&text);
    for (uint32_t i = 0; i < RELEASES; i++)
        assert_int_equal(past_add_release(&compiled.snapshot, i, 0, 8, &events, NULL), STATUS_OK);
    format_events(&events, &text);
    assert_true(text_equal(buffer_text(&text),
                           TEXT("0:+old 0:+back 0:+gone 0:+90-99 0:+new 1:~new 1:-back 2:+back")));
    buffer_done(&text);
    events_done(&events);
    compiled_done(&compiled);
}

/* Reads the release at INDEX. */
static void read_release(struct compiled *compiled, uint32_t index, struct portreg **view,
                         struct registry *registry, uint32_t **keys)
{
    registry_init(registry);
    assert_int_equal(portreg_as_of(&compiled->snapshot, index, view, NULL), PORTREG_OK);
    assert_int_equal(past_registry(*view, registry, keys, NULL), STATUS_OK);
}

static void a_release_is_a_registry(void **state)
{
    (void)state;
    struct compiled compiled;
    struct registry registry;
    struct portreg *view;
    uint32_t *keys;
    compile(&compiled);
    read_release(&compiled, 1, &view, &registry, &keys);
    static const char *const names[] = {"new", "gone", "", "new"};
    static const uint32_t expected_keys[] = {1, 3, 5, 8};
    assert_int_equal(registry.record_count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_true(text_equal(registry.records[i].service_name, text_of(names[i])));
        assert_int_equal(keys[i], expected_keys[i]);
    }
    assert_int_equal(date_pack(registry.updated), date_pack((struct date){2020, 1, 2}));
    assert_true(text_equal(registry.title, TEXT("title")));
    assert_true(text_equal(registry.experts, TEXT("experts")));
    assert_int_equal(registry.note_count, 1);
    assert_int_equal(registry.person_count, 1);
    assert_int_equal(registry.people[0].uri_count, 2);
    assert_true(text_equal(registry.people[0].uris[1], TEXT("https://example.org")));
    registry_done(&registry);
    memory_free(keys);
    portreg_close(view);
    compiled_done(&compiled);
}

static void releases_are_compared_by_key(void **state)
{
    (void)state;
    struct compiled compiled;
    struct registry earlier, later;
    struct portreg *earlier_view, *later_view;
    uint32_t *earlier_keys, *later_keys;
    struct changes changes;
    compile(&compiled);
    read_release(&compiled, 0, &earlier_view, &earlier, &earlier_keys);
    read_release(&compiled, 2, &later_view, &later, &later_keys);
    assert_int_equal(
        changes_find_by_key(&earlier, earlier_keys, &later, later_keys, &changes, NULL), STATUS_OK);
    static const struct {
        uint32_t key;
        enum change_operation operation;
    } expected[] = {{1, CHANGE_MODIFIED}, {2, CHANGE_MODIFIED}, {3, CHANGE_REMOVED},
                    {4, CHANGE_ADDED},    {5, CHANGE_MODIFIED}, {6, CHANGE_ADDED},
                    {7, CHANGE_ADDED}};
    assert_int_equal(changes.count, 7);
    for (size_t i = 0; i < changes.count; i++) {
        assert_int_equal(changes.list[i].key, expected[i].key);
        assert_int_equal(changes.list[i].operation, expected[i].operation);
    }
    changes_done(&changes);
    registry_done(&earlier);
    registry_done(&later);
    memory_free(earlier_keys);
    memory_free(later_keys);
    portreg_close(earlier_view);
    portreg_close(later_view);
    compiled_done(&compiled);
}

static int read_all(const struct portreg *snapshot)
{
    struct registry registry;
    struct events events = {0};
    struct changes changes = {0};
    struct query query;
    uint32_t *keys = NULL;
    registry_init(&registry);
    query_parse(TEXT("80"), &query, NULL);
    int status = past_registry(snapshot, &registry, &keys, NULL);
    if (status == STATUS_OK)
        status = past_events(snapshot, &query, &events, NULL);
    for (uint32_t i = 0; i < RELEASES && status == STATUS_OK; i++)
        status = past_add_release(snapshot, i, 0, SIZE_MAX, &events, NULL);
    if (status == STATUS_OK)
        status = changes_find_by_key(&registry, keys, &registry, keys, &changes, NULL);
    changes_done(&changes);
    events_done(&events);
    memory_free(keys);
    registry_done(&registry);
    return status;
}

static void every_failing_allocation_is_survived(void **state)
{
    (void)state;
    struct compiled compiled;
    compile(&compiled);
    for (unsigned long n = 1;; n++) {
        memory_fail_at(n);
        int status = read_all(&compiled.snapshot);
        memory_fail_at(0);
        if (status == STATUS_OK)
            break;
        assert_int_equal(status, STATUS_MEMORY);
        assert_true(n < 100);
    }
    compiled_done(&compiled);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_change_that_touched_it),
        cmocka_unit_test(each_change_of_a_release),
        cmocka_unit_test(releases_are_added_to_one_list),
        cmocka_unit_test(a_release_is_a_registry),
        cmocka_unit_test(releases_are_compared_by_key),
        cmocka_unit_test(every_failing_allocation_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
