/* Tests of proofs as files. */
#include "history/log/proof.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/log.h"

static struct policy policy;
static char entry_buffer[FACT_ENTRY_SIZE_BYTES];

static int make_policy(void **state)
{
    (void)state;
    struct verifier verifier;
    int status = verifier_parse(TEXT(FACT_LOG_VERIFIER), &verifier, NULL);
    policy_init_of_log(&policy, &verifier);
    return status;
}

/* The status of verifying BYTES as the proof of ENTRY. */
static int check(struct text bytes, struct text entry)
{
    struct proof proof;
    struct policy_answer answer;
    int status = proof_parse(bytes, NULL, &proof, NULL);
    return status == STATUS_OK ? proof_check(&proof, entry, &policy, NULL, &answer, NULL) : status;
}

static void verifies_what_others_proved(void **state)
{
    (void)state;
    struct proof proof;
    struct policy_answer answer;
    struct error error = {0};
    struct text entry = fact_entry(4, entry_buffer);
    assert_int_equal(proof_parse(TEXT(FACT_PROOF), NULL, &proof, NULL), STATUS_OK);
    assert_int_equal(proof.index, 4);
    assert_int_equal(proof.path.count, 3);
    assert_int_equal(proof_check(&proof, entry, &policy, NULL, &answer, NULL), STATUS_OK);
    assert_int_equal(answer.checkpoint.size, FACT_SIZE);
    assert_int_equal(
        proof_check(&proof, fact_entry(5, entry_buffer), &policy, "proof", &answer, &error),
        STATUS_INPUT);
    assert_non_null(strstr(error.message, "number 4 of the 7 entries of ports.example.org/log"));
    assert_string_equal(error.file, "proof");
}

static void writes_what_it_read(void **state)
{
    (void)state;
    static const char *const proofs[] = {
        FACT_PROOF,
        "c2sp.org/tlog-proof@v1\nextra Zm9v\nindex 0\n\n" FACT_CHECKPOINT,
    };
    for (size_t i = 0; i < 2; i++) {
        struct proof proof;
        struct buffer buffer;
        assert_int_equal(proof_parse(text_of(proofs[i]), NULL, &proof, NULL), STATUS_OK);
        buffer_init(&buffer);
        proof_append(&buffer, &proof);
        assert_true(text_equal(buffer_text(&buffer), text_of(proofs[i])));
        buffer_done(&buffer);
    }
}

/* Where a bit may change without changing what is proved: in the cosignature, which this policy
 * does not know; and nowhere else. */
static void finds_every_flipped_bit(void **state)
{
    (void)state;
    static char bytes[] = FACT_PROOF;
    size_t length = sizeof(FACT_PROOF) - sizeof(FACT_COSIGNATURE);
    struct text entry = fact_entry(4, entry_buffer);
    assert_int_equal(check((struct text){bytes, length}, entry), STATUS_OK);
    for (size_t i = 0; i < length * 8; i++) {
        bytes[i / 8] = (char)(bytes[i / 8] ^ 1 << i % 8);
        if (check((struct text){bytes, length}, entry) == STATUS_OK)
            fail_msg("bit %zu of byte %zu", i % 8, i / 8);
        bytes[i / 8] = (char)(bytes[i / 8] ^ 1 << i % 8);
    }
    for (size_t i = 0; i < entry.length * 8; i++) {
        entry_buffer[i / 8] = (char)(entry_buffer[i / 8] ^ 1 << i % 8);
        assert_int_equal(check((struct text){bytes, length}, entry), STATUS_INPUT);
        entry_buffer[i / 8] = (char)(entry_buffer[i / 8] ^ 1 << i % 8);
    }
}

static void refuses_a_proof_that_is_cut(void **state)
{
    (void)state;
    static const char whole[] = FACT_PROOF;
    struct text entry = fact_entry(4, entry_buffer);
    size_t signed_length = sizeof(FACT_PROOF) - sizeof(FACT_COSIGNATURE);
    for (size_t length = 0; length < sizeof(whole) - 1; length++) {
        char *bytes = malloc(length ? length : 1);
        memcpy(bytes, whole, length);
        int status = check((struct text){bytes, length}, entry);
        assert_int_equal(status, length == signed_length ? STATUS_OK : STATUS_INPUT);
        free(bytes);
    }
}

static void refuses_other_proofs(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t line;
    } wrong[] = {
        {"c2sp.org/tlog-proof@v2\nindex 0\n\nx", 1},
        {"c2sp.org/tlog-proof@v1\n\nindex 0\n\nx", 2},
        {"c2sp.org/tlog-proof@v1\nindex 00\n\nx", 2},
        {"c2sp.org/tlog-proof@v1\nindex -1\n\nx", 2},
        {"c2sp.org/tlog-proof@v1\nindex 9223372036854775808\n\nx", 2},
        {"c2sp.org/tlog-proof@v1\nextra \nindex 0\n\nx", 2},
        {"c2sp.org/tlog-proof@v1\nextra Zm9\nindex 0\n\nx", 2},
        {"c2sp.org/tlog-proof@v1\nextra Zm9v\nextra Zm9v\nindex 0\n\nx", 3},
        {"c2sp.org/tlog-proof@v1\nindex 0\nZm9v\n\nx", 3},
        {"c2sp.org/tlog-proof@v1\nindex 0\n", 3},
        {"c2sp.org/tlog-proof@v1\nindex 0\n" FACT_PATH, 6},
        {"c2sp.org/tlog-proof@v1\nextra Zm9v\nindex 0\n" FACT_PATH "x\n", 7},
        {"c2sp.org/tlog-proof@v1\nindex 0\n" FACT_PATH
         "hNFbRHofZ4vg2iTYL5ausL9itNuuT8En1qnqtMh2joc=",
         7},
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        struct proof proof;
        struct error error = {0};
        if (proof_parse(text_of(wrong[i].text), "proof", &proof, &error) != STATUS_INPUT)
            fail_msg("takes number %zu", i);
        assert_int_equal(error.position.line, wrong[i].line);
    }
}

static void takes_63_hashes(void **state)
{
    (void)state;
    struct buffer buffer;
    struct proof proof;
    for (int count = 63; count <= 64; count++) {
        buffer_init(&buffer);
        buffer_append(&buffer, TEXT("c2sp.org/tlog-proof@v1\nindex 0\n"));
        for (int i = 0; i < count; i++)
            buffer_append(&buffer, TEXT("hNFbRHofZ4vg2iTYL5ausL9itNuuT8En1qnqtMh2joc=\n"));
        buffer_append(&buffer, TEXT("\nx"));
        assert_int_equal(proof_parse(buffer_text(&buffer), NULL, &proof, NULL),
                         count == 63 ? STATUS_OK : STATUS_INPUT);
        buffer_done(&buffer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verifies_what_others_proved),
        cmocka_unit_test(writes_what_it_read),
        cmocka_unit_test(finds_every_flipped_bit),
        cmocka_unit_test(refuses_a_proof_that_is_cut),
        cmocka_unit_test(refuses_other_proofs),
        cmocka_unit_test(takes_63_hashes),
    };
    return cmocka_run_group_tests(tests, make_policy, NULL);
}
