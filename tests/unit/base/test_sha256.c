/* Tests of SHA-256: the examples of FIPS 180-4, at once and beside other work. */
#include "base/sha256.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void hash_in_pieces(struct text bytes, size_t piece_bytes, uint8_t *sha256)
{
    struct sha256_state state;
    sha256_begin(&state);
    for (size_t i = 0; i < bytes.length; i += piece_bytes)
        sha256_add(&state, text_slice(bytes, i, piece_bytes));
    sha256_end(&state, sha256);
}

static void assert_hash(struct text bytes, const char *expected)
{
    uint8_t sha256[SHA256_SIZE_BYTES];
    char hex[SHA256_HEX_SIZE_BYTES];
    struct sha256_job job;
    sha256_of(bytes, sha256);
    assert_string_equal(sha256_format(sha256, hex), expected);
    sha256_job_begin(&job, bytes);
    sha256_job_end(&job);
    assert_string_equal(sha256_format(job.sha256, hex), expected);
    for (size_t piece_bytes = 1; piece_bytes <= bytes.length; piece_bytes++) {
        hash_in_pieces(bytes, piece_bytes, sha256);
        assert_string_equal(sha256_format(sha256, hex), expected);
    }
}

static void hashes_the_examples(void **state)
{
    (void)state;
    assert_hash((struct text){NULL, 0},
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_hash(TEXT("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_hash(TEXT("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    assert_hash(TEXT("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                     "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"),
                "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hashes_the_examples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
