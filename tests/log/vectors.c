/* Compares the log with vectors that another implementation computed: keys, trees, proofs, tiles,
 * checkpoints and the protocol of witnesses. The file with them is named by PORTREG_TLOG_VECTORS;
 * without it this is skipped. */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "history/log/cosignature.h"
#include "history/log/edge.h"
#include "history/log/log.h"
#include "history/log/proof.h"
#include "history/log/signer.h"
#include "history/log/witness.h"
#include "history/log/writer.h"
#include "support/log.h"

static json_t *vectors;
static struct test_log test;
static struct log log_read;

static struct text text_at(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    if (!json_is_string(value))
        fail_msg("no text %s", name);
    return (struct text){json_string_value(value), json_string_length(value)};
}

static struct text vector(const char *name)
{
    return text_at(vectors, name);
}

static const json_t *list(const char *name)
{
    const json_t *value = json_object_get(vectors, name);
    if (json_array_size(value) == 0 && json_object_size(value) == 0)
        fail_msg("no list %s", name);
    return value;
}

static struct text item(const json_t *array, size_t index)
{
    const json_t *value = json_array_get(array, index);
    return (struct text){json_string_value(value), json_string_length(value)};
}

static void assert_hexadecimal(struct text bytes, struct text expected)
{
    assert_int_equal(bytes.length * 2, expected.length);
    for (size_t i = 0; i < bytes.length; i++) {
        char digits[3];
        snprintf(digits, sizeof(digits), "%02x", (uint8_t)bytes.bytes[i]);
        assert_memory_equal(digits, expected.bytes + 2 * i, 2);
    }
}

static void assert_file(const char *name, struct text expected, bool hexadecimal)
{
    char path[PATH_SIZE_BYTES];
    struct file file;
    assert_int_equal(path_join(path, test.log, name, NULL), STATUS_OK);
    assert_int_equal(file_open(&file, path, NULL), STATUS_OK);
    if (hexadecimal)
        assert_hexadecimal(file.bytes, expected);
    else
        assert_true(text_equal(file.bytes, expected));
    file_close(&file);
}

/* Writes the entries of the vectors with the key of the vectors, into a log that is open then. */
static int make_log(void **state)
{
    (void)state;
    struct log_writer *writer;
    struct error error = {0};
    if (!test_log_init(&test))
        return -1;
    assert_true(write_bytes(test.key, vector("log_skey_go"), 0600));
    int status = log_writer_open(&writer, test.log, test.key, &error);
    for (size_t i = 0; status == STATUS_OK && i < json_array_size(list("entries")); i++)
        status = log_append(writer, item(list("entries"), i), &error);
    if (status == STATUS_OK)
        status = log_sign(writer, &error);
    log_writer_close(writer);
    if (status == STATUS_OK)
        status = log_open(&log_read, test.log, &test.policy, &error);
    if (status != STATUS_OK)
        printf("%s: %s\n", error.file, error.message);
    return status;
}

static int remove_log(void **state)
{
    (void)state;
    log_close(&log_read);
    test_log_done(&test);
    json_decref(vectors);
    return 0;
}

static void keys(void **state)
{
    (void)state;
    struct log_key key;
    struct verifier verifier;
    struct buffer buffer;
    buffer_init(&buffer);
    assert_int_equal(log_key_parse(vector("log_skey_go"), &key, NULL), STATUS_OK);
    assert_hexadecimal((struct text){(const char *)key.secret, 32}, vector("log_seed_hex"));
    verifier_append(&buffer, &key.verifier);
    assert_true(text_equal(buffer_text(&buffer), vector("log_vkey")));
    buffer_clear(&buffer);
    assert_int_equal(verifier_parse(vector("witness_vkey"), &verifier, NULL), STATUS_OK);
    verifier_append(&buffer, &verifier);
    assert_true(text_equal(buffer_text(&buffer), vector("witness_vkey")));
    buffer_done(&buffer);
    log_key_done(&key);
}

