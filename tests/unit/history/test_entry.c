/* Tests of the entries of the log: golden bytes. entries.py makes them once more by itself. */
#include "history/entry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/memory.h"
#include "base/sha256.h"
#include "rows.h"

/* A salt of one byte, repeated; refuses when there is no context. */
static int same_salt(void *context, struct text subject, uint8_t salt[static ENTRY_SALT_SIZE_BYTES],
                     struct error *error)
{
    if (!context)
        return error_set(error, STATUS_IO, NULL, (struct position){0, 0}, "no salt for %.*s",
                         TEXT_ARGS(subject));
    memset(salt, *(char *)context, ENTRY_SALT_SIZE_BYTES);
    return STATUS_OK;
}

static char salt_byte = 's';
static const struct entry_salts salts = {same_salt, &salt_byte};
static const struct entry_salts no_salts = {same_salt, NULL};

static struct record record_of_row(struct registry *registry, const char *row)
{
    read_rows(registry, row);
    return registry->records[0];
}

static void assert_entry(const struct buffer *entry, const char *expected)
{
    if (!text_equal(buffer_text(entry), text_of(expected)))
        fail_msg("expected %s, found %.*s", expected, TEXT_ARGS(buffer_text(entry)));
}

/* The bytes of AFTER in the first entry below. */
#define AFTER                                                                                      \
    "{\"assignee\":\"\",\"assignment-notes\":\"a\\u0001b\",\"contact\":\"\",\"description\":"      \
    "\"say \\\"\xe2\x82\xac\\\"\",\"modification-date\":\"\",\"port-number\":\"80-81\","           \
    "\"reference\":\"\",\"registration-date\":\"2001-01\",\"service-code\":\"\","                  \
    "\"service-name\":\"a\",\"transport-protocol\":\"tcp\",\"unauthorized-use-reported\":\"\"}"
/* printf '%s' AFTER | sha256sum */
#define AFTER_SHA256 "6b275c6ea4265f57cfffbaca34fec6a7fc700560bc0474dae4fbe449a148dcf3"

static const char row[] = "a|80-81|tcp|say \"\xe2\x82\xac\"||2001-01|a\x01"
                          "b";

static void an_added_record_is_shown(void **state)
{
    (void)state;
    struct registry registry;
    struct buffer entry;
    struct record record = record_of_row(&registry, row);
    struct change change = change_of(NULL, &record);
    change.key = 14;
    buffer_init(&entry);
    assert_int_equal(entry_append_change(&entry, &change, 3, &no_salts, NULL), STATUS_OK);
    assert_entry(&entry, "{\"after\":" AFTER ",\"change\":\"assignment\",\"key\":14,\"operation\":"
                         "\"added\",\"release\":3,\"version\":1}");
    buffer_done(&entry);
    registry_done(&registry);
}

static void what_was_before_is_a_hash(void **state)
{
    (void)state;
    struct registry registry;
    struct buffer entry;
    struct record record = record_of_row(&registry, row), other = record;
    other.assignment_notes = TEXT("");
    other.description = TEXT("x");
    struct change change = change_of(&record, NULL);
    buffer_init(&entry);
    assert_int_equal(entry_append_change(&entry, &change, 3, &no_salts, NULL), STATUS_OK);
    assert_entry(&entry, "{\"before\":\"" AFTER_SHA256 "\",\"change\":\"de-assignment\",\"key\":0,"
                         "\"operation\":\"removed\",\"release\":3,\"version\":1}");
    change = change_of(&record, &other);
    buffer_clear(&entry);
    assert_int_equal(entry_append_change(&entry, &change, 3, &no_salts, NULL), STATUS_OK);
    assert_entry(&entry,
                 "{\"after\":{\"assignee\":\"\",\"assignment-notes\":\"\",\"contact\":\"\","
                 "\"description\":\"x\",\"modification-date\":\"\",\"port-number\":\"80-81\","
                 "\"reference\":\"\",\"registration-date\":\"2001-01\",\"service-code\":\"\","
                 "\"service-name\":\"a\",\"transport-protocol\":\"tcp\","
                 "\"unauthorized-use-reported\":\"\"},\"before\":\"" AFTER_SHA256
                 "\",\"change\":\"modification\",\"key\":0,\"operation\":\"modified\","
                 "\"release\":3,\"version\":1}");
    buffer_done(&entry);
    registry_done(&registry);
}

