/* Tests of SHA-256: the examples of FIPS 180-4, at once and beside other work. */
#include "base/sha256.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

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
}

static void hashes_the_examples(void **state)
{
    (void)state;
    assert_hash((struct text){NULL, 0},
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_hash(TEXT("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hashes_the_examples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