static void trees(void **state)
{
    (void)state;
    const char *size;
    json_t *root;
    json_t *roots = json_object_get(vectors, "roots_hex");
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(list("entries")); i++) {
        struct hash hash;
        merkle_leaf(item(list("entries"), i), &hash);
        assert_hexadecimal(hash_text(&hash), item(list("leaf_hashes_hex"), i));
    }
    json_object_foreach(roots, size, root)
    {
        struct hash hash;
        assert_int_equal(log_root_at(&log_read, strtoull(size, NULL, 10), &hash, NULL), STATUS_OK);
        assert_hexadecimal(hash_text(&hash), text_of(json_string_value(root)));
        count++;
    }
    assert_int_equal(count, json_array_size(list("entries")) + 1);
}

static void tiles(void **state)
{
    (void)state;
    assert_file("checkpoint", vector("checkpoint_7"), false);
    assert_file("tile/0/000.p/7", vector("tile_0_000.p_7_hex"), true);
    assert_file("tile/entries/000.p/7", vector("bundle_entries_000.p_7_hex"), true);
}

static void assert_hashes(const struct merkle_proof *proof, const char *name)
{
    struct buffer found, expected;
    buffer_init(&found);
    buffer_init(&expected);
    proof_append_hashes(&found, proof);
    for (size_t i = 0; i < json_array_size(list(name)); i++)
        buffer_format(&expected, "%s\n", item(list(name), i).bytes);
    assert_true(text_equal(buffer_text(&found), buffer_text(&expected)));
    buffer_done(&expected);
    buffer_done(&found);
}

static void proofs(void **state)
{
    (void)state;
    struct merkle_proof path;
    struct proof proof;
    struct policy_answer answer;
    struct buffer buffer;
    assert_int_equal(log_prove_inclusion(&log_read, 4, 7, &path, NULL), STATUS_OK);
    assert_hashes(&path, "inclusion_4_of_7");
    assert_int_equal(log_prove_consistency(&log_read, 3, 7, &path, NULL), STATUS_OK);
    assert_hashes(&path, "consistency_3_7");
    assert_int_equal(log_prove_consistency(&log_read, 4, 7, &path, NULL), STATUS_OK);
    assert_hashes(&path, "consistency_4_7");
    assert_int_equal(proof_parse(vector("tlog_proof_4"), NULL, &proof, NULL), STATUS_OK);
    assert_int_equal(
        proof_check(&proof, item(list("entries"), 4), &test.policy, NULL, &answer, NULL),
        STATUS_OK);
    buffer_init(&buffer);
    proof_append(&buffer, &proof);
    assert_true(text_equal(buffer_text(&buffer), vector("tlog_proof_4")));
    buffer_done(&buffer);
}

static void witnesses(void **state)
{
    (void)state;
    static struct signed_note note;
    struct verifier verifier;
    struct cosignature cosignature;
    struct merkle_proof proof;
    struct buffer buffer;
    assert_int_equal(verifier_parse(vector("witness_vkey"), &verifier, NULL), STATUS_OK);
    assert_int_equal(note_parse(vector("checkpoint_7_cosigned_1679315147"), NULL, &note, NULL),
                     STATUS_OK);
    assert_int_equal(cosignature_verify(&note, &verifier, &cosignature, NULL), STATUS_OK);
    assert_true(cosignature.found);
    assert_int_equal(cosignature.time_seconds, 1679315147);
    assert_int_equal(log_prove_consistency(&log_read, 3, 7, &proof, NULL), STATUS_OK);
    buffer_init(&buffer);
    witness_append_request(&buffer, 3, &proof, &note, log_read.answer.log);
    assert_true(text_equal(buffer_text(&buffer), vector("add_checkpoint_3_to_7")));
    buffer_done(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys),   cmocka_unit_test(trees),     cmocka_unit_test(tiles),
        cmocka_unit_test(proofs), cmocka_unit_test(witnesses),
    };
    const char *path = getenv("PORTREG_TLOG_VECTORS");
    json_error_t why;
    if (!path || !*path) {
        puts("skipped: PORTREG_TLOG_VECTORS does not name the vectors");
        return 77;
    }
    vectors = json_load_file(path, JSON_REJECT_DUPLICATES, &why);
    if (!vectors) {
        printf("%s: %s\n", path, why.text);
        return EXIT_FAILURE;
    }
    return cmocka_run_group_tests(tests, make_log, remove_log);
}
