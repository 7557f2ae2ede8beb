/* JSON: what is written is read again as the same, and everything else is refused where it
 * stands. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "formats/format.h"
#include "formats/json/record.h"

#define RECORD(members) "{\"notes\":[],\"records\":[\n" members "],\"footnotes\":[],\"people\":[]}"

/* One of everything. */
static const char golden[] =
    "{\n"
    "  \"title\":\"A \\\"Registry\\\"\",\n"
    "  \"id\":\"names\",\n"
    "  \"category\":\"Ports\",\n"
    "  \"updated\":\"2026-07-22\",\n"
    "  \"references\":[{\"type\":\"rfc\",\"data\":\"rfc6335\"}],\n"
    "  \"experts\":\"TCP: A\\nUDP: [B]\",\"experts_content\":[\"TCP: A\\nUDP: \","
    "{\"reference\":{\"type\":\"person\",\"data\":\"B\"}}],\n"
    "  \"notes\":[\n"
    "    {\"text\":\"\\nnone\\t\\\\ \"},\n"
    "    {\"title\":\"Apply\",\"text\":\"a\\nb\",\"text_content\":[\"a\",{\"break\":true},\"b\"]}\n"
    "  ],\n"
    "  \"records\":[\n"
    "    {\"service_name\":\"x11\",\"first_port_number\":6000,\"last_port_number\":6063,"
    "\"transport_protocol\":\"tcp\",\"description\":\"X \xc3\xbf Window\\n\\nIANA\","
    "\"description_content\":[\"X \xc3\xbf Window\",{\"break\":true},{\"break\":true},\"IANA\"],"
    "\"assignee\":[{\"type\":\"person\",\"data\":\"Org\"}],"
    "\"contact\":[{\"type\":\"person\",\"data\":\"A\"},{\"type\":\"person\",\"data\":\"B\"}],"
    "\"registration_date\":\"1992-07\",\"modification_date\":\"2017-01-02\","
    "\"reference\":[{\"type\":\"rfc\",\"data\":\"rfc1\",\"label\":\"RFC1, later\"},"
    "{\"type\":\"draft\",\"data\":\"draft-a\",\"locator_kind\":\"section\",\"locator\":\"4.1\"}],"
    "\"service_code\":4294967295,\"unauthorized_use\":\"port 1 too\","
    "\"assignment_notes\":\" one\\ntwo [RFC2]\",\"assignment_notes_content\":["
    "{\"paragraph\":[\" one\"]},{\"paragraph\":[\"two \",{\"reference\":{\"type\":\"rfc\","
    "\"data\":\"rfc2\"}}]}]},\n"
    "    {\"first_port_number\":0,\"last_port_number\":0,\"written_as_range\":true,"
    "\"description\":\"\",\"assignee\":[]},\n"
    "    {\"service_name\":\"1password\",\"description\":\"\\nonly\",\"assignment_notes\":\"\","
    "\"assignment_notes_content\":[{\"paragraph\":[]}]}\n"
    "  ],\n"
    "  \"footnotes\":[\n"
    "    {\"anchor\":\"1\",\"text\":\"f\"}\n"
    "  ],\n"
    "  \"people\":[\n"
    "    {\"id\":\"A\",\"name\":\"Ann Example\",\"organization\":\"Org\","
    "\"uris\":[\"mailto:a&example.com\",\"\"],\"updated\":\"2001\"},\n"
    "    {\"id\":\"B\"}\n"
    "  ]\n"
    "}\n";

struct counter {
    size_t count;
    struct finding last;
};

static void count_finding(void *context, const struct finding *finding)
{
    struct counter *counter = context;
    counter->count++;
    counter->last = *finding;
}

static int read_text(struct text bytes, struct registry *registry, const struct findings *findings,
                     struct error *error)
{
    struct input input = {"test.json", bytes, {0, 0, 0}};
    registry_init(registry);
    return format_read(NULL, &input, registry, findings, error);
}

static void read_fine(struct text bytes, struct registry *registry)
{
    struct error error = {0};
    if (read_text(bytes, registry, NULL, &error) != 0)
        fail_msg("%u:%u: %s", error.position.line, error.position.column, error.message);
}

static void write_text(const struct registry *registry, struct buffer *buffer)
{
    struct sink sink;
    struct writing writing = {{0, 0, 0}, 0};
    buffer_init(buffer);
    sink_init_buffer(&sink, buffer);
    assert_int_equal(format_find(TEXT("json"))->write(registry, &writing, &sink, NULL), 0);
    assert_int_equal(sink_flush(&sink, "buffer", NULL), 0);
}