/* Whether the entry of a record with this text in COLUMN hides it. */
static bool is_hidden(enum column column, const char *text)
{
    struct record record = {0};
    struct buffer entry;
    if (column == COLUMN_DESCRIPTION)
        record.description = text_of(text);
    else if (column == COLUMN_CONTACT)
        record.contact = text_of(text);
    else
        record.service_name = text_of(text);
    buffer_init(&entry);
    assert_int_equal(entry_append_record(&entry, &record, &salts, NULL), STATUS_OK);
    bool hidden = text_find(buffer_text(&entry), TEXT("{\"commitment\":\""), 0) != SIZE_MAX;
    buffer_done(&entry);
    return hidden;
}

static void people_and_addresses_are_hidden(void **state)
{
    (void)state;
    static const char *const hidden[] = {
        "\x04"
        "BExample_Person\x07",
        "by \x04"
        "BX\x07.",
        "a@b",
        "see \x04"
        "Fmailto:x\x07",
        "see \x04"
        "Fhttps://user@example.org/\x07",
        "Mailto:x",
        "x%40y",
        "by [Example_Person]",
        "[a [b_c]]",
        "[a] [b_c] [d]",
        "write to <a&b.example>",
        "<<a at example.org>",
        "<a> <b at example.org>.",
        "\x04"
        "G\x06X <a&example.org> 2009\x07",
    };
    static const char *const shown[] = {
        "File Transfer [Control]",
        "a_b",
        "[a b_c]",
        "[a_b",
        "a_b]",
        "[a]_[b]",
        "[]_",
        "mail to",
        "R&D at example.org",
        "<a&b>",
        "<&b.example>",
        "<a & b.example>",
        "<a at b.example c>",
        "<a atb.example>",
        "<a&b.example",
        "<a<&b.example>",
        "<>",
        "<",
        "\004Crfc1\007",
    };
    for (size_t i = 0; i < sizeof(hidden) / sizeof(*hidden); i++) {
        if (!is_hidden(COLUMN_DESCRIPTION, hidden[i]) || !is_hidden(COLUMN_SERVICE_NAME, hidden[i]))
            fail_msg("%s is shown", hidden[i]);
    }
    for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++) {
        if (is_hidden(COLUMN_DESCRIPTION, shown[i]))
            fail_msg("%s is hidden", shown[i]);
        assert_true(is_hidden(COLUMN_CONTACT, shown[i]));
    }
    assert_false(is_hidden(COLUMN_CONTACT, ""));
}

static void a_commitment_is_over_salt_and_text(void **state)
{
    (void)state;
    struct record record = {.contact = TEXT("\x04"
                                            "BExample_Person\x07")};
    struct buffer entry;
    buffer_init(&entry);
    assert_int_equal(entry_append_record(&entry, &record, &salts, NULL), STATUS_OK);
    /* { printf 's%.0s' {1..32}; printf '\004BExample_Person\007'; } | sha256sum */
    static const char commitment[] =
        "{\"commitment\":\"36897a05ff56dc4a8dfbb2d36a1319c438625a46536b140b768d7da4d7cd839e\"}";
    char expected[256];
    snprintf(expected, sizeof(expected), "\"assignee\":%s,\"assignment-notes\"", commitment);
    assert_true(text_find(buffer_text(&entry), text_of(expected), 0) != SIZE_MAX);
    snprintf(expected, sizeof(expected), "\"contact\":%s,", commitment);
    assert_true(text_find(buffer_text(&entry), text_of(expected), 0) != SIZE_MAX);
    buffer_done(&entry);
}

static void without_a_salt_there_is_no_entry(void **state)
{
    (void)state;
    struct record record = {.contact = TEXT("\x04"
                                            "BExample_Person\x07")};
    struct error error;
    struct buffer entry;
    buffer_init(&entry);
    struct change change = change_of(NULL, &record);
    assert_int_equal(entry_append_change(&entry, &change, 1, &no_salts, &error), STATUS_IO);
    change = change_of(&record, NULL);
    assert_int_equal(entry_append_change(&entry, &change, 1, &no_salts, &error), STATUS_IO);
    buffer_done(&entry);
}

