/* The syntax of service names. */
#include "registry/service_name.h"

unsigned service_name_faults(struct text name)
{
    unsigned faults = NAME_LETTER;
    if (name.length == 0)
        return NAME_EMPTY;
    if (name.length > SERVICE_NAME_LIMIT)
        faults |= NAME_LONG;
    for (size_t i = 0; i < name.length; i++) {
        char c = name.bytes[i];
        if (ascii_is_letter(c))
            faults &= ~(unsigned)NAME_LETTER;
        else if (c == '-' && i > 0 && name.bytes[i - 1] == '-')
            faults |= NAME_ADJACENT_HYPHENS;
        else if (c != '-' && !ascii_is_digit(c))
            faults |= NAME_CHARACTER;
    }
    if (name.bytes[0] == '-' || name.bytes[name.length - 1] == '-')
        faults |= NAME_EDGE_HYPHEN;
    return faults;
}

const char *service_name_fault_words(unsigned faults)
{
    static const char *const words[] = {
        "it is empty",
        "it is longer than 15 characters",
        "it has a character other than letters, digits and hyphens",
        "it has no letter",
        "it begins or ends with a hyphen",
        "it has adjacent hyphens",
    };
    for (unsigned i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (faults & 1u << i)
            return words[i];
    return "nothing";
}
