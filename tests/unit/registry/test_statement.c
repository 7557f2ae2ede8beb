/* Statements: every sentence of the publisher is recognised, and written again as it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "registry/statement.h"

static struct record record_of(struct text description, struct text notes)
{
    return (struct record){.description = description, .assignment_notes = notes};
}

/* The one statement of a record with these assignment notes. */
static struct statement only_statement(struct text notes)
{
    struct record record = record_of(TEXT("Some Service"), notes);
    struct statement statement, second;
    assert_true(record_statement(&record, 0, &statement));
    assert_false(record_statement(&record, 1, &second));
    assert_int_equal(statement.column, COLUMN_ASSIGNMENT_NOTES);
    return statement;
}

static void assert_text_equal(struct text a, struct text b)
{
    if (!text_equal(a, b))
        fail_msg("\"%.*s\" is not \"%.*s\"", TEXT_ARGS(a), TEXT_ARGS(b));
}

static void assert_date_equal(struct date date, const char *expected)
{
    char digits[DATE_SIZE_BYTES];
    assert_string_equal(date_format(date, digits), expected);
}

/* NOTES is one sentence, of KIND, and is written again byte for byte. */
static struct statement assert_sentence(struct text notes, enum statement_kind kind)
{
    struct statement statement = only_statement(notes);
    assert_int_equal(statement.kind, kind);
    assert_text_equal(statement.sentence, notes);
    struct buffer buffer;
    buffer_init(&buffer);
    assert_true(statement_append(&buffer, &statement));
    assert_text_equal(buffer_text(&buffer), notes);
    buffer_done(&buffer);
    return statement;
}

static void test_alias(void **state)
{
    (void)state;
    struct statement statement =
        assert_sentence(TEXT("This entry is an alias to \"iso-tp0\".\n"
                             "This entry is now historic, not usable for use with many\n"
                             "common service discovery mechanisms."),
                        STATEMENT_ALIAS);
    assert_text_equal(statement.service_name, TEXT("iso-tp0"));
    assert_int_equal(statement.wording, 0);
}

static void test_white_space_is_any(void **state)
{
    (void)state;
    struct text notes =
        TEXT("This entry is  an alias\tto \"x-y\".\n    This entry is now historic, "
             "not usable\n for use with many \x01 common service discovery "
             "mechanisms.");
    struct statement statement = only_statement(notes);
    assert_int_equal(statement.kind, STATEMENT_ALIAS);
    assert_text_equal(statement.sentence, notes);
    assert_text_equal(statement.service_name, TEXT("x-y"));
}

static void test_replacement_in_description(void **state)
{
    (void)state;
    struct record record =
        record_of(TEXT("BoKS Servc\x01\x01\nIANA assigned this well-formed service name as a "
                       "replacement for \"boks_servc\"."),
                  TEXT("Defined TXT keys: None"));
    struct statement statement;
    assert_true(record_statement(&record, 0, &statement));
    assert_int_equal(statement.kind, STATEMENT_REPLACEMENT);
    assert_int_equal(statement.column, COLUMN_DESCRIPTION);
    assert_text_equal(statement.service_name, TEXT("boks_servc"));
    assert_ptr_equal(statement.sentence.bytes, record.description.bytes + 13);
    assert_int_equal(statement.sentence.length, record.description.length - 13);
    assert_true(record_statement(&record, 1, &statement));
    assert_int_equal(statement.kind, STATEMENT_TXT_KEYS);
    assert_int_equal(statement.column, COLUMN_ASSIGNMENT_NOTES);
    assert_false(record_statement(&record, 2, &statement));
    assert_true(record_find_statement(&record, STATEMENT_TXT_KEYS, &statement));
    assert_text_equal(statement.text, TEXT("None"));
    assert_false(record_find_statement(&record, STATEMENT_ALIAS, &statement));
}

static void test_shortest_sentences(void **state)
{
    (void)state;
    assert_sentence(TEXT("Removed on 2019"), STATEMENT_REMOVED);
    assert_sentence(TEXT("(Removed 1-2-6)"), STATEMENT_REMOVED);
    assert_sentence(TEXT("Defined TXT keys:"), STATEMENT_TXT_KEYS);
    struct statement statement = only_statement(TEXT("x Removed on 2019"));
    assert_text_equal(statement.sentence, TEXT("Removed on 2019"));
}

static void test_names_with_blanks(void **state)
{
    (void)state;
    struct statement statement =
        assert_sentence(TEXT("IANA assigned this well-formed service name as a replacement for "
                             "\"Escale (Newton Dock)\"."),
                        STATEMENT_REPLACEMENT);
    assert_text_equal(statement.service_name, TEXT("Escale (Newton Dock)"));
}

