/* Tests of searching: what is found, in which order, and what stands out in it. */
#include "snapshot/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "support/timeline.h"

#define ALIAS                                                                                      \
    "This entry is an alias to \"mug\".\nThis entry is now historic, not usable for use with "     \
    "many\ncommon service discovery mechanisms."
#define PERSON(id)                                                                                 \
    TEXT("\x04"                                                                                    \
         "B" id "\x07")
#define DOCUMENT(id)                                                                               \
    TEXT("\x04"                                                                                    \
         "C" id "\x07")

enum { HIT_LIMIT = 100 };

static void add_teas(struct registry *registry)
{
    struct record *record;
    add_record(registry, "tea", "7", "tcp", "Leaves");
    add_record(registry, "tea", "7", "udp", "Leaves");
    add_record(registry, "tea-pot", "20", "tcp", "For brewing");
    add_record(registry, "teapot2", "19", "tcp", "Another one");
    add_record(registry, "green-tea", "18", "tcp", "Fresh");
    record = add_record(registry, "mug", "30", "tcp", "Something for tea");
    record->contact = PERSON("Alex_Example");
    record->registration_date = (struct date){2019, 3, 7};
    record = add_record(registry, "mug_", "30", "tcp", "Alias");
    record->assignment_notes = TEXT(ALIAS);
    record->contact = PERSON("Alex_Example");
    record->has_assignee = true;
    record->assignee = PERSON("Example_Corp");
    record->registration_date = (struct date){2018, 0, 0};
    record->modification_date = (struct date){2020, 11, 0};
    record = add_record(registry, "saucer", "31", "tcp", "Plate");
    record->assignment_notes = TEXT("Used for tea, too");
    record = add_record(registry, "spoon", "32", "sctp", "Stirs");
    record->reference = DOCUMENT("rfc6335");
    record->contact = PERSON("Tea_Example");
    add_record(registry, "", "33-40", "", "Unassigned");
    add_record(registry, "", "41", "tcp", "Reserved");
    add_record(registry, "kettles", "6000-6063", "tcp", "Boil water")->unauthorized_use =
        TEXT("Seen elsewhere");
    add_record(registry, "kettle-one", "6010", "tcp", "Boils water");
    record = add_record(registry, "milk", "9", "dccp", "Caf\xc3\xa9 cr\xc3\xa8me");
    record->has_service_code = true;
    record->service_code = 0x4d494c4b; /* SC:MILK */
    add_record(registry, "sugar++", "", "", "Sweet");
    add_record(registry, "samovar", "2019", "tcp", "Boiler");
    add_record(registry, "port7", "50000-60000", "udp", "Dynamic");
}

static int set_up(void **state)
{
    static struct compiled compiled;
    struct registry registry;
    registry_init(&registry);
    add_teas(&registry);
    compiled_init(&compiled, &registry);
    registry_done(&registry);
    *state = &compiled;
    return 0;
}

static int tear_down(void **state)
{
    compiled_done(*state);
    return 0;
}

/* What SNAPSHOT has for QUERY. */
static struct search_found find(const struct portreg *snapshot, const char *query,
                                struct search_hit hits[static HIT_LIMIT])
{
    struct search search;
    struct search_found found;
    struct error error = {0};
    if (search_parse(text_of(query), &search, &error) != STATUS_OK ||
        search_run(snapshot, &search, 0, HIT_LIMIT, hits, &found, &error) != STATUS_OK)
        fail_msg("%s: %s", query, error.message);
    assert_int_equal(found.count, found.total);
    return found;
}

/* The service names of what is found, or the port number where there is none; "~" before those with
 * typing errors, "?" before all when it is partial. */
