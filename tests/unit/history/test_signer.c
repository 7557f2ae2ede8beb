/* Tests of keys and of what signs with them: never two checkpoints that contradict each other. */
#include "history/log/signer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/memory.h"
#include "history/log/edge.h"
#include "history/log/note.h"
#include "support/log.h"

static struct test_log test;

static int make(void **state)
{
    (void)state;
    return test_log_init(&test) ? 0 : -1;
}

static int clean(void **state)
{
    (void)state;
    test_log_done(&test);
    return 0;
}

static const char *state_path(void)
{
    static char path[400];
    snprintf(path, sizeof(path), "%s" SIGNER_STATE_SUFFIX, test.key);
    return path;
}

/* The roots of the first entries. */
static struct hash root_of(uint64_t size)
{
    struct hash leaves[16], root;
    char buffer[FACT_ENTRY_SIZE_BYTES];
    for (uint64_t i = 0; i < size; i++)
        merkle_leaf(fact_entry(i, buffer), &leaves[i]);
    merkle_fold(leaves, size, &root);
    return root;
}

static int read_subtree(void *context, unsigned height, uint64_t index, struct hash *hash,
                        struct error *error)
{
    struct hash leaves[16];
    char buffer[FACT_ENTRY_SIZE_BYTES];
    size_t count = (size_t)1 << height;
    (void)context, (void)error;
    for (uint64_t i = 0; i < count; i++)
        merkle_leaf(fact_entry(index * count + i, buffer), &leaves[i]);
    merkle_fold(leaves, count, hash);
    return STATUS_OK;
}

/* Signs the first SIZE entries with a proof from OLD_SIZE. */
static int sign(uint64_t old_size, uint64_t size, struct buffer *note, struct error *error)
{
    const struct merkle_source source = {read_subtree, NULL};
    struct merkle_proof proof;
    struct signer signer;
    struct hash root = root_of(size);
    assert_int_equal(merkle_prove_consistency(&source, old_size, size, &proof, NULL), STATUS_OK);
    int status = signer_open(&signer, test.key, error);
    if (status == STATUS_OK)
        status = signer_sign(&signer, size, &root, &proof, note, error);
    signer_close(&signer);
    return status;
}

static void signs_as_others_do(void **state)
{
    (void)state;
    struct buffer note;
    struct error error = {0};
    buffer_init(&note);
    assert_int_equal(sign(0, 3, &note, &error), STATUS_OK);
    buffer_clear(&note);
    assert_int_equal(sign(3, 7, &note, &error), STATUS_OK);
    assert_true(text_equal(buffer_text(&note), TEXT(FACT_CHECKPOINT)));
    buffer_clear(&note);
    assert_int_equal(sign(7, 7, &note, &error), STATUS_OK);
    assert_true(text_equal(buffer_text(&note), TEXT(FACT_CHECKPOINT)));
    buffer_done(&note);
}

static void remembers_before_it_signs(void **state)
{
    (void)state;
    struct buffer note;
    struct file file;
    struct stat info;
    buffer_init(&note);
    assert_int_equal(sign(0, 7, &note, NULL), STATUS_OK);
    assert_int_equal(file_open(&file, state_path(), NULL), STATUS_OK);
    assert_true(text_equal(file.bytes, TEXT(FACT_CHECKPOINT_TEXT)));
    file_close(&file);
    assert_int_equal(stat(state_path(), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    buffer_done(&note);
}

static void signs_nothing_that_contradicts_it(void **state)
{
    (void)state;
    struct buffer note;
    struct error error = {0};
    buffer_init(&note);
    assert_int_equal(sign(0, 7, &note, NULL), STATUS_OK);
    buffer_clear(&note);
    assert_int_equal(sign(3, 6, &note, &error), STATUS_INPUT); /* fewer */
    assert_int_equal(sign(6, 9, &note, &error), STATUS_INPUT); /* a proof of something else */
    assert_non_null(strstr(error.message, "begins with the 7 entries that were signed before"));
    assert_int_equal(sign(0, 9, &note, &error), STATUS_INPUT); /* no proof */

    struct signer signer;
    struct merkle_proof nothing = {.count = 0};
    struct hash other = root_of(6);
    assert_int_equal(signer_open(&signer, test.key, &error), STATUS_OK);
    assert_int_equal(signer_sign(&signer, 7, &other, &nothing, &note, &error), STATUS_INPUT);
    signer_close(&signer);
    assert_int_equal(note.length, 0);
    assert_int_equal(sign(7, 9, &note, &error), STATUS_OK);
    buffer_done(&note);
}

static void needs_its_state(void **state)
{
    (void)state;
    struct signer signer;
    struct error error = {0};
    assert_int_equal(unlink(state_path()), 0);
    assert_int_equal(signer_open(&signer, test.key, &error), STATUS_IO);
    assert_non_null(strstr(error.message, "the last size and root that were signed"));
    assert_string_equal(error.file, state_path());
    signer_close(&signer);

    static const char *const wrong[] = {
        "", "ports.example.org/log\n7\n",
        "ports.example.org/log\nx\nP6sWS9wo/zZ+FXG7y2p5TMrnpa3VpiEq2ckaR6Xtj1k=\n",
        "other.example.org/log\n7\nP6sWS9wo/zZ+FXG7y2p5TMrnpa3VpiEq2ckaR6Xtj1k=\n"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        assert_true(write_bytes(state_path(), text_of(wrong[i]), 0600));
        assert_int_equal(signer_open(&signer, test.key, &error), STATUS_INPUT);
        signer_close(&signer);
    }
}

static void refuses_a_key_that_others_can_read(void **state)
{
    (void)state;
    struct signer signer;
    static const mode_t modes[] = {0640, 0604, 0620, 0610, 0666, 0601};
    for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
        struct error error = {0};
        assert_int_equal(chmod(test.key, modes[i]), 0);
        assert_int_equal(signer_open(&signer, test.key, &error), STATUS_INPUT);
        assert_non_null(strstr(error.message, "only its user can read"));
        signer_close(&signer);
    }
    assert_int_equal(chmod(test.key, 0400), 0);
    assert_int_equal(signer_open(&signer, test.key, NULL), STATUS_OK);
    signer_close(&signer);
}

static void refuses_other_keys_and_does_not_tell_them(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "\n",
        FACT_LOG_VERIFIER,
        FACT_LOG_KEY "\n\n",
        FACT_LOG_KEY " ",
        "PRIVATE+KEY+ports.example.org/log+934fd4e2+"
        "AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f",
        "PRIVATE+KEY+ports.example.org/log+934fd4e1+"
        "BAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f",
        "PRIVATE+KEY+ports.example.org/log+934fd4e1+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4=",
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        struct log_key key;
        struct error error = {0};
        assert_int_equal(log_key_parse(text_of(wrong[i]), &key, &error), STATUS_INPUT);
        assert_null(strstr(error.message, "AQAB"));
    }
}

