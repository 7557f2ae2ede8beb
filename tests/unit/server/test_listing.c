/* Tests of searching, filtering and sorting, over the fixture. */
#include "server/listing.h"

#include <pthread.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "formats/format.h"
#include "server/api/record_query.h"
#include "snapshot/compile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct portreg *snapshot;
static struct listing listing;
static struct matches matches;

static int setup(void **state)
{
    (void)state;
    struct registry registry;
    struct file file;
    struct buffer buffer;
    char path[] = "/tmp/portreg-listing-XXXXXX";
    registry_init(&registry);
    buffer_init(&buffer);
    if (file_open(&file, getenv("PORTREG_FIXTURE"), NULL) != STATUS_OK)
        return -1;
    struct input input = {file.name, file.bytes, {0, 0, 0}};
    int fd = mkstemp(path);
    if (fd < 0 || format_read(NULL, &input, &registry, NULL, NULL) != STATUS_OK ||
        snapshot_compile_release(&registry, &(struct release){0}, &buffer, NULL) != STATUS_OK ||
        write(fd, buffer.bytes, buffer.length) != (ssize_t)buffer.length)
        return -1;
    close(fd);
    int status = portreg_open(path, &snapshot, NULL);
    unlink(path);
    buffer_done(&buffer);
    registry_done(&registry);
    file_close(&file);
    if (status == PORTREG_OK)
        listing_init(&listing, snapshot);
    return status == PORTREG_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    memory_free(matches.ids);
    listing_done(&listing);
    portreg_close(snapshot);
    return 0;
}

static const struct record_query no_filter;

static void run(struct selection selection)
{
    memory_free(matches.ids);
    if (!selection.filter)
        selection.filter = &no_filter;
    assert_int_equal(listing_select(&listing, &selection, &matches, NULL), STATUS_OK);
}

static void search(const char *query)
{
    run((struct selection){.query = text_of(query)});
}

static size_t count_filtered(struct record_query filter)
{
    run((struct selection){.filter = &filter});
    return matches.count;
}

static struct portreg_record record_at(size_t index)
{
    struct portreg_record record;
    assert_true(index < matches.count);
    assert_true(snapshot_decode(snapshot, matches.ids[index], &record));
    return record;
}

static const char *name_at(size_t index)
{
    return record_at(index).service_name.bytes;
}

static void test_words(void **state)
{
    (void)state;
    search("");
    assert_int_equal(matches.count, 38);
    search("   ");
    assert_int_equal(matches.count, 38);
    search("DISCARD");
    assert_int_equal(matches.count, 4);
    assert_false(matches.is_partial || matches.is_similar);
    search("  discard   SCTP ");
    assert_int_equal(matches.count, 1);
    search("discard https");
    assert_true(matches.is_partial);
    search("1145656131");
    assert_string_equal(name_at(0), "discard");
    search("443");
    assert_string_equal(name_at(0), "https");
    search("discrad");
    assert_true(matches.is_similar);
    assert_string_equal(name_at(0), "discard");
    search("transport:dccp");
    assert_int_equal(matches.count, 2);
}

static void test_filter_that_makes_no_sense(void **state)
{
    (void)state;
    struct error error = {0};
    struct matches found;
    struct selection selection = {.query = TEXT("state:liquid"), .filter = &no_filter};
    assert_int_equal(listing_select(&listing, &selection, &found, &error), STATUS_INPUT);
    assert_null(found.ids);
    assert_non_null(strstr(error.message, "expected assigned, reserved or unassigned"));
}

static void test_filter(void **state)
{
    (void)state;
    struct record_query transport = {.has_transport = true, .transport_protocol = TRANSPORT_DCCP};
    assert_int_equal(count_filtered(transport), 2);
    transport.transport_protocol = TRANSPORT_NONE;
    assert_int_equal(count_filtered(transport), 5);
    size_t placed = 0;
    for (int range = 0; range <= RANGE_COUNT; range++)
        placed += count_filtered(
            (struct record_query){.has_range = true, .range = (enum port_range)range});
    assert_int_equal(placed, 38);
    size_t of_states = 0;
    for (int i = STATE_UNASSIGNED; i <= STATE_RESERVED; i++)
        of_states +=
            count_filtered((struct record_query){.has_state = true, .state = (enum state)i});
    assert_int_equal(of_states, 38);
    assert_int_equal(count_filtered((struct record_query){.assignee = TEXT("SAM_spec")}),
                     count_filtered((struct record_query){.assignee = TEXT("Sam_Specimen")}));
    assert_true(matches.count > 0);
}

static void test_filter_of_what_is_found(void **state)
{
    (void)state;
    struct record_query filter = {.has_transport = true, .transport_protocol = TRANSPORT_SCTP};
    run((struct selection){.query = TEXT("discard"), .filter = &filter});
    assert_int_equal(matches.count, 1);
    run((struct selection){.query = TEXT("discard"),
                           .filter = &filter,
                           .is_sorted = true,
                           .column = COLUMN_PORT_NUMBER});
    assert_int_equal(matches.count, 1);
    assert_int_equal(record_at(0).transport_protocol, PORTREG_SCTP);
}

