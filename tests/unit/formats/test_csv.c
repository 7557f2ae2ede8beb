/* Tests of CSV: what a row means, what is refused and where, and that what was read is written
 * again as the same bytes. */
#include "formats/csv/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "formats/csv/references.h"

#define HEADER_WITH(title)                                                                         \
    "Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,Registration Date,"  \
    "Modification Date,Reference,Service Code," title ",Assignment Notes\r\n"
#define HEADER             HEADER_WITH("Unauthorized Use Reported")
#define HEADER_BEFORE_2019 HEADER_WITH("Known Unauthorized Uses")

/* Invented records of every kind the registry has. */
static const char sample[] = HEADER
    ",0,tcp,Reserved,,,,2024-12-20,[RFC6335],,,\r\n"
    "tea,80,tcp,\"Tea, \"\"hot\"\"\",[Tea_Board],[Ada_Example],2011,2012-03,"
    "[RFC9110][RFC-ietf-tea-pot-07],,yes,\"Defined TXT keys:\n      path\"\r\n"
    "tea-alt,8000-8002,udp,,[Ada_Example][Bob_Example],[Ada_Example][Bob_Example],2011-08-17,,"
    "\"[https://tea.example/a][RFC8765, Section 6.1][1]\",,,\r\n"
    ",4,,Unassigned,,,,,,,,\r\n"
    "_tea,,dccp,No contact,,[Ada_Example],,,[draft-tea-05],1952803872,,This is [RFC9900]\r\n";

struct outcome {
    struct registry registry;
    struct error error;
    int status;
};

/* Reads LENGTH bytes from a heap block of exactly that size, so that a sanitizer sees each byte
 * read too far. */
static struct outcome read_bytes(const char *bytes, size_t length, const struct findings *findings)
{
    struct outcome outcome = {.status = STATUS_OK};
    char *copy = malloc(length ? length : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, length);
    struct input input = {"tea.csv", {copy, length}, {2024, 11, 19}};
    registry_init(&outcome.registry);
    outcome.status = csv_read(&input, &outcome.registry, findings, &outcome.error);
    free(copy);
    return outcome;
}

static struct outcome read_csv(const char *text)
{
    return read_bytes(text, strlen(text), NULL);
}

/* What REGISTRY is in the way of DATE; free the buffer. */
static struct buffer write_csv(const struct registry *registry, struct date date)
{
    static struct sink sink;
    struct buffer buffer;
    struct writing writing = {.as_published = date};
    struct error error;
    buffer_init(&buffer);
    sink_init_buffer(&sink, &buffer);
    assert_int_equal(csv_write(registry, &writing, &sink, &error), 0);
    assert_int_equal(sink_flush(&sink, "memory", &error), 0);
    return buffer;
}

static void assert_text(struct text found, const char *expected)
{
    if (!text_equal(found, text_of(expected)))
        fail_msg("expected \"%s\", found \"%.*s\"", expected, TEXT_ARGS(found));
}

static void assert_written(const struct registry *registry, struct date date, const char *expected)
{
    struct buffer buffer = write_csv(registry, date);
    assert_text(buffer_text(&buffer), expected);
    buffer_done(&buffer);
}

static void assert_next_reference(struct text *list, enum reference_type type, const char *data,
                                  const char *label)
{
    struct reference reference;
    assert_true(marked_next_reference(list, &reference));
    assert_int_equal(reference.type, type);
    assert_text(reference.data, data);
    assert_text(reference.label, label);
}

/* --- reading --- */

static void reads_every_column(void **state)
{
    (void)state;
    struct outcome outcome = read_csv(sample);
    assert_int_equal(outcome.status, STATUS_OK);
    assert_int_equal(outcome.registry.record_count, 5);
    const struct record *tea = &outcome.registry.records[1];
    assert_text(tea->service_name, "tea");
    assert_true(tea->has_ports);
    assert_int_equal(tea->ports.first, 80);
    assert_int_equal(tea->ports.last, 80);
    assert_int_equal(tea->transport_protocol, TRANSPORT_TCP);
    assert_text(tea->description, "Tea, \"hot\"");
    assert_int_equal(date_pack(tea->registration_date), date_pack((struct date){2011, 0, 0}));
    assert_int_equal(date_pack(tea->modification_date), date_pack((struct date){2012, 3, 0}));
    assert_false(tea->has_service_code);
    assert_text(tea->unauthorized_use, "yes");
    assert_text(tea->assignment_notes, "Defined TXT keys:\n      path");
    struct text references = tea->reference;
    assert_next_reference(&references, REFERENCE_RFC, "rfc9110", "");
    assert_next_reference(&references, REFERENCE_DRAFT, "RFC-ietf-tea-pot-07", "");
    assert_int_equal(references.length, 0);
    const struct record *code = &outcome.registry.records[4];
    assert_false(code->has_ports);
    assert_true(code->has_service_code);
    assert_int_equal(code->service_code, 1952803872);
    registry_done(&outcome.registry);
}