static void assert_text_equal(struct text a, struct text b)
{
    if (!text_equal(a, b))
        fail_msg("\"%.*s\" is not \"%.*s\"", TEXT_ARGS(a), TEXT_ARGS(b));
}

static void test_round_trip(void **state)
{
    (void)state;
    struct registry registry;
    struct buffer buffer;
    read_fine(TEXT(golden), &registry);
    write_text(&registry, &buffer);
    assert_text_equal(buffer_text(&buffer), TEXT(golden));
    buffer_done(&buffer);
    registry_done(&registry);
}

static void test_meaning(void **state)
{
    (void)state;
    struct registry registry;
    read_fine(TEXT(golden), &registry);
    assert_int_equal(registry.record_count, 3);
    const struct record *record = &registry.records[0];
    assert_text_equal(record->service_name, TEXT("x11"));
    assert_true(record->has_ports && record->has_assignee && record->has_service_code);
    assert_int_equal(record->ports.last, 6063);
    assert_int_equal(record->transport_protocol, TRANSPORT_TCP);
    assert_text_equal(record->description, TEXT("X \xc3\xbf Window\x01\x01IANA"));
    assert_int_equal(record->service_code, UINT32_MAX);
    assert_int_equal(record->registration_date.month, 7);
    assert_int_equal(record->registration_date.day, 0);
    assert_int_equal(record->position.line, 13);
    assert_int_equal(record->position.column, 5);

    struct text rest = record->reference;
    struct reference reference;
    assert_true(marked_next_reference(&rest, &reference));
    assert_text_equal(reference.label, TEXT("RFC1, later"));
    assert_true(marked_next_reference(&rest, &reference));
    assert_int_equal(reference.locator_kind, LOCATOR_SECTION);
    assert_text_equal(reference.locator, TEXT("4.1"));
    assert_false(marked_next_reference(&rest, &reference));

    assert_true(registry.records[1].has_assignee && registry.records[1].has_ports);
    assert_false(registry.records[2].has_assignee || registry.records[2].has_ports);
    assert_text_equal(registry.records[2].assignment_notes, TEXT("\x02\x03"));
    assert_int_equal(registry.people[0].uri_count, 2);
    assert_text_equal(registry.footnotes[0].anchor, TEXT("1"));
    assert_text_equal(registry.notes[1].title, TEXT("Apply"));
    registry_done(&registry);
}

/* White space and the order of members mean nothing; escapes mean their characters. */
static void test_other_forms(void **state)
{
    (void)state;
    struct registry registry;
    read_fine(TEXT(" \n{ \"people\" : [ ] ,\"records\":[ {\"description\"\t:\"\\u00fc\\/\\ud83d"
                   "\\ude00\\\"\" ,\"last_port_number\":7,\"first_port_number\":7}\r\n],"
                   "\"footnotes\":[],\"notes\":[], \"id\":\"i\"}"),
              &registry);
    assert_text_equal(registry.records[0].description, TEXT("\xc3\xbc/\xf0\x9f\x98\x80\""));
    assert_int_equal(registry.records[0].ports.first, 7);
    assert_text_equal(registry.id, TEXT("i"));
    registry_done(&registry);
}

static void test_record_alone(void **state)
{
    (void)state;
    struct record record = {.service_name = TEXT("a\x1f\x7f"),
                            .description = TEXT("in a paragraph\x03\x02"
                                                "b\x02\x03\x01")};
    struct buffer buffer;
    struct sink sink;
    buffer_init(&buffer);
    sink_init_buffer(&sink, &buffer);
    json_write_record(&sink, &record);
    assert_int_equal(sink_flush(&sink, "buffer", NULL), 0);
    assert_text_equal(buffer_text(&buffer),
                      TEXT("{\"service_name\":\"a\\u001f\x7f\",\"description\":\"in a paragraph\\nb"
                           "\\n\\n\",\"description_content\":[\"in a paragraph\",{\"paragraph\":["
                           "\"b\"]},{\"break\":true}]}"));
    buffer_done(&buffer);
}

/* What is wrong, where, and a part of the message. */
struct refusal {
    const char *text;
    uint32_t line, column;
    const char *message;
};

