/* Tests of addresses, networks, and what trusted proxies say. */
#include "server/proxies.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/un.h>

#include <cmocka.h>

#include "base/memory.h"

static struct address address(const char *text)
{
    struct address parsed = {0};
    if (strcmp(text, "unix") == 0)
        return (struct address){.kind = ADDRESS_UNIX};
    assert_true(address_parse(text_of(text), &parsed));
    return parsed;
}

static void test_addresses(void **state)
{
    (void)state;
    static const char *const good[][2] = {{"192.0.2.1", "192.0.2.1"},
                                          {"2001:DB8:0::1", "2001:db8::1"},
                                          {"::1", "::1"},
                                          {"::ffff:192.0.2.1", "192.0.2.1"}};
    static const char *const bad[] = {"",      "192.0.2", "192.0.2.1 ", "192.0.2.256",
                                      "[::1]", "::1%lo",  "localhost",  "1:2:3:4:5:6:7:8:9",
                                      "unix"};
    char buffer[ADDRESS_SIZE_BYTES];
    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
        struct address found = address(good[i][0]);
        assert_string_equal(address_format(&found, buffer), good[i][1]);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        struct address found;
        assert_false(address_parse(text_of(bad[i]), &found));
    }
    struct address zero;
    assert_false(address_parse((struct text){"::1\0", 4}, &zero));
}

static void test_addresses_of_sockets(void **state)
{
    (void)state;
    char buffer[ADDRESS_SIZE_BYTES];
    struct sockaddr_in ipv4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0xc0000201)};
    struct sockaddr_in6 ipv6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    struct sockaddr_un local = {.sun_family = AF_UNIX};
    struct address found = address_of((struct sockaddr *)&ipv4);
    assert_string_equal(address_format(&found, buffer), "192.0.2.1");
    found = address_of((struct sockaddr *)&ipv6);
    assert_string_equal(address_format(&found, buffer), "::1");
    inet_pton(AF_INET6, "::ffff:192.0.2.7", &ipv6.sin6_addr);
    found = address_of((struct sockaddr *)&ipv6);
    assert_string_equal(address_format(&found, buffer), "192.0.2.7");
    found = address_of((struct sockaddr *)&local);
    assert_string_equal(address_format(&found, buffer), "unix");
    found = address_of(NULL);
    assert_string_equal(address_format(&found, buffer), "-");
}

static void test_networks(void **state)
{
    (void)state;
    static const struct {
        const char *network;
        const char *address;
        bool contains;
    } cases[] = {
        {"192.0.2.0/24", "192.0.2.255", true},
        {"192.0.2.0/24", "192.0.3.0", false},
        {"192.0.2.128/25", "192.0.2.127", false},
        {"192.0.2.128/25", "192.0.2.128", true},
        {"192.0.2.1", "192.0.2.1", true},
        {"192.0.2.1", "192.0.2.2", false},
        {"0.0.0.0/0", "203.0.113.9", true},
        {"0.0.0.0/0", "2001:db8::1", false},
        {"::/0", "2001:db8::1", true},
        {"::/0", "192.0.2.1", false},
        {"2001:db8::/33", "2001:db8::1", true},
        {"2001:db8::/33", "2001:db8:8000::1", false},
        {"::1/128", "::1", true},
        {"unix", "unix", true},
        {"unix", "127.0.0.1", false},
        {"127.0.0.0/8", "unix", false},
    };
    static const char *const bad[] = {
        "",       "192.0.2.1/24",   "192.0.2.0/33", "192.0.2.0/",  "192.0.2/24",   "::/129",
        "unix/0", "2001:db8::1/64", "/8",           "example.org", "192.0.2.0/-1", "0.0.0.0/00"};
    struct network network;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct address asked = address(cases[i].address);
        assert_true(network_parse(text_of(cases[i].network), &network));
        assert_int_equal(network_contains(&network, &asked), cases[i].contains);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        assert_false(network_parse(text_of(bad[i]), &network));
    struct address unknown = {0};
    network = (struct network){0};
    assert_false(network_contains(&network, &unknown));
}

static void test_lists(void **state)
{
    (void)state;
    struct proxies proxies = {0};
    struct error error;
    assert_int_equal(proxies_add(&proxies, TEXT("192.0.2.1, 2001:db8::/32,unix"), NULL), STATUS_OK);
    assert_int_equal(proxies.count, 3);
    assert_int_equal(proxies_add(&proxies, TEXT("192.0.2.1,,::1"), &error), STATUS_INPUT);
    assert_int_equal(proxies_add(&proxies, TEXT("example.org"), &error), STATUS_INPUT);
    assert_non_null(strstr(error.message, "found \"example.org\""));
    proxies.count = 0;
    for (size_t i = 0; i < PROXY_LIMIT; i++)
        assert_int_equal(proxies_add(&proxies, TEXT("192.0.2.1"), &error), STATUS_OK);
    assert_int_equal(proxies_add(&proxies, TEXT("192.0.2.1"), &error), STATUS_INPUT);
}

