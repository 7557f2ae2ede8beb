/* Tests of dates: forms, calendar, order. */
#include "base/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void reads_and_writes_each_form(void **state)
{
    (void)state;
    static const char *const good[] = {
        "2011",       "2011-08",    "2011-08-31", "0001",       "0001-01-01", "9999-12-31",
        "2000-02-29", "2024-02-29", "1992-07",    "2023-02-28", "2023-04-30",
    };
    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
        struct date date;
        char buffer[DATE_SIZE_BYTES];
        if (!date_parse(text_of(good[i]), &date))
            fail_msg("%s", good[i]);
        assert_true(date_is_set(date));
        assert_string_equal(date_format(date, buffer), good[i]);
        assert_int_equal(date_pack(date_unpack(date_pack(date))), date_pack(date));
    }
}

static void refuses_other_forms_and_days(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",           "0000",       "0000-01-01",  "999",        "20111",       "2011-",
        "2011-1",     "2011-00",    "2011-13",     "2011/08",    "2011-08-",    "2011-08-1",
        "2011-08-00", "2011-08-32", "2023-02-29",  "1900-02-29", "2100-02-29",  "2000-02-30",
        "2023-04-31", "2023-06-31", "2023-09-31",  "2023-11-31", "2011-08-31 ", " 2011-08-31",
        "2011 08 31", "2011-08/31", "-011",        "+011",       "2011-+8",     "2011-08- 1",
        "20110831",   "31-08-2011", "2011-08-31T", "2o11",       "2011-0a-01",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        struct date date = {4711, 1, 1};
        if (date_parse(text_of(bad[i]), &date))
            fail_msg("%s", bad[i]);
        assert_int_equal(date.year, 4711);
    }
    struct date date;
    assert_false(date_parse(TEXT("2011\0-08"), &date));
}

static void accepts_exactly_the_days_of_the_calendar(void **state)
{
    (void)state;
    int days = 0;
    for (int year = 2000; year < 2400; year++)
        for (int month = 0; month <= 13; month++)
            for (int day = 0; day <= 32; day++) {
                char text[32];
                struct date date;
                snprintf(text, sizeof(text), "%04d-%02d-%02d", year, month, day);
                days += date_parse(text_of(text), &date);
            }
    assert_int_equal(days, 146097); /* 400 Gregorian years */
}

static struct date date_of(const char *text)
{
    struct date date = {0, 0, 0};
    assert_true(date_parse(text_of(text), &date));
    return date;
}

static void compares_what_both_have(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        int order;
    } cases[] = {
        {"2004", "2005", -1},
        {"2004-12", "2005-01", -1},
        {"2004-11", "2004-12", -1},
        {"2004-11-15", "2004-11", 0},
        {"2004", "2004-11-15", 0},
        {"2004", "2004-11", 0},
        {"2004-11-15", "2004-11-16", -1},
        {"2004-11-15", "2004-11-15", 0},
        {"2004-11-30", "2004-12-01", -1},
        {"2004-12", "2004-11-30", 1},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct date a = date_of(cases[i].a), b = date_of(cases[i].b);
        assert_int_equal(date_compare(a, b), cases[i].order);
        assert_int_equal(date_compare(b, a), -cases[i].order);
    }
}

static void packs_in_order(void **state)
{
    (void)state;
    assert_true(date_pack(date_of("2004-12-31")) < date_pack(date_of("2005-01-01")));
    assert_true(date_pack(date_of("2004")) < date_pack(date_of("2004-01")));
    assert_int_equal(date_pack((struct date){0, 0, 0}), 0);
}

static void writes_no_date_as_nothing(void **state)
{
    (void)state;
    char buffer[DATE_SIZE_BYTES];
    assert_string_equal(date_format((struct date){0, 0, 0}, buffer), "");
    assert_string_equal(date_format((struct date){UINT16_MAX, 255, 255}, buffer), "65535-255-255");
}

static void the_last_day_is_of_the_month_or_the_year(void **state)
{
    (void)state;
    static const struct date cases[][2] = {{{2024, 2, 0}, {2024, 2, 29}},
                                           {{2023, 2, 0}, {2023, 2, 28}},
                                           {{2015, 0, 0}, {2015, 12, 31}},
                                           {{2015, 12, 0}, {2015, 12, 31}},
                                           {{2015, 6, 7}, {2015, 6, 7}}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        assert_int_equal(date_pack(date_last_day(cases[i][0])), date_pack(cases[i][1]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_and_writes_each_form),
        cmocka_unit_test(refuses_other_forms_and_days),
        cmocka_unit_test(accepts_exactly_the_days_of_the_calendar),
        cmocka_unit_test(compares_what_both_have),
        cmocka_unit_test(packs_in_order),
        cmocka_unit_test(writes_no_date_as_nothing),
        cmocka_unit_test(the_last_day_is_of_the_month_or_the_year),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
