/* Tests of reading what people search for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "registry/state.h"
#include "snapshot/layout.h"
#include "snapshot/search.h"

static struct search parsed(const char *query)
{
    struct search search;
    struct error error = {0};
    if (search_parse(text_of(query), &search, &error) != STATUS_OK)
        fail_msg("%s: %s", query, error.message);
    return search;
}

/* That term INDEX of SEARCH is TEXT, with the words JOINED. */
static void assert_term(const struct search *search, size_t index, const char *text,
                        const char *joined, unsigned word_count)
{
    const struct search_term *term = &search->terms[index];
    assert_true(index < search->term_count);
    assert_true(text_equal(term->text, text_of(text)));
    assert_true(text_equal(word_text(&term->joined), text_of(joined)));
    assert_int_equal(term->word_count, word_count);
    assert_int_equal(term->is_last, index + 1 == search->term_count);
}

static void reads_words(void **state)
{
    (void)state;
    struct search search = parsed("  Domain  h\xc3\xa9llo-World_2 \"name server\" ++ ");
    assert_int_equal(search.term_count, 3);
    assert_int_equal(search.word_count, 6);
    assert_term(&search, 0, "Domain", "domain", 1);
    assert_term(&search, 1, "h\xc3\xa9llo-World_2", "helloworld2", 3);
    assert_term(&search, 2, "name server", "nameserver", 2);
    assert_int_equal(search.terms[2].first_word, 4);
    assert_true(text_equal(word_text(&search.words[3]), TEXT("2")));
    search = parsed("\"open quote");
    assert_int_equal(search.term_count, 1);
    assert_term(&search, 0, "open quote", "openquote", 2);
}

static void reads_port_numbers(void **state)
{
    (void)state;
    struct search search = parsed("443 6000-6063/udp tcp/80 65536 0443 9-8 dccp");
    assert_true(search.terms[0].has_ports && search.terms[0].ports.first == 443 &&
                search.terms[0].ports.last == 443 && search.terms[0].transports == 0);
    assert_true(search.terms[1].has_ports && search.terms[1].ports.first == 6000 &&
                search.terms[1].ports.last == 6063 &&
                search.terms[1].transports == 1u << TRANSPORT_UDP);
    assert_true(search.terms[2].has_ports && search.terms[2].ports.first == 80 &&
                search.terms[2].transports == 1u << TRANSPORT_TCP);
    for (size_t i = 3; i <= 6; i++)
        assert_false(search.terms[i].has_ports);
    assert_term(&search, 6, "dccp", "dccp", 1);
}