static void takes_the_date_from_the_caller(void **state)
{
    (void)state;
    struct outcome outcome = read_csv(sample);
    assert_int_equal(date_pack(outcome.registry.updated), date_pack((struct date){2024, 11, 19}));
    registry_done(&outcome.registry);
}

static void knows_the_place_of_each_record(void **state)
{
    (void)state;
    static const uint32_t lines[] = {2, 3, 5, 6, 7}; /* the third row has a line feed inside */
    struct outcome outcome = read_csv(sample);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(outcome.registry.records[i].position.line, lines[i]);
        assert_int_equal(outcome.registry.records[i].position.column, 1);
    }
    registry_done(&outcome.registry);
}

static void finds_an_assignee_only_where_it_differs_from_the_contact(void **state)
{
    (void)state;
    struct outcome outcome = read_csv(sample);
    const struct record *records = outcome.registry.records;
    assert_false(records[0].has_assignee);
    assert_true(records[1].has_assignee);
    struct text assignee = records[1].assignee, contact = records[1].contact;
    assert_next_reference(&assignee, REFERENCE_PERSON, "Tea_Board", "");
    assert_next_reference(&contact, REFERENCE_PERSON, "Ada_Example", "");
    assert_false(records[2].has_assignee);
    contact = records[2].contact;
    assert_next_reference(&contact, REFERENCE_PERSON, "Ada_Example", "");
    assert_next_reference(&contact, REFERENCE_PERSON, "Bob_Example", "");
    assert_int_equal(contact.length, 0);
    assert_true(records[4].has_assignee); /* an empty one */
    assert_int_equal(records[4].assignee.length, 0);
    registry_done(&outcome.registry);
}

static void leaves_references_inside_sentences_alone(void **state)
{
    (void)state;
    struct outcome outcome = read_csv(sample);
    assert_text(outcome.registry.records[4].assignment_notes, "This is [RFC9900]");
    registry_done(&outcome.registry);
}

