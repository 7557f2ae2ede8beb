/* Tests of signed notes, checkpoints and cosignatures: bytes that other implementations wrote. */
#include "history/log/note.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "history/log/checkpoint.h"
#include "history/log/cosignature.h"
#include "history/log/proof.h"
#include "history/log/witness.h"
#include "support/log.h"

/* The example of the specification of signed notes. */
#define EXAMPLE_VERIFIER "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
#define EXAMPLE                                                                                    \
    "This is an example message.\n\n\xe2\x80\x94 example.com/foo "                                 \
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72Iney"     \
    "aQM=\n"

static struct verifier verifier_of(const char *text)
{
    struct verifier verifier;
    struct error error = {0};
    if (verifier_parse(text_of(text), &verifier, &error) != STATUS_OK)
        fail_msg("%s", error.message);
    return verifier;
}

static int count_of(struct text bytes, const char *verifier_text, size_t *count)
{
    struct signed_note note;
    struct verifier verifier = verifier_of(verifier_text);
    *count = 0;
    int status = note_parse(bytes, NULL, &note, NULL);
    return status == STATUS_OK ? note_verify(&note, &verifier, count, NULL) : status;
}

static void verifies_what_others_signed(void **state)
{
    (void)state;
    size_t count;
    assert_int_equal(count_of(TEXT(EXAMPLE), EXAMPLE_VERIFIER, &count), STATUS_OK);
    assert_int_equal(count, 1);
    assert_int_equal(count_of(TEXT(FACT_COSIGNED), FACT_LOG_VERIFIER, &count), STATUS_OK);
    assert_int_equal(count, 1);
    assert_int_equal(count_of(TEXT(FACT_COSIGNED), EXAMPLE_VERIFIER, &count), STATUS_OK);
    assert_int_equal(count, 0);
}

static void writes_public_keys_as_it_read_them(void **state)
{
    (void)state;
    static const char *const keys[] = {EXAMPLE_VERIFIER, FACT_LOG_VERIFIER, FACT_WITNESS_VERIFIER};
    for (size_t i = 0; i < 3; i++) {
        struct buffer buffer;
        struct verifier verifier = verifier_of(keys[i]);
        buffer_init(&buffer);
        verifier_append(&buffer, &verifier);
        assert_true(text_equal(buffer_text(&buffer), text_of(keys[i])));
        buffer_done(&buffer);
    }
}

static void refuses_other_public_keys(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "+",
        "ports.example.org/log",
        "ports.example.org/log+934fd4e1",
        "ports.example.org/log+934fd4e1+",
        "+934fd4e1+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "ports.example.org/log+934FD4E1+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "ports.example.org/log+934fd4e2+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "ports.example.org/log+34fd4e1+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "ports.example.org/log+934fd4e1+BgOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "ports.example.org/log+934fd4e1+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n",
        "ports.example.org/log+934fd4e1+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVQ==",
        "ports example.org/log+934fd4e1+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "ports.example.net/log+934fd4e1+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        struct verifier verifier;
        struct error error = {0};
        if (verifier_parse(text_of(wrong[i]), &verifier, &error) != STATUS_INPUT)
            fail_msg("takes %s", wrong[i]);
        assert_ptr_equal(strstr(error.message, "expected "), error.message);
    }
}

static void knows_names_of_keys(void **state)
{
    (void)state;
    static const char *const right[] = {"a", "ports.example.org/log", "\xc3\xbc.example"};
    static const char *const wrong[] = {"",     "a b",         "a+b",        "a\tb",
                                        "a\nb", "a\x7f",       "a\xc2\xa0z", "\xe2\x80\x83",
                                        "\xff", "\xe3\x80\x80"};
    char longest[257];
    for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++)
        assert_true(key_name_is_valid(text_of(right[i])));
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
        assert_false(key_name_is_valid(text_of(wrong[i])));
    memset(longest, 'n', sizeof(longest));
    assert_true(key_name_is_valid((struct text){longest, 255}));
    assert_false(key_name_is_valid((struct text){longest, 256}));
}