/* Texts of any length make an entry that fits. */
static void what_is_too_long_is_a_hash(void **state)
{
    (void)state;
    enum { LONG_BYTES = 70000 };
    static char text[LONG_BYTES];
    memset(text, '"', sizeof(text));
    for (size_t length = 32000; length <= LONG_BYTES; length += 100) {
        struct record record = {.description = {text, length},
                                .assignment_notes = {text, LONG_BYTES - length},
                                .contact = {text, length}};
        struct change change = change_of(NULL, &record);
        struct buffer entry;
        change.key = UINT32_MAX;
        buffer_init(&entry);
        assert_int_equal(entry_append_change(&entry, &change, UINT32_MAX, &salts, NULL), STATUS_OK);
        assert_true(entry.length <= ENTRY_SIZE_LIMIT_BYTES);
        assert_true(text_find(buffer_text(&entry), TEXT("{\"sha256\":\""), 0) != SIZE_MAX);
        buffer_done(&entry);
    }
}

static void a_release_has_its_files(void **state)
{
    (void)state;
    const struct entry_file files[] = {{"registry.xml", {0x01}}, {"registry.csv", {0xff}}};
    struct entry_release release = {.sequence = 5,
                                    .date = {2024, 11, 19},
                                    .record_count = 14000,
                                    .source = "sync",
                                    .received_format = TEXT("xml"),
                                    .received_sha256 = {0xab},
                                    .files = files,
                                    .file_count = 2};
    struct buffer entry;
    buffer_init(&entry);
    assert_int_equal(entry_append_release(&entry, &release, NULL), STATUS_OK);
#define ZEROS_31 "00000000000000000000000000000000000000000000000000000000000000"
    assert_entry(&entry, "{\"date\":\"2024-11-19\",\"files\":{\"registry.csv\":\"ff" ZEROS_31
                         "\",\"registry.xml\":\"01" ZEROS_31 "\"},\"received\":{\"format\":\"xml\","
                         "\"sha256\":\"ab" ZEROS_31 "\"},\"record-count\":14000,\"release\":5,"
                         "\"source\":\"sync\",\"version\":1}");
    release.file_count = 0;
    buffer_clear(&entry);
    assert_int_equal(entry_append_release(&entry, &release, NULL), STATUS_OK);
    assert_entry(
        &entry, "{\"date\":\"2024-11-19\",\"received\":{\"format\":\"xml\",\"sha256\":\"ab" ZEROS_31
                "\"},\"record-count\":14000,\"release\":5,\"source\":\"sync\","
                "\"version\":1}");
    buffer_done(&entry);
}

static int append_both(struct buffer *entry)
{
    struct record record = {.service_name = TEXT("a"),
                            .contact = TEXT("\x04"
                                            "BX\x07")};
    struct record other = {.service_name = TEXT("b")};
    struct change change = change_of(&record, &other);
    const struct entry_file file = {"registry.xml", {0}};
    struct entry_release release = {.source = "import", .files = &file, .file_count = 1};
    int status = entry_append_change(entry, &change, 1, &salts, NULL);
    return status == STATUS_OK ? entry_append_release(entry, &release, NULL) : status;
}

static void every_failing_allocation_is_survived(void **state)
{
    (void)state;
    for (unsigned long n = 1;; n++) {
        struct buffer entry;
        buffer_init(&entry);
        memory_fail_at(n);
        int status = append_both(&entry);
        memory_fail_at(0);
        buffer_done(&entry);
        if (status == STATUS_OK)
            break;
        assert_int_equal(status, STATUS_MEMORY);
        assert_true(n < 100);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_added_record_is_shown),
        cmocka_unit_test(what_was_before_is_a_hash),
        cmocka_unit_test(people_and_addresses_are_hidden),
        cmocka_unit_test(a_commitment_is_over_salt_and_text),
        cmocka_unit_test(without_a_salt_there_is_no_entry),
        cmocka_unit_test(what_is_too_long_is_a_hash),
        cmocka_unit_test(a_release_has_its_files),
        cmocka_unit_test(every_failing_allocation_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
