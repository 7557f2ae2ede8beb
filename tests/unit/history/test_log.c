/* Tests of a log on a disk: appending, signing, proving, verifying, and what a crash leaves. */
#include "history/log/log.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/memory.h"
#include "history/log/signer.h"
#include "history/log/verify.h"
#include "history/log/witness.h"
#include "history/log/writer.h"
#include "support/log.h"

static struct test_log test;
static struct log log_read; /* large */

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

/* DIRECTORY/NAME of the log; good until the next call. */
static const char *path_of(const char *name)
{
    static char path[600];
    snprintf(path, sizeof(path), "%s/%s", test.log, name);
    return path;
}

static bool exists(const char *name)
{
    return access(path_of(name), F_OK) == 0;
}

static void grow(uint64_t size)
{
    struct error error = {0};
    if (test_log_grow(&test, size, &error) != STATUS_OK)
        fail_msg("%s: %s", error.file, error.message);
}

static void open_it(void)
{
    struct error error = {0};
    if (log_open(&log_read, test.log, &test.policy, &error) != STATUS_OK)
        fail_msg("%s: %s", error.file, error.message);
}

static void count_finding(void *context, const struct error *finding)
{
    (void)finding;
    ++*(size_t *)context;
}

/* How many findings the log has; one when it cannot even be opened. */
static size_t count_findings(void)
{
    struct log_verification verification;
    struct error error = {0};
    size_t count = 0;
    int status = log_open(&log_read, test.log, &test.policy, &error);
    if (status == STATUS_OK) {
        assert_int_equal(log_verify(&log_read, count_finding, &count, &verification, &error),
                         STATUS_OK);
        assert_int_equal(verification.finding_count, count);
    }
    log_close(&log_read);
    return status == STATUS_OK ? count : 1;
}

static void assert_content(const char *name, struct text expected)
{
    struct file file;
    assert_int_equal(file_open(&file, path_of(name), NULL), STATUS_OK);
    assert_true(text_equal(file.bytes, expected));
    file_close(&file);
}

static void writes_what_others_write(void **state)
{
    (void)state;
    char buffer[FACT_ENTRY_SIZE_BYTES];
    struct buffer bundle, hashes;
    grow(FACT_SIZE);
    assert_content("checkpoint", TEXT(FACT_CHECKPOINT));
    buffer_init(&bundle);
    buffer_init(&hashes);
    for (uint64_t i = 0; i < FACT_SIZE; i++) {
        struct hash hash;
        struct text entry = fact_entry(i, buffer);
        merkle_leaf(entry, &hash);
        buffer_append_byte(&bundle, 0);
        buffer_append_byte(&bundle, (char)entry.length);
        buffer_append(&bundle, entry);
        buffer_append(&hashes, hash_text(&hash));
    }
    assert_content("tile/entries/000.p/7", buffer_text(&bundle));
    assert_content("tile/0/000.p/7", buffer_text(&hashes));
    assert_false(exists("tile/1"));
    buffer_done(&bundle);
    buffer_done(&hashes);
}

static void has_tiles_for_each_checkpoint(void **state)
{
    (void)state;
    grow(7);
    grow(255);
    assert_true(exists("tile/0/000.p/7") && exists("tile/0/000.p/255"));
    assert_false(exists("tile/0/000"));
    grow(256);
    assert_true(exists("tile/0/000") && exists("tile/entries/000") && exists("tile/1/000.p/1"));
    /* now that it is full, nobody needs the partial ones */
    assert_false(exists("tile/0/000.p") || exists("tile/entries/000.p"));
    assert_false(exists("tile/0/001.p"));
    grow(300);
    assert_true(exists("tile/0/001.p/44") && exists("tile/1/000.p/1"));
    grow(1000);
    assert_false(exists("tile/0/001.p"));
    assert_true(exists("tile/0/003.p/232") && exists("tile/1/000.p/3"));
    assert_int_equal(count_findings(), 0);
}

