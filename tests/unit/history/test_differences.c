/* Tests of what is different between two registries besides their records. */
#include "history/differences.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/memory.h"

static void add_person(struct registry *registry, const char *id, const char *name, const char *uri)
{
    struct person *person = registry_add_person(registry);
    assert_non_null(person);
    person->id = text_of(id);
    person->name = text_of(name);
    if (uri)
        assert_true(person_add_uri(registry, person, text_of(uri)));
}

static void add_note(struct registry *registry, const char *title, const char *content)
{
    *registry_add_note(registry) = (struct note){text_of(title), text_of(content)};
}

static void fill(struct registry *registry)
{
    registry_init(registry);
    registry->updated = (struct date){2020, 1, 1};
    registry->title = TEXT("title");
    registry->category = TEXT("category");
    registry->references = TEXT("references");
    registry->experts = TEXT("experts");
    add_note(registry, "", "first");
    add_note(registry, "", "second");
    *registry_add_footnote(registry) = (struct footnote){TEXT("1"), TEXT("one")};
    add_person(registry, "B", "Example B", "mailto:b&example.org");
    add_person(registry, "A", "Example A", NULL);
}

static struct differences find(const struct registry *earlier, const struct registry *later)
{
    struct differences differences;
    assert_int_equal(differences_find(earlier, later, &differences, NULL), STATUS_OK);
    return differences;
}

static void there_are_none_between_equals(void **state)
{
    (void)state;
    struct registry earlier, later;
    fill(&earlier);
    fill(&later);
    later.frame.prolog = TEXT("how it is written");
    later.people[0].layout = TEXT("does not count");
    struct person first = later.people[0]; /* nor does the order */
    later.people[0] = later.people[1];
    later.people[1] = first;
    struct differences differences = find(&earlier, &later);
    assert_false(differences_any(&differences));
    registry_done(&earlier);
    registry_done(&later);
}

static void the_header_is_compared(void **state)
{
    (void)state;
    struct registry earlier, later;
    fill(&earlier);
    for (int i = 0; i < 5; i++) {
        fill(&later);
        struct text *const texts[] = {&later.title, &later.category, &later.references,
                                      &later.experts};
        if (i < 4)
            texts[i]->length--;
        else
            later.updated.day = 2;
        struct differences differences = find(&earlier, &later);
        const bool found[] = {differences.title, differences.category, differences.references,
                              differences.experts, differences.date};
        for (int j = 0; j < 5; j++)
            assert_int_equal(found[j], i == j);
        assert_true(differences_any(&differences));
        registry_done(&later);
    }
    registry_done(&earlier);
}

static void assert_counts(struct list_differences list, size_t added, size_t changed,
                          size_t removed)
{
    assert_int_equal(list.added, added);
    assert_int_equal(list.changed, changed);
    assert_int_equal(list.removed, removed);
}

static void people_are_known_by_their_id(void **state)
{
    (void)state;
    struct registry earlier, later;
    fill(&earlier);
    fill(&later);
    add_person(&earlier, "gone", "", NULL);
    add_person(&later, "0", "", NULL);
    add_person(&later, "z", "", NULL);
    later.people[1].name = TEXT("Example AA");
    struct differences differences = find(&earlier, &later);
    assert_counts(differences.people, 2, 1, 1);
    assert_true(differences_any(&differences));
    assert_true(person_add_uri(&later, &later.people[0], TEXT("https://example.org")));
    assert_counts(find(&earlier, &later).people, 2, 2, 1);
    assert_true(person_add_uri(&earlier, &earlier.people[1], TEXT(""))); /* says nothing */
    assert_counts(find(&earlier, &later).people, 2, 2, 1);
    registry_done(&earlier);
    registry_done(&later);
}

static void notes_and_footnotes_are_counted(void **state)
{
    (void)state;
    struct registry earlier, later;
    fill(&earlier);
    fill(&later);
    later.notes[1].content = TEXT("another");
    add_note(&later, "Titled", "third");
    struct differences differences = find(&earlier, &later);
    assert_counts(differences.notes, 1, 1, 0);
    assert_counts(differences.footnotes, 0, 0, 0);
    later.footnotes[0].anchor = TEXT("2");
    assert_counts(find(&earlier, &later).footnotes, 1, 0, 1);
    later.footnotes[0] = (struct footnote){TEXT("1"), TEXT("uno")};
    assert_counts(find(&earlier, &later).footnotes, 0, 1, 0);
    registry_done(&earlier);
    registry_done(&later);
}

static void every_failing_allocation_is_survived(void **state)
{
    (void)state;
    struct registry earlier, later;
    struct differences differences;
    fill(&earlier);
    fill(&later);
    for (unsigned long n = 1;; n++) {
        memory_fail_at(n);
        int status = differences_find(&earlier, &later, &differences, NULL);
        memory_fail_at(0);
        if (status == STATUS_OK)
            break;
        assert_int_equal(status, STATUS_MEMORY);
        assert_true(n < 100);
    }
    registry_done(&earlier);
    registry_done(&later);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_are_none_between_equals),
        cmocka_unit_test(the_header_is_compared),
        cmocka_unit_test(people_are_known_by_their_id),
        cmocka_unit_test(notes_and_footnotes_are_counted),
        cmocka_unit_test(every_failing_allocation_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
