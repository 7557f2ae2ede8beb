/* Dates. */
#include "base/date.h"

#include <stdio.h>

static unsigned days_of_month(unsigned year, unsigned month)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

/* COUNT digits at OFFSET of TEXT, or 0. */
static unsigned digits(struct text text, size_t offset, size_t count)
{
    unsigned value = 0;
    for (size_t i = offset; i < offset + count; i++) {
        if (!ascii_is_digit(text.bytes[i]))
            return 0;
        value = value * 10 + (unsigned)(text.bytes[i] - '0');
    }
    return value;
}

bool date_parse(struct text text, struct date *date)
{
    bool has_month = text.length == 7 || text.length == 10;
    bool has_day = text.length == 10;
    if ((text.length != 4 && !has_month) || (has_month && text.bytes[4] != '-') ||
        (has_day && text.bytes[7] != '-'))
        return false;
    unsigned year = digits(text, 0, 4);
    unsigned month = has_month ? digits(text, 5, 2) : 0;
    unsigned day = has_day ? digits(text, 8, 2) : 0;
    if (year == 0 || (has_month && (month == 0 || month > 12)) ||
        (has_day && (day == 0 || day > days_of_month(year, month))))
        return false;
    *date = (struct date){(uint16_t)year, (uint8_t)month, (uint8_t)day};
    return true;
}

struct date date_last_day(struct date date)
{
    if (date.month == 0)
        return (struct date){date.year, 12, 31};
    if (date.day == 0)
        date.day = (uint8_t)days_of_month(date.year, date.month);
    return date;
}

const char *date_format(struct date date, char buffer[static DATE_SIZE_BYTES])
{
    if (!date.year)
        buffer[0] = '\0';
    else if (!date.month)
        snprintf(buffer, DATE_SIZE_BYTES, "%04u", date.year);
    else if (!date.day)
        snprintf(buffer, DATE_SIZE_BYTES, "%04u-%02u", date.year, date.month);
    else
        snprintf(buffer, DATE_SIZE_BYTES, "%04u-%02u-%02u", date.year, date.month, date.day);
    return buffer;
}

int date_compare(struct date a, struct date b)
{
    if (a.year != b.year)
        return a.year < b.year ? -1 : 1;
    if (a.month != b.month && a.month && b.month)
        return a.month < b.month ? -1 : 1;
    if (a.day != b.day && a.day && b.day)
        return a.day < b.day ? -1 : 1;
    return 0;
}
