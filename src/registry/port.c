/* Port numbers and their ranges. */
#include "registry/port.h"

#include <stdio.h>

const char *ports_parse(struct text text, struct ports *ports)
{
    struct text last = text;
    struct text first = text_split(&last, '-');
    bool range = last.bytes != NULL;
    uint64_t from = 0, to = 0;
    if (!text_to_number(first, PORT_LAST, &from) ||
        (range && !text_to_number(last, PORT_LAST, &to)))
        return "expected a port number from 0 to 65535, or a range such as 6000-6063";
    if (range && from > to)
        return "expected a range whose first port number is not above its last";
    *ports = (struct ports){(uint16_t)from, (uint16_t)(range ? to : from), range && from == to};
    return NULL;
}

const char *ports_format(struct ports ports, char buffer[static PORTS_SIZE_BYTES])
{
    if (ports.first == ports.last && !ports.as_range)
        snprintf(buffer, PORTS_SIZE_BYTES, "%u", ports.first);
    else
        snprintf(buffer, PORTS_SIZE_BYTES, "%u-%u", ports.first, ports.last);
    return buffer;
}

static const struct port_range_facts ranges[] = {
    [RANGE_SYSTEM] = {TEXT("System Ports"),
                      TEXT("system"),
                      {0, 1023, false},
                      TEXT("IETF Review or IESG Approval"),
                      TEXT("RFC 6335 section 8.1.2")},
    [RANGE_USER] = {TEXT("User Ports"),
                    TEXT("user"),
                    {1024, 49151, false},
                    TEXT("IETF Review, IESG Approval or Expert Review"),
                    TEXT("RFC 6335 section 8.1.2")},
    [RANGE_DYNAMIC] = {TEXT("Dynamic Ports"),
                       TEXT("dynamic"),
                       {49152, 65535, false},
                       TEXT("never assigned"),
                       TEXT("RFC 6335 section 6")},
};

enum port_range port_range_of(uint16_t port_number)
{
    if (port_number <= ranges[RANGE_SYSTEM].ports.last)
        return RANGE_SYSTEM;
    return port_number <= ranges[RANGE_USER].ports.last ? RANGE_USER : RANGE_DYNAMIC;
}

const struct port_range_facts *port_range_facts(enum port_range range)
{
    return &ranges[range];
}

bool port_is_edge(uint16_t port_number)
{
    return port_number == 0 || port_number == 1023 || port_number == 1024 || port_number == 49151;
}

struct text port_remark(uint16_t port_number)
{
    switch (port_number) {
    case 0:
    case 1024:
        return TEXT("at the lower edge of its range, reserved (RFC 6335 section 6)");
    case 1023:
    case 49151:
        return TEXT("at the upper edge of its range, reserved (RFC 6335 section 6)");
    case 1021:
    case 1022:
        return TEXT("for experiments (RFC 6335 section 6.1, RFC 4727)");
    default:
        return TEXT("");
    }
}