static void tells_references_by_their_label(void **state)
{
    (void)state;
    static const struct {
        const char *cell;
        enum reference_type type;
        const char *data;
        const char *label;
    } cases[] = {
        {"[RFC6335]", REFERENCE_RFC, "rfc6335", ""},
        {"[RFC8765, Section 6.1]", REFERENCE_RFC, "rfc8765", "RFC8765, Section 6.1"},
        {"[rfc6335]", REFERENCE_TEXT, "", "rfc6335"},
        {"[RFC]", REFERENCE_TEXT, "", "RFC"},
        {"[RFC12345678901234]", REFERENCE_TEXT, "", "RFC12345678901234"},
        {"[RFC1 and more]", REFERENCE_TEXT, "", "RFC1 and more"},
        {"[RFC-ietf-a-b-07]", REFERENCE_DRAFT, "RFC-ietf-a-b-07", ""},
        {"[RFC-ietf-a-25, Section 6.1]", REFERENCE_DRAFT, "RFC-ietf-a-25",
         "RFC-ietf-a-25, Section 6.1"},
        {"[draft-a-b-05]", REFERENCE_DRAFT, "draft-a-b-05", ""},
        {"[draft-a-b-05, Section 4.3]", REFERENCE_DRAFT, "draft-a-b-05",
         "draft-a-b-05, Section 4.3"},
        {"[draft of a]", REFERENCE_TEXT, "", "draft of a"},
        {"[draft-of a]", REFERENCE_TEXT, "", "draft-of a"},
        {"[https://a.example/?b=c]", REFERENCE_URI, "https://a.example/?b=c", ""},
        {"[http://a.example]", REFERENCE_URI, "http://a.example", ""},
        {"[http://a.example and so on]", REFERENCE_TEXT, "", "http://a.example and so on"},
        {"[1]", REFERENCE_NOTE, "1", ""},
        {"[TR-352]", REFERENCE_TEXT, "", "TR-352"},
        {"[A (see [B]), C]", REFERENCE_TEXT, "", "A (see [B]), C"},
        {"[]", REFERENCE_TEXT, "", ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct buffer marked, again;
        buffer_init(&marked);
        buffer_init(&again);
        assert_true(references_parse(text_of(cases[i].cell), &marked));
        struct text list = buffer_text(&marked);
        assert_next_reference(&list, cases[i].type, cases[i].data, cases[i].label);
        assert_int_equal(list.length, 0);
        marked_append_plain(&again, buffer_text(&marked), TEXT(""));
        assert_text(buffer_text(&again), cases[i].cell);
        buffer_done(&again);
        buffer_done(&marked);
    }
}

static void accepts_what_rfc_4180_and_its_users_do(void **state)
{
    (void)state;
    static const char *const texts[] = {
        HEADER_BEFORE_2019 "tea,1,tcp,\"a\nb\",,,,,,,,\r\n",
        HEADER "tea,1,tcp,\"a\r\nb\",,,,,,,,\r\n",
        HEADER "tea,1,tcp,\"a\nb\",,,,,,,,\n",
        "\xef\xbb\xbf" HEADER "\"tea\",\"1\",\"tcp\",\"a\nb\",\"\",\"\",,,,,,\"\"\r\n",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        struct outcome outcome = read_csv(texts[i]);
        assert_int_equal(outcome.status, STATUS_OK);
        assert_int_equal(outcome.registry.record_count, 1);
        assert_text(outcome.registry.records[0].service_name, "tea");
        assert_text(outcome.registry.records[0].description, "a\nb");
        registry_done(&outcome.registry);
    }
}

static void recognises_its_header(void **state)
{
    (void)state;
    assert_true(csv_recognise(TEXT(HEADER)));
    assert_true(csv_recognise(TEXT("\xef\xbb\xbf" HEADER_BEFORE_2019)));
    assert_true(csv_recognise(TEXT("\"Service Name\",\"Port Number\"")));
    assert_false(csv_recognise(TEXT("Service Name | Port Number")));
    assert_false(csv_recognise(TEXT("")));
    assert_false(csv_recognise(TEXT("<?xml")));
}

/* --- refusing --- */

static const struct {
    const char *text;
    uint32_t line, column;
    const char *message;
} refusals[] = {
    {"", 1, 1, "expected a header line, found the end of the file"},
    {"\xef\xbb\xbf", 1, 1, "expected a header line, found the end of the file"},
    {"Service Name,Port\r\n", 1, 1, "expected 12 columns, found 2"},
    {HEADER_WITH("Uses"), 1, 133,
     "expected column 11 to be \"Unauthorized Use Reported\" or \"Known Unauthorized Uses\", "
     "found \"Uses\""},
    {HEADER "tea,1,tcp\r\n", 2, 1, "expected 12 columns, found 3"},
    {HEADER "\r\n", 2, 1, "expected 12 columns, found 1"},
    {HEADER ",1,,,,,,,,,,,\r\n", 2, 1, "expected 12 columns, found 13"},
    {HEADER "tea,65536,tcp,,,,,,,,,\r\n", 2, 5,
     "expected a port number from 0 to 65535, or a range such as 6000-6063, found \"65536\""},
    {HEADER "tea,-1,tcp,,,,,,,,,\r\n", 2, 5,
     "expected a port number from 0 to 65535, or a range such as 6000-6063, found \"-1\""},
    {HEADER "tea,9-8,tcp,,,,,,,,,\r\n", 2, 5,
     "expected a range whose first port number is not above its last, found \"9-8\""},
    {HEADER "tea,1,TCP,,,,,,,,,\r\n", 2, 7, "expected tcp, udp, sctp or dccp, found \"TCP\""},
    {HEADER "tea,1,tcp,,,,2011-02-29,,,,,\r\n", 2, 14,
     "expected a date as YYYY-MM-DD, YYYY-MM or YYYY, found \"2011-02-29\""},
    {HEADER "tea,1,tcp,,,,,01/02/2011,,,,\r\n", 2, 15,
     "expected a date as YYYY-MM-DD, YYYY-MM or YYYY, found \"01/02/2011\""},
    {HEADER "tea,1,tcp,,,,,,,4294967296,,\r\n", 2, 17,
     "expected a service code from 0 to 4294967295, found \"4294967296\""},
    {HEADER "tea,1,tcp,,Ada,,,,,,,\r\n", 2, 12,
     "expected handles in brackets, such as [IESG], found \"Ada\""},
    {HEADER "tea,1,tcp,,,[],,,,,,\r\n", 2, 13,
     "expected handles in brackets, such as [IESG], found \"[]\""},
    {HEADER "tea,1,tcp,,,,,,[RFC1] etc.,,,\r\n", 2, 16,
     "expected references in brackets, such as [RFC6335], found \"[RFC1] etc.\""},
    {HEADER "tea,1,tcp,,,,,,[RFC1,,,\r\n", 2, 16,
     "expected references in brackets, such as [RFC6335], found \"[RFC1\""},
    {HEADER "tea,1,tcp,,,,,,],,,\r\n", 2, 16,
     "expected references in brackets, such as [RFC6335], found \"]\""},
    {HEADER "tea,1,tcp,\"a\r\nb,,,,,,,,\r\n", 2, 11,
     "expected the quote that ends this cell, found the end of the file"},
    {HEADER "tea,1,tcp,\"a\r\nb\"c,,,,,,,,\r\n", 3, 3,
     "expected a comma or a line end after a quoted cell, found more text"},
    {HEADER "tea,1,tcp,a\"b,,,,,,,,\r\n", 2, 12,
     "expected a cell that contains a quote to be quoted, found a quote inside"},
    {HEADER "tea,1,tcp,a\rb,,,,,,,,\r\n", 2, 12,
     "expected a line feed after the carriage return, found something else"},
    {HEADER "tea,1,tcp,\"a\rb\",,,,,,,,\r\n", 2, 13,
     "expected a line feed after the carriage return, found something else"},
    {HEADER "tea,1,tcp,,,,,,,,,", 2, 19,
     "expected a line end after the last row, found the end of the file"},
};
enum { REFUSAL_COUNT = sizeof(refusals) / sizeof(*refusals) };

static void refuses_with_the_place_and_what_was_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < REFUSAL_COUNT; i++) {
        struct outcome outcome = read_csv(refusals[i].text);
        assert_int_equal(outcome.status, STATUS_INPUT);
        assert_int_equal(outcome.error.status, STATUS_INPUT);
        assert_string_equal(outcome.error.message, refusals[i].message);
        assert_string_equal(outcome.error.file, "tea.csv");
        assert_int_equal(outcome.error.position.line, refusals[i].line);
        assert_int_equal(outcome.error.position.column, refusals[i].column);
        assert_int_equal(outcome.registry.record_count, 0);
        registry_done(&outcome.registry);
    }
}

