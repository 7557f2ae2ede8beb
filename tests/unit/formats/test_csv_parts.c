/* Tests of CSV that is large enough to be read in two parts: nothing tells that it was. */
#include "formats/csv/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "formats/csv/part.h"

#define HEADER                                                                                     \
    "Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,Registration Date,"  \
    "Modification Date,Reference,Service Code,Unauthorized Use Reported,Assignment Notes\r\n"

enum { ROW_COUNT = 1500, LARGE_BYTES = 64 * 1024 };

/* Row I; every third one has line ends, commas and quotes in a cell, and takes three lines. */
static void append_row(struct buffer *csv, unsigned i)
{
    if (i % 3)
        buffer_format(csv, "tea-%u,%u,tcp,Tea %u,[Ada],[Ada],2011-08-17,,[RFC6335],,,\r\n", i, i,
                      i);
    else
        buffer_format(csv, "tea-%u,%u,tcp,\"Tea\n\"\"%u\"\",\r\n%u,a\",,[Ada],,,,,,\r\n", i, i, i,
                      i);
}

static unsigned lines_before(unsigned row)
{
    return 1 + row + (row + 2) / 3 * 2;
}

/* A file of ROW_COUNT rows behind the header, with row SPOILED replaced by TEXT. */
static struct buffer make_csv(unsigned spoiled, const char *text)
{
    struct buffer csv;
    buffer_init(&csv);
    buffer_append(&csv, TEXT(HEADER));
    for (unsigned i = 0; i < ROW_COUNT; i++) {
        if (i == spoiled)
            buffer_append(&csv, text_of(text));
        else
            append_row(&csv, i);
    }
    assert_false(csv.failed);
    assert_true(csv.length >= LARGE_BYTES);
    return csv;
}

static int read_csv(const struct buffer *csv, struct registry *registry,
                    const struct findings *findings, struct error *error)
{
    struct input input = {"tea.csv", buffer_text(csv), {2024, 11, 19}};
    registry_init(registry);
    return csv_read(&input, registry, findings, error);
}

static void assert_record(const struct record *record, unsigned i)
{
    char name[32], description[64];
    snprintf(name, sizeof(name), "tea-%u", i);
    snprintf(description, sizeof(description), i % 3 ? "Tea %u" : "Tea\n\"%u\",\n%u,a", i, i);
    assert_true(text_equal(record->service_name, text_of(name)));
    assert_true(text_equal(record->description, text_of(description)));
    assert_int_equal(record->ports.first, i);
    assert_int_equal(record->contact.length ? record->has_assignee : 2, i % 3 == 0);
    assert_int_equal(record->position.line, lines_before(i) + 1);
    assert_int_equal(record->position.column, 1);
}

static void reads_every_row_in_its_place(void **state)
{
    (void)state;
    struct buffer csv = make_csv(ROW_COUNT, "");
    struct registry registry;
    struct error error;
    assert_int_equal(read_csv(&csv, &registry, NULL, &error), STATUS_OK);
    buffer_done(&csv); /* nothing of it is needed any more */
    assert_int_equal(registry.record_count, ROW_COUNT);
    assert_int_equal(registry.updated.year, 2024);
    for (unsigned i = 0; i < ROW_COUNT; i++)
        assert_record(&registry.records[i], i);
    registry_done(&registry);
}

struct report {
    size_t count;
    uint32_t lines[4];
};

static void note_finding(void *context, const struct finding *finding)
{
    struct report *report = context;
    assert_true(report->count < 4);
    report->lines[report->count++] = finding->error.position.line;
}

