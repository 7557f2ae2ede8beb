/* Seconds as the options of both programs give them. */
#ifndef PORTREG_CLI_SECONDS_H
#define PORTREG_CLI_SECONDS_H

#include "base/text.h"

enum { SECONDS_LIMIT = 7 * 24 * 3600 };
#define SECONDS_EXPECTED "a number of seconds from 1 to 604800, a week"

/* Reads VALUE into *SECONDS. False, and nothing read, when it is something else. */
static inline bool seconds_parse(const char *value, unsigned *seconds)
{
    uint64_t number;
    if (!text_to_number(text_of(value), SECONDS_LIMIT, &number) || number == 0)
        return false;
    *seconds = (unsigned)number;
    return true;
}

#endif
