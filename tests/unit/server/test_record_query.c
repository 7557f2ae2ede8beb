/* Tests of which records are asked for. */
#include "server/api/record_query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/snapshot.h"

static struct request request;
static struct response response;
static const struct visit visit = {.request = &request, .response = &response};

static bool parse(const char *target, struct record_query *query)
{
    response_done(&response);
    response = (struct response){0};
    assert_int_equal(target_parse(&request.target, text_of(target)), TARGET_SOUND);
    return record_query_parse(&visit, query);
}

/* The descriptions of the records of SNAPSHOT that TARGET asks for, one letter each. */
static void expect(const struct portreg *snapshot, const char *target, const char *expected)
{
    struct record_query query;
    struct portreg_record record;
    char found[16];
    size_t length = 0;
    assert_true(parse(target, &query));
    assert_int_equal(response.status, 0);
    for (uint32_t i = 0; portreg_record_get(snapshot, i, &record); i++)
        if (record_query_takes(&query, &record))
            found[length++] = record.description.bytes[0];
    found[length] = '\0';
    assert_string_equal(found, expected);
}

static void test_filters(void **state)
{
    (void)state;
    struct registry registry;
    struct compiled compiled;
    registry_init(&registry);
    add_record(&registry, "tea", "7", "tcp", "A")->registration_date = (struct date){2015, 2, 0};
    struct record *second = add_record(&registry, "tea", "1000-1033", "udp", "B");
    second->registration_date = (struct date){1991, 0, 0};
    second->modification_date = (struct date){2019, 3, 4};
    second->contact = TEXT("\x04"
                           "BZo\xc3\xab_Example\x07");
    add_record(&registry, "", "49152-49153", "", "Reserved");
    add_record(&registry, "", "9", "tcp", "Unassigned");
    add_record(&registry, "mate", "", "", "M");
    compiled_init(&compiled, &registry);
    const struct portreg *snapshot = &compiled.snapshot;
    expect(snapshot, "/", "ABRUM");
    expect(snapshot, "/?transport=tcp", "AU");
    expect(snapshot, "/?transport=UDP", "B");
    expect(snapshot, "/?transport=none", "RM");
    expect(snapshot, "/?state=assigned", "ABM");
    expect(snapshot, "/?state=Reserved", "R");
    expect(snapshot, "/?state=unassigned", "U");
    expect(snapshot, "/?range=system", "ABU");
    expect(snapshot, "/?range=user", "B");
    expect(snapshot, "/?range=dynamic", "R");
    expect(snapshot, "/?year=2015", "A");
    expect(snapshot, "/?year=2019", "B");
    expect(snapshot, "/?year=1990-2015", "AB");
    expect(snapshot, "/?year=2016-2018", "");
    expect(snapshot, "/?assignee=zo%C3%AB_ex", "B");
    expect(snapshot, "/?assignee=nobody", "");
    expect(snapshot, "/?assignee=", "ABRUM");
    expect(snapshot, "/?transport=tcp&state=assigned&range=system&year=2015", "A");
    expect(snapshot, "/?transport=tcp&range=user", "");
    compiled_done(&compiled);
    registry_done(&registry);
}

static void test_refusals(void **state)
{
    (void)state;
    static const char *const targets[] = {
        "/?transport=icmp", "/?transport=", "/?state=dynamic", "/?state=",     "/?range=well-known",
        "/?range=",         "/?year=",      "/?year=0",        "/?year=20-19", "/?year=10000",
        "/?year=2015-",     "/?year=-2015", "/?year=x",
    };
    for (size_t i = 0; i < sizeof(targets) / sizeof(*targets); i++) {
        struct record_query query;
        assert_false(parse(targets[i], &query));
        assert_int_equal(response.status, HTTP_BAD_REQUEST);
        assert_string_equal(response.media_type, "application/problem+json");
        assert_int_not_equal(
            text_find(response.body.bytes, TEXT("\"/api#malformed-parameter\""), 0), SIZE_MAX);
    }
    response_done(&response);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_filters),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