static void list(const struct portreg *snapshot, const char *query, char buffer[static 512])
{
    struct search_hit hits[HIT_LIMIT];
    struct portreg_record record;
    struct search_found found = find(snapshot, query, hits);
    size_t length = (size_t)sprintf(buffer, "%s", found.is_partial ? "? " : "");
    for (size_t i = 0; i < found.count; i++) {
        assert_true(snapshot_decode(snapshot, hits[i].id, &record));
        assert_true(i == 0 || hits[i].score <= hits[i - 1].score);
        length += (size_t)snprintf(buffer + length, 512 - length, "%s%s", i ? " " : "",
                                   hits[i].score >> 16 < 15 ? "~" : "");
        if (record.service_name.length)
            length +=
                (size_t)snprintf(buffer + length, 512 - length, "%s", record.service_name.bytes);
        else
            length +=
                (size_t)snprintf(buffer + length, 512 - length, "%u", record.first_port_number);
    }
}

struct expectation {
    const char *query, *found;
};

static void assert_found(const struct portreg *snapshot, const struct expectation *cases,
                         size_t count)
{
    char buffer[512];
    for (size_t i = 0; i < count; i++) {
        list(snapshot, cases[i].query, buffer);
        if (strcmp(buffer, cases[i].found) != 0)
            fail_msg("%s: expected \"%s\", found \"%s\"", cases[i].query, cases[i].found, buffer);
    }
}
#define ASSERT_FOUND(state, cases)                                                                 \
    assert_found(&((const struct compiled *)*(state))->snapshot, cases,                            \
                 sizeof(cases) / sizeof(*(cases)))

static void ranks_by_column(void **state)
{
    static const struct expectation cases[] = {
        /* the name itself, names that begin so, a word of a name, of a description, of contacts, of
         * notes */
        {"tea", "tea tea teapot2 tea-pot green-tea mug spoon saucer"},
        {"TEA", "tea tea teapot2 tea-pot green-tea mug spoon saucer"},
        {"te", "tea tea teapot2 tea-pot green-tea mug spoon saucer"},
        {"teapot", "tea-pot teapot2"},
        {"tea-pot", "tea-pot teapot2"},
        {"tea pot", "tea-pot"},
        {"pot tea", "tea-pot"},
        {"leaves tea", "tea tea"},
        {"tea leaves udp", "tea"},
        {"example", "mug mug_ spoon"},
        {"corp", "mug_"},
        {"seen", "kettles"},
        {"reserved", "41"},
        {"sweet sug", "sugar++"},
    };
    ASSERT_FOUND(state, cases);
}

static void finds_aliases_by_either_name(void **state)
{
    static const struct expectation cases[] = {
        {"mug", "mug mug_"},
        {"mug_", "mug_ mug"},
        {"sugar++", "sugar++"},
        {"sugar", "sugar++"},
    };
    ASSERT_FOUND(state, cases);
}

static void finds_port_numbers(void **state)
{
    static const struct expectation cases[] = {
        {"7", "tea tea"},
        {"7/udp", "tea"},
        {"udp/7", "tea"},
        {"7/sctp", ""},
        {"6010", "kettle-one kettles"},
        {"6000-6063", "kettles kettle-one"},
        {"6005-6020", "kettles kettle-one"},
        {"6050-7000", "kettles"},
        {"35", "33"},
        {"35/dccp", "33"}, /* a record without transport protocol is of all */
        {"30", "mug mug_"},
        {"30 alias", "mug_"},
        {"60001", ""},
    };
    ASSERT_FOUND(state, cases);
}

static void finds_what_records_hold(void **state)
{
    static const struct expectation cases[] = {
        {"2019", "samovar mug"}, /* a port number, then a year */
        {"2019-03", "mug"},
        {"2019-03-07", "mug"},
        {"2019-03-08", ""},
        {"2020", "mug_"},
        {"2020-11", "mug_"},
        {"dccp", "milk"},
        {"SCTP", "spoon"},
        {"SC:MILK", "milk"},
        {"1296649291", "milk"},
        {"rfc6335", "spoon"},
        {"_tea._udp", "tea spoon"},
        {"_tea._tcp.example.org", "tea teapot2 tea-pot green-tea mug saucer"},
        {"tea/udp", "tea"},
    };
    ASSERT_FOUND(state, cases);
}