static void test_several_in_one_column(void **state)
{
    (void)state;
    struct record record =
        record_of(TEXT("Reserved"),
                  TEXT("De-Assigned on 2019-10-30. This entry has been removed on 2020-01-01.\n"
                       "This is a duplicate of the \"http\" service and should not be used for "
                       "discovery purposes.\nu=<username> Defined TXT keys: u, p"));
    static const enum statement_kind kinds[] = {STATEMENT_DE_ASSIGNED, STATEMENT_REMOVED,
                                                STATEMENT_DUPLICATE, STATEMENT_TXT_KEYS};
    struct statement statement;
    for (size_t i = 0; i < 4; i++) {
        assert_true(record_statement(&record, i, &statement));
        assert_int_equal(statement.kind, kinds[i]);
    }
    assert_false(record_statement(&record, 4, &statement));
    assert_true(record_find_statement(&record, STATEMENT_DUPLICATE, &statement));
    assert_text_equal(statement.service_name, TEXT("http"));
}

static void test_kinds(void **state)
{
    (void)state;
    struct record record =
        record_of(TEXT("Removed on 2011-05-01"),
                  TEXT("Defined TXT keys: txtvers, path. Historic TCP. This is a duplicate of "
                       "the \"a\" service and should not be used for discovery purposes."));
    assert_int_equal(record_statement_kinds(&record),
                     1u << STATEMENT_REMOVED | 1u << STATEMENT_TXT_KEYS);
    record = record_of(TEXT("Several Things: This is no sentence of the publisher (Registered)"),
                       TEXT(""));
    assert_int_equal(record_statement_kinds(&record), 0);
}

static void test_de_assigned(void **state)
{
    (void)state;
    struct statement statement =
        assert_sentence(TEXT("De-assigned on 2025-02-13, previously compressnet by "
                             "\x04\x42Some_Body\x07"),
                        STATEMENT_DE_ASSIGNED);
    assert_int_equal(statement.wording, 0);
    assert_text_equal(statement.service_name, TEXT("compressnet"));
    assert_date_equal(statement.date, "2025-02-13");
    struct text rest = statement.references;
    struct reference reference;
    assert_true(marked_next_reference(&rest, &reference));
    assert_text_equal(reference.data, TEXT("Some_Body"));
    assert_false(marked_next_reference(&rest, &reference));

    statement = assert_sentence(TEXT("De-Assigned on 2023-11-16."), STATEMENT_DE_ASSIGNED);
    assert_date_equal(statement.date, "2023-11-16");
    statement = assert_sentence(TEXT("De-Assigned on 2019-10-30"), STATEMENT_DE_ASSIGNED);
    assert_int_equal(statement.service_name.length, 0);
    statement = assert_sentence(TEXT("Historic usage was x.400+. De-Assigned on 2018-04-19"),
                                STATEMENT_DE_ASSIGNED);
    assert_text_equal(statement.service_name, TEXT("x.400+"));
    statement = assert_sentence(TEXT("Previously assigned to NETCONF over SOAP but released by "
                                     "\x04\x43rfc9900\x07"),
                                STATEMENT_DE_ASSIGNED);
    assert_text_equal(statement.text, TEXT("NETCONF over SOAP"));
    assert_false(date_is_set(statement.date));
    statement = assert_sentence(TEXT("De-registered 08 June 2001"), STATEMENT_DE_ASSIGNED);
    assert_date_equal(statement.date, "2001-06-08");
    statement = assert_sentence(TEXT("De-registered (28 March 2006)"), STATEMENT_DE_ASSIGNED);
    assert_date_equal(statement.date, "2006-03-28");
}

