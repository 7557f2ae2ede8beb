/* Tests of records: equality, columns. */
#include "registry/record.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct record full_record(void)
{
    return (struct record){
        .service_name = TEXT("http"),
        .ports = {80, 80, false},
        .transport_protocol = TRANSPORT_TCP,
        .has_ports = true,
        .has_assignee = true,
        .has_service_code = true,
        .service_code = 7,
        .description = TEXT("d"),
        .assignee = TEXT("a"),
        .contact = TEXT("c"),
        .registration_date = {2011, 8, 0},
        .modification_date = {2012, 1, 2},
        .reference = TEXT("r"),
        .unauthorized_use = TEXT("u"),
        .assignment_notes = TEXT("n"),
    };
}

/* Changes one thing that a record means. Returns false past the last. */
static bool change(struct record *record, int index)
{
    switch (index) {
    case 0:
        record->service_name = TEXT("HTTP");
        return true;
    case 1:
        record->ports.first = 79;
        return true;
    case 2:
        record->ports.last = 81;
        return true;
    case 3:
        record->has_ports = false;
        return true;
    case 4:
        record->transport_protocol = TRANSPORT_NONE;
        return true;
    case 5:
        record->has_assignee = false;
        return true;
    case 6:
        record->has_service_code = false;
        return true;
    case 7:
        record->service_code = 8;
        return true;
    case 8:
        record->description = TEXT("");
        return true;
    case 9:
        record->assignee = TEXT("b");
        return true;
    case 10:
        record->contact = TEXT("b");
        return true;
    case 11:
        record->registration_date.day = 1;
        return true;
    case 12:
        record->modification_date.day = 0;
        return true;
    case 13:
        record->reference = TEXT("rr");
        return true;
    case 14:
        record->unauthorized_use = TEXT("v");
        return true;
    case 15:
        record->assignment_notes = TEXT("m");
        return true;
    default:
        return false;
    }
}

static void differs_by_each_column(void **state)
{
    (void)state;
    struct record a = full_record(), b = full_record();
    assert_true(record_equal(&a, &b));
    int count = 0;
    for (; change(&b, count); count++, b = full_record()) {
        if (record_equal(&a, &b) || record_equal(&b, &a))
            fail_msg("change %d", count);
    }
    assert_int_equal(count, 16);
}

static void is_equal_whatever_has_no_meaning(void **state)
{
    (void)state;
    struct record a = full_record(), b = full_record();
    b.layout = TEXT("layout");
    b.position = (struct position){7, 7};
    assert_true(record_equal(&a, &b));
    a.has_ports = b.has_ports = false;
    b.ports.first = 1;
    a.has_service_code = b.has_service_code = false;
    b.service_code = 9;
    a.has_assignee = b.has_assignee = false;
    b.assignee = TEXT("x");
    assert_true(record_equal(&a, &b));
}

static void assignee_defaults_to_contact(void **state)
{
    (void)state;
    struct record record = full_record();
    assert_true(text_equal(record_assignee(&record), TEXT("a")));
    record.has_assignee = false;
    assert_true(text_equal(record_assignee(&record), TEXT("c")));
}

static void columns_have_titles(void **state)
{
    (void)state;
    assert_int_equal(COLUMN_COUNT, 12);
    for (int i = 0; i < COLUMN_COUNT; i++)
        assert_int_not_equal(column_title((enum column)i).length, 0);
    assert_true(text_equal(column_title(COLUMN_SERVICE_NAME), TEXT("Service Name")));
    assert_true(text_equal(column_title(COLUMN_ASSIGNMENT_NOTES), TEXT("Assignment Notes")));
    assert_true(column_has_title(COLUMN_UNAUTHORIZED_USE, TEXT("Unauthorized Use Reported")));
    assert_true(column_has_title(COLUMN_UNAUTHORIZED_USE, TEXT("Known Unauthorized Uses")));
    assert_false(column_has_title(COLUMN_SERVICE_NAME, TEXT("Known Unauthorized Uses")));
    assert_false(column_has_title(COLUMN_SERVICE_NAME, TEXT("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(differs_by_each_column),
        cmocka_unit_test(is_equal_whatever_has_no_meaning),
        cmocka_unit_test(assignee_defaults_to_contact),
        cmocka_unit_test(columns_have_titles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
