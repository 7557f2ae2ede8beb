/* Tests of the registry in memory: its lists grow, and survive a failing allocation. */
#include "registry/registry.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/memory.h"

static void lists_keep_order_and_begin_as_zero(void **state)
{
    (void)state;
    enum { COUNT = 1000 };
    struct registry registry;
    registry_init(&registry);
    for (uint32_t i = 0; i < COUNT; i++) {
        struct record *record = registry_add_record(&registry);
        struct person *person = registry_add_person(&registry);
        struct note *note = registry_add_note(&registry);
        struct footnote *footnote = registry_add_footnote(&registry);
        assert_true(record && person && note && footnote);
        assert_int_equal(record->service_name.length, 0);
        assert_false(record->has_ports || record->has_assignee || record->has_service_code);
        assert_int_equal(person->uri_count, 0);
        assert_null(note->title.bytes);
        assert_null(footnote->anchor.bytes);
        record->position.line = person->position.line = i;
    }
    assert_int_equal(registry.record_count, COUNT);
    assert_int_equal(registry.person_count, COUNT);
    assert_int_equal(registry.note_count, COUNT);
    assert_int_equal(registry.footnote_count, COUNT);
    for (uint32_t i = 0; i < COUNT; i++) {
        assert_int_equal(registry.records[i].position.line, i);
        assert_int_equal(registry.people[i].position.line, i);
    }
    registry_done(&registry);
    assert_int_equal(registry.record_count, 0);
    registry_done(&registry);
}

static void reserves_records(void **state)
{
    (void)state;
    struct registry registry;
    registry_init(&registry);
    assert_true(registry_reserve_records(&registry, 100));
    const struct record *records = registry.records;
    for (size_t i = 0; i < 100; i++)
        assert_non_null(registry_add_record(&registry));
    assert_true(registry_reserve_records(&registry, 50));
    assert_ptr_equal(registry.records, records);
    assert_non_null(registry_add_record(&registry));
    assert_int_equal(registry.record_count, 101);
    memory_fail_at(1);
    assert_false(registry_reserve_records(&registry, 1000));
    memory_fail_at(0);
    assert_false(registry_reserve_records(&registry, SIZE_MAX));
    assert_int_equal(registry.record_count, 101);
    registry_done(&registry);
}

/* Growing by half of one makes no room for another. */
static void grows_beyond_what_was_reserved(void **state)
{
    (void)state;
    struct registry registry;
    registry_init(&registry);
    assert_true(registry_reserve_records(&registry, 1));
    for (int i = 0; i < 100; i++) {
        assert_non_null(registry_add_record(&registry));
        assert_true(registry.record_capacity >= registry.record_count);
    }
    registry_done(&registry);
}

static void takes_the_records_of_another(void **state)
{
    (void)state;
    struct registry registry, other;
    registry_init(&registry);
    registry_init(&other);
    for (uint32_t i = 0; i < 3; i++)
        registry_add_record(&registry)->position.line = i;
    assert_true(registry_take_records(&registry, &other)); /* of which there is none */
    for (uint32_t i = 3; i < 50; i++)
        registry_add_record(&other)->position.line = i;
    assert_true(arena_copy(&other.arena, TEXT("tea"), &other.records[0].service_name));
    memory_fail_at(1);
    assert_false(registry_take_records(&registry, &other));
    assert_true(memory_failed());
    assert_int_equal(other.record_count, 47);
    assert_true(registry_take_records(&registry, &other));
    assert_int_equal(other.record_count, 0);
    registry_done(&other);
    assert_int_equal(registry.record_count, 50);
    for (uint32_t i = 0; i < 50; i++)
        assert_int_equal(registry.records[i].position.line, i);
    assert_true(text_equal(registry.records[3].service_name, TEXT("tea")));
    assert_non_null(registry_add_record(&registry));
    registry_done(&registry);
}

static void people_have_uris_in_order(void **state)
{
    (void)state;
    struct registry registry;
    registry_init(&registry);
    struct person *person = registry_add_person(&registry);
    assert_non_null(person);
    static const char *const uris[] = {"mailto:a&b", "https://c", "mailto:d&e"};
    for (size_t i = 0; i < 3; i++)
        assert_true(person_add_uri(&registry, person, text_of(uris[i])));
    assert_int_equal(person->uri_count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(text_equal(person->uris[i], text_of(uris[i])));
    registry_done(&registry);
}

/* Adds some of everything; false at the first failure. */
/* A list copied for each of its entries would ask for 80 GB here. */
static void a_person_may_have_many_uris(void **state)
{
    (void)state;
    enum { COUNT = 100000 };
    struct registry registry;
    registry_init(&registry);
    struct person *person = registry_add_person(&registry);
    char uris[16];
    for (size_t i = 0; i < COUNT; i++)
        assert_true(person_add_uri(&registry, person, (struct text){uris, i % sizeof(uris)}));
    assert_int_equal(person->uri_count, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        assert_int_equal(person->uris[i].length, i % sizeof(uris));
    registry_done(&registry);
}

static bool fill(struct registry *registry)
{
    for (int i = 0; i < 40; i++) {
        struct person *person = registry_add_person(registry);
        if (!person || !person_add_uri(registry, person, TEXT("https://a")) ||
            !registry_add_record(registry) || !registry_add_note(registry) ||
            !registry_add_footnote(registry))
            return false;
    }
    return true;
}

static void survives_every_failing_allocation(void **state)
{
    (void)state;
    bool failed = true;
    unsigned long count = 0;
    while (failed) {
        struct registry registry;
        registry_init(&registry);
        memory_fail_at(++count);
        bool filled = fill(&registry);
        failed = memory_failed();
        memory_fail_at(0);
        assert_int_equal(filled, !failed);
        for (size_t i = 0; i < registry.person_count; i++)
            assert_in_range(registry.people[i].uri_count, 0, 1);
        registry_done(&registry);
    }
    assert_in_range(count, 5, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_keep_order_and_begin_as_zero),
        cmocka_unit_test(reserves_records),
        cmocka_unit_test(grows_beyond_what_was_reserved),
        cmocka_unit_test(takes_the_records_of_another),
        cmocka_unit_test(people_have_uris_in_order),
        cmocka_unit_test(a_person_may_have_many_uris),
        cmocka_unit_test(survives_every_failing_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
