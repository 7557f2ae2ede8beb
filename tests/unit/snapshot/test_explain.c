/* Tests of explaining: every reason in words, and words cut to the caller's buffer. */
#include "snapshot/explain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "support/snapshot.h"

static void fill(struct registry *registry)
{
    add_record(registry, "tea", "7", "tcp", "Tea");
    add_record(registry, "pot", "7", "tcp", "Pot");
    add_record(registry, "cup", "7", "tcp", "Cup");
    add_record(registry, "tea", "8", "udp", "Tea");
    add_record(registry, "tea", "8", "sctp", "Tea");
    add_record(registry, "tea", "9", "udp", "Tea");
    add_record(registry, "", "10", "tcp", "any private tea");
    add_record(registry, "", "11", "tcp", "Reserved")->assignment_notes = TEXT("De-assigned");
    add_record(registry, "", "12-14", "tcp", "Unassigned");
    add_record(registry, "", "15-16", "", "Unassigned");
    add_record(registry, "all", "17", "", "All");
    add_record(registry, "T\xc3\xa9", "18", "tcp", "");
    const struct text alias =
        TEXT("This entry is an alias to \"ket-tle\".\nThis entry is now historic, not usable for "
             "use with many\ncommon service discovery mechanisms.");
    add_record(registry, "ket_tle", "19", "tcp", "")->assignment_notes = alias;
    add_record(registry, "ket-tle", "19", "tcp", "");
    add_record(registry, "ket_tle", "19", "udp", "")->assignment_notes = alias;
}

static void explains_every_reason(void **state)
{
    (void)state;
    static const struct {
        uint16_t port_number;
        enum portreg_transport_protocol protocol;
        const char *words;
    } cases[] = {
        {7, PORTREG_TCP, "registered as tea, pot and cup"},
        {7, PORTREG_UDP, "as it is assigned for tcp (RFC 6335 section 8.1)"},
        {8, PORTREG_TCP, "as it is assigned for udp and sctp (RFC 6335 section 8.1)"},
        {9, PORTREG_UDP, "registered as tea"},
        {10, PORTREG_TCP, "registered as any private tea"},
        {11, PORTREG_TCP, "recorded as \"Reserved\": De-assigned"},
        {12, PORTREG_TCP, "recorded as \"Unassigned\" with 12-14"},
        {15, PORTREG_DCCP, "recorded as \"Unassigned\" with 15-16"},
        {17, PORTREG_UDP, "registered, without a transport protocol, as all"},
        {19, PORTREG_TCP, "registered as ket-tle (alias ket_tle)"},
        {19, PORTREG_UDP, "registered as ket_tle"},
        {20, PORTREG_UDP, "not recorded"},
        {50000, PORTREG_UDP, "dynamic port numbers are never assigned (RFC 6335 section 6)"},
    };
    struct registry registry;
    struct compiled compiled;
    registry_init(&registry);
    fill(&registry);
    compiled_init(&compiled, &registry);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        char words[128];
        struct portreg_answer answer =
            portreg_find_port(&compiled.snapshot, cases[i].protocol, cases[i].port_number);
        size_t length = portreg_explain(&compiled.snapshot, &answer, words, sizeof(words));
        assert_string_equal(words, cases[i].words);
        assert_int_equal(length, strlen(words));
    }
    compiled_done(&compiled);
    registry_done(&registry);
}

static void cuts_words_to_the_buffer(void **state)
{
    (void)state;
    static const char whole[] = "registered as T\xc3\xa9";
    struct registry registry;
    struct compiled compiled;
    registry_init(&registry);
    fill(&registry);
    compiled_init(&compiled, &registry);
    struct portreg_answer answer = portreg_find_port(&compiled.snapshot, PORTREG_TCP, 18);
    assert_int_equal(portreg_explain(&compiled.snapshot, &answer, NULL, 0), strlen(whole));
    for (size_t size = 1; size <= sizeof(whole) + 1; size++) {
        char *words = malloc(size); /* so that a sanitizer sees each byte too far */
        assert_non_null(words);
        assert_int_equal(portreg_explain(&compiled.snapshot, &answer, words, size), strlen(whole));
        size_t kept = size - 1 < strlen(whole) ? size - 1 : strlen(whole);
        kept -= kept == strlen(whole) - 1; /* half of the last letter */
        assert_int_equal(strlen(words), kept);
        assert_memory_equal(words, whole, kept);
        free(words);
    }
    compiled_done(&compiled);
    registry_done(&registry);
}

static void appends_to_a_buffer(void **state)
{
    (void)state;
    struct registry registry;
    struct compiled compiled;
    struct buffer buffer;
    registry_init(&registry);
    fill(&registry);
    compiled_init(&compiled, &registry);
    struct portreg_answer answer = portreg_find_port(&compiled.snapshot, PORTREG_UDP, 9);
    buffer_init(&buffer);
    buffer_append(&buffer, TEXT("9: "));
    answer_explain(&compiled.snapshot, &answer, &buffer);
    buffer_append(&buffer, TEXT("."));
    assert_true(text_equal(buffer_text(&buffer), TEXT("9: registered as tea.")));
    buffer_done(&buffer);
    memory_fail_at(1);
    answer_explain(&compiled.snapshot, &answer, &buffer);
    memory_fail_at(0);
    assert_true(buffer.failed);
    buffer_done(&buffer);
    compiled_done(&compiled);
    registry_done(&registry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(explains_every_reason),
        cmocka_unit_test(cuts_words_to_the_buffer),
        cmocka_unit_test(appends_to_a_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