struct report {
    size_t count;
    uint32_t lines[8];
};

static void note_finding(void *context, const struct finding *finding)
{
    struct report *report = context;
    assert_int_equal(finding->severity, SEVERITY_REFUSED);
    assert_string_equal(finding->rule, "form");
    assert_true(report->count < 8);
    report->lines[report->count++] = finding->error.position.line;
}

static void goes_on_to_report_every_refusal(void **state)
{
    (void)state;
    static const char text[] = HEADER "a,65536,tcp,,,,2011-13,,,,,\r\n" /* two in one row */
                                      "b,1,tcp\r\n"
                                      "c,1,tcp,,,,,,,,,\r\n"
                                      "d,1,tcp,\"x\"y,,,,,,,,\r\n"
                                      "e,1,tcp,,,,,,,,,\r\n"
                                      "f,1,smtp,\"\n";
    struct report report = {0};
    struct findings findings = {note_finding, &report};
    struct outcome outcome = read_bytes(text, strlen(text), &findings);
    static const uint32_t lines[] = {2, 2, 3, 5, 7};
    assert_int_equal(report.count, 5);
    assert_memory_equal(report.lines, lines, sizeof(lines));
    assert_int_equal(outcome.status, STATUS_INPUT);
    assert_int_equal(outcome.error.position.line, 2); /* the first */
    assert_int_equal(outcome.registry.record_count, 2);
    assert_text(outcome.registry.records[0].service_name, "c");
    assert_text(outcome.registry.records[1].service_name, "e");
    registry_done(&outcome.registry);
}