static void answers_for_every_size(void **state)
{
    (void)state;
    enum { SIZE = 600 };
    static struct hash leaves[SIZE];
    char bytes[FACT_ENTRY_SIZE_BYTES];
    struct buffer entry;
    grow(3);
    grow(256);
    grow(SIZE);
    open_it();
    assert_int_equal(log_size(&log_read), SIZE);
    buffer_init(&entry);
    for (uint64_t i = 0; i < SIZE; i++) {
        uint64_t index;
        merkle_leaf(fact_entry(i, bytes), &leaves[i]);
        buffer_clear(&entry);
        assert_int_equal(log_entry(&log_read, i, &entry, NULL), STATUS_OK);
        assert_true(text_equal(buffer_text(&entry), fact_entry(i, bytes)));
        assert_int_equal(log_entry_find(&log_read, buffer_text(&entry), &index, NULL), STATUS_OK);
        assert_int_equal(index, i);
    }
    for (uint64_t size = 0; size <= SIZE; size += size < 20 || size > 580 ? 1 : 51) {
        struct hash root, expected;
        struct merkle_proof proof;
        assert_int_equal(log_root_at(&log_read, size, &root, NULL), STATUS_OK);
        merkle_fold(leaves, size, &expected);
        assert_true(hash_equal(&root, &expected));
        for (uint64_t i = 0; i < size; i += 1 + size / 7) {
            assert_int_equal(log_prove_inclusion(&log_read, i, size, &proof, NULL), STATUS_OK);
            assert_true(merkle_verify_inclusion(&proof, &leaves[i], i, size, &root));
            struct hash old_root;
            merkle_fold(leaves, i, &old_root);
            assert_int_equal(log_prove_consistency(&log_read, i, size, &proof, NULL), STATUS_OK);
            assert_true(merkle_verify_consistency(&proof, i, &old_root, size, &root));
        }
    }
    buffer_done(&entry);
    log_close(&log_read);
}

static void refuses_what_it_does_not_have(void **state)
{
    (void)state;
    struct merkle_proof proof;
    struct hash root;
    struct buffer entry;
    struct error error = {0};
    uint64_t index;
    grow(7);
    open_it();
    buffer_init(&entry);
    assert_int_equal(log_root_at(&log_read, 8, &root, &error), STATUS_INPUT);
    assert_int_equal(log_prove_inclusion(&log_read, 7, 7, &proof, &error), STATUS_INPUT);
    assert_int_equal(log_prove_inclusion(&log_read, 5, 5, &proof, &error), STATUS_INPUT);
    assert_int_equal(log_prove_inclusion(&log_read, 5, 8, &proof, &error), STATUS_INPUT);
    assert_int_equal(log_prove_consistency(&log_read, 3, 8, &proof, &error), STATUS_INPUT);
    assert_int_equal(log_prove_consistency(&log_read, 4, 3, &proof, &error), STATUS_INPUT);
    assert_int_equal(log_entry(&log_read, 7, &entry, &error), STATUS_INPUT);
    assert_int_equal(log_entry_find(&log_read, TEXT("no entry"), &index, &error), STATUS_OK);
    assert_int_equal(index, 7);
    buffer_done(&entry);
    log_close(&log_read);
}

/* Bundles of the longest entries, and of empty ones. */
static void takes_entries_of_every_length(void **state)
{
    (void)state;
    static char bytes[ENTRY_LIMIT_BYTES + 1];
    struct log_writer *writer;
    struct buffer entry;
    memset(bytes, 'e', sizeof(bytes));
    assert_int_equal(log_writer_open(&writer, test.log, test.key, NULL), STATUS_OK);
    assert_int_equal(log_append(writer, (struct text){bytes, ENTRY_LIMIT_BYTES}, NULL), STATUS_OK);
    assert_int_equal(log_append(writer, TEXT(""), NULL), STATUS_OK);
    struct error error = {0};
    assert_int_equal(log_append(writer, (struct text){bytes, sizeof(bytes)}, &error), STATUS_INPUT);
    assert_non_null(strstr(error.message, "at most 65535 bytes"));
    assert_int_equal(log_sign(writer, NULL), STATUS_OK);
    log_writer_close(writer);
    assert_int_equal(count_findings(), 0);
    open_it();
    buffer_init(&entry);
    assert_int_equal(log_entry(&log_read, 0, &entry, NULL), STATUS_OK);
    assert_int_equal(entry.length, ENTRY_LIMIT_BYTES);
    buffer_clear(&entry);
    assert_int_equal(log_entry(&log_read, 1, &entry, NULL), STATUS_OK);
    assert_int_equal(entry.length, 0);
    buffer_done(&entry);
    log_close(&log_read);
}

