/* Tests of the changes between two registries, and of comparing them in a reduced form. */
#include "history/changes.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/memory.h"
#include "history/reduction.h"
#include "rows.h"

/* The changes as one line: operation, then the service name, of each. */
static void format_changes(const struct changes *changes, struct buffer *text)
{
    static const char signs[] = {'+', '~', '-'};
    for (size_t i = 0; i < changes->count; i++) {
        const struct change *change = &changes->list[i];
        struct text name = change->operation == CHANGE_REMOVED ? change->before.service_name
                                                               : change->after.service_name;
        buffer_format(text, "%s%c%.*s", i ? " " : "", signs[change->operation], TEXT_ARGS(name));
    }
}

static void are_in_published_order(void **state)
{
    (void)state;
    static const struct {
        const char *earlier, *later, *changes;
    } cases[] = {
        {"", "", ""},
        {"a|1|tcp|x\nb|2|tcp|x", "a|1|tcp|x\nb|2|tcp|x", ""},
        {"", "a|1|tcp|x\nb|2|tcp|x", "+a +b"},
        {"a|1|tcp|x\nb|2|tcp|x", "", "-a -b"},
        {"a|1|tcp|x\nb|2|tcp|x\nc|3|tcp|x", "a|1|tcp|y\nc|3|tcp|y\nd|4|tcp|y", "~a -b ~c +d"},
        {"a|1|tcp|x\nb|2|tcp|x\nc|3|tcp|x\nd|4|tcp|x", "d|4|tcp|y\nb|2|tcp|x", "-a -c ~d"},
        {"a|1|tcp|x\nb|2|tcp|x", "b|2|tcp|x\na|1|tcp|x", ""},
        {"a|1|tcp|x\nb|2|tcp|x\nc|3|tcp|x", "a|1|tcp|y\nd|4|tcp\nc|3|tcp|y", "~a -b +d ~c"},
        {"a|1|tcp|x\nb|2|tcp|x", "c|3|tcp|x\nd|4|tcp|x", "-a -b +c +d"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct registry earlier, later;
        struct changes changes;
        struct buffer text;
        buffer_init(&text);
        read_rows(&earlier, cases[i].earlier);
        read_rows(&later, cases[i].later);
        assert_int_equal(changes_find(&earlier, &later, &changes, NULL), STATUS_OK);
        format_changes(&changes, &text);
        if (!text_equal(buffer_text(&text), text_of(cases[i].changes)))
            fail_msg("expected %s, found %.*s", cases[i].changes, TEXT_ARGS(buffer_text(&text)));
        changes_done(&changes);
        buffer_done(&text);
        registry_done(&earlier);
        registry_done(&later);
    }
}

/* A registry as XML has it: marks, white space, an assignee that equals the contact. */
static void read_rich(struct registry *registry)
{
    read_rows(registry, "a|1|tcp|\x02"
                        "One\t  two \x04"
                        "Crfc1\x05"
                        "B4\x07.\x03 "
                        "\x02 three\x01"
                        "four\x03|\x04"
                        "BP\x07");
    registry->records[0].has_assignee = true;
    registry->records[0].assignee = registry->records[0].contact;
    registry->updated = (struct date){2020, 1, 1};
    registry->category = TEXT("c");
    registry->title = TEXT("t");
    registry_add_note(registry)->content = TEXT("n  n");
    registry_add_footnote(registry)->anchor = TEXT("1");
    registry_add_person(registry)->id = TEXT("P");
}

/* The same as CSV has it. */
static void read_poor(struct registry *registry)
{
    read_rows(registry, "a|1|tcp|One two [RFC1, Section 4]. threefour|\x04"
                        "BP\x07");
}

static void what_one_lacks_is_no_change(void **state)
{
    (void)state;
    const unsigned csv = format_find(TEXT("csv"))->lacks;
    struct registry rich, poor, reduced_rich, reduced_poor;
    struct changes changes;
    read_rich(&rich);
    read_poor(&poor);
    registry_init(&reduced_rich);
    registry_init(&reduced_poor);
    assert_int_equal(changes_find(&rich, &poor, &changes, NULL), STATUS_OK);
    assert_int_equal(changes.count, 1);
    changes_done(&changes);
    assert_int_equal(reduction_make(&rich, csv, &reduced_rich, NULL), STATUS_OK);
    assert_int_equal(reduction_make(&poor, csv, &reduced_poor, NULL), STATUS_OK);
    assert_int_equal(
        changes_find_reduced(&rich, &reduced_rich, &poor, &reduced_poor, &changes, NULL),
        STATUS_OK);
    assert_int_equal(changes.count, 0);
    changes_done(&changes);
    assert_false(date_is_set(reduced_rich.updated));
    assert_int_equal(reduced_rich.category.length + reduced_rich.title.length, 0);
    assert_int_equal(reduced_rich.note_count + reduced_rich.footnote_count, 0);
    assert_int_equal(reduced_rich.person_count, 0);

    /* a change is shown with the texts as they are, and the columns that differ reduced */
    poor.records[0].unauthorized_use = TEXT("yes");
    registry_done(&reduced_poor);
    assert_int_equal(reduction_make(&poor, csv, &reduced_poor, NULL), STATUS_OK);
    assert_int_equal(
        changes_find_reduced(&rich, &reduced_rich, &poor, &reduced_poor, &changes, NULL),
        STATUS_OK);
    assert_int_equal(changes.count, 1);
    assert_int_equal(changes.list[0].columns, 1u << COLUMN_UNAUTHORIZED_USE);
    assert_true(text_equal(changes.list[0].before.description, rich.records[0].description));
    changes_done(&changes);
    registry_done(&reduced_rich);
    registry_done(&reduced_poor);
    registry_done(&rich);
    registry_done(&poor);
}

static void html_shows_no_idle_markup(void **state)
{
    (void)state;
    const unsigned html = format_find(TEXT("html"))->lacks;
    struct registry registry, reduced;
    read_rich(&registry);
    registry.records[0].reference = TEXT("\x04"
                                         "Edraft-a\x05"
                                         "B4\x06"
                                         "draft-a, Section 4\x07"
                                         "\x04"
                                         "Edraft-b\x06"
                                         "Part 1\x07");
    registry.records[0].assignment_notes = TEXT("\n \x02x\x03 \n\x02y \x03 and z ");
    registry_init(&reduced);
    assert_int_equal(reduction_make(&registry, html, &reduced, NULL), STATUS_OK);
    assert_true(text_equal(reduced.records[0].reference, TEXT("\x04"
                                                              "Edraft-a\x05"
                                                              "B4\x07"
                                                              "\x04"
                                                              "Edraft-b\x06"
                                                              "Part 1\x07")));
    assert_true(
        text_equal(reduced.records[0].assignment_notes, TEXT("\x02x\x03\x02y \x03 and z ")));
    assert_true(text_equal(reduced.records[0].description, TEXT("\x02"
                                                                "One\t  two \x04"
                                                                "Crfc1\x05"
                                                                "B4\x07.\x03\x02 three\x01"
                                                                "four\x03")));
    assert_false(reduced.records[0].has_assignee);
    assert_int_equal(reduced.category.length, 0);
    assert_int_equal(date_pack(reduced.updated), date_pack(registry.updated));
    assert_true(text_equal(reduced.title, TEXT("t")));
    assert_int_equal(reduced.note_count, 1);
    assert_int_equal(reduced.footnote_count, 1);
    assert_int_equal(reduced.person_count, 1);
    assert_true(text_equal(reduced.notes[0].content, TEXT("n  n")));
    registry_done(&reduced);
    registry_done(&registry);
}

static int reduce_and_compare(const struct registry *rich, const struct registry *poor,
                              unsigned lacks, struct changes *changes)
{
    struct registry reduced_rich, reduced_poor;
    *changes = (struct changes){NULL, 0, 0};
    registry_init(&reduced_rich);
    registry_init(&reduced_poor);
    int status = reduction_make(rich, lacks, &reduced_rich, NULL);
    if (status == STATUS_OK)
        status = reduction_make(poor, lacks, &reduced_poor, NULL);
    if (status == STATUS_OK)
        status = changes_find_reduced(rich, &reduced_rich, poor, &reduced_poor, changes, NULL);
    registry_done(&reduced_rich);
    registry_done(&reduced_poor);
    return status;
}

static void every_failing_allocation_is_survived(void **state)
{
    (void)state;
    static const char *const formats_less[] = {"csv", "html", "pipe"};
    struct registry rich, poor;
    read_rich(&rich);
    rich.records[0].reference = TEXT("\x04"
                                     "Edraft-a\x06"
                                     "draft-a\x07");
    read_poor(&poor);
    poor.records[0].unauthorized_use = TEXT("a change");
    for (size_t i = 0; i < 3; i++) {
        unsigned lacks = format_find(text_of(formats_less[i]))->lacks;
        for (unsigned long n = 1;; n++) {
            struct changes changes;
            memory_fail_at(n);
            int status = reduce_and_compare(&rich, &poor, lacks, &changes);
            memory_fail_at(0);
            size_t count = changes.count;
            changes_done(&changes);
            if (status == STATUS_OK && !memory_failed()) {
                assert_int_equal(count, 1);
                break;
            }
            assert_int_equal(status, STATUS_MEMORY);
        }
    }
    registry_done(&rich);
    registry_done(&poor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(are_in_published_order),
        cmocka_unit_test(what_one_lacks_is_no_change),
        cmocka_unit_test(html_shows_no_idle_markup),
        cmocka_unit_test(every_failing_allocation_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
