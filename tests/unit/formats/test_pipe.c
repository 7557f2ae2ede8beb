/* Tests of the table with pipes: which column each cell gets, what is reported as ambiguous, rows
 * over several lines, what is refused and where, and failures of memory. */
#include "formats/pipe/pipe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/memory.h"
#include "formats/cell.h"

#define TITLES                                                                                     \
    "Service Name | Port Number | Transport Protocol | Description | Assignee | Contact | "        \
    "Registration Date | Modification Date | Reference | Service Code | "                          \
    "Unauthorized Use Reported | Assignment Notes |\n"                                             \
    "---|---|---|---|---|---|---|---|---|---|---|---|\n"
#define HEADER                                                                                     \
    "Tea Registry\n- Last Updated\n- 2024-11-19\n- Expert(s)\n-\nTea: Ada Example\n"               \
    "- Reference\n- [RFC6335][RFC9900, Section 4]\n- Note\n-\nTeas are told apart.\nAsk!\n"        \
    "- Request a Tea\n-\n[https://tea.example/apply]\n- Available Formats\n-\nCSV\nXML\n"

struct outcome {
    struct registry registry;
    struct error error;
    int status;
    size_t advice_count; /* of rule "ambiguous-cell" */
    size_t cut_count;    /* of rule "cut-row" */
    size_t refusal_count;
    struct error advice; /* the last one */
};

static void note_finding(void *context, const struct finding *finding)
{
    struct outcome *outcome = context;
    if (finding->severity == SEVERITY_REFUSED) {
        assert_string_equal(finding->rule, "form");
        outcome->refusal_count++;
        return;
    }
    assert_int_equal(finding->severity, SEVERITY_ADVICE);
    outcome->advice = finding->error;
    if (strcmp(finding->rule, "cut-row") == 0)
        outcome->cut_count++;
    else
        assert_string_equal(finding->rule, "ambiguous-cell");
    outcome->advice_count += strcmp(finding->rule, "ambiguous-cell") == 0;
}

/* Reads LENGTH bytes from a heap block of exactly that size, so that a sanitizer sees each byte
 * read too far. */
static void read_bytes(struct outcome *outcome, struct text bytes, bool listen)
{
    char *copy = malloc(bytes.length ? bytes.length : 1);
    assert_non_null(copy);
    memcpy(copy, bytes.bytes, bytes.length);
    struct input input = {"tea.txt", {copy, bytes.length}, {2011, 8, 0}};
    struct findings findings = {note_finding, outcome};
    memset(outcome, 0, sizeof(*outcome));
    registry_init(&outcome->registry);
    outcome->status =
        pipe_read(&input, &outcome->registry, listen ? &findings : NULL, &outcome->error);
    free(copy);
}

static void assert_text(struct text found, const char *expected)
{
    if (!text_equal(found, text_of(expected)))
        fail_msg("expected \"%s\", found \"%.*s\"", expected, TEXT_ARGS(found));
}

/* The twelve columns of RECORD as "a|b|...": without the last "|". */
static void append_record(struct buffer *buffer, const struct record *record, char separator)
{
    char scratch[CELL_SCRATCH_SIZE_BYTES];
    for (int column = 0; column < COLUMN_COUNT; column++) {
        if (column > 0)
            buffer_append_byte(buffer, separator);
        marked_append_plain(buffer, cell_of(record, (enum column)column, scratch), TEXT(" "));
    }
}

/* --- the table --- */