/* The place of the record with this ID, as published. */
static uint32_t index_of(uint32_t id)
{
    struct portreg_record record;
    for (uint32_t i = 0; portreg_record_get(snapshot, i, &record); i++)
        if (record.id == id)
            return i;
    fail();
    return 0;
}

static void assert_sorted(enum column column)
{
    bool was_empty = false;
    for (size_t i = 0; i < matches.count; i++) {
        char scratch[CELL_SIZE_BYTES];
        struct portreg_record record = record_at(i);
        bool is_empty = record_cell(&record, column, scratch).length == 0;
        uint32_t index = index_of(record.id);
        assert_false(was_empty && !is_empty);
        if (i) {
            uint32_t before = index_of(matches.ids[i - 1]);
            if (listing.ranks[column][index] == listing.ranks[column][before])
                assert_true(index > before);
        }
        was_empty = is_empty;
    }
}

/* Every column, both ways: ordered, empty cells last, and equal ones in the published order. */
static void test_sorting(void **state)
{
    (void)state;
    for (enum column column = 0; column < COLUMN_COUNT; column++)
        for (int descending = 0; descending < 2; descending++) {
            run((struct selection){
                .is_sorted = true, .column = column, .descending = descending != 0});
            assert_int_equal(matches.count, 38);
            assert_sorted(column);
        }
    run((struct selection){.is_sorted = true, .column = COLUMN_SERVICE_NAME});
    assert_string_equal(name_at(0), "1sampleprint");
    run((struct selection){.is_sorted = true, .column = COLUMN_PORT_NUMBER, .descending = true});
    assert_int_equal(record_at(0).first_port_number, 49151);
    run((struct selection){.is_sorted = true, .column = COLUMN_REGISTRATION_DATE});
    assert_int_equal(record_at(0).registration_date.year, 1999);
    run((struct selection){
        .query = TEXT("discard"), .is_sorted = true, .column = COLUMN_TRANSPORT_PROTOCOL});
    assert_int_equal(record_at(0).transport_protocol, PORTREG_TCP);
    assert_int_equal(record_at(3).transport_protocol, PORTREG_DCCP);
}

/* The ranks of a column are made once, whoever asks first. */
static void *sort_by_description(void *context)
{
    struct selection selection = {
        .filter = &no_filter, .is_sorted = true, .column = COLUMN_DESCRIPTION};
    struct matches *found = context;
    int status = listing_select(&listing, &selection, found, NULL);
    return status == STATUS_OK ? NULL : found;
}

static void test_threads(void **state)
{
    (void)state;
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    struct matches found[THREADS];
    listing_done(&listing);
    listing_init(&listing, snapshot);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, sort_by_description, &found[i]), 0);
    for (int i = 0; i < THREADS; i++) {
        void *failed;
        pthread_join(threads[i], &failed);
        assert_null(failed);
        assert_memory_equal(found[i].ids, found[0].ids, found[0].count * sizeof(uint32_t));
    }
    for (int i = 0; i < THREADS; i++)
        memory_free(found[i].ids);
}

static void test_ports_ask(void **state)
{
    (void)state;
    struct ports ports;
    enum transport_protocol protocol;
    assert_true(ports_ask(TEXT("443"), &ports, &protocol));
    assert_int_equal(protocol, TRANSPORT_NONE);
    assert_true(ports_ask(TEXT("1-65535/tcp"), &ports, &protocol));
    assert_int_equal(protocol, TRANSPORT_TCP);
    static const char *const bad[] = {"", "x", "443/", "443/icmp", "/tcp", "65536", "9-1", "0443"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        assert_false(ports_ask(text_of(bad[i]), &ports, &protocol));
}

static void test_each_allocation_fails_once(void **state)
{
    (void)state;
    for (unsigned long n = 1;; n++) {
        struct listing other;
        struct matches found;
        struct selection selection = {.query = TEXT("discard"), .filter = &no_filter};
        memory_fail_at(n);
        listing_init(&other, snapshot);
        int status = listing_select(&other, &selection, &found, NULL);
        memory_free(found.ids);
        selection.is_sorted = true;
        if (status == STATUS_OK) {
            status = listing_select(&other, &selection, &found, NULL);
            memory_free(found.ids);
        }
        listing_done(&other);
        bool was_hit = memory_failed();
        memory_fail_at(0);
        assert_int_equal(status, was_hit ? STATUS_MEMORY : STATUS_OK);
        if (!was_hit)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),     cmocka_unit_test(test_filter_that_makes_no_sense),
        cmocka_unit_test(test_filter),    cmocka_unit_test(test_filter_of_what_is_found),
        cmocka_unit_test(test_sorting),   cmocka_unit_test(test_threads),
        cmocka_unit_test(test_ports_ask), cmocka_unit_test(test_each_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
