/* Tests of matching: each pass, by the smallest registries that show it. The real cases are in
 * tests/real/changes.py. */
#include "history/matching.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "rows.h"

struct expected {
    const char *what;
    const char *earlier, *later;
    const char *successors; /* of each earlier record, "-" for none */
};

static const struct expected cases[] = {
    {"nothing", "", "", ""},
    {"all is new", "", "a|1|tcp\nb|2|tcp", ""},
    {"all is gone", "a|1|tcp\nb|2|tcp", "", "- -"},
    {"nothing changed", "a|1|tcp\nb|2|tcp\n|3-9||Unassigned", "a|1|tcp\nb|2|tcp\n|3-9||Unassigned",
     "0 1 2"},
    {"one in between is new", "a|1|tcp\nc|3|tcp", "a|1|tcp\nb|2|tcp\nc|3|tcp", "0 2"},
    {"one in between is gone", "a|1|tcp\nb|2|tcp\nc|3|tcp", "a|1|tcp\nc|3|tcp", "0 - 1"},
    {"two changed places", "a|1|tcp\nb|2|tcp\nc|3|tcp", "b|2|tcp\na|1|tcp\nc|3|tcp", "1 0 2"},
    {"equal duplicates, one of which goes", "a|1|tcp|x\na|1|tcp|x\nb|2|tcp", "a|1|tcp|x\nb|2|tcp",
     "0 - 1"},

    {"other words", "a|1|tcp|old|[x]", "a|1|tcp|new|[y]", "0"},
    {"capitals in the name", "WibuKey|22347|tcp|x", "wibukey|22347|tcp|y", "0"},
    {"duplicates by their contact", "a||tcp|x|[p]\na||tcp|x|[q]", "a||tcp|y|[q]\na||tcp|y|[p]",
     "1 0"},
    {"duplicates by their registration date", "a||tcp|x||2001\na||tcp|x||2002",
     "a||tcp|y||2002\na||tcp|y||2001", "1 0"},
    {"duplicates in their order", "a||tcp|x|[p]\na||tcp|x|[q]", "a||tcp|y|[r]\na||tcp|y|[s]",
     "0 1"},

    {"a transport protocol is given", "a|||x", "a||tcp|y", "0"},
    {"a transport protocol is lost", "a|1|tcp|x", "a|1||y", "0"},
    {"which of two lost it cannot be known", "a||tcp|x\na||udp|x", "a|||y", "- -"},

    {"renamed", "old|1|tcp|x\nold|1|udp|x", "new|1|tcp|y\nnew|1|udp|y", "0 1"},
    {"de-assigned", "a|1|tcp|x", "|1|tcp|Reserved", "0"},
    {"de-assigned, the name stays without a port number", "a|1|tcp|x", "|1|tcp|Reserved\na||tcp|x",
     "0"},
    {"assigned, which was reserved", "|1|tcp|Reserved", "a|1|tcp|x", "0"},
    {"renamed, and the old name is an alias", "a_b|1|tcp|x", "a-b|1|tcp|x\na_b|1|tcp|x|||alias",
     "1"},

    {"moved to another port number", "a|1|tcp|x||2001", "a|2|tcp|x||2002", "0"},
    {"given a port number", "a||udp|x", "a|6317|udp|y", "0"},
    {"two of a name that both moved", "a|1|tcp|x\na|2|tcp|x", "a|3|tcp|y\na|4|tcp|y", "- -"},

    {"a name without port number is corrected", "a-dtls||tcp|over TLS|[p]|2021",
     "a-tls||tcp|over TLS|[p]|2021", "0"},
    {"what has no description has nothing in common", "a||tcp||[p]|2021", "b||tcp||[p]|2021", "-"},
    {"a transport protocol is corrected", "a||tcp|x|[p]|2016", "a||udp|x|[p]|2016", "0"},
    {"another day, another service", "a||tcp|x|[p]|2016", "a||udp|x|[p]|2017", "-"},

    {"a name and its alias are de-assigned", "a-b|1|tcp|x\na_b|1|tcp|y",
     "|1|tcp|Reserved\n|1|tcp|Reserved||| alias", "0 1"},
    {"two reserved records become one that is assigned", "|1|tcp|Reserved\n|1|tcp|Reserved|||n",
     "a|1|tcp|x", "0 -"},

    {"de-assigned for all transport protocols at once", "a|51|tcp|x\na|51|udp|x", "|51||Reserved",
     "0 -"},
    {"a reserved number is told by transport protocol", "|51||Reserved", "a|51|tcp|x\na|51|udp|x",
     "0"},
    {"a free number is no predecessor of what is assigned there", "|51||Unassigned",
     "a|51|tcp|x\n|51|udp|Reserved", "-"},

    {"a block shrinks", "|10-19||Unassigned", "a|10|tcp\n|10|udp|Reserved\n|11-19||Unassigned",
     "2"},
    {"a block grows", "|10-19||Unassigned\nb|20|tcp", "|10-20||Unassigned", "0 -"},
    {"a block is split", "|10-19||Unassigned",
     "|10-13||Unassigned\na|14|tcp\na|14|udp\n|15-19||Unassigned", "0"},
    {"blocks are joined", "|10-13||Unassigned\n|14-19||Unassigned", "|10-19||Unassigned", "0 -"},
    {"a block that is there twice is split", "|10-19||Unassigned\n|10-19||Unassigned",
     "|10-13||Unassigned\n|15-19||Unassigned", "0 1"},
    {"blocks of two states", "|10-19||Unassigned\n|20-29||Reserved",
     "|10-18||Unassigned\n|19-29||Reserved", "0 1"},
    {"blocks of another transport protocol are others", "|10-19|tcp|Unassigned",
     "|10-18|udp|Unassigned", "-"},
};

