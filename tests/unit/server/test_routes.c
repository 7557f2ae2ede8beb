/* Tests of the table of routes. */
#include "server/routes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct target target;
static struct text values[ROUTE_VALUE_LIMIT];

/* Which pattern RAW finds, with its values. */
static void expect(const char *raw, const char *pattern, const char *first, const char *second)
{
    assert_int_equal(target_parse(&target, text_of(raw)), TARGET_SOUND);
    const struct route *route = route_find(&target, values);
    if (!pattern) {
        assert_null(route);
        return;
    }
    assert_non_null(route);
    assert_string_equal(route->pattern, pattern);
    assert_true(text_equal(values[0], text_of(first)));
    assert_true(text_equal(values[1], text_of(second)));
}

static void test_find(void **state)
{
    (void)state;
    expect("/", "/", "", "");
    expect("/?q=x", "/", "", "");
    expect("/healthz", "/healthz", "", "");
    expect("/healthz/", "/healthz", "", "");
    expect("/ports/443/tcp", "/ports/{number}/{protocol}", "443", "tcp");
    expect("/services/a%2Fb", "/services/{name}", "a/b", "");
    expect("/443", "/{query}", "443", "");
    expect("/443/", "/{query}", "443", "");
    expect("//443", "/{query}", "443", "");
    expect("/443/tcp//", "/{query}/{protocol}", "443", "tcp");
    expect("/ports//443/", "/ports/{number}", "443", "");
    expect("//", NULL, NULL, NULL);
    expect("/https/tcp", "/{query}/{protocol}", "https", "tcp");
    expect("/https/tcp/x", NULL, NULL, NULL);
    expect("/people/Alex", "/people/{id}", "Alex", "");
    expect("/people/", "/{query}", "people", "");
    expect("/api/v1/ports/443", "/api/v1/ports/{number}", "443", "");
    expect("/api/v1/ports/443/tcp", "/api/v1/ports/{number}/{protocol}", "443", "tcp");
    expect("/api/v1/ports/443/", NULL, NULL, NULL);
    expect("/api/v1/ports/443/tcp/x", NULL, NULL, NULL);
    expect("/api/v1/services/a%2Fb", "/api/v1/services/{name}", "a/b", "");
    expect("/api/v1/releases?page=2", "/api/v1/releases", "", "");
    expect("/api/v1/changes?since=3", "/api/v1/changes", "", "");
    expect("/changes.atom?port=443/tcp", "/changes.atom", "", "");
    expect("/changes.atom/", "/{query}", "changes.atom", "");
    expect("/api/v1", "/api/v1", "", "");
    expect("/api/v1/", "/{query}/{protocol}", "api", "v1");
    expect("/api/v1//ports/443", NULL, NULL, NULL);
    expect("/api/v1/services", "/api/v1/services", "", "");
    expect("/api/v1/services/https/tcp", "/api/v1/services/{name}/{protocol}", "https", "tcp");
    expect("/api/v1/releases/7", "/api/v1/releases/{sequence}", "7", "");
    expect("/assignments/service-names-port-numbers", "/assignments/service-names-port-numbers", "",
           "");
    expect("/assignments/service-names-port-numbers/", "/assignments/service-names-port-numbers/",
           "", "");
    expect("/assignments/service-names-port-numbers/x",
           "/assignments/service-names-port-numbers/{file}", "x", "");
    expect("/../etc/passwd", NULL, NULL, NULL);
}

static void test_every_route_is_complete(void **state)
{
    (void)state;
    for (size_t i = 0; i < route_count; i++) {
        assert_int_equal(routes[i].pattern[0], '/');
        assert_true(routes[i].methods & METHOD_GET);
        assert_non_null(routes[i].answer);
        assert_true(strlen(routes[i].help) > 5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_every_route_is_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