static void has_a_checkpoint_of_no_entries(void **state)
{
    (void)state;
    grow(0);
    open_it();
    assert_int_equal(log_size(&log_read), 0);
    log_close(&log_read);
    assert_int_equal(count_findings(), 0);
    grow(1);
    assert_int_equal(count_findings(), 0);
}

/* Without new entries the checkpoint keeps its cosignatures; with new ones it has none. */
static void keeps_cosignatures(void **state)
{
    (void)state;
    struct verifier witness;
    struct error error = {0};
    bool superseded = true;
    assert_int_equal(verifier_parse(TEXT(FACT_WITNESS_VERIFIER), &witness, NULL), STATUS_OK);
    grow(7);
    assert_int_equal(witness_add(test.log, TEXT(FACT_CHECKPOINT_TEXT), &witness,
                                 TEXT(FACT_COSIGNATURE), &superseded, &error),
                     STATUS_OK);
    assert_content("checkpoint", TEXT(FACT_COSIGNED));
    assert_int_equal(witness_add(test.log, TEXT(FACT_CHECKPOINT_TEXT), &witness,
                                 TEXT(FACT_COSIGNATURE), &superseded, &error),
                     STATUS_OK);
    assert_content("checkpoint", TEXT(FACT_COSIGNED));
    assert_false(superseded);
    grow(7);
    assert_content("checkpoint", TEXT(FACT_COSIGNED));
    grow(8);
    assert_int_equal(witness_add(test.log, TEXT(FACT_CHECKPOINT_TEXT), &witness,
                                 TEXT(FACT_COSIGNATURE), &superseded, &error),
                     STATUS_OK);
    assert_true(superseded);
    assert_int_equal(count_findings(), 0);
}

/* A process that dies after the signer has remembered and before the checkpoint is in place. */
static void continues_where_signing_was_interrupted(void **state)
{
    (void)state;
    struct file file;
    grow(3);
    assert_int_equal(file_open(&file, path_of("checkpoint"), NULL), STATUS_OK);
    char *before = strndup(file.bytes.bytes, file.bytes.length);
    file_close(&file);
    grow(7);
    assert_true(write_bytes(path_of("checkpoint"), text_of(before), 0644));
    free(before);

    struct log_writer *writer;
    assert_int_equal(log_writer_open(&writer, test.log, test.key, NULL), STATUS_OK);
    assert_int_equal(log_writer_size(writer), 7); /* they count: they were signed */
    assert_int_equal(log_sign(writer, NULL), STATUS_OK);
    log_writer_close(writer);
    assert_content("checkpoint", TEXT(FACT_CHECKPOINT));
}

/* The same before there was any checkpoint. */
static void continues_where_the_first_signing_was_interrupted(void **state)
{
    (void)state;
    grow(7);
    unlink(path_of("checkpoint"));
    grow(7);
    assert_content("checkpoint", TEXT(FACT_CHECKPOINT));
}

