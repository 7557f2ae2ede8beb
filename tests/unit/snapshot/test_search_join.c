/* Tests of joining search indexes: wherever the records are parted, the index is the same. */
#include "snapshot/search_join.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/memory.h"
#include "support/snapshot.h"

/* Enough groups for numbers of two bytes; some words are everywhere, others in one half only. */
enum { RECORD_COUNT = 300 };

static struct {
    char names[RECORD_COUNT][32];
    char descriptions[RECORD_COUNT][64];
    struct registry registry;
    struct compiled compiled;
    const struct disk_record *records;
    struct text texts;
    struct search_index whole;
} sample;

static int make_sample(void **state)
{
    (void)state;
    registry_init(&sample.registry);
    for (int i = 0; i < RECORD_COUNT; i++) {
        snprintf(sample.names[i], sizeof(sample.names[i]), i % 3 ? "tea%d-pot" : "tea%d",
                 i / 2); /* some twice */
        if (i % 5 != 4)  /* those have none */
            snprintf(sample.descriptions[i], sizeof(sample.descriptions[i]),
                     "Tea %d of the %s pot%d", i / 2, i < 150 ? "green" : "black", i % 7);
        add_record(&sample.registry, sample.names[i], "7", "tcp", sample.descriptions[i]);
    }
    compiled_init(&sample.compiled, &sample.registry);
    const struct portreg *snapshot = &sample.compiled.snapshot;
    sample.records =
        (const void *)(sample.compiled.bytes.bytes + snapshot->sections[SECTION_RECORDS].offset);
    sample.texts = (struct text){(const char *)snapshot->text, snapshot->text_bytes};
    return search_index_build(&sample.whole, sample.records, RECORD_COUNT, sample.texts) ? 0 : -1;
}

static int drop_sample(void **state)
{
    (void)state;
    search_index_done(&sample.whole);
    compiled_done(&sample.compiled);
    registry_done(&sample.registry);
    return 0;
}

static void assert_same(const struct search_index *a, const struct search_index *b)
{
    assert_true(text_equal(buffer_text(&a->groups), buffer_text(&b->groups)));
    assert_true(text_equal(buffer_text(&a->words), buffer_text(&b->words)));
    assert_true(text_equal(buffer_text(&a->letters), buffer_text(&b->letters)));
    assert_true(text_equal(buffer_text(&a->bytes), buffer_text(&b->bytes)));
    assert_true(text_equal(buffer_text(&a->lists), buffer_text(&b->lists)));
}

static void is_the_same_wherever_records_are_parted(void **state)
{
    (void)state;
    size_t parted = 0;
    for (size_t middle = 0; middle <= RECORD_COUNT; middle++) {
        struct search_index first, second, joined;
        if (middle > 0 && middle < RECORD_COUNT &&
            sample.records[middle].service_name == sample.records[middle - 1].service_name)
            continue;
        assert_true(search_index_build(&first, sample.records, middle, sample.texts));
        assert_true(search_index_build(&second, sample.records + middle, RECORD_COUNT - middle,
                                       sample.texts));
        assert_true(search_index_join(&joined, &first, &second, (uint32_t)middle));
        assert_same(&joined, &sample.whole);
        search_index_done(&first);
        search_index_done(&second);
        search_index_done(&joined);
        parted++;
    }
    assert_true(parted > 100);
}

static void survives_every_failing_allocation(void **state)
{
    (void)state;
    struct search_index first, second;
    bool failed = true;
    assert_true(search_index_build(&first, sample.records, 100, sample.texts));
    assert_true(search_index_build(&second, sample.records + 100, 200, sample.texts));
    for (unsigned long count = 1; failed; count++) {
        struct search_index joined;
        memory_fail_at(count);
        bool good = search_index_join(&joined, &first, &second, 100);
        failed = memory_failed();
        memory_fail_at(0);
        assert_int_equal(good, !failed);
        search_index_done(&joined);
        assert_true(count < 100);
    }
    search_index_done(&first);
    search_index_done(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_the_same_wherever_records_are_parted),
        cmocka_unit_test(survives_every_failing_allocation),
    };
    return cmocka_run_group_tests(tests, make_sample, drop_sample);
}