static const struct refusal refusals[] = {
    /* syntax */
    {"{", 1, 2, "found the end of the file"},
    {"{}", 1, 1, "the member \"notes\", found none"},
    {"{} x", 1, 4, "expected the end of the file, found \"x\""},
    {"{\"notes\":[}", 1, 11, "expected well-formed JSON"},
    {"{\"notes\":[] \"id\"", 1, 13, "expected \",\" or \"}\""},
    {"{\"id\" 7}", 1, 7, "expected \":\""},
    {"{\"id\":}", 1, 7, "expected well-formed JSON"},
    {"{7:7}", 1, 2, "expected the name of a member, found 7"},
    {"{\"notes\":{}}", 1, 10, "expected an array"},
    {"{\"id\":\"a\",\n\"id\":\"a\"}", 2, 1, "expected each member once"},
    {"{\"notes\":[],\n\"notes\":[]}", 2, 1, "expected each member once"},
    {RECORD("{\"description\":\"a\", \"description\":\"b\"}"), 2, 21, "duplicate object key"},
    {RECORD("{\"description\":\"a\",}"), 2, 20, "expected well-formed JSON"},
    {RECORD("{\"description\":\"a\\q\"}"), 2, 19, "invalid escape"},
    {RECORD("{\"description\":\"a\nb\"}"), 2, 18, "unexpected newline"},
    {RECORD("{\"description\":01}"), 2, 16, "expected well-formed JSON"},
    {RECORD("{\"description\":tru}"), 2, 16, "expected well-formed JSON"},
    {RECORD("{\"description\":\"a\"}, "), 2, 22, "expected well-formed JSON"},
    {RECORD("{\"description\":\"\\ud800\"}"), 2, 16, "invalid Unicode"},
    {RECORD("{\"description\":\"a\\u0000b\"}"), 2, 16, "expected well-formed JSON"},
    /* the whole */
    {"{\"notes\":[],\"records\":[],\"people\":[]}", 1, 1, "the member \"footnotes\""},
    {"{\"notes\":[],\"records\":[],\"people\":[],\"footnotes\":[],\n \"x\":0}", 2, 2,
     "found \"x\""},
    {"{\"notes\":[],\"records\":[],\"people\":[],\"footnotes\":[],\n \"updated\":\"1.1.2020\"}", 2,
     12, "expected a date"},
    {"{\"notes\":[{}]", 1, 11, "the member \"text\""},
    {"{\"notes\":[7]", 1, 11, "expected an object, found 7"},
    {"{\"footnotes\":[{\"text\":\"\"}]", 1, 15, "the member \"anchor\""},
    {"{\"people\":[{\"name\":\"\"}]", 1, 20, "expected a string that is not empty"},
    {"{\"people\":[{\"id\":\"a\",\"uris\":[]}]", 1, 29, "an array with a URI"},
    {"{\"people\":[{\"id\":\"a\",\"uris\":[\"\",\n null]}]", 2, 2, "found null"},
    /* records */
    {RECORD("[]"), 2, 1, "expected an object, found an empty array"},
    {RECORD("{}"), 2, 1, "the member \"description\""},
    {RECORD("{\"description\":\"\",\"descripton\":\"\"}"), 2, 19, "found \"descripton\""},
    {RECORD("{\"description\":7}"), 2, 16, "expected a string, found 7"},
    {RECORD("{\"description\":\"\\u0001\"}"), 2, 16, "without control characters"},
    {RECORD("{\"description\":\"\",\"service_name\":\"\"}"), 2, 34, "not empty"},
    {RECORD("{\"description\":\"\",\"first_port_number\":1}"), 2, 39, "\"last_port_number\""},
    {RECORD("{\"description\":\"\",\"last_port_number\":1}"), 2, 38, "\"first_port_number\""},
    {RECORD("{\"first_port_number\":65536,\"last_port_number\":65536}"), 2, 22,
     "expected a port number from 0 to 65535, found 65536"},
    {RECORD("{\"first_port_number\":-1,\"last_port_number\":1}"), 2, 22, "found -1"},
    {RECORD("{\"first_port_number\":1.0,\"last_port_number\":1}"), 2, 22, "the real number 1"},
    {RECORD("{\"first_port_number\":\"1\",\"last_port_number\":1}"), 2, 22, "found \"1\""},
    {RECORD("{\"first_port_number\":2,\"last_port_number\":1}"), 2, 43, "not below the first"},
    {RECORD("{\"first_port_number\":1,\"last_port_number\":2,\"written_as_range\":true}"), 2, 64,
     "only for a first port number that is the last"},
    {RECORD("{\"first_port_number\":1,\"last_port_number\":1,\"written_as_range\":false}"), 2, 64,
     "expected true"},
    {RECORD("{\"transport_protocol\":\"TCP\"}"), 2, 23, "tcp, udp, sctp or dccp, found \"TCP\""},
    {RECORD("{\"service_code\":4294967296}"), 2, 17, "found 4294967296"},
    {RECORD("{\"service_code\":99999999999999999999}"), 2, 17, "too big integer"},
    {RECORD("{\"registration_date\":\"2001-02-29\"}"), 2, 22, "found \"2001-02-29\""},
    {RECORD("{\"contact\":[]}"), 2, 12, "found an empty array"},
    {RECORD("{\"contact\":[{\"type\":\"rfc\",\"data\":\"rfc1\"}]}"), 2, 13, "of type person"},
    {RECORD("{\"reference\":[{\"type\":\"text\",\"label\":\"a\"},{\"type\":\"person\"}]}"), 2, 43,
     "to a document"},
    {RECORD("{\"reference\":[{\"data\":\"a\"}]}"), 2, 15, "the member \"type\""},
    {RECORD("{\"reference\":[{\"type\":\"rfcs\"}]}"), 2, 23, "found \"rfcs\""},
    {RECORD("{\"reference\":[{\"type\":\"rfc\",\"locator\":\"\"}]}"), 2, 39, "a locator_kind"},
    {RECORD("{\"reference\":[{\"type\":\"rfc\",\"locator_kind\":\"page\"}]}"), 2, 44, "a locator"},
    {RECORD("{\"reference\":{}}"), 2, 14, "expected an array of references"},
    {RECORD("{\"assignment_notes\":\"\"}"), 2, 21, "not empty"},
    /* marked text */
    {RECORD("{\"description_content\":[{\"break\":true}]}"), 2, 24, "\"description\" beside it"},
    {RECORD("{\"description\":\"a\",\"description_content\":[\"a\"]}"), 2, 42, "found none"},
    {RECORD("{\"description\":\"a\",\"description_content\":[\"a\",{\"break\":true}]}"), 2, 16,
     "expected the text of description_content, \"a\\n\", found \"a\""},
    {RECORD("{\"description\":\"a\",\"description_content\":[{\"break\":false}]}"), 2, 52,
     "expected true, found false"},
    {RECORD("{\"description\":\"a\",\"description_content\":[{\"break\":true,\"x\":1}]}"), 2, 43,
     "an object with only"},
    {RECORD(
         "{\"description\":\"\",\"description_content\":[{\"paragraph\":[{\"paragraph\":[]}]}]}"),
     2, 56, "only \"break\" or \"reference\""},
    {RECORD("{\"description\":\"\",\"description_content\":[\"\\u0007\"]}"), 2, 42, "control"},
    {RECORD("{\"description\":\"\",\"description_content\":[[]]}"), 2, 42, "an empty array"},
};