static void folds_accents(void **state)
{
    static const struct expectation cases[] = {
        {"cafe", "milk"},
        {"CAF\xc3\x89", "milk"},
        {"cre\xcc\x80me", "milk"},
        {"cr\xc3\xaa", "milk"},
        {"t\xc3\xa9"
         "apot2",
         "teapot2"},
    };
    ASSERT_FOUND(state, cases);
}

static void forgives_typing_errors(void **state)
{
    static const struct expectation cases[] = {
        {"saucre", "~saucer"}, /* swapped */
        {"suacer", "~saucer"},
        {"sauer", "~saucer"},   /* left out */
        {"sauccer", "~saucer"}, /* inserted */
        {"saucex", "~saucer"},  /* changed */
        {"sacux", ""},          /* two in a short word */
        {"kettelone", "~kettle-one"},
        {"kettl-on", "kettle-one"}, /* beginnings are no errors */
        {"unasigneed", "~33"},      /* two in a long one */
        {"brewign tea", "~tea-pot"},
        {"tae", ""}, /* none in three letters */
        {"samovxr boil", "~samovar"},
        {"kettkes", "~kettles"},
        {"unaxsig", "~33"}, /* in a beginning */
        {"20199", ""},      /* numbers are exact */
    };
    ASSERT_FOUND(state, cases);
}

static void filters(void **state)
{
    static const struct expectation cases[] = {
        {"transport:udp", "tea port7"},
        {"transport:none", "33 sugar++"},
        {"transport:sctp,dccp", "milk spoon"},
        {"state:reserved", "41"},
        {"state:unassigned,reserved", "33 41"},
        {"range:user", "samovar kettles kettle-one"},
        {"range:dynamic", "port7"},
        {"range:dynamic transport:tcp", ""},
        {"year:2019", "mug"},
        {"year:2018-2019", "mug mug_"},
        {"year:2020", "mug_"},
        {"port:30-32 transport:tcp", "mug mug_ saucer"},
        {"code:SC:MILK", "milk"},
        {"name:tea", "tea tea green-tea teapot2 tea-pot"},
        {"name:tea-p", "tea-pot"},
        {"name:mug", "mug mug_"},
        {"description:tea", "mug"},
        {"assignee:\"example corp\"", "mug_"},
        {"assignee:example", "mug mug_ spoon"},
        {"contact:alex", "mug mug_"},
        {"contact:ale name:mug_", "mug mug_"},
        {"reference:rfc", "spoon"},
        {"notes:\"for tea\"", "saucer"},
        {"notes:seen", "kettles"},
        {"tea notes:used", "saucer"},
        {"tea year:2019", "mug"},
        {"tea year:1999", ""},
        {"assignee:exampel", ""},
        {"xyzw:used", ""},
    };
    ASSERT_FOUND(state, cases);
}

static void falls_back_to_most_words(void **state)
{
    static const struct expectation cases[] = {
        {"tea zzzz", "? tea tea teapot2 tea-pot green-tea mug spoon saucer"},
        {"zzzz qqqq leaves tea", "? tea tea"},
        {"zzzz", ""},
        {"zzzz transport:tcp", ""},
        {"7 zzzz", "? tea tea"},
        {"", ""},
        {"++", ""},
    };
    ASSERT_FOUND(state, cases);
}

static void hands_out_pages(void **state)
{
    const struct compiled *compiled = *state;
    struct search search;
    struct search_hit all[HIT_LIMIT], some[HIT_LIMIT];
    struct search_found found;
    size_t total = find(&compiled->snapshot, "t", all).total;
    assert_true(total > 5);
    assert_int_equal(search_parse(TEXT("t"), &search, NULL), STATUS_OK);
    for (size_t first = 0; first <= total + 1; first++) {
        for (size_t limit = 0; limit <= total + 1; limit++) {
            size_t expected = first >= total ? 0 : total - first < limit ? total - first : limit;
            assert_int_equal(
                search_run(&compiled->snapshot, &search, first, limit, some, &found, NULL),
                STATUS_OK);
            assert_int_equal(found.total, total);
            assert_int_equal(found.count, expected);
            for (size_t i = 0; i < expected; i++)
                assert_true(some[i].id == all[first + i].id &&
                            some[i].score == all[first + i].score);
        }
    }
    assert_int_equal(
        search_run(&compiled->snapshot, &search, SIZE_MAX, SIZE_MAX, some, &found, NULL),
        STATUS_OK);
    assert_int_equal(found.count, 0);
}