/* One bit anywhere: the note is refused, or it has no signature of the key any more. */
static void finds_every_flipped_bit(void **state)
{
    (void)state;
    static char bytes[] = FACT_CHECKPOINT;
    size_t length = sizeof(bytes) - 1, count;
    for (size_t i = 0; i < length * 8; i++) {
        bytes[i / 8] = (char)(bytes[i / 8] ^ 1 << i % 8);
        int status = count_of((struct text){bytes, length}, FACT_LOG_VERIFIER, &count);
        if (status == STATUS_OK && count != 0)
            fail_msg("bit %zu of byte %zu", i % 8, i / 8);
        bytes[i / 8] = (char)(bytes[i / 8] ^ 1 << i % 8);
    }
    assert_int_equal(count_of((struct text){bytes, length}, FACT_LOG_VERIFIER, &count), STATUS_OK);
}

static void refuses_a_note_that_is_cut(void **state)
{
    (void)state;
    static const char whole[] = FACT_CHECKPOINT;
    for (size_t length = 0; length < sizeof(whole) - 1; length++) {
        struct signed_note note;
        char *bytes = malloc(length ? length : 1);
        memcpy(bytes, whole, length);
        assert_int_equal(note_parse((struct text){bytes, length}, NULL, &note, NULL), STATUS_INPUT);
        free(bytes);
    }
}

static void refuses_other_notes(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "text\n\n",
        "text\n\n\n",
        "text\n\nnot a signature\n",
        "text\n\n- a Uw2QOkn8\n",
        "text\n\n\xe2\x80\x94 a\n",
        "text\n\n\xe2\x80\x94 a Uw2QOkn8",
        "text\n\n\xe2\x80\x94 a Uw2QOg==\n",
        "text\n\n\xe2\x80\x94 a Uw2QOkn8 \n",
        "text\n\n\xe2\x80\x94  Uw2QOkn8\n",
        "text\n\n\xe2\x80\x94 a+b Uw2QOkn8\n",
        "te\txt\n\n\xe2\x80\x94 a Uw2QOkn8\n",
        "te\rxt\n\n\xe2\x80\x94 a Uw2QOkn8\n",
        "te\xffxt\n\n\xe2\x80\x94 a Uw2QOkn8\n",
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        struct signed_note note;
        struct error error = {0};
        if (note_parse(text_of(wrong[i]), "checkpoint", &note, &error) != STATUS_INPUT)
            fail_msg("takes number %zu", i);
        assert_string_equal(error.file, "checkpoint");
    }
}

/* The text ends at the last empty line: it may have others. */
static void splits_at_the_last_empty_line(void **state)
{
    (void)state;
    struct signed_note note;
    assert_int_equal(note_parse(TEXT("a\n\nb\n\n\xe2\x80\x94 a Uw2QOkn8\n"), NULL, &note, NULL),
                     STATUS_OK);
    assert_true(text_equal(note.text, TEXT("a\n\nb\n")));
    assert_int_equal(note.signature_count, 1);
    assert_int_equal(note.signatures[0].key_id, 0x530d903a);
}

static void takes_a_hundred_signatures(void **state)
{
    (void)state;
    struct buffer buffer;
    struct signed_note note;
    buffer_init(&buffer);
    buffer_append(&buffer, TEXT("text\n\n"));
    for (int i = 0; i < NOTE_SIGNATURE_LIMIT; i++)
        buffer_append(&buffer, TEXT("\xe2\x80\x94 a Uw2QOkn8\n"));
    assert_int_equal(note_parse(buffer_text(&buffer), NULL, &note, NULL), STATUS_OK);
    assert_int_equal(note.signature_count, NOTE_SIGNATURE_LIMIT);
    buffer_append(&buffer, TEXT("\xe2\x80\x94 a Uw2QOkn8\n"));
    assert_int_equal(note_parse(buffer_text(&buffer), NULL, &note, NULL), STATUS_INPUT);
    buffer_done(&buffer);
}

static void reads_checkpoints(void **state)
{
    (void)state;
    struct checkpoint checkpoint;
    struct buffer buffer;
    assert_int_equal(checkpoint_parse(TEXT(FACT_CHECKPOINT_TEXT), NULL, &checkpoint, NULL),
                     STATUS_OK);
    assert_true(text_equal(checkpoint.origin, TEXT("ports.example.org/log")));
    assert_int_equal(checkpoint.size, 7);
    buffer_init(&buffer);
    checkpoint_append(&buffer, &checkpoint);
    assert_true(text_equal(buffer_text(&buffer), TEXT(FACT_CHECKPOINT_TEXT)));
    buffer_append(&buffer, TEXT("extension\n"));
    assert_int_equal(checkpoint_parse(buffer_text(&buffer), NULL, &checkpoint, NULL), STATUS_OK);
    buffer_append(&buffer, TEXT("\n"));
    assert_int_equal(checkpoint_parse(buffer_text(&buffer), NULL, &checkpoint, NULL), STATUS_INPUT);
    buffer_done(&buffer);
}