static const struct {
    const char *row;      /* as in a file */
    const char *expected; /* all columns */
    size_t advice_count;
} rows[] = {
    {"tea | 80 | tcp | Hot Tea | [Ada] | [Ada] | ||||||", "tea|80|tcp|Hot Tea|[Ada]|[Ada]||||||",
     0},
    {"tea | 80 | tcp | Tea | [Board] | [Ada][Bob] | 2011-08 | 2012-03-04 | [RFC9900] | |||",
     "tea|80|tcp|Tea|[Board]|[Ada][Bob]|2011-08|2012-03-04|[RFC9900]|||", 0},
    {"288-307 | Unassigned | ||||||||||", "|288-307||Unassigned||||||||", 0},
    {"323 | udp | Reserved | |||||||||", "|323|udp|Reserved||||||||", 0},
    {"tea | 80 | Tea | |||||||||", "tea|80||Tea||||||||", 0},
    {"tea | udp | Tea | |||||||||", "tea||udp|Tea||||||||", 0},
    {"tea | Tea | ||||||||||", "tea|||Tea||||||||", 0},
    {"tea | 80 | tcp | Tea | [Ada] | [Ada] | [RFC9900][draft-tea-01] | |||||",
     "tea|80|tcp|Tea|[Ada]|[Ada]|||[RFC9900][draft-tea-01]|||", 0},
    {"tea | 80 | tcp | Tea | [Ada] | [Ada] | [n/a] | |||||",
     "tea|80|tcp|Tea|[Ada]|[Ada]|||[n/a]|||", 0},
    {"tea | 80 | tcp | Tea | [RFC9900] | |||||||", "tea|80|tcp|Tea|||||[RFC9900]|||", 0},
    {"tea | 80 | dccp | Tea | 1952803872 | |||||||", "tea|80|dccp|Tea||||||1952803872||", 0},
    {"tea | 80 | tcp | Tea | one | two | ||||||", "tea|80|tcp|Tea|||||||one|two", 0},
    /* Interior empty cells, where they are not squeezed out, change nothing. */
    {" | 323 | udp | Reserved | | | | | | | | |", "|323|udp|Reserved||||||||", 0},
    {"tea | 80 | tcp | Tea | [A] | [A] | 2010-01-02 | | [RFC1] | | | |",
     "tea|80|tcp|Tea|[A]|[A]|2010-01-02||[RFC1]|||", 1},
    /* What is ambiguous. */
    {"tea | 80 | tcp | Tea | [A] | [A] | 2010-07-27 | |||||",
     "tea|80|tcp|Tea|[A]|[A]|2010-07-27|||||", 1},
    {"359 | tcp | Reserved | 2023-11-16 | De-Assigned. | |||||||",
     "|359|tcp|Reserved||||2023-11-16||||De-Assigned.", 2},
    {"tea | 80 | tcp | Tea | (assigned long ago) | |||||||",
     "tea|80|tcp|Tea||||||||(assigned long ago)", 1},
    {"tea | 80 | tcp | Tea | KNOWN UNAUTHORIZED USE: x | |||||||",
     "tea|80|tcp|Tea|||||||KNOWN UNAUTHORIZED USE: x|", 1},
    {"tea | 80 | tcp | Tea | Unauthorized Use by y | |||||||",
     "tea|80|tcp|Tea|||||||Unauthorized Use by y|", 1},
    {"tea | 80 | tcp | Tea | [Ada] | |||||||", "tea|80|tcp|Tea|[Ada]|||||||", 1},
    {"tea | 80 | tcp | Tea | [Ada] | [RFC1] | ||||||", "tea|80|tcp|Tea|[Ada]||||[RFC1]|||", 1},
    {"tea | 80 | tcp | [Ada] | [Ada] | |||||||", "tea|80|tcp||[Ada]|[Ada]||||||", 1},
    {"tea | 80 | tcp | 2010-07 | ||||||||", "tea|80|tcp||||2010-07|||||", 2},
    {"tea | 80 | tcp | Tea | 77 | |||||||", "tea|80|tcp|Tea||||||77||", 1},
    {"hot tea | 80 | tcp | Tea | ||||||||", "hot tea|80|tcp|Tea||||||||", 1},
};

static void gives_each_cell_its_column(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct buffer buffer;
        struct outcome outcome;
        buffer_init(&buffer);
        buffer_append(&buffer, TEXT(TITLES));
        buffer_append(&buffer, text_of(rows[i].row));
        read_bytes(&outcome, buffer_text(&buffer), true);
        if (outcome.status != STATUS_OK)
            fail_msg("%s: %s", rows[i].row, outcome.error.message);
        assert_int_equal(outcome.registry.record_count, 1);
        assert_int_equal(outcome.cut_count, 0);
        buffer_clear(&buffer);
        append_record(&buffer, &outcome.registry.records[0], '|');
        assert_text(buffer_text(&buffer), rows[i].expected);
        if (outcome.advice_count != rows[i].advice_count)
            fail_msg("%s: expected %zu findings, found %zu", rows[i].row, rows[i].advice_count,
                     outcome.advice_count);
        buffer_done(&buffer);
        registry_done(&outcome.registry);
    }
}

static void tells_where_and_how_a_cell_is_ambiguous(void **state)
{
    (void)state;
    struct outcome outcome;
    read_bytes(&outcome, TEXT(TITLES "a | 1 | tcp | b\nc | 2010-07-27 | |||||||\n"), true);
    assert_int_equal(outcome.status, STATUS_OK);
    assert_int_equal(outcome.advice.position.line, 4);
    assert_int_equal(outcome.advice.position.column, 5);
    assert_string_equal(outcome.advice.message,
                        "\"2010-07-27\" is taken as Registration Date, it might be Modification "
                        "Date");
    registry_done(&outcome.registry);
}