static void names_the_columns(void **state)
{
    const struct compiled *compiled = *state;
    static const struct {
        const char *query;
        unsigned columns;
    } cases[] = {
        {"saucer", 1u << COLUMN_SERVICE_NAME},
        {"stirs", 1u << COLUMN_DESCRIPTION},
        {"stirs 32", 1u << COLUMN_DESCRIPTION | 1u << COLUMN_PORT_NUMBER},
        {"corp", 1u << COLUMN_ASSIGNEE},
        {"alex", 1u << COLUMN_ASSIGNEE | 1u << COLUMN_CONTACT},
        {"2019-03", 1u << COLUMN_REGISTRATION_DATE},
        {"2020", 1u << COLUMN_MODIFICATION_DATE},
        {"dccp", 1u << COLUMN_TRANSPORT_PROTOCOL},
        {"SC:MILK", 1u << COLUMN_SERVICE_CODE},
        {"rfc6335", 1u << COLUMN_REFERENCE},
        {"elsewhere", 1u << COLUMN_UNAUTHORIZED_USE},
        {"historic", 1u << COLUMN_ASSIGNMENT_NOTES},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct search_hit hits[HIT_LIMIT];
        assert_true(find(&compiled->snapshot, cases[i].query, hits).total >= 1);
        if (hits[0].columns != cases[i].columns)
            fail_msg("%s: expected 0x%x, found 0x%x", cases[i].query, cases[i].columns,
                     hits[0].columns);
    }
}

/* TEXT with what QUERY matches in brackets. */
static void mark(const char *query, bool with_similar, struct text text, char buffer[static 256])
{
    struct search search;
    struct search_found found = {.similar = with_similar ? UINT32_MAX : 0};
    size_t at = 0, start, end, length = 0;
    assert_int_equal(search_parse(text_of(query), &search, NULL), STATUS_OK);
    while (search_next_match(&search, with_similar ? &found : NULL, text, at, &start, &end)) {
        assert_true(at <= start && start < end && end <= text.length);
        length += (size_t)sprintf(buffer + length, "%.*s[%.*s]", (int)(start - at), text.bytes + at,
                                  (int)(end - start), text.bytes + start);
        at = end;
    }
    sprintf(buffer + length, "%.*s", TEXT_ARGS(text_from(text, at)));
}

static void marks_what_matches(void **state)
{
    (void)state;
    static const struct {
        const char *query, *text, *marked;
        bool with_similar;
    } cases[] = {
        {"tea", "Tea for teapots, not steam", "[Tea] for [tea]pots, not steam", false},
        {"tea pot", "teapot pot", "[tea]pot [pot]", false},
        {"te", "tete", "[te]te", false},
        {"caf\xc3\xa9", "CAFE\xcc\x81s", "[CAFE\xcc\x81]s", false},
        {"ss", "\xc3\x9f", "[\xc3\x9f]", false},
        {"s",
         "\xc3\x9f"
         "a",
         "[\xc3\x9f]a", false},
        {"saucre", "A saucer", "A saucer", false},
        {"saucre", "A saucer", "A [saucer]", true},
        {"443/tcp", "443", "[443]", false},
        {"_https._tcp", "https tcp", "[https] tcp", false},
        {"tea tea-pot", "tea-pot", "[tea]-[pot]", false},
        {"", "tea", "tea", false},
    };
    char buffer[256];
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        mark(cases[i].query, cases[i].with_similar, text_of(cases[i].text), buffer);
        assert_string_equal(buffer, cases[i].marked);
    }
}

static void suggests_names(void **state)
{
    const struct compiled *compiled = *state;
    struct search search;
    search_parse(TEXT("zzzz tae"), &search, NULL);
    assert_true(text_equal(search_suggest(&compiled->snapshot, &search), TEXT("tea")));
    search_parse(TEXT("tea"), &search, NULL);
    assert_int_equal(search_suggest(&compiled->snapshot, &search).length, 0);
    search_parse(TEXT("year:2019"), &search, NULL);
    assert_int_equal(search_suggest(&compiled->snapshot, &search).length, 0);
}