/* A file that was cut off is refused wherever that happened, unless it was between two rows. */
static void refuses_a_file_that_ends_early(void **state)
{
    (void)state;
    size_t whole = 0;
    for (size_t length = 0; length < strlen(sample); length++) {
        struct outcome outcome = read_bytes(sample, length, NULL);
        if (outcome.status == STATUS_OK)
            whole++;
        else
            assert_int_equal(outcome.status, STATUS_INPUT);
        registry_done(&outcome.registry);
    }
    assert_int_equal(whole, 5); /* behind the header, and behind all records but the last */
}

/* --- writing --- */

static void writes_again_what_it_read(void **state)
{
    (void)state;
    struct outcome outcome = read_csv(sample);
    assert_written(&outcome.registry, (struct date){0, 0, 0}, sample);
    assert_written(&outcome.registry, (struct date){2019, 12, 31}, sample);
    registry_done(&outcome.registry);
}

static void titles_the_eleventh_column_as_on_the_day(void **state)
{
    (void)state;
    struct registry registry;
    registry_init(&registry);
    assert_written(&registry, (struct date){2019, 1, 2}, HEADER_BEFORE_2019);
    assert_written(&registry, (struct date){2019, 1, 3}, HEADER);
    registry.updated = (struct date){2015, 5, 4}; /* the release's own date */
    assert_written(&registry, (struct date){0, 0, 0}, HEADER_BEFORE_2019);
    registry_done(&registry);
}

/* DESCRIPTION as the only content of a registry, written in the way of DATE. */
static void assert_description(struct text description, struct date date, const char *cell)
{
    struct registry registry;
    struct buffer expected;
    registry_init(&registry);
    struct record *record = registry_add_record(&registry);
    assert_non_null(record);
    record->description = description;
    buffer_init(&expected);
    buffer_append(&expected, date.year < 2019 ? TEXT(HEADER_BEFORE_2019) : TEXT(HEADER));
    buffer_format(&expected, ",,,%s,,,,,,,,\r\n", cell);
    buffer_append_byte(&expected, '\0');
    assert_written(&registry, date, expected.bytes);
    buffer_done(&expected);
    registry_done(&registry);
}

/* One day of each of the publisher's four generators. */
static const struct date days[] = {{2018, 7, 11}, {2020, 7, 14}, {2020, 7, 31}, {2025, 4, 7}};
enum { DAY_COUNT = sizeof(days) / sizeof(*days) };

static void assert_descriptions(struct text description, const char *const cells[DAY_COUNT])
{
    for (size_t i = 0; i < DAY_COUNT; i++)
        assert_description(description, days[i], cells[i]);
}

static void writes_breaks_as_each_generator_did(void **state)
{
    (void)state;
    struct buffer text;
    buffer_init(&text);
    buffer_append(&text, TEXT("tea++"));
    marked_append_break(&text);
    marked_append_break(&text);
    buffer_append(&text, TEXT("\nIANA"));
    static const char *const cells[] = {"\"tea++\nIANA\"", "\"tea++\n\n\nIANA\"", "tea++ IANA",
                                        "\"tea++\nIANA\""};
    assert_descriptions(buffer_text(&text), cells);
    buffer_done(&text);
}

static void folds_white_space_as_each_generator_did(void **state)
{
    (void)state;
    static const char *const both[] = {"\"for \n      tea\"", "\"for \n      tea\"", "for tea",
                                       "for tea"};
    assert_descriptions(TEXT("for \n      tea"), both);
    static const char *const right[] = {"\"for\n      tea\"", "\"for\n      tea\"",
                                        "\"for\n      tea\"", "\"for\n      tea\""};
    assert_descriptions(TEXT("for\n      tea"), right);
    static const char *const left[] = {"\"for \ntea\"", "\"for \ntea\"", "\"for \ntea\"",
                                       "\"for \ntea\""};
    assert_descriptions(TEXT("for \ntea"), left);
    static const char *const ends[] = {"tea", "tea", "tea", "tea"};
    assert_descriptions(TEXT(" \n  tea \n\t"), ends);
    static const char *const many[] = {"\"a \n \n \nb\"", "\"a \n \n \nb\"", "a b", "a b"};
    assert_descriptions(TEXT("a \n \n \nb"), many);
}

