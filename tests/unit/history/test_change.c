/* Tests of what a change means, and of the columns that it changed. */
#include "history/change.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "rows.h"

#define ALIAS                                                                                      \
    "|||This entry is an alias to \"a-b\". This entry is now historic, not usable for use with "   \
    "many common service discovery mechanisms."
#define OTHER_ALIAS                                                                                \
    "|||This entry is an alias to \"c-d\". This entry is now historic, not usable for use with "   \
    "many common service discovery mechanisms."
#define DE_ASSIGNED                                                                                \
    "|||De-assigned on 2025-02-13, previously a by \x04"                                           \
    "Bp\x07"

/* A change from BEFORE to AFTER, rows or NULL. */
struct expected {
    const char *before, *after;
    enum change_kind kind;
};

static const struct expected cases[] = {
    {NULL, "a|1|tcp|x", CHANGE_ASSIGNMENT},
    {NULL, "a||tcp|x", CHANGE_ASSIGNMENT},
    {NULL, "|24|tcp|any private mail system", CHANGE_ASSIGNMENT},
    {NULL, "a_b|1|tcp|x" ALIAS, CHANGE_ALIAS},
    {NULL, "|1|udp|Reserved", CHANGE_RESERVATION},
    {NULL, "|1|udp|Reserved|||This port was previously removed on 2007-04-05.", CHANGE_RESERVATION},
    {NULL, "|1|udp|Reserved" DE_ASSIGNED, CHANGE_DE_ASSIGNMENT},
    {NULL, "|1-9||Unassigned", CHANGE_AVAILABILITY},

    {"a|1|tcp|x", NULL, CHANGE_DE_ASSIGNMENT},
    {"a|1|tcp|x", "a|1|tcp|y", CHANGE_MODIFICATION},
    {"a|1|tcp|x", "b|1|tcp|x", CHANGE_MODIFICATION},
    {"a_b|1|tcp|x", "a_b|1|tcp|x" ALIAS, CHANGE_ALIAS},
    {"a|1|tcp|x", "|1|tcp|Reserved", CHANGE_DE_ASSIGNMENT},
    {"a|1|tcp|x", "|1|tcp|Reserved" DE_ASSIGNED, CHANGE_DE_ASSIGNMENT},
    {"a|1|tcp|x", "|1|tcp|Unassigned", CHANGE_DE_ASSIGNMENT},

    {"a_b|1|tcp|x" ALIAS, NULL, CHANGE_DE_ASSIGNMENT},
    {"a_b|1|tcp|x" ALIAS, "a_b|1|tcp|x", CHANGE_ASSIGNMENT},
    {"a_b|1|tcp|x" ALIAS, "a_b|1|tcp|y" ALIAS, CHANGE_MODIFICATION},
    {"a_b|1|tcp|x" ALIAS, "a_b|1|tcp|x" OTHER_ALIAS, CHANGE_ALIAS},
    {"a_b|1|tcp|x" ALIAS, "|1|tcp|Reserved" ALIAS, CHANGE_DE_ASSIGNMENT},

    {"|1|tcp|Reserved", NULL, CHANGE_AVAILABILITY},
    {"|1|tcp|Reserved", "a|1|tcp|x", CHANGE_ASSIGNMENT},
    {"|1|tcp|Reserved", "a_b|1|tcp|x" ALIAS, CHANGE_ALIAS},
    {"|1|tcp|Reserved", "|1|tcp|Reserved|||n", CHANGE_MODIFICATION},
    {"|1|tcp|Reserved", "|1|tcp|Reserved" DE_ASSIGNED, CHANGE_MODIFICATION},
    {"|1|tcp|Reserved" DE_ASSIGNED, "|1|tcp|Reserved", CHANGE_MODIFICATION},
    {"|1|tcp|Reserved" DE_ASSIGNED, "a|1|tcp|x", CHANGE_ASSIGNMENT},
    {"|1|tcp|Reserved" DE_ASSIGNED, "|1|tcp|Unassigned", CHANGE_AVAILABILITY},
    {"|1|tcp|Reserved" DE_ASSIGNED, NULL, CHANGE_AVAILABILITY},
    {"|1|tcp|Reserved", "|1|tcp|Unassigned", CHANGE_AVAILABILITY},

    {"|1-9||Unassigned", NULL, CHANGE_AVAILABILITY},
    {"|1||Unassigned", "a|1||x", CHANGE_ASSIGNMENT},
    {"|1||Unassigned", "a_b|1||x" ALIAS, CHANGE_ALIAS},
    {"|1||Unassigned", "|1||Reserved", CHANGE_RESERVATION},
    {"|1||Unassigned", "|1||Reserved" DE_ASSIGNED, CHANGE_RESERVATION},
    {"|1-9||Unassigned", "|2-9||Unassigned", CHANGE_AVAILABILITY},
    {"|1-9||Unassigned", "|1-9||Unassigned|||n", CHANGE_MODIFICATION},
};