/* Entries that were appended and never signed are gone; others may come in their place. */
static void forgets_what_was_not_signed(void **state)
{
    (void)state;
    struct log_writer *writer;
    grow(250);
    assert_int_equal(log_writer_open(&writer, test.log, test.key, NULL), STATUS_OK);
    for (int i = 0; i < 600; i++)
        assert_int_equal(log_append(writer, TEXT("something else"), NULL), STATUS_OK);
    log_writer_close(writer);
    assert_int_equal(count_findings(), 0);
    assert_int_equal(log_writer_open(&writer, test.log, test.key, NULL), STATUS_OK);
    assert_int_equal(log_writer_size(writer), 250);
    log_writer_close(writer);
    grow(700);
    assert_int_equal(count_findings(), 0);
}

/* A log that was set back, as from a backup: nothing is signed that is not what was signed, and the
 * same entries make it whole. */
static void signs_no_other_history(void **state)
{
    (void)state;
    struct log_writer *writer;
    struct error error = {0};
    grow(300);
    remove_tree(test.log);
    assert_int_equal(log_writer_open(&writer, test.log, test.key, NULL), STATUS_OK);
    assert_int_equal(log_writer_size(writer), 0);
    for (int i = 0; i < 300; i++)
        assert_int_equal(log_append(writer, TEXT("something else"), NULL), STATUS_OK);
    assert_int_equal(log_sign(writer, &error), STATUS_INPUT);
    assert_non_null(strstr(error.message, "nothing was signed"));
    log_writer_close(writer);
    assert_false(exists("checkpoint"));
    assert_int_equal(test_log_grow(&test, 299, &error), STATUS_INPUT); /* too few */
    grow(310);
    assert_int_equal(count_findings(), 0);
}

static void refuses_a_checkpoint_that_the_signer_does_not_remember(void **state)
{
    (void)state;
    char path[400];
    struct log_writer *writer;
    struct error error = {0};
    grow(7);
    snprintf(path, sizeof(path), "%s" SIGNER_STATE_SUFFIX, test.key);
    assert_true(write_bytes(
        path, TEXT("ports.example.org/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"),
        0600));
    assert_int_equal(log_writer_open(&writer, test.log, test.key, &error), STATUS_INPUT);
    assert_null(writer);
    assert_non_null(strstr(error.message, ".state is older than the log"));
}

static void refuses_a_log_of_another_key(void **state)
{
    (void)state;
    char path[400];
    struct log_writer *writer;
    struct error error = {0};
    grow(7);
    snprintf(path, sizeof(path), "%s/other.key", test.directory);
    assert_int_equal(signer_create(path, TEXT("ports.example.org/log"), NULL), STATUS_OK);
    assert_int_equal(log_writer_open(&writer, test.log, path, &error), STATUS_INPUT);
    assert_non_null(strstr(error.message, "signed by ports.example.org/log"));
}

/* Every byte of every file of the log, one bit of it at a time. */
static const char *flipped_path;
static size_t flipped_count;

static int flip_each_byte(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    (void)place;
    if (kind != FTW_F)
        return 0;
    FILE *stream = fopen(path, "r+b");
    assert_non_null(stream);
    setbuf(stream, NULL);
    flipped_path = path;
    for (long at = 0; at < info->st_size; at++) {
        fseek(stream, at, SEEK_SET);
        int byte = fgetc(stream);
        fseek(stream, at, SEEK_SET);
        fputc(byte ^ 1 << (at + byte) % 8, stream);
        if (count_findings() == 0)
            fail_msg("byte %ld of %s", at, path);
        fseek(stream, at, SEEK_SET);
        fputc(byte, stream);
        flipped_count++;
    }
    fclose(stream);
    return 0;
}

static void finds_a_flipped_bit_in_every_byte(void **state)
{
    (void)state;
    grow(3); /* its partial tiles are verified too */
    grow(FACT_SIZE);
    assert_int_equal(count_findings(), 0);
    nftw(test.log, flip_each_byte, 8, FTW_PHYS);
    assert_int_equal(count_findings(), 0);
    assert_true(flipped_count > 1000);
}