static void joins_paragraphs_as_each_generator_did(void **state)
{
    (void)state;
    struct buffer text;
    buffer_init(&text);
    static const char *const paragraphs[] = {"Keys:", "one\n      two"};
    for (size_t i = 0; i < 2; i++) {
        buffer_append(&text, TEXT("\n      "));
        marked_append_paragraph(&text);
        buffer_append(&text, text_of(paragraphs[i]));
        marked_append_paragraph_end(&text);
    }
    buffer_append(&text, TEXT("\n    "));
    static const char *const cells[] = {
        "\"Keys:\n      one\n      two\"", "\"Keys:\n      one\n      two\"",
        "\"Keys:\n      one\n      two\"", "\"Keys:\n              one\n      two\""};
    assert_descriptions(buffer_text(&text), cells);
    buffer_done(&text);
}

static void writes_references_by_their_labels(void **state)
{
    (void)state;
    struct buffer text;
    buffer_init(&text);
    buffer_append(&text, TEXT("by "));
    marked_append_reference(&text,
                            &(struct reference){.type = REFERENCE_RFC, .data = TEXT("rfc6335")});
    static const char *const cells[] = {"by [RFC6335]", "by [RFC6335]", "by [RFC6335]",
                                        "by [RFC6335]"};
    assert_descriptions(buffer_text(&text), cells);
    buffer_done(&text);
}

/* --- memory --- */

static void survives_every_allocation_that_fails_in_reading(void **state)
{
    (void)state;
    bool failed = true;
    for (unsigned long n = 1; failed; n++) {
        memory_fail_at(n);
        struct outcome outcome = read_csv(sample);
        failed = memory_failed();
        memory_fail_at(0);
        assert_int_equal(outcome.status, failed ? STATUS_MEMORY : STATUS_OK);
        if (failed)
            assert_int_equal(outcome.error.status, STATUS_MEMORY);
        registry_done(&outcome.registry);
        assert_true(n < 1000);
    }
}

static bool swallow(void *context, struct text bytes)
{
    size_t *count = context;
    *count += bytes.length;
    return true;
}

static void survives_every_allocation_that_fails_in_writing(void **state)
{
    (void)state;
    struct outcome outcome = read_csv(sample);
    bool failed = true;
    for (unsigned long n = 1; failed; n++) {
        static struct sink sink;
        size_t count = 0;
        struct error error;
        struct writing writing = {{0, 0, 0}, 0};
        sink = (struct sink){.write = swallow, .context = &count};
        memory_fail_at(n);
        int status = csv_write(&outcome.registry, &writing, &sink, &error);
        failed = memory_failed();
        memory_fail_at(0);
        assert_int_equal(status, failed ? STATUS_MEMORY : STATUS_OK);
        assert_true(n < 1000);
    }
    registry_done(&outcome.registry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_column),
        cmocka_unit_test(takes_the_date_from_the_caller),
        cmocka_unit_test(knows_the_place_of_each_record),
        cmocka_unit_test(finds_an_assignee_only_where_it_differs_from_the_contact),
        cmocka_unit_test(leaves_references_inside_sentences_alone),
        cmocka_unit_test(tells_references_by_their_label),
        cmocka_unit_test(accepts_what_rfc_4180_and_its_users_do),
        cmocka_unit_test(recognises_its_header),
        cmocka_unit_test(refuses_with_the_place_and_what_was_found),
        cmocka_unit_test(goes_on_to_report_every_refusal),
        cmocka_unit_test(refuses_a_file_that_ends_early),
        cmocka_unit_test(writes_again_what_it_read),
        cmocka_unit_test(titles_the_eleventh_column_as_on_the_day),
        cmocka_unit_test(writes_breaks_as_each_generator_did),
        cmocka_unit_test(folds_white_space_as_each_generator_did),
        cmocka_unit_test(joins_paragraphs_as_each_generator_did),
        cmocka_unit_test(writes_references_by_their_labels),
        cmocka_unit_test(survives_every_allocation_that_fails_in_reading),
        cmocka_unit_test(survives_every_allocation_that_fails_in_writing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
