/* Tests of timelines: of one release, and a release out of many. */
#include "registry/timeline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "support/timeline.h"

/* Three releases: tea is there always, pot comes, cup goes. */
static void fill(struct timeline *timeline)
{
    timeline_begin(timeline, 3);
    add_version(timeline, 1, 0, 2, "tea", "7", "tcp", "Tea");
    add_version(timeline, 2, 1, 2, "pot", "8", "tcp", "Pot");
    add_version(timeline, 3, 0, 1, "cup", "9", "tcp", "Cup");
    add_person_version(timeline, 0, 0, "Ada", "Ada");
    add_person_version(timeline, 1, 2, "Ada", "Ada of Tea");
    add_note_version(timeline, 1, 1, "Note");
    add_footnote_version(timeline, 2, 2, "1");
    add_head_version(timeline, 0, 1, "Teas");
    add_head_version(timeline, 2, 2, "Teas and Pots");
}

/* What lives in REGISTRY: its title, names of its records, people and notes, footnotes. */
static void assert_contents(const struct registry *registry, const char *expected)
{
    struct buffer found;
    buffer_init(&found);
    buffer_format(&found, "%.*s:", TEXT_ARGS(registry->title));
    for (size_t i = 0; i < registry->record_count; i++)
        buffer_format(&found, " %.*s", TEXT_ARGS(registry->records[i].service_name));
    for (size_t i = 0; i < registry->person_count; i++)
        buffer_format(&found, ", %.*s", TEXT_ARGS(registry->people[i].name));
    for (size_t i = 0; i < registry->note_count; i++)
        buffer_format(&found, ", %.*s", TEXT_ARGS(registry->notes[i].title));
    for (size_t i = 0; i < registry->footnote_count; i++)
        buffer_format(&found, ", %.*s", TEXT_ARGS(registry->footnotes[i].anchor));
    buffer_append_byte(&found, '\0');
    assert_string_equal(found.bytes, expected);
    buffer_done(&found);
}

static void a_release_is_what_lives_in_it(void **state)
{
    (void)state;
    static const char *const contents[] = {"Teas: tea cup, Ada",
                                           "Teas: tea pot cup, Ada of Tea, Note",
                                           "Teas and Pots: tea pot, Ada of Tea, 1"};
    struct timeline timeline;
    fill(&timeline);
    for (uint32_t i = 0; i < 3; i++) {
        struct registry registry;
        registry_init(&registry);
        assert_int_equal(timeline_release(&timeline, i, &registry, NULL), STATUS_OK);
        assert_contents(&registry, contents[i]);
        assert_int_equal(date_compare(registry.updated, timeline.releases[i].date), 0);
        registry_done(&registry);
    }
    timeline_done(&timeline);
}

/* A store that lost a head must not lead out of the list of heads. */
static void a_release_without_a_head_is_refused(void **state)
{
    (void)state;
    struct timeline timeline;
    struct registry registry;
    struct error error;
    fill(&timeline);
    registry_init(&registry);
    timeline.heads[1].lifetime = (struct lifetime){0, 1};
    assert_int_equal(timeline_release(&timeline, 2, &registry, &error), STATUS_IO);
    assert_string_equal(error.message, "expected the head of release 3, found none");
    timeline.head_count = 0;
    assert_int_equal(timeline_release(&timeline, 0, &registry, NULL), STATUS_IO);
    registry_done(&registry);
    timeline_done(&timeline);
}

static void one_release_is_a_timeline(void **state)
{
    (void)state;
    struct timeline many, one;
    struct registry registry;
    fill(&many);
    registry_init(&registry);
    assert_int_equal(timeline_release(&many, 1, &registry, NULL), STATUS_OK);
    assert_int_equal(timeline_of_registry(&one, &registry, &many.releases[1], NULL), STATUS_OK);
    assert_int_equal(registry.record_count, 0); /* it was taken over */
    assert_int_equal(one.release_count, 1);
    assert_int_equal(one.releases[0].record_count, 3);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(one.record_keys[i], i + 1);
        assert_true(lifetime_covers(one.record_lifetimes[i], 0));
    }
    assert_int_equal(timeline_release(&one, 0, &registry, NULL), STATUS_OK);
    assert_contents(&registry, "Teas: tea pot cup, Ada of Tea, Note");
    registry_done(&registry);
    timeline_done(&one);
    timeline_done(&many);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct timeline many;
    bool failed = true;
    fill(&many);
    for (unsigned long count = 1; failed; count++) {
        struct timeline one = {0};
        struct registry registry;
        registry_init(&registry);
        memory_fail_at(count);
        int status = timeline_release(&many, 1, &registry, NULL);
        if (status == STATUS_OK)
            status = timeline_of_registry(&one, &registry, &many.releases[1], NULL);
        failed = memory_failed();
        memory_fail_at(0);
        assert_int_equal(status, failed ? STATUS_MEMORY : STATUS_OK);
        timeline_done(&one);
        registry_done(&registry);
    }
    timeline_done(&many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_release_is_what_lives_in_it),
        cmocka_unit_test(a_release_without_a_head_is_refused),
        cmocka_unit_test(one_release_is_a_timeline),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
