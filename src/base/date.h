/* Dates as the registry writes them: YYYY, YYYY-MM or YYYY-MM-DD. */
#ifndef PORTREG_BASE_DATE_H
#define PORTREG_BASE_DATE_H

#include "base/text.h"

struct date {
    uint16_t year; /* 0: no date */
    uint8_t month; /* 0: only the year is known */
    uint8_t day;   /* 0: only year and month are known */
};

/* Reads all of TEXT. Returns false for another form and for a date that no calendar has (the
 * Gregorian one; years 1 to 9999). */
bool date_parse(struct text text, struct date *date);

enum { DATE_SIZE_BYTES = 16 };
/* The form DATE was read in; no date gives the empty string. Returns BUFFER. */
const char *date_format(struct date date, char buffer[static DATE_SIZE_BYTES]);

/* -1, 0 or 1 by as many parts as both dates have; so 2004-11 and 2004-11-15 are equal. */
int date_compare(struct date a, struct date b);

/* The last day that DATE, which has a year, may mean: of its month or of its year. */
struct date date_last_day(struct date date);

static inline bool date_is_set(struct date date)
{
    return date.year != 0;
}

/* Year, month and day as one number: 0xYYYYMMDD in binary fields, ordered as the dates are. */
static inline uint32_t date_pack(struct date date)
{
    return (uint32_t)date.year << 16 | (uint32_t)date.month << 8 | date.day;
}

static inline struct date date_unpack(uint32_t packed)
{
    return (struct date){(uint16_t)(packed >> 16), (uint8_t)(packed >> 8), (uint8_t)packed};
}

#endif