static void test_refusals(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        const struct refusal *refusal = &refusals[i];
        struct registry registry;
        struct error error = {0};
        assert_int_equal(read_text(text_of(refusal->text), &registry, NULL, &error), STATUS_INPUT);
        if (error.position.line != refusal->line || error.position.column != refusal->column ||
            !strstr(error.message, refusal->message))
            fail_msg("%s\ngave %u:%u: %s\nnot %u:%u: %s", refusal->text, error.position.line,
                     error.position.column, error.message, refusal->line, refusal->column,
                     refusal->message);
        assert_string_equal(error.file, "test.json");
        registry_done(&registry);
    }
}

static void test_all_refusals_are_reported(void **state)
{
    (void)state;
    static const char text[] =
        RECORD("{\"description\":7,\"transport_protocol\":\"\"},\n{},\n{\"description\":\"b\"},\n"
               "{\"description\":\"\",\"contact\":[{\"type\":\"a\"},{\"type\":\"b\"}]}");
    struct counter counter = {0};
    struct findings findings = {count_finding, &counter};
    struct error error = {0};
    struct registry registry;
    assert_int_equal(read_text(TEXT(text), &registry, &findings, &error), STATUS_INPUT);
    assert_int_equal(counter.count, 5);
    assert_int_equal(error.position.line, 2);
    assert_int_equal(counter.last.error.position.line, 5);
    assert_int_equal(counter.last.severity, SEVERITY_REFUSED);
    assert_string_equal(counter.last.rule, "form");
    assert_int_equal(registry.record_count, 4);
    assert_text_equal(registry.records[2].description, TEXT("b"));
    registry_done(&registry);
}

