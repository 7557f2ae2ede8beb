/* Tests of searching, filtering and sorting, over the fixture. */
#include "server/listing.h"

#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "formats/format.h"
#include "snapshot/compile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct portreg *snapshot;
static struct listing listing;
static uint32_t matches[1000];
static size_t match_count;

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
    return status;
}

static int teardown(void **state)
{
    (void)state;
    listing_done(&listing);
    portreg_close(snapshot);
    return 0;
}

static void run(struct selection selection)
{
    assert_int_equal(listing_select(&listing, &selection, matches, &match_count, NULL), STATUS_OK);
}

static void search(const char *query)
{
    run((struct selection){.query = text_of(query)});
}

static const char *name_at(size_t index)
{
    struct portreg_record record;
    assert_true(index < match_count);
    assert_true(portreg_record_get(snapshot, matches[index], &record));
    return record.service_name.bytes;
}

static void test_words(void **state)
{
    (void)state;
    search("");
    assert_int_equal(match_count, 38);
    search("DISCARD");
    assert_int_equal(match_count, 4);
    search("  discard   SCTP ");
    assert_int_equal(match_count, 1);
    search("discard https");
    assert_int_equal(match_count, 0);
    search("přiklad");
    assert_int_equal(match_count, 3);
    search("PŘIKLAD göttingen");
    assert_int_equal(match_count, 1);
    assert_string_equal(name_at(0), "sample-sync");
    search("\"tags\" <tags> &");
    assert_int_equal(match_count, 0);
    search("<tags> &");
    assert_int_equal(match_count, 1);
    search("2019-06-03");
    assert_int_equal(match_count, 2);
    search("1145656131");
    assert_string_equal(name_at(0), "discard");
}

static void test_exact_names_come_first(void **state)
{
    (void)state;
    search("http");
    assert_string_equal(name_at(0), "http");
    assert_string_equal(name_at(2), "http");
    assert_true(match_count > 5);
}

static void test_port_numbers(void **state)
{
    (void)state;
    search("443");
    assert_int_equal(match_count, 2);
    assert_string_equal(name_at(0), "https");
    search("443/udp");
    assert_int_equal(match_count, 1);
    search("6010"); /* in the range 6000-6063 */
    assert_int_equal(match_count, 2);
    assert_string_equal(name_at(0), "x-window");
    search("4505"); /* unassigned, in 4501-4509 */
    assert_int_equal(match_count, 1);
    search("7100-7102");
    assert_int_equal(match_count, 4);
    search("50000");
    assert_int_equal(match_count, 0);
    /* A number in a text counts when it is not a part of a longer one. */
    search("3692");
    assert_int_equal(match_count, 1);
    search("369");
    assert_int_equal(match_count, 0);
    search("80 www");
    assert_int_equal(match_count, 2);
}

static void test_filter(void **state)
{
    (void)state;
    run((struct selection){.has_transport = true, .transport_protocol = TRANSPORT_DCCP});
    assert_int_equal(match_count, 2);
    run((struct selection){.has_transport = true, .transport_protocol = TRANSPORT_NONE});
    assert_int_equal(match_count, 5);
}

/* Every column, both ways: ordered, empty cells last, and equal ones in the published order. */
static void test_sorting(void **state)
{
    (void)state;
    for (enum column column = 0; column < COLUMN_COUNT; column++)
        for (int descending = 0; descending < 2; descending++) {
            run((struct selection){
                .is_sorted = true, .column = column, .descending = descending != 0});
            assert_int_equal(match_count, 38);
            bool was_empty = false;
            for (size_t i = 0; i < match_count; i++) {
                struct portreg_record record;
                char scratch[CELL_SIZE_BYTES];
                portreg_record_get(snapshot, matches[i], &record);
                bool is_empty = record_cell(&record, column, scratch).length == 0;
                assert_false(was_empty && !is_empty);
                if (i && listing.ranks[column][matches[i]] == listing.ranks[column][matches[i - 1]])
                    assert_true(matches[i] > matches[i - 1]);
                was_empty = is_empty;
            }
        }
    run((struct selection){.is_sorted = true, .column = COLUMN_SERVICE_NAME});
    assert_string_equal(name_at(0), "1sampleprint");
    run((struct selection){.is_sorted = true, .column = COLUMN_PORT_NUMBER, .descending = true});
    struct portreg_record record;
    portreg_record_get(snapshot, matches[0], &record);
    assert_int_equal(record.first_port_number, 49151);
    run((struct selection){.is_sorted = true, .column = COLUMN_REGISTRATION_DATE});
    portreg_record_get(snapshot, matches[0], &record);
    assert_int_equal(record.registration_date.year, 1999);
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
        memory_fail_at(n);
        listing_init(&other, snapshot);
        struct selection selection = {.query = TEXT("a b"), .is_sorted = true};
        int status = listing_select(&other, &selection, matches, &match_count, NULL);
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
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_exact_names_come_first),
        cmocka_unit_test(test_port_numbers),
        cmocka_unit_test(test_filter),
        cmocka_unit_test(test_sorting),
        cmocka_unit_test(test_ports_ask),
        cmocka_unit_test(test_each_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