static void has_an_assignee_only_where_it_differs(void **state)
{
    (void)state;
    struct outcome outcome;
    read_bytes(&outcome,
               TEXT(TITLES "a | 1 | tcp | x | [A] | [A] | ||||||\nb | 1 | tcp | x | [B] | [A] | "
                           "||||||\n"),
               false);
    assert_int_equal(outcome.status, STATUS_OK);
    assert_false(outcome.registry.records[0].has_assignee);
    assert_int_equal(outcome.registry.records[0].assignee.length, 0);
    assert_true(outcome.registry.records[1].has_assignee);
    registry_done(&outcome.registry);
}

static void joins_rows_over_several_lines(void **state)
{
    (void)state;
    struct outcome outcome;
    read_bytes(&outcome,
               TEXT(TITLES "\na | 1 | tcp | one\r\n\r\ntwo. |\r\n[A] | [A] | ||||||\r\n"
                           "\nb | 2 | tcp | x | ||||||||\n\n"),
               true);
    assert_string_equal(outcome.error.message, "");
    assert_int_equal(outcome.registry.record_count, 2);
    assert_text(outcome.registry.records[0].description, "one\n\ntwo.");
    assert_int_equal(outcome.registry.records[0].position.line, 4);
    assert_int_equal(outcome.registry.records[1].position.line, 9);
    assert_int_equal(outcome.registry.records[1].position.column, 1);
    registry_done(&outcome.registry);
}

/* A copy of a page may lack the end of its last row. */
static void accepts_a_last_row_that_is_cut_behind_the_contact(void **state)
{
    (void)state;
    struct outcome outcome;
    read_bytes(&outcome, TEXT(TITLES "a | 1 | tcp | x | [A] | [A] |"), true);
    assert_int_equal(outcome.status, STATUS_OK);
    assert_int_equal(outcome.cut_count, 1);
    assert_int_equal(outcome.advice.position.line, 3);
    assert_int_equal(outcome.registry.record_count, 1);
    registry_done(&outcome.registry);
    read_bytes(&outcome, TEXT(TITLES "a | 1 | tcp | x | [A] |"), true);
    assert_int_equal(outcome.status, STATUS_INPUT);
    registry_done(&outcome.registry);
    read_bytes(&outcome, TEXT(TITLES "a | 1 | tcp | x | [A] | [A] | 2010-0"), true);
    assert_int_equal(outcome.status, STATUS_INPUT);
    registry_done(&outcome.registry);
}

/* --- the header --- */

static void reads_the_header_list(void **state)
{
    (void)state;
    struct outcome outcome;
    struct reference reference;
    read_bytes(&outcome, TEXT(HEADER TITLES), false);
    assert_string_equal(outcome.error.message, "");
    const struct registry *registry = &outcome.registry;
    assert_text(registry->title, "Tea Registry");
    assert_int_equal(date_pack(registry->updated), date_pack((struct date){2024, 11, 19}));
    assert_text(registry->experts, "Tea: Ada Example");
    struct text references = registry->references;
    assert_true(marked_next_reference(&references, &reference));
    assert_int_equal(reference.type, REFERENCE_RFC);
    assert_text(reference.data, "rfc6335");
    assert_true(marked_next_reference(&references, &reference));
    assert_text(reference.label, "RFC9900, Section 4");
    assert_int_equal(registry->note_count, 2);
    assert_int_equal(registry->notes[0].title.length, 0);
    assert_text(registry->notes[0].content, "Teas are told apart.\nAsk!");
    assert_text(registry->notes[1].title, "Request a Tea");
    assert_text(registry->notes[1].content, "[https://tea.example/apply]");
    assert_int_equal(registry->id.length, 0);
    registry_done(&outcome.registry);
}

static void takes_the_date_from_the_caller_when_there_is_none(void **state)
{
    (void)state;
    struct outcome outcome;
    read_bytes(&outcome, TEXT("\xef\xbb\xbfTea\n" TITLES), false);
    assert_int_equal(outcome.status, STATUS_OK);
    assert_text(outcome.registry.title, "Tea");
    assert_int_equal(date_pack(outcome.registry.updated), date_pack((struct date){2011, 8, 0}));
    registry_done(&outcome.registry);
}

static void recognises_the_table(void **state)
{
    (void)state;
    assert_true(pipe_recognise(TEXT(HEADER TITLES)));
    assert_true(pipe_recognise(TEXT(TITLES)));
    assert_false(pipe_recognise(TEXT(HEADER)));
    assert_false(pipe_recognise(TEXT("Service Name,Port Number\n")));
    assert_false(pipe_recognise(TEXT("")));
}

