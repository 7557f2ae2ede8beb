/* The state that a record gives. */
#include "registry/state.h"

const char *state_name(enum state state)
{
    static const char *const names[] = {
        [STATE_UNASSIGNED] = "unassigned",
        [STATE_ASSIGNED] = "assigned",
        [STATE_RESERVED] = "reserved",
        [STATE_DYNAMIC] = "dynamic",
    };
    return names[state];
}

/* Whether TEXT begins with PREFIX, letters without regard to case. */
static bool begins(struct text text, struct text prefix)
{
    return text.length >= prefix.length &&
           text_equal_ignoring_case(text_slice(text, 0, prefix.length), prefix);
}

enum state record_state(const struct record *record)
{
    if (record->service_name.length)
        return STATE_ASSIGNED;
    struct text words = text_trim(record->description);
    if (begins(words, TEXT("any private")))
        return STATE_ASSIGNED;
    if (begins(words, TEXT("unassigned")) || begins(words, TEXT("(unassigned)")) ||
        begins(words, TEXT("possibly")))
        return STATE_UNASSIGNED;
    return STATE_RESERVED;
}
