/* Tests of loss: which records of one release another has no more. */
#include "registry/loss.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/memory.h"

static void add(struct registry *registry, const char *name, uint16_t first, uint16_t last,
                enum transport_protocol protocol)
{
    struct record *record = registry_add_record(registry);
    assert_non_null(record);
    record->service_name = text_of(name);
    record->has_ports = first != 0;
    record->ports = (struct ports){first, last, first != last};
    record->transport_protocol = protocol;
}

/* One record of each kind, without the one numbered WITHOUT. */
static void fill(struct registry *registry, size_t without)
{
    static const struct {
        const char *name;
        uint16_t first, last;
        enum transport_protocol protocol;
    } all[] = {
        {"https", 443, 443, TRANSPORT_TCP},
        {"https", 443, 443, TRANSPORT_UDP},
        {"http", 443, 443, TRANSPORT_TCP},
        {"httpsx", 443, 443, TRANSPORT_TCP},
        {"", 443, 443, TRANSPORT_TCP},
        {"https", 444, 444, TRANSPORT_TCP},
        {"https", 443, 444, TRANSPORT_TCP},
        {"https", 0, 0, TRANSPORT_TCP},
        {"https", 0, 0, TRANSPORT_NONE},
        {"", 6000, 6063, TRANSPORT_NONE},
        {"zo\xc3\xab", 1, 65535, TRANSPORT_SCTP},
        {"_", 65535, 65535, TRANSPORT_DCCP},
    };
    registry_init(registry);
    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
        if (i != without)
            add(registry, all[i].name, all[i].first, all[i].last, all[i].protocol);
}

enum { ALL = 12, NOTHING = ALL };

static void each_missing_record_is_found(void **state)
{
    (void)state;
    struct registry before, after;
    struct loss loss;
    fill(&before, NOTHING);
    for (size_t i = 0; i <= NOTHING; i++) {
        fill(&after, i);
        assert_int_equal(loss_measure(&before, &after, &loss, NULL), STATUS_OK);
        assert_int_equal(loss.record_count, ALL);
        assert_int_equal(loss.lost_count, i != NOTHING);
        assert_ptr_equal(loss.first, i == NOTHING ? NULL : &before.records[i]);
        registry_done(&after);
    }
    registry_done(&before);
}

static void what_is_new_or_changed_is_no_loss(void **state)
{
    (void)state;
    struct registry before, after;
    struct loss loss;
    fill(&before, 3);
    fill(&after, NOTHING);
    after.records[0].service_name = TEXT("HTTPS");
    after.records[1].description = TEXT("another");
    after.records[7].ports = (struct ports){7, 7, false}; /* means nothing: it has none */
    assert_int_equal(loss_measure(&before, &after, &loss, NULL), STATUS_OK);
    assert_int_equal(loss.lost_count, 0);
    add(&before, "https", 443, 443, TRANSPORT_TCP); /* twice before, once after */
    assert_int_equal(loss_measure(&before, &after, &loss, NULL), STATUS_OK);
    assert_int_equal(loss.lost_count, 0);
    registry_done(&before);
    registry_done(&after);
}

static void the_empty_registry_has_lost_all_or_nothing(void **state)
{
    (void)state;
    struct registry before, after;
    struct loss loss;
    fill(&before, NOTHING);
    registry_init(&after);
    assert_int_equal(loss_measure(&before, &after, &loss, NULL), STATUS_OK);
    assert_int_equal(loss.lost_count, ALL);
    assert_ptr_equal(loss.first, before.records);
    assert_int_equal(loss_measure(&after, &before, &loss, NULL), STATUS_OK);
    assert_int_equal(loss.lost_count, 0);
    assert_false(loss_exceeds(&loss, 1));
    registry_done(&before);
}

static void the_share_is_exact(void **state)
{
    (void)state;
    assert_false(loss_exceeds(&(struct loss){1000, 0, NULL}, 1));
    assert_false(loss_exceeds(&(struct loss){1000, 10, NULL}, 1));
    assert_true(loss_exceeds(&(struct loss){1000, 11, NULL}, 1));
    assert_true(loss_exceeds(&(struct loss){999, 10, NULL}, 1));
    assert_true(loss_exceeds(&(struct loss){1, 1, NULL}, 99));
    assert_false(loss_exceeds(&(struct loss){1, 1, NULL}, 100));
}

static void memory_may_be_short(void **state)
{
    (void)state;
    struct registry registry;
    struct loss loss;
    struct error error;
    fill(&registry, NOTHING);
    memory_fail_at(1);
    assert_int_equal(loss_measure(&registry, &registry, &loss, &error), STATUS_MEMORY);
    assert_int_equal(memory_failed(), 1);
    memory_fail_at(0);
    registry_done(&registry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_missing_record_is_found),
        cmocka_unit_test(what_is_new_or_changed_is_no_loss),
        cmocka_unit_test(the_empty_registry_has_lost_all_or_nothing),
        cmocka_unit_test(the_share_is_exact),
        cmocka_unit_test(memory_may_be_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