/* --- the rows of the seed document --- */

/* The document with the rows of the fixture: empty cells squeezed to the end. */
static void append_squeezed(struct buffer *document, struct text row)
{
    size_t empty = 0;
    for (int column = 0; column < COLUMN_COUNT; column++) {
        struct text cell = text_split(&row, '\t');
        empty += cell.length == 0;
        if (cell.length) {
            buffer_append(document, cell);
            buffer_append(document, TEXT(" | "));
        }
    }
    buffer_append_repeated(document, '|', empty);
    buffer_append_byte(document, '\n');
}

static void reads_the_rows_of_the_seed_document(void **state)
{
    (void)state;
    struct file file;
    struct buffer document, expected, found;
    struct outcome outcome;
    assert_int_equal(file_open(&file, PORTREG_FIXTURES "/seed.txt", NULL), STATUS_OK);
    buffer_init(&document);
    buffer_init(&expected);
    buffer_init(&found);
    buffer_append(&document, TEXT(TITLES));
    for (struct text rest = file.bytes; rest.length;) {
        struct text row = text_split(&rest, '\n');
        if (text_starts_with(row, TEXT("#")))
            continue;
        append_squeezed(&document, row);
        buffer_append(&expected, row);
        buffer_append_byte(&expected, '\n');
    }
    read_bytes(&outcome, buffer_text(&document), true);
    assert_string_equal(outcome.error.message, "");
    assert_int_equal(outcome.registry.record_count, 101);
    for (size_t i = 0; i < outcome.registry.record_count; i++) {
        append_record(&found, &outcome.registry.records[i], '\t');
        buffer_append_byte(&found, '\n');
    }
    assert_true(text_equal(buffer_text(&found), buffer_text(&expected)));
    registry_done(&outcome.registry);
    buffer_done(&document);
    buffer_done(&expected);
    buffer_done(&found);
    file_close(&file);
}

/* --- refusing --- */

static const struct {
    const char *text;
    uint32_t line, column;
    const char *message;
} refusals[] = {
    {TITLES "a | 65536 | tcp | x | ||||||||", 3, 5, "found \"65536\""},
    {TITLES "a | 9-8 | tcp | x | ||||||||", 3, 5, "found \"9-8\""},
    {TITLES "007 | tcp | x | |||||||||", 3, 1, "found \"007\""},
    {TITLES "a | 1 | tcp | x | 2010-02-30 | |||||||", 3, 19, "found \"2010-02-30\""},
    {TITLES "a | 1 | tcp | x\n | 2010-13 | |||||||", 4, 4, "found \"2010-13\""},
    {TITLES "a | 1 | dccp | x | 4294967296 | |||||||", 3, 20, "a service code"},
    {TITLES "a | 1 | tcp | x | y | z | w | |||||", 3, 27, "at most one cell for each column"},
    {TITLES "a | 1 | tcp | x | [A]b | y | z | ||||", 3, 30, "found \"z\""},
    {TITLES "a | 1 | tcp | x | |||||||| more", 3, 28, "found \"more\""},
    {TITLES "a | 1 | tcp | x | |||||||||", 3, 27, "found \"|\""},
    {TITLES "a | 1 | tcp\nb | 2 | tcp | x | ||||||||\n", 4, 1, "found the next row after 2"},
    {TITLES "||||||||||||\n", 3, 1, "a row with at least one cell"},
    {TITLES "a | 1 | tcp | x | [A] |", 3, 24, "found the end of the file"},
    {TITLES "the end\n", 3, 8, "found the end of the file"},
    {"Service Name | Port | ", 1, 15, "the column \"Port Number\""},
    {"Service Name | Port Number | Transport Protocol | Description | Assignee | Contact | "
     "Registration Date | Modification Date | Reference | Service Code | Known Unauthorized Uses | "
     "Assignment Notes |\n---|---\n",
     2, 1, "a line of"},
    {"T\nU\n" TITLES, 2, 1, "a header list"},
    {"T\n- Last Updated\n- 2024-13\n" TITLES, 3, 1, "found \"2024-13\""},
    {"T\n- Last Updated\n- 2024\n- Last Updated\n- 2025\n" TITLES, 5, 1, "Last Updated once"},
    {"T\n- Expert(s)\n- a\n- Expert(s)\n- b\n" TITLES, 5, 1, "Expert(s) once"},
    {"T\n- Reference\n- a\n" TITLES, 3, 1, "references in brackets"},
    {"T\n- Reference\n" TITLES, 2, 1, "a definition behind this term"},
    {"T\n", 2, 1, "a table that begins"},
};