static void writes_keys_as_it_read_them(void **state)
{
    (void)state;
    struct log_key key;
    struct buffer buffer;
    assert_int_equal(log_key_parse(TEXT(FACT_LOG_KEY "\n"), &key, NULL), STATUS_OK);
    buffer_init(&buffer);
    log_key_append(&buffer, &key);
    assert_true(text_equal(buffer_text(&buffer), TEXT(FACT_LOG_KEY)));
    buffer_clear(&buffer);
    verifier_append(&buffer, &key.verifier);
    assert_true(text_equal(buffer_text(&buffer), TEXT(FACT_LOG_VERIFIER)));
    buffer_done(&buffer);
    log_key_done(&key);
    static const uint8_t nothing[SECRET_KEY_SIZE_BYTES];
    assert_memory_equal(key.secret, nothing, sizeof(nothing));
}

static void makes_a_key(void **state)
{
    (void)state;
    char path[400];
    struct stat info;
    struct verifier one, other;
    struct signer signer;
    struct error error = {0};
    snprintf(path, sizeof(path), "%s/new.key", test.directory);
    assert_int_equal(signer_create(path, TEXT("localhost/log"), &error), STATUS_OK);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(signer_read_verifier(path, &one, NULL), STATUS_OK);
    assert_string_equal(one.name, "localhost/log");
    assert_int_equal(signer_open(&signer, path, NULL), STATUS_OK);
    assert_int_equal(signer.size, 0);
    signer_close(&signer);

    /* never over another one */
    assert_int_equal(signer_create(path, TEXT("localhost/log"), &error), STATUS_IO);
    assert_non_null(strstr(error.message, "File exists"));
    assert_int_equal(signer_read_verifier(path, &other, NULL), STATUS_OK);
    assert_memory_equal(one.public_key, other.public_key, PUBLIC_KEY_SIZE_BYTES);

    unlink(path);
    assert_int_equal(signer_create(path, TEXT("localhost/log"), NULL), STATUS_OK);
    assert_int_equal(signer_read_verifier(path, &other, NULL), STATUS_OK);
    assert_memory_not_equal(one.public_key, other.public_key, PUBLIC_KEY_SIZE_BYTES);
}

static void makes_no_key_beside_the_state_of_another(void **state)
{
    (void)state;
    struct buffer note;
    struct error error = {0};
    buffer_init(&note);
    assert_int_equal(sign(0, 7, &note, NULL), STATUS_OK);
    buffer_done(&note);
    unlink(test.key);
    assert_int_equal(signer_create(test.key, TEXT("ports.example.org/log"), &error), STATUS_INPUT);
    assert_non_null(strstr(error.message, "no state of another key"));
    assert_int_equal(access(test.key, F_OK), -1);
}

static void survives_short_memory(void **state)
{
    (void)state;
    char path[400];
    bool failed = true;
    snprintf(path, sizeof(path), "%s/short.key", test.directory);
    for (unsigned long count = 1; failed; count++) {
        memory_fail_at(count);
        int status = signer_create(path, TEXT("localhost/log"), NULL);
        failed = memory_failed();
        memory_fail_at(0);
        assert_int_equal(status, failed ? STATUS_MEMORY : STATUS_OK);
        assert_int_equal(access(path, F_OK), failed ? -1 : 0);
    }
    failed = true;
    for (unsigned long count = 1; failed; count++) {
        struct buffer note;
        buffer_init(&note);
        memory_fail_at(count);
        int status = sign(0, 7, &note, NULL);
        failed = memory_failed();
        memory_fail_at(0);
        if (status != STATUS_OK)
            assert_int_equal(status, STATUS_MEMORY);
        buffer_done(&note);
        /* it may be remembered as signed by then; so the same is signed again, and nothing else */
        test_log_done(&test);
        assert_true(test_log_init(&test));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(signs_as_others_do, make, clean),
        cmocka_unit_test_setup_teardown(remembers_before_it_signs, make, clean),
        cmocka_unit_test_setup_teardown(signs_nothing_that_contradicts_it, make, clean),
        cmocka_unit_test_setup_teardown(needs_its_state, make, clean),
        cmocka_unit_test_setup_teardown(refuses_a_key_that_others_can_read, make, clean),
        cmocka_unit_test(refuses_other_keys_and_does_not_tell_them),
        cmocka_unit_test(writes_keys_as_it_read_them),
        cmocka_unit_test_setup_teardown(makes_a_key, make, clean),
        cmocka_unit_test_setup_teardown(makes_no_key_beside_the_state_of_another, make, clean),
        cmocka_unit_test_setup_teardown(survives_short_memory, make, clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
