/* Tests of what the page of statistics counts, and of the charts that are made of it. */
#include "server/pages/tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "server/pages/statistic.h"
#include "support/timeline.h"

static struct tally tally;

static void add_assigned(struct registry *registry, const char *name, const char *ports,
                         const char *protocol, uint16_t year)
{
    add_record(registry, name, ports, protocol, "A service")->registration_date.year = year;
}

static void fill(struct registry *registry)
{
    for (int i = 0; i < 120; i++)
        add_assigned(registry, "tea", "7", "tcp", 2004);
    add_assigned(registry, "TEA", "7", "udp", 1992);
    add_assigned(registry, "pot", "", "tcp", 2005);
    add_assigned(registry, "cup", "8", "", 0);
    add_record(registry, "", "9", "udp", "Reserved")->unauthorized_use = TEXT("by many");
    add_record(registry, "", "10-11", "", "Unassigned");
}

static void counts(void **state)
{
    (void)state;
    struct registry registry;
    struct compiled compiled;
    registry_init(&registry);
    fill(&registry);
    compiled_init(&compiled, &registry);
    assert_int_equal(tally_count(&compiled.snapshot, &tally, NULL), STATUS_OK);
    assert_int_equal(tally.statistics.records, 125);
    assert_int_equal(tally.records[TRANSPORT_TCP][STATE_ASSIGNED], 121);
    assert_int_equal(tally.records[TRANSPORT_UDP][STATE_RESERVED], 1);
    assert_int_equal(tally.records[TRANSPORT_NONE][STATE_UNASSIGNED], 1);
    /* One record in 1992 would not be seen beside 120. */
    assert_int_equal(tally.first_year, 2004);
    assert_int_equal(tally.year_count, 2);
    assert_int_equal(tally.earlier, 1);
    assert_int_equal(tally.undated, 1);
    assert_int_equal(tally.years[0].records[TRANSPORT_TCP], 120);
    assert_int_equal(tally.years[1].names, 1);
    assert_int_equal(tally.service_names, 3);
    assert_int_equal(tally.unauthorized, 1);
    compiled_done(&compiled);
    registry_done(&registry);
}

static void ranks_assignees(void **state)
{
    (void)state;
    static char handles[2 * TALLY_ASSIGNEE_LIMIT][8];
    struct registry registry;
    struct compiled compiled;
    registry_init(&registry);
    for (int i = 0; i < 2 * TALLY_ASSIGNEE_LIMIT; i++) {
        struct buffer reference;
        buffer_init(&reference);
        snprintf(handles[i], sizeof(handles[i]), "A_%02d", i);
        marked_append_reference(
            &reference, &(struct reference){.type = REFERENCE_PERSON, .data = text_of(handles[i])});
        for (int k = 0; k <= i; k++) {
            struct record *record = add_record(&registry, "tea", "7", "tcp", "Tea");
            record->has_assignee = true;
            assert_true(arena_copy(&registry.arena, buffer_text(&reference), &record->assignee));
        }
        buffer_done(&reference);
    }
    struct person *person = registry_add_person(&registry);
    person->id = TEXT("A_23");
    person->name = TEXT("Alex Example");
    person->organization = TEXT("Example Corp");
    compiled_init(&compiled, &registry);
    assert_int_equal(tally_count(&compiled.snapshot, &tally, NULL), STATUS_OK);
    assert_int_equal(tally.assignee_count, TALLY_ASSIGNEE_LIMIT);
    for (int i = 0; i < TALLY_ASSIGNEE_LIMIT; i++)
        assert_int_equal(tally.assignees[i].records, 2 * TALLY_ASSIGNEE_LIMIT - i);
    assert_true(text_equal(tally.assignees[0].handle, TEXT("A_23")));
    assert_true(text_equal(tally.assignees[0].organization, TEXT("Example Corp")));
    assert_int_equal(tally.assignees[1].organization.length, 0);
    compiled_done(&compiled);
    registry_done(&registry);
}

/* Each moment counts what its release has. */
static void grows(void **state)
{
    (void)state;
    struct timeline timeline;
    struct compiled compiled;
    fill_history(&timeline);
    compiled_timeline_init(&compiled, &timeline);
    assert_int_equal(tally_count(&compiled.snapshot, &tally, NULL), STATUS_OK);
    assert_true(tally.moment_count > 0);
    struct portreg_release last = portreg_release(&compiled.snapshot);
    assert_int_equal(tally.moments[tally.moment_count - 1].records, last.record_count);
    struct portreg *view;
    assert_int_equal(portreg_as_of(&compiled.snapshot, 1, &view, NULL), PORTREG_OK);
    assert_int_equal(tally_count(view, &tally, NULL), STATUS_OK);
    assert_int_equal(tally.moments[tally.moment_count - 1].records,
                     portreg_release(view).record_count);
    portreg_close(view);
    compiled_done(&compiled);
    timeline_done(&timeline);
}

static void charts_are_made_of_nothing(void **state)
{
    (void)state;
    struct registry registry;
    struct compiled compiled;
    struct statistic *statistic = malloc(sizeof(*statistic));
    registry_init(&registry);
    compiled_init(&compiled, &registry);
    assert_int_equal(tally_count(&compiled.snapshot, &tally, NULL), STATUS_OK);
    for (int kind = 0; kind < STATISTIC_COUNT; kind++) {
        struct buffer buffer;
        buffer_init(&buffer);
        statistic_make(statistic, (enum statistic_kind)kind, &compiled.snapshot, &tally);
        chart_write_file(&buffer, &statistic->chart);
        assert_false(buffer.failed);
        assert_true(statistic->chart.title.length > 0);
        buffer_done(&buffer);
    }
    free(statistic);
    compiled_done(&compiled);
    registry_done(&registry);
}

static void fails_without_memory(void **state)
{
    (void)state;
    struct registry registry;
    struct compiled compiled;
    registry_init(&registry);
    fill(&registry);
    compiled_init(&compiled, &registry);
    for (unsigned long n = 1;; n++) {
        memory_fail_at(n);
        int status = tally_count(&compiled.snapshot, &tally, NULL);
        bool was_hit = memory_failed();
        memory_fail_at(0);
        assert_int_equal(status, was_hit ? STATUS_MEMORY : STATUS_OK);
        if (!was_hit)
            break;
    }
    compiled_done(&compiled);
    registry_done(&registry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts),
        cmocka_unit_test(ranks_assignees),
        cmocka_unit_test(grows),
        cmocka_unit_test(charts_are_made_of_nothing),
        cmocka_unit_test(fails_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