static void test_removed(void **state)
{
    (void)state;
    static const struct {
        struct text notes;
        const char *date;
    } cases[] = {
        {TEXT("This entry has been removed on 2017-05-18."), "2017-05-18"},
        {TEXT("This entry is being removed on 2012-03-09."), "2012-03-09"},
        {TEXT("This port has been removed on 2015-06-16."), "2015-06-16"},
        {TEXT("This port was previously removed on 2007-04-05."), "2007-04-05"},
        {TEXT("(Removed 2004-2-6)"), "2004-02-06"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_date_equal(assert_sentence(cases[i].notes, STATEMENT_REMOVED).date, cases[i].date);
    struct statement statement =
        only_statement(TEXT("port 3001 previously \"Removed on 2006-05\""));
    assert_text_equal(statement.sentence, TEXT("Removed on 2006-05"));
    assert_date_equal(statement.date, "2006-05");
}

static void test_renamed(void **state)
{
    (void)state;
    struct statement statement = assert_sentence(
        TEXT("This service name was previously assigned under the\n      name \"old name\". This "
             "has "
             "been de-assigned and\n      re-assigned with the approval of the previous assignee."),
        STATEMENT_RENAMED);
    assert_text_equal(statement.service_name, TEXT("old name"));
    statement = assert_sentence(
        TEXT("This service name was previously assigned under the\n    name _old_. This will "
             "be de-assigned\n    and re-assigned with the approval of the previous assignee."),
        STATEMENT_RENAMED);
    assert_text_equal(statement.service_name, TEXT("old"));
    assert_int_equal(statement.wording, 1);
}

static void test_txt_keys(void **state)
{
    (void)state;
    struct statement statement =
        assert_sentence(TEXT("Defined TXT keys: txtvers,\n  path=<x>"), STATEMENT_TXT_KEYS);
    assert_text_equal(statement.text, TEXT("txtvers,\n  path=<x>"));
    assert_sentence(TEXT("Defined TXT Keys: None"), STATEMENT_TXT_KEYS);
    assert_sentence(TEXT("Defined TXT keys:txtvers"), STATEMENT_TXT_KEYS);
    statement = assert_sentence(TEXT("Defined TXT keys:"), STATEMENT_TXT_KEYS);
    assert_int_equal(statement.text.length, 0);

    statement = only_statement(TEXT("Subtypes: _a\n  Defined TXT keys:\x01\n  mac \n  "));
    assert_text_equal(statement.sentence, TEXT("Defined TXT keys:\x01\n  mac"));
    assert_text_equal(statement.text, TEXT("mac"));

    statement = only_statement(TEXT("\n \x02"
                                    "Defined TXT keys:\x03\n  \x02td: a path\x03\n  "));
    assert_text_equal(statement.text, TEXT("td: a path"));
}

static void test_temporary(void **state)
{
    (void)state;
    struct record record = record_of(
        TEXT(
            "Routing in Fat Trees \n      (TEMPORARY - registered 2023-02-17, extension registered "
            "2024-01-12, expires 2025-02-17)\n    "),
        TEXT("TEMPORARY - registered 2015-10-08, expires 2016-10-08"));
    struct statement statement;
    assert_true(record_statement(&record, 0, &statement));
    assert_int_equal(statement.kind, STATEMENT_TEMPORARY);
    assert_date_equal(statement.date, "2023-02-17");
    assert_date_equal(statement.extended, "2024-01-12");
    assert_date_equal(statement.expires, "2025-02-17");
    assert_int_equal(statement.sentence.bytes[0], '(');
    assert_true(record_statement(&record, 1, &statement));
    assert_date_equal(statement.expires, "2016-10-08");
    assert_false(date_is_set(statement.extended));
    assert_sentence(record.assignment_notes, STATEMENT_TEMPORARY);
}

static void test_widespread_use(void **state)
{
    (void)state;
    struct statement statement = assert_sentence(
        TEXT("This entry records an unassigned but widespread use\n(added 5/21/97)"),
        STATEMENT_WIDESPREAD_USE);
    assert_date_equal(statement.date, "1997-05-21");
    statement = assert_sentence(TEXT("This entry records an unassigned but widespread use"),
                                STATEMENT_WIDESPREAD_USE);
    assert_false(date_is_set(statement.date));
}

static void test_what_only_resembles(void **state)
{
    (void)state;
    static const struct text notes[] = {
        TEXT(""),
        TEXT("This entry is an alias to \"x\". This entry is now historic"),
        TEXT("This entry is an alias to \"\". This entry is now historic, not usable for use with "
             "many common service discovery mechanisms."),
        TEXT("De-Assigned on 2019-02-30"),
        TEXT("De-Assigned on 2019-10-301"),
        TEXT("de-Assigned on 2019-10-30"),
        TEXT("XDe-Assigned on 2019-10-30"),
        TEXT("Removed"),
        TEXT("(Removed 2004-13-6)"),
        TEXT("(Removed 2004-2-6"),
        TEXT("De-registered 08 Juni 2001"),
        TEXT("TEMPORARY - registered 2015-10-08, expires soon"),
        TEXT("defined TXT keys: none"),
        TEXT("this port was previously updated on 2009-06-19"),
        TEXT("See \x04\x43rfc1\x06"
             "De-Assigned on 2019-10-30\x07"),
    };
    for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++) {
        struct record record = record_of(TEXT("Unassigned"), notes[i]);
        struct statement statement;
        if (record_statement(&record, 0, &statement))
            fail_msg("\"%.*s\" was recognised", TEXT_ARGS(notes[i]));
    }
}

/* Sentences that no reader has read: by the procedures. */
static void test_writing(void **state)
{
    (void)state;
    static const struct {
        struct statement statement;
        const char *sentence; /* NULL: there is none */
    } cases[] = {
        {{.kind = STATEMENT_DE_ASSIGNED, .date = {2026, 1, 2}}, "De-Assigned on 2026-01-02."},
        {{.kind = STATEMENT_DE_ASSIGNED, .date = {2026, 1, 2}, .service_name = TEXT("a")},
         "Historic usage was a. De-Assigned on 2026-01-02"},
        {{.kind = STATEMENT_DE_ASSIGNED, .service_name = TEXT("a")}, NULL},
        {{.kind = STATEMENT_TXT_KEYS, .text = TEXT("None")}, "Defined TXT keys: None"},
        {{.kind = STATEMENT_TXT_KEYS, .wording = 99, .text = TEXT("u")}, "Defined TXT keys: u"},
        {{.kind = STATEMENT_TXT_KEYS}, "Defined TXT keys:"},
        {{.kind = STATEMENT_WIDESPREAD_USE}, "This entry records an unassigned but widespread use"},
        {{.kind = STATEMENT_TEMPORARY, .date = {2026, 1, 2}, .expires = {2027, 1, 2}},
         "(TEMPORARY - registered 2026-01-02, expires 2027-01-02)"},
        {{.kind = STATEMENT_ALIAS}, NULL},
        {{.kind = STATEMENT_ALIAS, .service_name = TEXT("a"), .date = {2026, 0, 0}}, NULL},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer buffer;
        buffer_init(&buffer);
        assert_int_equal(statement_append(&buffer, &cases[i].statement), cases[i].sentence != NULL);
        assert_text_equal(buffer_text(&buffer), text_of(cases[i].sentence));
        if (cases[i].sentence) {
            struct statement again = only_statement(buffer_text(&buffer));
            assert_int_equal(again.kind, cases[i].statement.kind);
            assert_text_equal(again.service_name, cases[i].statement.service_name);
            assert_text_equal(again.text, cases[i].statement.text);
            assert_int_equal(date_pack(again.date), date_pack(cases[i].statement.date));
            assert_int_equal(date_pack(again.expires), date_pack(cases[i].statement.expires));
        }
        buffer_done(&buffer);
    }
}

/* Every beginning of a text with several sentences, in a block of exactly its size, so that a
 * sanitizer sees a step too far. */
static void test_truncated(void **state)
{
    (void)state;
    static const struct text whole =
        TEXT("Historic usage was acms. De-Assigned on 2020-12-29 De-assigned on 2025-02-13, "
             "previously b by \x04\x42Some_Body\x07 (Removed 2004-2-6) De-registered (28 March "
             "2006) Previously assigned to A B but released by \x04\x43rfc1\x07 This entry records "
             "an unassigned but widespread use\x01(added 5/21/97) \x02 Defined TXT keys: a\x03");
    for (size_t length = 0; length <= whole.length; length++) {
        char *copy = malloc(length ? length : 1);
        assert_non_null(copy);
        memcpy(copy, whole.bytes, length);
        struct record record = record_of((struct text){NULL, 0}, (struct text){copy, length});
        struct statement statement;
        size_t count = 0;
        while (record_statement(&record, count, &statement)) {
            assert_true(statement.sentence.bytes >= copy &&
                        statement.sentence.bytes + statement.sentence.length <= copy + length);
            count++;
        }
        if (length == whole.length)
            assert_int_equal(count, 7);
        free(copy);
    }
}

static void test_out_of_memory(void **state)
{
    (void)state;
    struct statement statement = {.kind = STATEMENT_ALIAS, .service_name = TEXT("a")};
    struct buffer buffer;
    buffer_init(&buffer);
    memory_fail_at(1);
    statement_append(&buffer, &statement);
    assert_true(memory_failed());
    assert_true(buffer.failed);
    memory_fail_at(0);
    buffer_done(&buffer);
}

static void test_kind_names(void **state)
{
    (void)state;
    for (int kind = 0; kind < STATEMENT_KIND_COUNT; kind++)
        assert_true(strlen(statement_kind_name((enum statement_kind)kind)) > 0);
    assert_string_equal(statement_kind_name(STATEMENT_TXT_KEYS), "txt-keys");
    assert_string_equal(statement_kind_name(STATEMENT_DE_ASSIGNED), "de-assigned");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alias),
        cmocka_unit_test(test_white_space_is_any),
        cmocka_unit_test(test_replacement_in_description),
        cmocka_unit_test(test_shortest_sentences),
        cmocka_unit_test(test_names_with_blanks),
        cmocka_unit_test(test_several_in_one_column),
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_de_assigned),
        cmocka_unit_test(test_removed),
        cmocka_unit_test(test_renamed),
        cmocka_unit_test(test_txt_keys),
        cmocka_unit_test(test_temporary),
        cmocka_unit_test(test_widespread_use),
        cmocka_unit_test(test_what_only_resembles),
        cmocka_unit_test(test_writing),
        cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_out_of_memory),
        cmocka_unit_test(test_kind_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
