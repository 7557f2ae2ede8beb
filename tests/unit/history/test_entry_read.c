/* Tests of reading entries: what is written is read again, and nothing else. */
#include "history/entry_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "history/entry.h"

static int zero_salt(void *context, struct text subject, uint8_t salt[static ENTRY_SALT_SIZE_BYTES],
                     struct error *error)
{
    (void)context;
    (void)subject;
    (void)error;
    memset(salt, 0, ENTRY_SALT_SIZE_BYTES);
    return STATUS_OK;
}

static const struct entry_salts salts = {zero_salt, NULL};

static struct record example(void)
{
    return (struct record){.service_name = TEXT("ex\"}{,\\"),
                           .description = TEXT("a \x01 \"quoted\" {brace}"),
                           .contact = TEXT("\x04"
                                           "BAlex_Example\x07"),
                           .has_ports = true,
                           .ports = {80, 81, false}};
}

/* A copy that ends at the end of its memory, so that reading behind it is found. */
static struct text exact_copy(struct text text)
{
    char *bytes = malloc(text.length ? text.length : 1);
    assert_non_null(bytes);
    memcpy(bytes, text.bytes, text.length);
    return (struct text){bytes, text.length};
}

static bool is_read(struct text bytes)
{
    struct entry entry;
    struct error error = {.status = STATUS_OK};
    struct text copy = exact_copy(bytes);
    int status = entry_read(copy, &entry, &error);
    free((void *)(uintptr_t)copy.bytes);
    assert_true(status == STATUS_OK || (status == STATUS_INPUT && error.message[0]));
    return status == STATUS_OK;
}

/* No beginning of an entry is one. */
static void assert_no_beginning_is_read(struct text bytes)
{
    for (size_t length = 0; length < bytes.length; length++)
        assert_false(is_read(text_slice(bytes, 0, length)));
    assert_true(is_read(bytes));
}

static void reads_a_change(void **state)
{
    (void)state;
    struct record record = example();
    struct change change = change_of(NULL, &record);
    struct buffer bytes, after;
    struct entry entry;
    change.key = 14;
    buffer_init(&bytes);
    buffer_init(&after);
    assert_int_equal(entry_append_change(&bytes, &change, 7, &salts, NULL), STATUS_OK);
    assert_int_equal(entry_append_record(&after, &record, &salts, NULL), STATUS_OK);
    assert_int_equal(entry_read(buffer_text(&bytes), &entry, NULL), STATUS_OK);
    assert_false(entry.is_release);
    assert_int_equal(entry.key, 14);
    assert_int_equal(entry.release, 7);
    assert_true(text_equal(entry.operation, TEXT("added")));
    assert_true(text_equal(entry.after, buffer_text(&after)));
    assert_no_beginning_is_read(buffer_text(&bytes));

    change = change_of(&record, NULL);
    change.key = 14;
    buffer_clear(&bytes);
    assert_int_equal(entry_append_change(&bytes, &change, 8, &salts, NULL), STATUS_OK);
    assert_int_equal(entry_read(buffer_text(&bytes), &entry, NULL), STATUS_OK);
    assert_true(text_equal(entry.operation, TEXT("removed")));
    assert_int_equal(entry.after.length, 0);
    assert_no_beginning_is_read(buffer_text(&bytes));
    buffer_done(&bytes);
    buffer_done(&after);
}