static void refuses_other_checkpoints(void **state)
{
    (void)state;
#define ROOT "P6sWS9wo/zZ+FXG7y2p5TMrnpa3VpiEq2ckaR6Xtj1k="
    static const struct {
        const char *text;
        uint32_t line;
    } wrong[] = {
        {"", 1},
        {"\n7\n" ROOT "\n", 1},
        {"a b\n7\n" ROOT "\n", 1},
        {"a\n07\n" ROOT "\n", 2},
        {"a\n-7\n" ROOT "\n", 2},
        {"a\n\n" ROOT "\n", 2},
        {"a\n9223372036854775808\n" ROOT "\n", 2},
        {"a\n7\n", 3},
        {"a\n7\n\n", 3},
        {"a\n7\n" ROOT, 1},
        {"a\n7\nP6sWS9wo/zZ+FXG7y2p5TMrnpa3VpiEq2ckaR6Xtjw==\n", 3},
        {"a\n7\nP6sWS9wo/zZ+FXG7y2p5TMrnpa3VpiEq2ckaR6Xtj1l=\n", 3},
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        struct checkpoint checkpoint;
        struct error error = {0};
        assert_int_equal(checkpoint_parse(text_of(wrong[i].text), NULL, &checkpoint, &error),
                         STATUS_INPUT);
        assert_int_equal(error.position.line, wrong[i].line);
    }
}

static void verifies_cosignatures(void **state)
{
    (void)state;
    struct signed_note note;
    struct cosignature cosignature;
    struct verifier witness = verifier_of(FACT_WITNESS_VERIFIER);
    assert_int_equal(note_parse(TEXT(FACT_COSIGNED), NULL, &note, NULL), STATUS_OK);
    assert_int_equal(cosignature_verify(&note, &witness, &cosignature, NULL), STATUS_OK);
    assert_true(cosignature.found);
    assert_int_equal(cosignature.index, 1);
    assert_int_equal(cosignature.time_seconds, FACT_COSIGNED_AT);
    assert_int_equal(note_parse(TEXT(FACT_CHECKPOINT), NULL, &note, NULL), STATUS_OK);
    assert_int_equal(cosignature_verify(&note, &witness, &cosignature, NULL), STATUS_OK);
    assert_false(cosignature.found);
}

static void finds_every_flipped_bit_of_a_cosignature(void **state)
{
    (void)state;
    static char bytes[] = FACT_COSIGNED;
    struct verifier witness = verifier_of(FACT_WITNESS_VERIFIER);
    size_t start = sizeof(FACT_CHECKPOINT) - 1;
    for (size_t i = start * 8; i < (sizeof(bytes) - 1) * 8; i++) {
        struct signed_note note;
        struct cosignature cosignature = {0};
        bytes[i / 8] = (char)(bytes[i / 8] ^ 1 << i % 8);
        struct text text = {bytes, sizeof(bytes) - 1};
        if (note_parse(text, NULL, &note, NULL) == STATUS_OK &&
            cosignature_verify(&note, &witness, &cosignature, NULL) == STATUS_OK &&
            cosignature.found)
            fail_msg("bit %zu of byte %zu", i % 8, i / 8);
        bytes[i / 8] = (char)(bytes[i / 8] ^ 1 << i % 8);
    }
}

static void survives_short_memory(void **state)
{
    (void)state;
    struct signed_note note;
    struct cosignature cosignature;
    struct verifier witness = verifier_of(FACT_WITNESS_VERIFIER);
    assert_int_equal(note_parse(TEXT(FACT_COSIGNED), NULL, &note, NULL), STATUS_OK);
    bool failed = true;
    for (unsigned long count = 1; failed; count++) {
        memory_fail_at(count);
        int status = cosignature_verify(&note, &witness, &cosignature, NULL);
        failed = memory_failed();
        memory_fail_at(0);
        assert_int_equal(status, failed ? STATUS_MEMORY : STATUS_OK);
    }
}