/* What is found for a request from PEER, with headers that end with NULLs. */
struct sent {
    const char *peer;
    const char *headers[5][2];
    const char *address, *host;
    bool is_https;
};

static void check(const struct proxies *proxies, const struct sent *sent)
{
    char buffer[ADDRESS_SIZE_BYTES];
    struct forwarding forwarding = {0};
    struct client client = {.address = address(sent->peer), .host = TEXT("own.example")};
    for (size_t i = 0; sent->headers[i][0]; i++) {
        struct buffer *list = forwarding_list(&forwarding, text_of(sent->headers[i][0]));
        assert_non_null(list);
        buffer_append(list, list->length ? TEXT(",") : TEXT(""));
        buffer_append(list, text_of(sent->headers[i][1]));
    }
    forwarding_apply(&forwarding, proxies, &client);
    assert_string_equal(address_format(&client.address, buffer), sent->address);
    assert_int_equal(client.is_https, sent->is_https);
    assert_true(text_equal(client.host, text_of(sent->host)));
    forwarding_done(&forwarding);
}

#define FOR    "X-Forwarded-For"
#define SCHEME "X-Forwarded-Proto"
#define HOST   "X-Forwarded-Host"
#define OWN    "own.example"

static const struct sent cases[] = {
    /* Who is not trusted says what he likes. */
    {"203.0.113.1",
     {{FOR, "198.51.100.1"}, {SCHEME, "https"}, {HOST, "x.example"}, {"Forwarded", "for=::1"}},
     "203.0.113.1",
     OWN,
     false},
    /* One proxy. */
    {"192.0.2.1", {{FOR, "198.51.100.1"}}, "198.51.100.1", OWN, false},
    {"unix", {{FOR, "198.51.100.1"}, {SCHEME, "HTTPS"}}, "198.51.100.1", OWN, true},
    {"192.0.2.1",
     {{SCHEME, "https"}, {HOST, "x.example:8443"}},
     "192.0.2.1",
     "x.example:8443",
     true},
    {"192.0.2.1", {{FOR, "2001:db9::1"}}, "2001:db9::1", OWN, false},
    {"192.0.2.1", {{FOR, "[2001:db9::1]:4711"}}, "2001:db9::1", OWN, false},
    {"192.0.2.1", {{FOR, "198.51.100.1:4711"}}, "198.51.100.1", OWN, false},
    /* What the client had written already counts only as far as proxies vouch for it. */
    {"192.0.2.1", {{FOR, "10.0.0.1, 198.51.100.1"}}, "198.51.100.1", OWN, false},
    {"192.0.2.1", {{FOR, "10.0.0.1, 198.51.100.1, 192.0.2.2"}}, "198.51.100.1", OWN, false},
    {"192.0.2.1", {{FOR, "10.0.0.1"}, {FOR, "198.51.100.1"}}, "198.51.100.1", OWN, false},
    {"192.0.2.1", {{FOR, "192.0.2.3, 192.0.2.2"}}, "192.0.2.3", OWN, false},
    {"192.0.2.1", {{SCHEME, "https, http"}}, "192.0.2.1", OWN, false},
    /* What is no address ends the chain. */
    {"192.0.2.1", {{FOR, "198.51.100.1, unknown"}}, "192.0.2.1", OWN, false},
    {"192.0.2.1", {{FOR, "198.51.100.1, "}}, "192.0.2.1", OWN, false},
    {"192.0.2.1", {{FOR, "198.51.100.1:x"}}, "192.0.2.1", OWN, false},
    {"192.0.2.1", {{FOR, "[2001:db9::1"}}, "192.0.2.1", OWN, false},
    {"192.0.2.1", {{FOR, ",,,,,"}, {SCHEME, "gopher"}, {HOST, "a b"}}, "192.0.2.1", OWN, false},
    /* Forwarded, RFC 7239. */
    {"192.0.2.1", {{"forwarded", "for=198.51.100.1"}}, "198.51.100.1", OWN, false},
    {"192.0.2.1",
     {{"Forwarded", "For=\"[2001:db9::1]:4711\";Proto=https ; host=\"x.example\""}},
     "2001:db9::1",
     "x.example",
     true},
    {"192.0.2.1",
     {{"Forwarded", "for=10.0.0.1;proto=http, for=198.51.100.1;proto=https;host=x.example, "
                    "for=192.0.2.2;proto=http;host=y.example"}},
     "198.51.100.1",
     "x.example",
     true},
    {"192.0.2.1",
     {{"Forwarded", "for=10.0.0.1"}, {"Forwarded", "for=198.51.100.1"}},
     "198.51.100.1",
     OWN,
     false},
    {"192.0.2.1", {{"Forwarded", "for=_hidden;proto=https"}}, "192.0.2.1", OWN, true},
    {"192.0.2.1", {{"Forwarded", "for=\"198.51.100.1, for=10.0.0.1"}}, "192.0.2.1", OWN, false},
    {"192.0.2.1",
     {{"Forwarded", "for=198.51.100.1;host=\"x.example\\\"\""}},
     "198.51.100.1",
     OWN,
     false},
    {"192.0.2.1", {{"Forwarded", "for"}}, "192.0.2.1", OWN, false},
    {"192.0.2.1", {{"Forwarded", ";;=;,=\"\\"}}, "192.0.2.1", OWN, false},
    /* Both: the one that proxies write who do not know the other. */
    {"192.0.2.1",
     {{"Forwarded", "for=10.0.0.1;proto=https"}, {FOR, "198.51.100.1"}},
     "198.51.100.1",
     OWN,
     false},
};