static void finds_what_lived_then(void **state)
{
    (void)state;
    struct timeline timeline;
    struct compiled compiled;
    struct portreg *view;
    timeline_begin(&timeline, 3);
    add_head_version(&timeline, 0, 2, "Teas");
    add_version(&timeline, 1, 0, 0, "saucer", "7", "tcp", "Tea");
    add_version(&timeline, 1, 1, 2, "saucer", "8", "tcp", "Coffee");
    add_version(&timeline, 2, 0, 1, "kettle", "9", "udp", "Tea");
    add_version(&timeline, 3, 2, 2, "kettles", "9", "udp", "Coffee");
    compiled_timeline_init(&compiled, &timeline);
    static const struct expectation now[] = {
        {"tea", ""},
        {"coffee", "saucer kettles"},
        {"7", ""},
        {"9", "kettles"},
        {"kettle", "kettles"},
        {"name:kettle", "kettles"},
        {"ketlte", "~kettles"},
        {"saucer", "saucer"},
    };
    static const struct expectation then[] = {
        {"tea", "saucer kettle"}, {"coffee", ""},
        {"7", "saucer"},          {"8", ""},
        {"kettles", "~kettle"},   {"saucer udp", "? saucer kettle"},
        {"year:2001", ""},
    };
    assert_found(&compiled.snapshot, now, sizeof(now) / sizeof(*now));
    assert_int_equal(portreg_as_of(&compiled.snapshot, 0, &view, NULL), PORTREG_OK);
    assert_found(view, then, sizeof(then) / sizeof(*then));
    portreg_close(view);
    compiled_done(&compiled);
    timeline_done(&timeline);
}

static void searches_an_empty_registry(void **state)
{
    (void)state;
    struct registry registry;
    struct compiled compiled;
    static const struct expectation cases[] = {{"tea", ""}, {"7", ""}, {"transport:tcp", ""}};
    registry_init(&registry);
    compiled_init(&compiled, &registry);
    assert_int_equal(portreg_verify(&compiled.snapshot, NULL), PORTREG_OK);
    assert_found(&compiled.snapshot, cases, sizeof(cases) / sizeof(*cases));
    compiled_done(&compiled);
    registry_done(&registry);
}

static void survives_every_failing_allocation(void **state)
{
    const struct compiled *compiled = *state;
    struct search search;
    struct search_hit hits[HIT_LIMIT];
    bool failed = true;
    unsigned long count = 0;
    assert_int_equal(search_parse(TEXT("7 udp 2019 tea"), &search, NULL), STATUS_OK);
    while (failed) {
        struct search_found found;
        struct error error = {0};
        memory_fail_at(++count);
        int status = search_run(&compiled->snapshot, &search, 0, HIT_LIMIT, hits, &found, &error);
        failed = memory_failed();
        memory_fail_at(0);
        assert_int_equal(status, failed ? STATUS_MEMORY : STATUS_OK);
        assert_int_equal(error.status, failed ? STATUS_MEMORY : STATUS_OK);
    }
    assert_true(count >= 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranks_by_column),
        cmocka_unit_test(finds_aliases_by_either_name),
        cmocka_unit_test(finds_port_numbers),
        cmocka_unit_test(finds_what_records_hold),
        cmocka_unit_test(folds_accents),
        cmocka_unit_test(forgives_typing_errors),
        cmocka_unit_test(filters),
        cmocka_unit_test(falls_back_to_most_words),
        cmocka_unit_test(hands_out_pages),
        cmocka_unit_test(names_the_columns),
        cmocka_unit_test(marks_what_matches),
        cmocka_unit_test(suggests_names),
        cmocka_unit_test(finds_what_lived_then),
        cmocka_unit_test(searches_an_empty_registry),
        cmocka_unit_test(survives_every_failing_allocation),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