/* What is sent to a witness, and what becomes of its answers. */
static void asks_a_witness(void **state)
{
    (void)state;
    struct signed_note note;
    struct proof proof;
    struct buffer buffer;
    struct verifier log = verifier_of(FACT_LOG_VERIFIER);
    assert_int_equal(proof_parse(TEXT("c2sp.org/tlog-proof@v1\nindex 0\n" FACT_CONSISTENCY "\nx"),
                                 NULL, &proof, NULL),
                     STATUS_OK);
    assert_int_equal(note_parse(TEXT(FACT_COSIGNED), NULL, &note, NULL), STATUS_OK);
    buffer_init(&buffer);
    witness_append_request(&buffer, 3, &proof.path, &note, &log);
    assert_true(
        text_equal(buffer_text(&buffer), TEXT("old 3\n" FACT_CONSISTENCY "\n" FACT_CHECKPOINT)));
    buffer_done(&buffer);
}

static void takes_what_a_witness_answers(void **state)
{
    (void)state;
    struct signed_note note;
    struct cosignature cosignature;
    struct text line;
    struct buffer buffer;
    uint64_t size;
    struct error error = {0};
    struct verifier witness = verifier_of(FACT_WITNESS_VERIFIER);
    assert_int_equal(note_parse(TEXT(FACT_CHECKPOINT), NULL, &note, NULL), STATUS_OK);
    assert_int_equal(
        witness_parse_cosignatures(TEXT("\xe2\x80\x94 other Uw2QOkn8\n" FACT_COSIGNATURE), &note,
                                   &witness, &line, &cosignature, NULL),
        STATUS_OK);
    assert_true(text_equal(line, TEXT(FACT_COSIGNATURE)));
    assert_int_equal(cosignature.time_seconds, FACT_COSIGNED_AT);
    assert_int_equal(witness_parse_cosignatures(TEXT("\xe2\x80\x94 other Uw2QOkn8\n"), &note,
                                                &witness, &line, &cosignature, &error),
                     STATUS_INPUT);
    assert_non_null(strstr(error.message, "found only those of other keys"));
    assert_int_equal(
        witness_parse_cosignatures(TEXT(""), &note, &witness, &line, &cosignature, NULL),
        STATUS_INPUT);

    assert_int_equal(note_parse(TEXT(FACT_COSIGNED), NULL, &note, NULL), STATUS_OK);
    buffer_init(&buffer);
    witness_append_note(&buffer, &note, &witness, TEXT("\xe2\x80\x94 line\n"));
    assert_true(text_equal(buffer_text(&buffer), TEXT(FACT_CHECKPOINT "\xe2\x80\x94 line\n")));
    buffer_done(&buffer);

    assert_int_equal(witness_parse_size(TEXT("20852014\n"), &size, NULL), STATUS_OK);
    assert_int_equal(size, 20852014);
    assert_int_equal(witness_parse_size(TEXT("0\n"), &size, NULL), STATUS_OK);
    static const char *const wrong[] = {
        "", "\n", "7", "07\n", "7\n\n", "-1\n", "9223372036854775808\n"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
        assert_int_equal(witness_parse_size(text_of(wrong[i]), &size, NULL), STATUS_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verifies_what_others_signed),
        cmocka_unit_test(writes_public_keys_as_it_read_them),
        cmocka_unit_test(refuses_other_public_keys),
        cmocka_unit_test(knows_names_of_keys),
        cmocka_unit_test(finds_every_flipped_bit),
        cmocka_unit_test(refuses_a_note_that_is_cut),
        cmocka_unit_test(refuses_other_notes),
        cmocka_unit_test(splits_at_the_last_empty_line),
        cmocka_unit_test(takes_a_hundred_signatures),
        cmocka_unit_test(reads_checkpoints),
        cmocka_unit_test(refuses_other_checkpoints),
        cmocka_unit_test(verifies_cosignatures),
        cmocka_unit_test(finds_every_flipped_bit_of_a_cosignature),
        cmocka_unit_test(survives_short_memory),
        cmocka_unit_test(asks_a_witness),
        cmocka_unit_test(takes_what_a_witness_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
