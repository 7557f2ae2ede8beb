/* Tests of counting by year. */
#include "snapshot/years.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "support/snapshot.h"

static void add(struct registry *registry, const char *name, const char *protocol, uint16_t year)
{
    struct record *record = add_record(registry, name, "", protocol, "Tea");
    record->registration_date = (struct date){year, 0, 0};
}

static void counts_assigned_records_by_year(void **state)
{
    (void)state;
    struct registry registry;
    struct compiled compiled;
    struct years years;
    registry_init(&registry);
    add(&registry, "tea", "tcp", 2019);
    add(&registry, "tea", "udp", 2019);
    add(&registry, "chai", "tcp", 1991);
    add(&registry, "mate", "", 2019);
    add(&registry, "cha", "sctp", 9999);
    add(&registry, "te", "dccp", 0);
    struct record *reserved = add_record(&registry, "", "9", "tcp", "Reserved");
    reserved->registration_date = (struct date){2019, 1, 1};
    compiled_init(&compiled, &registry);
    assert_int_equal(years_count(&compiled.snapshot, &years, NULL), STATUS_OK);
    assert_int_equal(years.count, 3);
    assert_int_equal(years.without_date, 1);
    assert_int_equal(years.list[0].year, 1991);
    assert_int_equal(years.list[1].year, 2019);
    assert_int_equal(years.list[2].year, 9999);
    assert_int_equal(years.list[1].records[TRANSPORT_TCP], 1);
    assert_int_equal(years.list[1].records[TRANSPORT_UDP], 1);
    assert_int_equal(years.list[1].records[TRANSPORT_NONE], 1);
    assert_int_equal(year_total(&years.list[1]), 3);
    assert_int_equal(years.list[2].records[TRANSPORT_SCTP], 1);
    years_done(&years);
    compiled_done(&compiled);
    registry_done(&registry);
}

static void more_years_than_there_is_room_for_at_first(void **state)
{
    (void)state;
    enum { YEARS = 300 };
    struct registry registry;
    struct compiled compiled;
    struct years years;
    struct error error;
    registry_init(&registry);
    for (uint16_t i = 0; i < YEARS; i++)
        add(&registry, "tea", "tcp", (uint16_t)(1 + (i * 7) % YEARS));
    compiled_init(&compiled, &registry);
    for (unsigned long n = 1;; n++) {
        memory_fail_at(n);
        int status = years_count(&compiled.snapshot, &years, &error);
        bool was_hit = memory_failed();
        memory_fail_at(0);
        assert_int_equal(status, was_hit ? STATUS_MEMORY : STATUS_OK);
        if (!was_hit)
            break;
    }
    assert_int_equal(years.count, YEARS);
    for (size_t i = 0; i < YEARS; i++)
        assert_int_equal(years.list[i].year, i + 1);
    years_done(&years);
    compiled_done(&compiled);
    registry_done(&registry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_assigned_records_by_year),
        cmocka_unit_test(more_years_than_there_is_room_for_at_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