static void reads_dns_sd(void **state)
{
    (void)state;
    static const struct {
        const char *query, *text;
        unsigned transports;
    } cases[] = {
        {"_https._tcp", "https", 1u << TRANSPORT_TCP},
        {"_HTTP-alt._TCP.example.org.", "HTTP-alt", 1u << TRANSPORT_TCP},
        {"_sip._udp", "sip", 1u << TRANSPORT_UDP | 1u << TRANSPORT_SCTP | 1u << TRANSPORT_DCCP},
        {"_sip._tls", "_sip._tls", 0},
        {"_sip", "_sip", 0},
        {"https/udplite", "https", 1u << TRANSPORT_UDP},
        {"cl/1", "cl/1", 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct search search = parsed(cases[i].query);
        assert_int_equal(search.term_count, 1);
        assert_true(text_equal(search.terms[0].text, text_of(cases[i].text)));
        assert_int_equal(search.terms[0].transports, cases[i].transports);
    }
}

static void assert_filter(const struct search *search, size_t index, enum search_filter_kind kind,
                          uint32_t first, uint32_t last)
{
    assert_true(index < search->filter_count);
    assert_int_equal(search->filters[index].kind, kind);
    assert_int_equal(search->filters[index].first, first);
    assert_int_equal(search->filters[index].last, last);
}

static void reads_filters(void **state)
{
    (void)state;
    struct search search = parsed("transport:udp,NONE State:reserved state:assigned range:user "
                                  "year:2019 YEAR:2015-2018 port:443 port:1-9 code:SC:fdpz");
    assert_int_equal(search.term_count, 0);
    assert_int_equal(search.transports, 1u << TRANSPORT_UDP | 1u << TRANSPORT_NONE);
    assert_int_equal(search.states, 1u << STATE_RESERVED | 1u << STATE_ASSIGNED);
    assert_int_equal(search.ranges, 1u << RANGE_USER);
    assert_int_equal(search.filter_count, 5);
    assert_filter(&search, 0, FILTER_YEAR, 2019, 2019);
    assert_filter(&search, 1, FILTER_YEAR, 2015, 2018);
    assert_filter(&search, 2, FILTER_PORT, 443, 443);
    assert_filter(&search, 3, FILTER_PORT, 1, 9);
    assert_filter(&search, 4, FILTER_CODE, 1717858426, 1717858426);
}

static void reads_filters_of_words(void **state)
{
    (void)state;
    struct search search = parsed("assignee:\"Example Corp\" name:tea-pot tea reference:rfc1");
    assert_int_equal(search.term_count, 1);
    assert_int_equal(search.filter_word_count, 5);
    static const struct {
        const char *word;
        unsigned places;
        bool is_last;
    } expected[] = {{"example", PLACE_ASSIGNEE, false},
                    {"corp", PLACE_ASSIGNEE, true},
                    {"tea", PLACE_WHOLE_NAME | PLACE_NAME | PLACE_ALIAS_OF, false},
                    {"pot", PLACE_WHOLE_NAME | PLACE_NAME | PLACE_ALIAS_OF, true},
                    {"rfc1", PLACE_REFERENCE, true}};
    for (size_t i = 0; i < 5; i++) {
        assert_true(text_equal(word_text(&search.filter_words[i].word), text_of(expected[i].word)));
        assert_int_equal(search.filter_words[i].places, expected[i].places);
        assert_int_equal(search.filter_words[i].is_last, expected[i].is_last);
    }
}

static void takes_unknown_filters_as_text(void **state)
{
    (void)state;
    struct search search = parsed("https://example.org colour:green a:b:c :x");
    assert_int_equal(search.term_count, 4);
    assert_int_equal(search.filter_count + search.filter_word_count, 0);
    assert_term(&search, 1, "colour:green", "colourgreen", 2);
}

static void refuses_filters_that_make_no_sense(void **state)
{
    (void)state;
    static const struct {
        const char *query, *message;
    } cases[] = {
        {"transport:icmp",
         "expected tcp, udp, sctp, dccp or none behind transport:, found \"icmp\""},
        {"tea transport:",
         "expected tcp, udp, sctp, dccp or none behind transport:, found nothing"},
        {"state:dynamic",
         "expected assigned, reserved or unassigned behind state:, found \"dynamic\""},
        {"range:all", "expected system, user or dynamic behind range:, found \"all\""},
        {"range:user,", "expected system, user or dynamic behind range:, found nothing"},
        {"year:20x", "expected a year or years as 2015-2019 behind year:, found \"20x\""},
        {"year:2019-2015",
         "expected a year or years as 2015-2019 behind year:, found \"2019-2015\""},
        {"year:0", "expected a year or years as 2015-2019 behind year:, found \"0\""},
        {"port:65536",
         "expected a port number or a range as 6000-6063 behind port:, found \"65536\""},
        {"code:x", "expected a service code as SC:fdpz or 1717858426 behind code:, found \"x\""},
        {"assignee:\"\"", "expected words behind assignee:, found \"\"\"\""},
        {"year:1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17",
         "expected fewer filters behind year:, found \"17\""},
        {"notes:1-2-3-4-5-6-7-8-9-0-1-2-3-4-5-6-7",
         "expected fewer words behind notes:, found \"1-2-3-4-5-6-7-8-9-0-1-2-3-4-5-6-7\""},
        {"\x01", "expected words in UTF-8 without control characters, found \"\\x01\""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct search search;
        struct error error = {0};
        assert_int_equal(search_parse(text_of(cases[i].query), &search, &error), STATUS_INPUT);
        assert_string_equal(error.message, cases[i].message);
        assert_int_equal(search_parse(text_of(cases[i].query), &search, NULL), STATUS_INPUT);
    }
}

static void leaves_out_what_is_too_much(void **state)
{
    (void)state;
    char many[128];
    for (size_t i = 0; i < sizeof(many); i++)
        many[i] = i % 2 ? ' ' : 'a';
    struct search search;
    assert_int_equal(search_parse((struct text){many, sizeof(many)}, &search, NULL), STATUS_OK);
    assert_int_equal(search.term_count, SEARCH_TERM_LIMIT);
    assert_true(search.terms[SEARCH_TERM_LIMIT - 1].is_last);
    for (size_t i = 0; i < sizeof(many); i++)
        many[i] = i % 2 ? '-' : 'a';
    assert_int_equal(search_parse((struct text){many, sizeof(many)}, &search, NULL), STATUS_OK);
    assert_int_equal(search.term_count, 1);
    assert_int_equal(search.terms[0].word_count, SEARCH_WORD_LIMIT);
}

static void knows_what_is_empty(void **state)
{
    (void)state;
    static const char *const empty[] = {"", "  ", "++ --", "\"\"", "[]"};
    static const char *const not_empty[] = {"a",       "year:1",         "range:user",
                                            "notes:a", "state:reserved", "transport:none"};
    for (size_t i = 0; i < sizeof(empty) / sizeof(*empty); i++) {
        struct search search = parsed(empty[i]);
        assert_true(search_is_empty(&search));
    }
    for (size_t i = 0; i < sizeof(not_empty) / sizeof(*not_empty); i++) {
        struct search search = parsed(not_empty[i]);
        assert_false(search_is_empty(&search));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_words),
        cmocka_unit_test(reads_port_numbers),
        cmocka_unit_test(reads_dns_sd),
        cmocka_unit_test(reads_filters),
        cmocka_unit_test(reads_filters_of_words),
        cmocka_unit_test(takes_unknown_filters_as_text),
        cmocka_unit_test(refuses_filters_that_make_no_sense),
        cmocka_unit_test(leaves_out_what_is_too_much),
        cmocka_unit_test(knows_what_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
