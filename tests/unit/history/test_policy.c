/* Tests of policies: reading them, and what they find in a checkpoint. */
#include "history/log/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "support/log.h"

#define LOG     "log " FACT_LOG_VERIFIER "\n"
#define WITNESS "witness W1 " FACT_WITNESS_VERIFIER "\n"
/* Witnesses that have cosigned nothing. */
#define WITNESS_2                                                                                  \
    "witness W2 example.org/w2+2a616f3b+BAICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIC\n"
#define WITNESS_3                                                                                  \
    "witness W3 example.org/w3+70241c0e+BAMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMD\n"

static struct policy policy;

/* The status of reading TEXT and of verifying NOTE by it. */
static int check(const char *text, const char *note_text, struct policy_answer *answer,
                 struct error *error)
{
    struct signed_note note;
    *error = (struct error){0};
    int status = policy_parse(text_of(text), "policy", &policy, error);
    if (status != STATUS_OK)
        fail_msg("%u: %s", error->position.line, error->message);
    assert_int_equal(note_parse(text_of(note_text), NULL, &note, NULL), STATUS_OK);
    return policy_check(&policy, &note, "checkpoint", answer, error);
}

static void asks_for_its_quorum(void **state)
{
    (void)state;
    static const struct {
        const char *rest;
        bool cosigned, plain; /* whether the checkpoint with, without the cosignature will do */
    } cases[] = {
        {"quorum none\n", true, true},
        {WITNESS "quorum none\n", true, true},
        {WITNESS "quorum W1\n", true, false},
        {WITNESS WITNESS_2 "quorum W2\n", false, false},
        {WITNESS WITNESS_2 "group G any W1 W2\nquorum G\n", true, false},
        {WITNESS WITNESS_2 "group G all W1 W2\nquorum G\n", false, false},
        {WITNESS WITNESS_2 "group G 1 W1 W2\nquorum G\n", true, false},
        {WITNESS WITNESS_2 "group G 2 W1 W2\nquorum G\n", false, false},
        {WITNESS WITNESS_2 WITNESS_3
         "group G any W1 W2\ngroup H any W3\ngroup I any G H\nquorum I\n",
         true, false},
        {WITNESS WITNESS_2 WITNESS_3
         "group G any W1 W2\ngroup H any W3\ngroup I all G H\nquorum I\n",
         false, false},
        {WITNESS WITNESS_2 WITNESS_3 "group G any W1 W2\ngroup I all G\nquorum I\n", true, false},
        {"# a comment\n\n \t \n  # another\n" WITNESS "quorum\t W1 ", true, false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct buffer text;
        struct policy_answer answer;
        struct error error;
        buffer_init(&text);
        buffer_append(&text, TEXT(LOG));
        buffer_append(&text, text_of(cases[i].rest));
        buffer_append_byte(&text, '\0');
        int status = check(text.bytes, FACT_COSIGNED, &answer, &error);
        if (status != (cases[i].cosigned ? STATUS_OK : STATUS_INPUT))
            fail_msg("case %zu, cosigned: %s", i, error.message);
        status = check(text.bytes, FACT_CHECKPOINT, &answer, &error);
        if (status != (cases[i].plain ? STATUS_OK : STATUS_INPUT))
            fail_msg("case %zu, not cosigned: %s", i, error.message);
        buffer_done(&text);
    }
}

static void says_what_it_found(void **state)
{
    (void)state;
    struct policy_answer answer;
    struct error error;
    assert_int_equal(check(LOG WITNESS WITNESS_2 "quorum W1\n", FACT_COSIGNED, &answer, &error),
                     STATUS_OK);
    assert_int_equal(answer.witness_count, 1);
    assert_string_equal(answer.log->name, "ports.example.org/log");
    assert_int_equal(answer.checkpoint.size, FACT_SIZE);
    assert_int_equal(check(LOG WITNESS "quorum W1\n", FACT_CHECKPOINT, &answer, &error),
                     STATUS_INPUT);
    assert_non_null(strstr(error.message, "the quorum W1 asks for"));
    assert_string_equal(error.file, "checkpoint");
    assert_int_equal(check("quorum none\n", FACT_CHECKPOINT, &answer, &error), STATUS_INPUT);
    assert_non_null(strstr(error.message, "signed by a log of the policy"));
}

/* A signature that a known key did not make makes the checkpoint worthless, whatever others say. */
static void refuses_a_wrong_signature_of_a_known_key(void **state)
{
    (void)state;
    struct policy_answer answer;
    struct error error;
    static const char wrong[] =
        FACT_CHECKPOINT "\xe2\x80\x94 witness.example.org/w1 "
                        "88CAtgAAAABkGFDL6D1r2Pnhd8tb6YgFIuEaG3411aNuN9SxLimFHWC65m4DLGAZKJ6OJ73Z+/"
                        "36F9+7DjRAGDn9TxUnSSLsVwRrBQ==\n";
    assert_int_equal(check(LOG WITNESS "quorum none\n", wrong, &answer, &error), STATUS_INPUT);
    assert_non_null(strstr(error.message, "the cosignature of witness.example.org/w1"));
    assert_int_equal(check(LOG "quorum none\n", wrong, &answer, &error), STATUS_OK);
}

static void refuses_other_policies(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t line;
        const char *message;
    } wrong[] = {
        {"", 0, "expected a quorum line"},
        {LOG, 0, "expected a quorum line"},
        {LOG LOG "quorum none\n", 2, "each log once"},
        {"log\nquorum none\n", 1, "a public key as NAME+ID+KEY"},
        {"log " FACT_WITNESS_VERIFIER "\nquorum none\n", 1, "the key of a log (kind 1)"},
        {"witness W " FACT_LOG_VERIFIER "\nquorum none\n", 1, "the key of a witness (kind 4)"},
        {"log " FACT_LOG_VERIFIER " https://example.org more\n", 1, "the end of the line"},
        {"witness none " FACT_WITNESS_VERIFIER "\n", 1, "a name other than none"},
        {WITNESS "witness W2 " FACT_WITNESS_VERIFIER "\n", 2, "each key of a witness once"},
        {WITNESS "witness W1 " FACT_WITNESS_VERIFIER "\n", 2, "not taken yet"},
        {WITNESS "group W1 any W1\n", 2, "not taken yet"},
        {WITNESS "group G any\n", 2, "any, all or a number"},
        {WITNESS "group G 0 W1\n", 2, "any, all or a number"},
        {WITNESS "group G 2 W1\n", 2, "any, all or a number"},
        {WITNESS "group G 01 W1\n", 2, "any, all or a number"},
        {WITNESS "group G any W1 W1\n", 2, "that is in no group yet"},
        {WITNESS "group G any G\n", 2, "of the lines before"},
        {WITNESS "group G any W1\ngroup H any W1\n", 3, "that is in no group yet"},
        {WITNESS "group G any none\n", 2, "of the lines before"},
        {"quorum W1\n" WITNESS, 1, "of the lines before"},
        {"quorum\n", 1, "of the lines before"},
        {"quorum none none\n", 1, "the end of the line"},
        {"quorum none\nquorum none\n", 2, "one quorum"},
        {"quorum none\r\n", 1, "no control characters"},
        {"Quorum none\n", 1, "log, witness, group, quorum or a comment"},
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        struct error error = {0};
        if (policy_parse(text_of(wrong[i].text), "policy", &policy, &error) != STATUS_INPUT)
            fail_msg("takes number %zu", i);
        if (!strstr(error.message, wrong[i].message) || error.position.line != wrong[i].line)
            fail_msg("number %zu: %u: %s", i, error.position.line, error.message);
    }
}

static void takes_as_many_members_as_it_has_room_for(void **state)
{
    (void)state;
    struct buffer text;
    struct error error = {0};
    buffer_init(&text);
    buffer_append(&text, TEXT(WITNESS));
    buffer_append(&text, TEXT("group G1 any W1\n"));
    for (int i = 2; i < POLICY_MEMBER_LIMIT; i++)
        buffer_format(&text, "group G%d any G%d\n", i, i - 1);
    buffer_append(&text, TEXT("quorum G127\n"));
    assert_int_equal(policy_parse(buffer_text(&text), NULL, &policy, &error), STATUS_OK);
    buffer_append(&text, TEXT("group G128 any G127\n"));
    assert_int_equal(policy_parse(buffer_text(&text), NULL, &policy, &error), STATUS_INPUT);
    assert_non_null(strstr(error.message, "at most 128"));
    buffer_done(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asks_for_its_quorum),
        cmocka_unit_test(says_what_it_found),
        cmocka_unit_test(refuses_a_wrong_signature_of_a_known_key),
        cmocka_unit_test(refuses_other_policies),
        cmocka_unit_test(takes_as_many_members_as_it_has_room_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