static int cut_file(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    char moved[700];
    (void)place;
    if (kind != FTW_F || strstr(path, ".moved"))
        return 0;
    snprintf(moved, sizeof(moved), "%s.moved", path);
    struct file file;
    assert_int_equal(file_open(&file, path, NULL), STATUS_OK);
    char *bytes = malloc(file.bytes.length);
    memcpy(bytes, file.bytes.bytes, file.bytes.length);
    file_close(&file);
    for (off_t length = 0; length < info->st_size; length += 1 + info->st_size / 40) {
        assert_true(write_bytes(path, (struct text){bytes, (size_t)length}, 0644));
        if (count_findings() == 0)
            fail_msg("%s cut to %ld bytes", path, (long)length);
    }
    assert_true(write_bytes(path, (struct text){bytes, (size_t)info->st_size}, 0644));
    FILE *stream = fopen(path, "ab");
    fputc('x', stream);
    fclose(stream);
    assert_true(count_findings() > 0);
    assert_int_equal(truncate(path, info->st_size), 0);
    free(bytes);
    /* a file that is gone; a partial tile of a checkpoint before may be */
    assert_int_equal(rename(path, moved), 0);
    bool needed = !strstr(path, ".p/1");
    size_t count = count_findings();
    if (needed != (count > 0))
        fail_msg("%s is gone: %zu findings", path, count);
    assert_int_equal(rename(moved, path), 0);
    return 0;
}

static void finds_files_that_are_cut_or_gone(void **state)
{
    (void)state;
    grow(260);
    grow(256 * 2 + 1);
    grow(256 * 2 + 3);
    assert_int_equal(count_findings(), 0);
    nftw(test.log, cut_file, 8, FTW_PHYS);
    assert_int_equal(count_findings(), 0);
}

static void survives_short_memory(void **state)
{
    (void)state;
    bool failed = true;
    grow(250);
    for (unsigned long count = 1; failed; count++) {
        memory_fail_at(count);
        int status = test_log_grow(&test, 300, NULL);
        failed = memory_failed();
        memory_fail_at(0);
        assert_int_equal(status, failed ? STATUS_MEMORY : STATUS_OK);
        assert_int_equal(count_findings(), 0);
    }
    failed = true;
    for (unsigned long count = 1; failed; count++) {
        struct log_verification verification;
        size_t findings = 0;
        open_it();
        memory_fail_at(count);
        int status = log_verify(&log_read, count_finding, &findings, &verification, NULL);
        failed = memory_failed();
        memory_fail_at(0);
        assert_int_equal(status, failed ? STATUS_MEMORY : STATUS_OK);
        log_close(&log_read);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(writes_what_others_write, make, clean),
        cmocka_unit_test_setup_teardown(has_tiles_for_each_checkpoint, make, clean),
        cmocka_unit_test_setup_teardown(answers_for_every_size, make, clean),
        cmocka_unit_test_setup_teardown(refuses_what_it_does_not_have, make, clean),
        cmocka_unit_test_setup_teardown(takes_entries_of_every_length, make, clean),
        cmocka_unit_test_setup_teardown(has_a_checkpoint_of_no_entries, make, clean),
        cmocka_unit_test_setup_teardown(keeps_cosignatures, make, clean),
        cmocka_unit_test_setup_teardown(continues_where_signing_was_interrupted, make, clean),
        cmocka_unit_test_setup_teardown(continues_where_the_first_signing_was_interrupted, make,
                                        clean),
        cmocka_unit_test_setup_teardown(forgets_what_was_not_signed, make, clean),
        cmocka_unit_test_setup_teardown(signs_no_other_history, make, clean),
        cmocka_unit_test_setup_teardown(refuses_a_checkpoint_that_the_signer_does_not_remember,
                                        make, clean),
        cmocka_unit_test_setup_teardown(refuses_a_log_of_another_key, make, clean),
        cmocka_unit_test_setup_teardown(finds_a_flipped_bit_in_every_byte, make, clean),
        cmocka_unit_test_setup_teardown(finds_files_that_are_cut_or_gone, make, clean),
        cmocka_unit_test_setup_teardown(survives_short_memory, make, clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
