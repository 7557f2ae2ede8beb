/* Tests of queries: every form that people ask in, every form that is refused, and what is found.
 */
#include "snapshot/query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/snapshot.h"

static void reads_every_form(void **state)
{
    (void)state;
    static const struct {
        const char *text, *formatted;
        enum query_kind kind;
        unsigned first, last;
        const char *name;
        enum transport_protocol protocol;
    } cases[] = {
        {"443", "443", QUERY_PORT, 443, 443, "", TRANSPORT_NONE},
        {"0", "0", QUERY_PORT, 0, 0, "", TRANSPORT_NONE},
        {"65535", "65535", QUERY_PORT, 65535, 65535, "", TRANSPORT_NONE},
        {" 443\n", "443", QUERY_PORT, 443, 443, "", TRANSPORT_NONE},
        {"443/tcp", "443/tcp", QUERY_PORT, 443, 443, "", TRANSPORT_TCP},
        {"443/TCP", "443/tcp", QUERY_PORT, 443, 443, "", TRANSPORT_TCP},
        {"443/udplite", "443/udp", QUERY_PORT, 443, 443, "", TRANSPORT_UDP},
        {"443/UDP-Lite", "443/udp", QUERY_PORT, 443, 443, "", TRANSPORT_UDP},
        {"dccp/5001", "5001/dccp", QUERY_PORT, 5001, 5001, "", TRANSPORT_DCCP},
        {"6000-6063", "6000-6063", QUERY_RANGE, 6000, 6063, "", TRANSPORT_NONE},
        {"6000-6063/tcp", "6000-6063/tcp", QUERY_RANGE, 6000, 6063, "", TRANSPORT_TCP},
        {"sctp/0-65535", "0-65535/sctp", QUERY_RANGE, 0, 65535, "", TRANSPORT_SCTP},
        {"7-7", "7-7", QUERY_RANGE, 7, 7, "", TRANSPORT_NONE},
        {"https", "https", QUERY_NAME, 0, 0, "https", TRANSPORT_NONE},
        {"HTTPS/tcp", "HTTPS/tcp", QUERY_NAME, 0, 0, "HTTPS", TRANSPORT_TCP},
        {"udp/domain", "domain/udp", QUERY_NAME, 0, 0, "domain", TRANSPORT_UDP},
        {"_https._tcp", "https/tcp", QUERY_NAME, 0, 0, "https", TRANSPORT_TCP},
        {"_https._tcp.example.org.", "https/tcp", QUERY_NAME, 0, 0, "https", TRANSPORT_TCP},
        {"cl/1", "cl/1", QUERY_NAME, 0, 0, "cl/1", TRANSPORT_NONE}, /* a legacy name */
        {"cl/1/tcp", "cl/1/tcp", QUERY_NAME, 0, 0, "cl/1/tcp", TRANSPORT_NONE},
        {"whois++", "whois++", QUERY_NAME, 0, 0, "whois++", TRANSPORT_NONE},
        {"914c-g", "914c-g", QUERY_NAME, 0, 0, "914c-g", TRANSPORT_NONE},
        {"tcp", "tcp", QUERY_NAME, 0, 0, "tcp", TRANSPORT_NONE},
        {"tcp/udp", "tcp/udp", QUERY_NAME, 0, 0, "tcp", TRANSPORT_UDP},
        {"T\xc3\xa9", "T\xc3\xa9", QUERY_NAME, 0, 0, "T\xc3\xa9", TRANSPORT_NONE},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct query query;
        struct error error = {0};
        char words[QUERY_SIZE_BYTES];
        if (query_parse(text_of(cases[i].text), &query, &error) != STATUS_OK)
            fail_msg("%s: %s", cases[i].text, error.message);
        if (query.kind != cases[i].kind || query.transport_protocol != cases[i].protocol)
            fail_msg("%s: kind %d, transport protocol %d", cases[i].text, query.kind,
                     query.transport_protocol);
        if (query.kind != QUERY_NAME) {
            assert_int_equal(query.ports.first, cases[i].first);
            assert_int_equal(query.ports.last, cases[i].last);
        } else if (!text_equal(query.service_name, text_of(cases[i].name))) {
            fail_msg("%s: found the name %.*s", cases[i].text, TEXT_ARGS(query.service_name));
        }
        if (!text_equal(query_format(&query, words), text_of(cases[i].formatted)))
            fail_msg("%s: written as %s", cases[i].text, words);
    }
}