/* The successors as the cases write them. Also checks that the predecessors are the same. */
static void format_successors(const struct matching *matching, const struct registry *earlier,
                              const struct registry *later, struct buffer *text)
{
    size_t matched = 0, back = 0;
    for (size_t i = 0; i < earlier->record_count; i++) {
        uint32_t successor = matching->successors[i];
        buffer_format(text, "%s", i ? " " : "");
        if (successor == MATCHING_NONE) {
            buffer_append_byte(text, '-');
            continue;
        }
        buffer_format(text, "%u", successor);
        assert_true(successor < later->record_count);
        assert_int_equal(matching->predecessors[successor], i);
        matched++;
    }
    for (size_t j = 0; j < later->record_count; j++)
        back += matching->predecessors[j] != MATCHING_NONE;
    assert_int_equal(matched, back);
}

static void each_pass_finds_its_records(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct registry earlier, later;
        struct matching matching;
        struct buffer text;
        buffer_init(&text);
        read_rows(&earlier, cases[i].earlier);
        read_rows(&later, cases[i].later);
        assert_int_equal(matching_find(&earlier, &later, &matching, NULL), STATUS_OK);
        format_successors(&matching, &earlier, &later, &text);
        if (!text_equal(buffer_text(&text), text_of(cases[i].successors)))
            fail_msg("%s: expected %s, found %.*s", cases[i].what, cases[i].successors,
                     TEXT_ARGS(buffer_text(&text)));
        matching_done(&matching);
        buffer_done(&text);
        registry_done(&earlier);
        registry_done(&later);
    }
}

/* A record far from where it was is found although the walk in step does not look so far. */
static void what_moved_far_is_found(void **state)
{
    (void)state;
    enum { COUNT = 1000 };
    static char names[COUNT][8];
    struct registry earlier, later;
    struct matching matching;
    registry_init(&earlier);
    registry_init(&later);
    for (int i = 0; i < COUNT; i++) {
        snprintf(names[i], sizeof(names[i]), "n%d", i);
        registry_add_record(&earlier)->service_name = text_of(names[i]);
    }
    for (int i = 0; i < COUNT; i++) /* the second half comes first */
        registry_add_record(&later)->service_name = text_of(names[(i + COUNT / 2) % COUNT]);
    assert_int_equal(matching_find(&earlier, &later, &matching, NULL), STATUS_OK);
    for (int i = 0; i < COUNT; i++)
        assert_int_equal(matching.successors[i], (i + COUNT / 2) % COUNT);
    matching_done(&matching);
    registry_done(&earlier);
    registry_done(&later);
}

static void every_failing_allocation_is_survived(void **state)
{
    (void)state;
    struct registry earlier, later;
    struct matching matching;
    struct error error;
    read_rows(&earlier, "a|1|tcp\nb|2|tcp");
    read_rows(&later, "b|2|tcp\nc|1|tcp");
    for (unsigned long n = 1;; n++) {
        memory_fail_at(n);
        int status = matching_find(&earlier, &later, &matching, &error);
        memory_fail_at(0);
        if (status == STATUS_OK)
            break;
        assert_int_equal(status, STATUS_MEMORY);
        assert_null(matching.successors);
        assert_null(matching.predecessors);
        matching_done(&matching);
    }
    matching_done(&matching);
    registry_done(&earlier);
    registry_done(&later);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_pass_finds_its_records),
        cmocka_unit_test(what_moved_far_is_found),
        cmocka_unit_test(every_failing_allocation_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
