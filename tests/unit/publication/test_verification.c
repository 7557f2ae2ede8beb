/* Tests of verification: every failure to get memory is told as one, and what is read from a sound
 * directory is sound. tests/cli/verify.py changes what there is. */
#include "publication/verification.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "history/log/log.h"
#include "history/log/signer.h"
#include "publication/gzip.h"
#include "publication/publication.h"
#include "support/log.h"

static char directory[] = "/tmp/portreg-verification-XXXXXX";
static struct policy policy;

static int make(void **state)
{
    (void)state;
    struct file file;
    struct error error = {.status = STATUS_OK};
    struct verifier verifier;
    char key[PATH_SIZE_BYTES];
    struct origin origin = {.source = "import", .agent = "a test"};
    if (!mkdtemp(directory) || file_open(&file, PORTREG_FIXTURES "/small.xml", &error) != STATUS_OK)
        return -1;
    struct input input = {file.name, file.bytes, {0, 0, 0}};
    int status = publication_import(directory, &input, NULL, &origin, NULL, NULL, &error);
    file_close(&file);
    if (status != STATUS_OK || path_join(key, directory, LOG_KEY_FILE, &error) != STATUS_OK ||
        signer_read_verifier(key, &verifier, &error) != STATUS_OK)
        return -1;
    policy_init_of_log(&policy, &verifier);
    return 0;
}

static int clean(void **state)
{
    (void)state;
    remove_tree(directory);
    return 0;
}

static size_t proved_count;

static void tell(void *context, const struct testimony *testimony)
{
    (void)context;
    proved_count += testimony->assurance == ASSURANCE_PROVED;
    if (testimony->assurance == ASSURANCE_WRONG)
        print_message("%s: %s: %s\n", testimony->subject, testimony->file, testimony->message);
    assert_non_null(testimony->subject);
    assert_non_null(testimony->file);
}

static int run(uint32_t sequence, const struct policy *trusted, struct account *account)
{
    struct error error = {.status = STATUS_OK};
    *account = (struct account){.tell = tell};
    proved_count = 0;
    int status = sequence ? verification_run_release(directory, sequence, trusted, account, &error)
                          : verification_run(directory, trusted, account, &error);
    assert_int_equal(status, error.status == STATUS_MEMORY ? STATUS_MEMORY : STATUS_OK);
    return status;
}

static void a_sound_directory_is_proved(void **state)
{
    (void)state;
    struct account account;
    assert_int_equal(run(0, &policy, &account), STATUS_OK);
    assert_int_equal(account.wrong_count, 0);
    assert_int_equal(proved_count, 9);
    assert_int_equal(run(1, &policy, &account), STATUS_OK);
    assert_int_equal(account.wrong_count, 0);
    assert_int_equal(proved_count, 3);
}

static void without_a_policy_the_log_is_left_alone(void **state)
{
    (void)state;
    struct account account;
    assert_int_equal(run(0, NULL, &account), STATUS_OK);
    assert_int_equal(account.wrong_count, 0);
    assert_int_equal(proved_count, 3);
}

/* Each allocation fails once: that is no finding. */
static void short_memory_is_no_finding(void **state)
{
    (void)state;
    for (uint32_t sequence = 0; sequence <= 1; sequence++) {
        for (unsigned long n = 1;; n++) {
            struct account account;
            memory_fail_at(n);
            int status = run(sequence, &policy, &account);
            bool failed = memory_failed();
            memory_fail_at(0);
            assert_int_equal(account.wrong_count, 0);
            if (!failed) {
                assert_int_equal(status, STATUS_OK);
                break;
            }
        }
    }
}

static void reads_what_it_compressed(void **state)
{
    (void)state;
    struct buffer compressed, again;
    struct text content = TEXT("the same words, the same words, the same words");
    buffer_init(&compressed);
    buffer_init(&again);
    assert_int_equal(gzip_append(&compressed, content, GZIP_USUAL, NULL), STATUS_OK);
    assert_int_equal(gzip_read(&again, buffer_text(&compressed), content.length, NULL), STATUS_OK);
    assert_true(text_equal(buffer_text(&again), content));
    for (size_t length = 0; length < compressed.length; length++) {
        buffer_clear(&again);
        assert_int_equal(gzip_read(&again, text_slice(buffer_text(&compressed), 0, length),
                                   content.length, NULL),
                         STATUS_INPUT);
    }
    buffer_clear(&again);
    assert_int_equal(gzip_read(&again, buffer_text(&compressed), content.length - 1, NULL),
                     STATUS_INPUT);
    buffer_append(&compressed, TEXT("x"));
    buffer_clear(&again);
    assert_int_equal(gzip_read(&again, buffer_text(&compressed), content.length, NULL),
                     STATUS_INPUT);
    buffer_done(&compressed);
    buffer_done(&again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_directory_is_proved),
        cmocka_unit_test(without_a_policy_the_log_is_left_alone),
        cmocka_unit_test(short_memory_is_no_finding),
        cmocka_unit_test(reads_what_it_compressed),
    };
    return cmocka_run_group_tests(tests, make, clean);
}