static void reads_a_release(void **state)
{
    (void)state;
    struct entry_file files[] = {{"b.xml", {0}}, {"a.csv", {1}}};
    struct entry_release release = {.sequence = 5,
                                    .date = {2024, 11, 19},
                                    .record_count = 101,
                                    .source = "sync",
                                    .received_format = TEXT("xml"),
                                    .received_sha256 = {2},
                                    .files = files,
                                    .file_count = 2};
    struct buffer bytes;
    struct entry entry;
    struct text name, value;
    buffer_init(&bytes);
    assert_int_equal(entry_append_release(&bytes, &release, NULL), STATUS_OK);
    assert_int_equal(entry_read(buffer_text(&bytes), &entry, NULL), STATUS_OK);
    assert_true(entry.is_release);
    assert_int_equal(entry.release, 5);
    assert_int_equal(date_pack(entry.date), date_pack(release.date));
    assert_int_equal(entry.record_count, 101);
    assert_true(text_equal(entry.source, TEXT("sync")));
    assert_true(text_equal(entry.received_format, TEXT("xml")));
    assert_int_equal(entry.received_sha256.length, 64);
    struct entry_members members = entry_members_begin(entry.files);
    assert_true(entry_members_next(&members, &name, &value));
    assert_true(text_equal(name, TEXT("a.csv")));
    assert_true(text_starts_with(entry_text(value), TEXT("0100")));
    assert_true(entry_members_next(&members, &name, &value));
    assert_true(text_equal(name, TEXT("b.xml")));
    assert_false(entry_members_next(&members, &name, &value));
    assert_true(entry_members_are_done(&members));
    assert_no_beginning_is_read(buffer_text(&bytes));

    release.file_count = 0;
    release.received_format = TEXT("");
    buffer_clear(&bytes);
    assert_int_equal(entry_append_release(&bytes, &release, NULL), STATUS_OK);
    assert_int_equal(entry_read(buffer_text(&bytes), &entry, NULL), STATUS_OK);
    assert_int_equal(entry.files.length, 0);
    assert_int_equal(entry.received_format.length, 0);
    assert_no_beginning_is_read(buffer_text(&bytes));
    buffer_done(&bytes);
}

#define RELEASE "\"date\":\"2024-11-19\",\"record-count\":1,\"release\":1,\"source\":\"import\""

static void reads_nothing_else(void **state)
{
    (void)state;
    static const char *const others[] = {
        "null",
        "{}",
        "[]",
        "{" RELEASE "}x",
        "{" RELEASE ",}",
        "{," RELEASE "}",
        "{" RELEASE ",\"version\":2}",
        "{" RELEASE ",\"unknown\":1}",
        "{" RELEASE ",\"operation\":\"added\"}",
        "{" RELEASE ", \"version\":1}",
        "{" RELEASE ",\"version\":}",
        "{" RELEASE ",\"version\":-1}",
        "{" RELEASE ",\"files\":{}{}}",
        "{" RELEASE ",\"files\":{{{{{{}}}}}}}",
        "{" RELEASE ",\"received\":{}}",
        "{" RELEASE ",\"received\":{\"sha256\":\"0\",\"format\":\"xml\"}}",
        "{\"date\":\"2024-11-19\",\"record-count\":1,\"source\":\"import\",\"version\":1}",
        "{\"date\":\"2024-13-19\",\"release\":1,\"source\":\"import\",\"version\":1}",
        "{\"date\":20241119,\"release\":1,\"source\":\"import\",\"version\":1}",
        "{\"date\":\"2024-11-19\",\"release\":4294967296,\"source\":\"import\",\"version\":1}",
        "{\"date\":\"2024-11-19\",\"release\":01,\"source\":\"import\",\"version\":1}",
        "{\"key\":1,\"operation\":\"added\",\"release\":1,\"version\":1}",
        "{\"after\":{},\"key\":1,\"operation\":\"removed\",\"release\":1,\"version\":1}",
        "{\"after\":1,\"key\":1,\"operation\":\"added\",\"release\":1,\"version\":1}",
        "{\"after\":{},\"operation\":\"added\",\"release\":1,\"version\":1}",
        "{\"after\":{\"\\\"}",
    };
    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
        if (is_read(text_of(others[i])))
            fail_msg("%s is read", others[i]);
    assert_true(is_read(TEXT("{" RELEASE ",\"version\":1}")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_change),
        cmocka_unit_test(reads_a_release),
        cmocka_unit_test(reads_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