static void test_forwarding(void **state)
{
    (void)state;
    struct proxies proxies = {0};
    assert_int_equal(proxies_add(&proxies, TEXT("192.0.2.0/24,unix"), NULL), STATUS_OK);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        check(&proxies, &cases[i]);
    proxies.count = 0;
    static const struct sent trusted_by_nobody = {
        "192.0.2.1", {{FOR, "::1"}}, "192.0.2.1", OWN, false};
    check(&proxies, &trusted_by_nobody);
    check(NULL, &trusted_by_nobody);
    assert_null(forwarding_list(&(struct forwarding){0}, TEXT("X-Forwarded-")));
    assert_null(forwarding_list(&(struct forwarding){0}, TEXT("X-Forwarded-Port")));
    assert_null(forwarding_list(&(struct forwarding){0}, TEXT("Host")));
}

/* A chain that is too long is not looked at, and no chain is read beyond its end. */
static void test_long_chains(void **state)
{
    (void)state;
    struct proxies proxies = {0};
    struct buffer *list;
    proxies_add(&proxies, TEXT("0.0.0.0/0"), NULL);
    for (size_t length = 30; length < 36; length++) {
        struct forwarding forwarding = {0};
        struct client client = {.address = address("192.0.2.1")};
        list = forwarding_list(&forwarding, TEXT(FOR));
        buffer_append(list, TEXT("2001:db8::1"));
        for (size_t i = 1; i < length; i++)
            buffer_append(list, TEXT(", 192.0.2.1"));
        forwarding_apply(&forwarding, &proxies, &client);
        assert_int_equal(client.address.kind, length <= 32 ? ADDRESS_IPV6 : ADDRESS_IPV4);
        forwarding_done(&forwarding);
    }
}

/* Without memory for the headers the connection counts, not half of what they say. */
static void test_memory(void **state)
{
    (void)state;
    struct proxies proxies = {0};
    struct forwarding forwarding = {0};
    struct client client = {.address = address("192.0.2.1")};
    proxies_add(&proxies, TEXT("0.0.0.0/0"), NULL);
    memory_fail_at(1);
    buffer_append(forwarding_list(&forwarding, TEXT(FOR)), TEXT("198.51.100.1"));
    assert_true(memory_failed());
    memory_fail_at(0);
    buffer_append(forwarding_list(&forwarding, TEXT(SCHEME)), TEXT("https"));
    forwarding_apply(&forwarding, &proxies, &client);
    assert_false(client.is_https);
    forwarding_done(&forwarding);
}

/* Each beginning of a header, in memory of its exact size for the sanitizer. */
static void test_truncation(void **state)
{
    (void)state;
    static const char all[] = "for=10.0.0.1;proto=http, for=\"[2001:db9::1]:4711\";host=\"x\\\"y\"";
    struct proxies proxies = {0};
    proxies_add(&proxies, TEXT("0.0.0.0/0,::/0"), NULL);
    for (size_t length = 0; length < sizeof(all); length++) {
        char *copy = memory_allocate(length ? length : 1);
        assert_non_null(copy);
        memcpy(copy, all, length);
        for (int kind = 0; kind < 2; kind++) {
            struct forwarding forwarding = {0};
            struct buffer *list = kind ? &forwarding.forwarded : &forwarding.address;
            *list = (struct buffer){.bytes = copy, .length = length, .size_bytes = length};
            struct client client = {.address = address("192.0.2.1")};
            forwarding_apply(&forwarding, &proxies, &client);
        }
        memory_free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses),  cmocka_unit_test(test_addresses_of_sockets),
        cmocka_unit_test(test_networks),   cmocka_unit_test(test_lists),
        cmocka_unit_test(test_forwarding), cmocka_unit_test(test_long_chains),
        cmocka_unit_test(test_memory),     cmocka_unit_test(test_truncation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