static void refuses_every_other_form(void **state)
{
    (void)state;
#define NUMBERS "expected a port number from 0 to 65535, or a range such as 6000-6063, found "
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", "expected a port number, a range or a service name, found \"\""},
        {"  ", "expected a port number, a range or a service name, found \"\""},
        {"/tcp", "expected a port number, a range or a service name, found \"\""},
        {"tcp/", "expected a port number, a range or a service name, found \"\""},
        {"65536", NUMBERS "\"65536\""},
        {"99999999999999999999", NUMBERS "\"99999999999999999999\""},
        {"-1", NUMBERS "\"-1\""},
        {"+1", NUMBERS "\"+1\""},
        {"-", NUMBERS "\"-\""},
        {"1-", NUMBERS "\"1-\""},
        {"1-2-3", NUMBERS "\"1-2-3\""},
        {"1-65536", NUMBERS "\"1-65536\""},
        {"65536/tcp", NUMBERS "\"65536\""},
        {"0443", "expected a port number in decimal without leading zeros, found \"0443\""},
        {"00", "expected a port number in decimal without leading zeros, found \"00\""},
        {"6063-6000",
         "expected a range whose first port number is not above its last, found \"6063-6000\""},
        {"443/ip", "expected a transport protocol tcp, udp, sctp or dccp, found \"ip\""},
        {"443/", "expected a transport protocol tcp, udp, sctp or dccp, found \"\""},
        {"443/tcp/udp", "expected a transport protocol tcp, udp, sctp or dccp, found \"tcp/udp\""},
        {"_https._ip", "expected a transport protocol tcp, udp, sctp or dccp, found \"ip\""},
        {"_._tcp", "expected a service name as _https._tcp, found \"_._tcp\""},
        {"_https._", "expected a service name as _https._tcp, found \"_https._\""},
        {"\xff", "expected a query in UTF-8 without control characters, found \"\\xff\""},
        {"te\x01", "expected a query in UTF-8 without control characters, found \"te\\x01\""},
        {"te\xc3", "expected a query in UTF-8 without control characters, found \"te\\xc3\""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct query query;
        struct error error = {0};
        if (query_parse(text_of(cases[i].text), &query, &error) != STATUS_INPUT ||
            strcmp(error.message, cases[i].message) != 0)
            fail_msg("\"%s\": expected: %s\nfound: %s", cases[i].text, cases[i].message,
                     error.message);
    }
}

static void cuts_long_names_between_characters(void **state)
{
    (void)state;
    char name[2 * QUERY_SIZE_BYTES], words[QUERY_SIZE_BYTES];
    for (size_t before = 120; before < 130; before++) {
        struct query query = {.kind = QUERY_NAME};
        memset(name, 'a', before);
        memcpy(name + before, "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac", 10);
        query.service_name = text_of(name);
        struct text formatted = query_format(&query, words);
        assert_int_equal(text_find_malformed(formatted), SIZE_MAX);
        assert_true(formatted.length >= 124 && formatted.length < QUERY_SIZE_BYTES);
        assert_true(text_starts_with(query.service_name, formatted));
    }
}

static void fill(struct registry *registry)
{
    add_record(registry, "tea", "7", "tcp", "A");
    add_record(registry, "tea", "7", "udp", "B");
    add_record(registry, "tea", "", "", "C");
    add_record(registry, "", "3-9", "", "Unassigned");
    add_record(registry, "", "9", "tcp", "Reserved");
}

/* The first letters of the descriptions of the records that answer; '!' when one answers QUERY. */
static void assert_answer(const struct portreg *snapshot, const char *text, const char *expected)
{
    struct query query;
    struct portreg_record record;
    char found[16];
    size_t count = 0;
    bool answered = false;
    assert_int_equal(query_parse(text_of(text), &query, NULL), STATUS_OK);
    struct query_records records = query_records_begin(snapshot, &query);
    while (query_records_next(&records, &record)) {
        assert_true(count < sizeof(found) - 2);
        answered |= query_is_answered_by(&query, &record);
        found[count++] = record.description.bytes[0];
    }
    if (answered)
        found[count++] = '!';
    found[count] = '\0';
    if (strcmp(found, expected) != 0)
        fail_msg("%s: expected %s, found %s", text, expected, found);
}

static void finds_the_records_of_a_query(void **state)
{
    (void)state;
    struct registry registry;
    struct compiled compiled;
    registry_init(&registry);
    fill(&registry);
    compiled_init(&compiled, &registry);
    assert_answer(&compiled.snapshot, "tea", "ABC!");
    assert_answer(&compiled.snapshot, "TEA/tcp", "AC!"); /* one without a protocol is of all */
    assert_answer(&compiled.snapshot, "_tea._udp", "BC!");
    assert_answer(&compiled.snapshot, "tea/sctp", "C!");
    assert_answer(&compiled.snapshot, "pot", "");
    assert_answer(&compiled.snapshot, "3-6", "U"); /* unassigned: found, but no answer */
    assert_answer(&compiled.snapshot, "3-7", "UAB!");
    assert_answer(&compiled.snapshot, "8-9", "UR!");
    assert_answer(&compiled.snapshot, "8-9/udp", "U");
    assert_answer(&compiled.snapshot, "0-65535", "UABR!");
    assert_answer(&compiled.snapshot, "10-65535", "");
    compiled_done(&compiled);
    registry_done(&registry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_form),
        cmocka_unit_test(refuses_every_other_form),
        cmocka_unit_test(cuts_long_names_between_characters),
        cmocka_unit_test(finds_the_records_of_a_query),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