/* Every beginning of a file, in a block of exactly its size, is refused and never overrun. */
static void test_truncated(void **state)
{
    (void)state;
    size_t whole = sizeof(golden) - 2; /* the last line feed may be missing */
    for (size_t length = 1; length < whole; length++) {
        char *copy = malloc(length);
        assert_non_null(copy);
        memcpy(copy, golden, length);
        struct registry registry;
        struct error error = {0};
        if (read_text((struct text){copy, length}, &registry, NULL, &error) != STATUS_INPUT)
            fail_msg("%zu bytes were read", length);
        assert_true(error.position.line > 0 && error.position.column > 0);
        registry_done(&registry);
        free(copy);
    }
}

/* Any one byte changed: read or refused, but safely. */
static void test_damaged(void **state)
{
    (void)state;
    static const char bytes[] = "\"\\{}[],:0x";
    size_t length = sizeof(golden) - 1;
    for (size_t i = 0; i < length; i++) {
        for (size_t j = 0; j < sizeof(bytes) - 1; j++) {
            char *copy = malloc(length);
            assert_non_null(copy);
            memcpy(copy, golden, length);
            copy[i] = bytes[j];
            struct registry registry;
            struct error error = {0};
            int status = read_text((struct text){copy, length}, &registry, NULL, &error);
            assert_true(status == STATUS_OK || (status == STATUS_INPUT && error.message[0]));
            registry_done(&registry);
            free(copy);
        }
    }
}

/* Our own allocations only: jansson 2.14 itself does not survive all failures of its own. */
static void test_reading_out_of_memory(void **state)
{
    (void)state;
    for (unsigned long count = 1;; count++) {
        struct registry registry;
        struct error error = {0};
        memory_fail_at(count);
        int status = read_text(TEXT(golden), &registry, NULL, &error);
        bool failed = memory_failed();
        memory_fail_at(0);
        registry_done(&registry);
        assert_int_equal(status, failed ? STATUS_MEMORY : STATUS_OK);
        if (!failed)
            break;
        assert_true(count < 1000);
    }
}

static void test_writing_out_of_memory(void **state)
{
    (void)state;
    struct registry registry;
    read_fine(TEXT(golden), &registry);
    for (unsigned long count = 1;; count++) {
        struct buffer buffer;
        struct sink sink;
        struct error error = {0};
        struct writing writing = {{0, 0, 0}, 0};
        buffer_init(&buffer);
        sink_init_buffer(&sink, &buffer);
        memory_fail_at(count);
        int status = format_find(TEXT("json"))->write(&registry, &writing, &sink, &error);
        if (status == STATUS_OK)
            status = sink_flush(&sink, "buffer", &error);
        bool failed = memory_failed();
        memory_fail_at(0);
        buffer_done(&buffer);
        if (!failed)
            break;
        assert_true(status != STATUS_OK);
        assert_true(count < 1000);
    }
    registry_done(&registry);
}

static bool refuse_bytes(void *context, struct text bytes)
{
    (void)context, (void)bytes;
    errno = ENOSPC;
    return false;
}

static void test_writing_to_a_full_disk(void **state)
{
    (void)state;
    struct registry registry;
    read_fine(TEXT(golden), &registry);
    struct buffer unused;
    struct sink sink;
    struct error error = {0};
    struct writing writing = {{0, 0, 0}, 0};
    sink_init_buffer(&sink, &unused);
    sink.write = refuse_bytes;
    assert_int_equal(format_find(TEXT("json"))->write(&registry, &writing, &sink, &error), 0);
    assert_int_equal(sink_flush(&sink, "disk", &error), STATUS_IO);
    registry_done(&registry);
}

static void test_recognise(void **state)
{
    (void)state;
    const struct format *json = format_find(TEXT("json"));
    assert_true(json->recognise(TEXT("{\"a\"")));
    assert_true(json->recognise(TEXT(" \r\n\t{")));
    assert_false(json->recognise(TEXT("")));
    assert_false(json->recognise(TEXT("  ")));
    assert_false(json->recognise(TEXT("<?xml")));
    assert_false(json->recognise(TEXT("Service Name,Port Number")));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_meaning),
        cmocka_unit_test(test_other_forms),
        cmocka_unit_test(test_record_alone),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_all_refusals_are_reported),
        cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_reading_out_of_memory),
        cmocka_unit_test(test_writing_out_of_memory),
        cmocka_unit_test(test_writing_to_a_full_disk),
        cmocka_unit_test(test_recognise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