static void means_what_the_table_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct registry registry;
        registry_init(&registry);
        if (cases[i].before)
            add_row(&registry, text_of(cases[i].before));
        if (cases[i].after)
            add_row(&registry, text_of(cases[i].after));
        const struct record *before = cases[i].before ? &registry.records[0] : NULL;
        const struct record *after =
            cases[i].after ? &registry.records[registry.record_count - 1] : NULL;
        struct change change = change_of(before, after);
        if (change.kind != cases[i].kind)
            fail_msg("%s to %s: expected %s, found %s", cases[i].before, cases[i].after,
                     change_kind_name(cases[i].kind), change_kind_name(change.kind));
        assert_int_equal(change.operation, !before  ? CHANGE_ADDED
                                           : !after ? CHANGE_REMOVED
                                                    : CHANGE_MODIFIED);
        assert_int_equal(change.key, 0);
        assert_int_equal(change.columns != 0, before && after);
        assert_true(!before || record_equal(before, &change.before));
        assert_true(!after || record_equal(after, &change.after));
        registry_done(&registry);
    }
}

/* A record with something in every column. */
static struct record full_record(void)
{
    return (struct record){
        .service_name = TEXT("a"),
        .ports = {1, 1, false},
        .transport_protocol = TRANSPORT_TCP,
        .has_ports = true,
        .has_assignee = true,
        .has_service_code = true,
        .service_code = 1,
        .description = TEXT("x"),
        .assignee = TEXT("\x04"
                         "BOrg\x07"),
        .contact = TEXT("\x04"
                        "BPerson\x07"),
        .registration_date = {2001, 1, 1},
        .modification_date = {2002, 2, 2},
        .reference = TEXT("\x04"
                          "Crfc1\x07"),
        .unauthorized_use = TEXT("u"),
        .assignment_notes = TEXT("n"),
    };
}

static void each_column_is_told(void **state)
{
    (void)state;
    const struct record full = full_record();
    struct record others[COLUMN_COUNT];
    for (int i = 0; i < COLUMN_COUNT; i++)
        others[i] = full;
    others[COLUMN_SERVICE_NAME].service_name = TEXT("A"); /* capitals are a difference */
    others[COLUMN_PORT_NUMBER].ports.last = 2;
    others[COLUMN_TRANSPORT_PROTOCOL].transport_protocol = TRANSPORT_UDP;
    others[COLUMN_DESCRIPTION].description = TEXT("y");
    others[COLUMN_ASSIGNEE].assignee = TEXT("\x04"
                                            "BOther\x07");
    others[COLUMN_CONTACT].contact = TEXT("\x04"
                                          "BOther\x07");
    others[COLUMN_REGISTRATION_DATE].registration_date.day = 0;
    others[COLUMN_MODIFICATION_DATE].modification_date.month = 3;
    others[COLUMN_REFERENCE].reference = TEXT("\x04"
                                              "Crfc2\x07");
    others[COLUMN_SERVICE_CODE].service_code = 2;
    others[COLUMN_UNAUTHORIZED_USE].unauthorized_use = TEXT("");
    others[COLUMN_ASSIGNMENT_NOTES].assignment_notes = TEXT("n ");
    assert_int_equal(change_columns(&full, &full), 0);
    for (int i = 0; i < COLUMN_COUNT; i++)
        assert_int_equal(change_columns(&full, &others[i]), 1u << i);
}

static void numbers_come_and_go(void **state)
{
    (void)state;
    const struct record full = full_record();
    struct record other = full;
    other.has_ports = false;
    assert_int_equal(change_columns(&full, &other), 1u << COLUMN_PORT_NUMBER);
    other = full;
    other.has_service_code = false;
    assert_int_equal(change_columns(&full, &other), 1u << COLUMN_SERVICE_CODE);
    other = full;
    other.ports.as_range = true; /* how it is written is no difference */
    assert_int_equal(change_columns(&full, &other), 0);
}

/* The assignee that is published counts: without one of its own, the contact. */
static void the_assignee_is_the_published_one(void **state)
{
    (void)state;
    struct record none = full_record(), own = none;
    none.has_assignee = false;
    assert_int_equal(change_columns(&none, &own), 1u << COLUMN_ASSIGNEE);
    own.assignee = own.contact; /* reads the same, but is recorded: no other column says so */
    assert_false(record_equal(&none, &own));
    assert_int_equal(change_columns(&none, &own), 1u << COLUMN_ASSIGNEE);
    struct record moved = none;
    moved.contact = TEXT("\x04"
                         "BOther\x07");
    assert_int_equal(change_columns(&none, &moved), 1u << COLUMN_ASSIGNEE | 1u << COLUMN_CONTACT);
}

static void kinds_and_operations_have_names(void **state)
{
    (void)state;
    static const char *const names[] = {"assignment",   "de-assignment", "reservation",
                                        "availability", "alias",         "modification"};
    for (int kind = 0; kind < CHANGE_KIND_COUNT; kind++)
        assert_string_equal(change_kind_name((enum change_kind)kind), names[kind]);
    assert_string_equal(change_operation_name(CHANGE_ADDED), "added");
    assert_string_equal(change_operation_name(CHANGE_MODIFIED), "modified");
    assert_string_equal(change_operation_name(CHANGE_REMOVED), "removed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(means_what_the_table_says),
        cmocka_unit_test(each_column_is_told),
        cmocka_unit_test(numbers_come_and_go),
        cmocka_unit_test(the_assignee_is_the_published_one),
        cmocka_unit_test(kinds_and_operations_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