static void refuses_with_line_and_column(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
        struct outcome outcome;
        read_bytes(&outcome, text_of(refusals[i].text), false);
        const struct error *error = &outcome.error;
        if (outcome.status != STATUS_INPUT || error->position.line != refusals[i].line ||
            error->position.column != refusals[i].column ||
            !strstr(error->message, refusals[i].message))
            fail_msg("case %zu: expected \"%s\" at %u:%u, found \"%s\" at %u:%u, status %d", i,
                     refusals[i].message, refusals[i].line, refusals[i].column, error->message,
                     error->position.line, error->position.column, outcome.status);
        assert_string_equal(error->file, "tea.txt");
        registry_done(&outcome.registry);
    }
}

static void goes_on_when_somebody_listens(void **state)
{
    (void)state;
    struct outcome outcome;
    read_bytes(&outcome,
               TEXT(TITLES "a | 65536 | tcp | x | ||||||||\na | 1 | tcp\nb | 2 | tcp | x | "
                           "||||||||\nc | 3 | tcp | x | [A] |"),
               true);
    assert_int_equal(outcome.status, STATUS_INPUT);
    assert_int_equal(outcome.refusal_count, 3);
    assert_int_equal(outcome.error.position.line, 3);
    assert_int_equal(outcome.registry.record_count, 2);
    assert_text(outcome.registry.records[1].service_name, "b");
    registry_done(&outcome.registry);
}

/* Only whole rows, or the last one as far as the contact, are taken. */
static void refuses_a_truncated_table(void **state)
{
    (void)state;
    static const char whole[] = HEADER TITLES "tea | 80 | tcp | Tea | [A] | [A] | 2010-07 | [RFC1] "
                                              "| ||||\n359 | tcp | a\nb | note | ||||||||\n";
    static const char last[] = "||||||||\n";
    struct text bytes = TEXT(whole);
    size_t first_row = text_find(bytes, TEXT("tea | 80"), 0);
    for (size_t length = 0; length < bytes.length; length++) {
        struct outcome outcome;
        struct text cut = text_slice(bytes, 0, length);
        read_bytes(&outcome, cut, true);
        struct text row = text_trim(text_from(cut, first_row));
        bool whole_rows = length >= first_row - 1;
        size_t pipes = 0;
        for (size_t i = 0; i < row.length; i++)
            pipes += row.bytes[i] == '|';
        if (pipes == 0)
            whole_rows = whole_rows && row.length == 0;
        else if (pipes < 12)
            whole_rows = pipes >= 6 && text_ends_with(row, TEXT("|"));
        else if (pipes == 12)
            whole_rows = text_ends_with(row, TEXT("||||"));
        else
            whole_rows = pipes >= 18 && text_ends_with(row, TEXT("|"));
        if ((outcome.status == STATUS_OK) != whole_rows)
            fail_msg("cut at %zu: status %d, \"%.*s\"", length, outcome.status, TEXT_ARGS(row));
        registry_done(&outcome.registry);
    }
    assert_true(text_ends_with(bytes, TEXT(last)));
}

static void survives_each_failure_of_memory(void **state)
{
    (void)state;
    unsigned long failures = 0;
    for (bool failed = true; failed; failures++) {
        struct outcome outcome;
        memory_fail_at(failures + 1);
        read_bytes(&outcome,
                   TEXT(HEADER TITLES "tea | 80 | tcp | Tea | [Board] | [Ada] | 2010-07 | [RFC1] | "
                                      "note | |||\n"),
                   true);
        failed = memory_failed();
        memory_fail_at(0);
        assert_int_equal(outcome.status, failed ? STATUS_MEMORY : STATUS_OK);
        assert_int_equal(outcome.refusal_count, 0);
        registry_done(&outcome.registry);
    }
    assert_true(failures > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_each_cell_its_column),
        cmocka_unit_test(tells_where_and_how_a_cell_is_ambiguous),
        cmocka_unit_test(has_an_assignee_only_where_it_differs),
        cmocka_unit_test(joins_rows_over_several_lines),
        cmocka_unit_test(accepts_a_last_row_that_is_cut_behind_the_contact),
        cmocka_unit_test(reads_the_header_list),
        cmocka_unit_test(takes_the_date_from_the_caller_when_there_is_none),
        cmocka_unit_test(recognises_the_table),
        cmocka_unit_test(reads_the_rows_of_the_seed_document),
        cmocka_unit_test(refuses_with_line_and_column),
        cmocka_unit_test(goes_on_when_somebody_listens),
        cmocka_unit_test(refuses_a_truncated_table),
        cmocka_unit_test(survives_each_failure_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
