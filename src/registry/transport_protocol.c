/* Transport protocols by name. */
#include "registry/transport_protocol.h"

static const struct text names[] = {
    [TRANSPORT_NONE] = TEXT(""),     [TRANSPORT_TCP] = TEXT("tcp"),   [TRANSPORT_UDP] = TEXT("udp"),
    [TRANSPORT_SCTP] = TEXT("sctp"), [TRANSPORT_DCCP] = TEXT("dccp"),
};

struct text transport_protocol_name(enum transport_protocol protocol)
{
    return names[protocol];
}

enum transport_protocol transport_protocol_parse(struct text name)
{
    for (int i = TRANSPORT_FIRST; i <= TRANSPORT_LAST; i++)
        if (text_equal(name, names[i]))
            return (enum transport_protocol)i;
    return TRANSPORT_NONE;
}

enum transport_protocol transport_protocol_ask(struct text name)
{
    for (int i = TRANSPORT_FIRST; i <= TRANSPORT_LAST; i++)
        if (text_equal_ignoring_case(name, names[i]))
            return (enum transport_protocol)i;
    if (text_equal_ignoring_case(name, TEXT("udplite")) ||
        text_equal_ignoring_case(name, TEXT("udp-lite")))
        return TRANSPORT_UDP;
    return TRANSPORT_NONE;
}
