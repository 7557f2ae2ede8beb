/* Tests of counting. */
#include "snapshot/statistics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/snapshot.h"

static void counts_records(void **state)
{
    (void)state;
    struct registry registry;
    struct compiled compiled;
    struct statistics statistics;
    registry_init(&registry);
    add_record(&registry, "tea", "7", "tcp", "Tea")->has_service_code = true;
    add_record(&registry, "tea_", "7", "tcp", "Tea")->assignment_notes =
        TEXT("This entry is an alias to \"tea\".\nThis entry is now historic, not usable for use "
             "with many\ncommon service discovery mechanisms.");
    add_record(&registry, "", "8", "tcp", "any private tea");
    add_record(&registry, "name", "", "", "");
    add_record(&registry, "", "9", "", "Reserved");
    add_record(&registry, "", "10-19", "", "Unassigned");
    registry_add_person(&registry)->id = TEXT("Ada");
    compiled_init(&compiled, &registry);
    statistics_count(&compiled.snapshot, &statistics);
    assert_int_equal(statistics.records, 6);
    assert_int_equal(statistics.records_assigned, 4);
    assert_int_equal(statistics.records_without_port_number, 1);
    assert_int_equal(statistics.records_reserved, 1);
    assert_int_equal(statistics.records_unassigned, 1);
    assert_int_equal(statistics.aliases, 1);
    assert_int_equal(statistics.legacy_names, 1);
    assert_int_equal(statistics.service_codes, 1);
    assert_int_equal(statistics.people, 1);
    compiled_done(&compiled);
    registry_done(&registry);
}

static void counts_every_port_number_once(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {
        [RANGE_SYSTEM] = 1024, [RANGE_USER] = 48128, [RANGE_DYNAMIC] = 16384};
    struct registry registry;
    struct compiled compiled;
    struct statistics statistics;
    registry_init(&registry);
    add_record(&registry, "tea", "1000-1033", "tcp", "Tea"); /* over an edge */
    add_record(&registry, "tea", "49150-49153", "dccp", "Tea");
    add_record(&registry, "", "2000-2009", "udp", "Reserved");
    compiled_init(&compiled, &registry);
    statistics_count(&compiled.snapshot, &statistics);
    for (int protocol = 0; protocol < TRANSPORT_COUNT; protocol++) {
        for (int range = 0; range < RANGE_COUNT; range++) {
            uint32_t sum = 0;
            for (int s = 0; s < STATE_COUNT; s++)
                sum += statistics.ports[protocol][range][s];
            assert_int_equal(sum, sizes[range]);
        }
    }
    assert_int_equal(statistics.ports[0][RANGE_SYSTEM][PORTREG_ASSIGNED], 24);
    assert_int_equal(statistics.ports[0][RANGE_USER][PORTREG_ASSIGNED], 10);
    assert_int_equal(statistics.ports[1][RANGE_SYSTEM][PORTREG_RESERVED], 24);
    assert_int_equal(statistics.ports[1][RANGE_USER][PORTREG_RESERVED], 10 + 10 + 2);
    assert_int_equal(statistics.ports[0][RANGE_DYNAMIC][PORTREG_RESERVED], 2);
    assert_int_equal(statistics.ports[0][RANGE_DYNAMIC][PORTREG_DYNAMIC], 16382);
    assert_int_equal(statistics.ports[3][RANGE_DYNAMIC][PORTREG_ASSIGNED], 2);
    compiled_done(&compiled);
    registry_done(&registry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_records),
        cmocka_unit_test(counts_every_port_number_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