/* Wherever the row is, it is reported once, with its line, and the others are read. */
static void refuses_a_row_of_either_part(void **state)
{
    (void)state;
    static const char *const rows[] = {"a,65536,tcp,,,,,,,,,\r\n", "b,1,tcp\r\n",
                                       "c,1,tcp,x\"y\r\n", "d,1,tcp,\"x\"\"\"y,,,,,,,,\r\n",
                                       "e\ri\r\n"};
    for (unsigned spoiled = 0; spoiled < ROW_COUNT; spoiled += 111) {
        struct report report = {0};
        struct findings findings = {note_finding, &report};
        struct registry registry;
        struct error error;
        struct buffer csv = make_csv(spoiled, rows[spoiled / 111 % 5]);
        assert_int_equal(read_csv(&csv, &registry, &findings, &error), STATUS_INPUT);
        assert_int_equal(report.count, 1);
        assert_int_equal(report.lines[0], lines_before(spoiled) + 1);
        assert_int_equal(error.position.line, report.lines[0]);
        assert_int_equal(registry.record_count, ROW_COUNT - 1);
        for (unsigned i = 0; i < spoiled; i++)
            assert_record(&registry.records[i], i);
        registry_done(&registry);
        buffer_done(&csv);
    }
}

/* Without a header the first part is refused, with an odd quote there the second makes no sense:
 * both are told as for a small file. */
static void refuses_what_is_wrong_from_the_start(void **state)
{
    (void)state;
    struct registry registry;
    struct error error;
    struct buffer csv = make_csv(0, "\"");
    assert_int_equal(read_csv(&csv, &registry, NULL, &error), STATUS_INPUT);
    assert_int_equal(error.position.line, 4); /* where there is a second one */
    registry_done(&registry);
    csv.bytes[0] = 's';
    assert_int_equal(read_csv(&csv, &registry, NULL, &error), STATUS_INPUT);
    assert_int_equal(error.position.line, 1);
    registry_done(&registry);
    buffer_done(&csv);
}

/* A byte order mark belongs to a cell but in line 1. */
static void takes_a_byte_order_mark_in_the_middle_as_text(void **state)
{
    (void)state;
    for (unsigned marked = 700; marked < 800; marked++) {
        struct registry registry;
        struct error error;
        struct buffer csv = make_csv(marked, "\xef\xbb\xbftea,,,,,,,,,,,\r\n");
        assert_int_equal(read_csv(&csv, &registry, NULL, &error), STATUS_OK);
        assert_true(text_equal(registry.records[marked].service_name, TEXT("\xef\xbb\xbftea")));
        registry_done(&registry);
        buffer_done(&csv);
    }
}

static void survives_every_failing_allocation(void **state)
{
    (void)state;
    struct buffer csv = make_csv(ROW_COUNT, "");
    bool failed = true;
    for (unsigned long n = 1; failed; n++) {
        struct registry registry;
        struct error error = {.status = STATUS_OK};
        memory_fail_at(n);
        int status = read_csv(&csv, &registry, NULL, &error);
        failed = memory_failed();
        memory_fail_at(0);
        assert_int_equal(status, failed ? STATUS_MEMORY : STATUS_OK);
        assert_int_equal(error.status, status);
        registry_done(&registry);
        assert_true(n < 10000);
    }
    buffer_done(&csv);
}

/* --- where it is cut --- */

static void assert_cut(const char *text, size_t end, uint32_t line)
{
    struct part first, second;
    part_cut(text_of(text), &first, &second);
    assert_ptr_equal(first.bytes.bytes, text);
    assert_int_equal(first.bytes.length, end);
    assert_int_equal(first.line, 1);
    assert_int_equal(second.bytes.length, strlen(text) - end);
    assert_int_equal(second.line, line);
}

static void cuts_where_a_row_ends(void **state)
{
    (void)state;
    assert_cut("a\nb\n", 4, 3);
    assert_cut("ab\nc\nd\ne\n", 5, 3);
    assert_cut("a,\"\n\n\n\n\"\nb\n", 9, 6);
    assert_cut("\"a\"\"\n\",\"\"\nb\nc\n", 10, 3);
    assert_cut("\"a\nb\nc\nd\ne\n", 11, 6); /* never closed: no second part */
    assert_cut("abcd", 4, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_row_in_its_place),
        cmocka_unit_test(refuses_a_row_of_either_part),
        cmocka_unit_test(refuses_what_is_wrong_from_the_start),
        cmocka_unit_test(takes_a_byte_order_mark_in_the_middle_as_text),
        cmocka_unit_test(survives_every_failing_allocation),
        cmocka_unit_test(cuts_where_a_row_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
