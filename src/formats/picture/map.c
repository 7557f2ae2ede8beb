/* What a map shows. */
#include "formats/picture/map.h"

#include "base/memory.h"
#include "snapshot/layout.h"

static const struct text titles[] = {
    [TRANSPORT_NONE] = TEXT("any transport protocol"),
    [TRANSPORT_TCP] = TEXT("TCP"),
    [TRANSPORT_UDP] = TEXT("UDP"),
    [TRANSPORT_SCTP] = TEXT("SCTP"),
    [TRANSPORT_DCCP] = TEXT("DCCP"),
};

bool map_transport_parse(struct text text, enum transport_protocol *protocol)
{
    *protocol = transport_protocol_ask(text);
    return *protocol != TRANSPORT_NONE || text_equal(text, TEXT("any"));
}

struct text map_transport_name(enum transport_protocol protocol)
{
    return protocol == TRANSPORT_NONE ? TEXT("any") : transport_protocol_name(protocol);
}

struct text map_transport_title(enum transport_protocol protocol)
{
    return titles[protocol];
}

static enum shade shade_of_verdict(uint8_t verdict)
{
    switch ((enum verdict)verdict) {
    case VERDICT_ASSIGNED:
    case VERDICT_ALL_ASSIGNED:
        return SHADE_ASSIGNED;
    case VERDICT_RESERVED:
    case VERDICT_ALL_RESERVED:
        return SHADE_RESERVED;
    case VERDICT_OTHER_TRANSPORT:
        return SHADE_IMPLIED;
    case VERDICT_DYNAMIC:
        return SHADE_DYNAMIC;
    default:
        return SHADE_UNASSIGNED;
    }
}

/* Of all transport protocols; what is implied is assigned for another of them. */
static enum shade shade_of_any(const struct states *states, uint16_t port_number)
{
    enum shade any = SHADE_DYNAMIC;
    for (int i = 0; i < TRANSPORT_COUNT; i++) {
        enum shade shade = shade_of_verdict(states->verdicts[i][port_number]);
        if (shade == SHADE_ASSIGNED)
            return shade;
        if (shade == SHADE_RESERVED || any == SHADE_DYNAMIC)
            any = shade;
    }
    return any;
}

enum shade map_shade(const struct states *states, enum transport_protocol protocol,
                     uint16_t port_number)
{
    if (protocol == TRANSPORT_NONE)
        return shade_of_any(states, port_number);
    return shade_of_verdict(states->verdicts[protocol - TRANSPORT_FIRST][port_number]);
}

int map_read(const struct portreg *snapshot, uint32_t release, enum transport_protocol protocol,
             struct map *map, struct error *error)
{
    struct portreg_release facts = {.title = {"", 0}};
    struct states *states = memory_allocate(sizeof(*states));
    if (!states)
        return error_memory(error);
    int status = states_read(snapshot, release, states, error);
    portreg_release_get(snapshot, release, &facts);
    *map = (struct map){.transport_protocol = protocol,
                        .title = text_of_portreg(facts.title),
                        .date = date_of_portreg(facts.date)};
    for (uint32_t port = 0; status == STATUS_OK && port < PORT_COUNT; port++) {
        enum shade shade = map_shade(states, protocol, (uint16_t)port);
        struct place place = hilbert_place((uint16_t)port);
        map->shades[port] = map->cells[place.y][place.x] = (uint8_t)shade;
        map->counts[shade]++;
    }
    memory_free(states);
    return status;
}

bool map_size_parse(struct text text, unsigned *size)
{
    uint64_t number;
    if (!text_to_number(text, 2048, &number) || number < 256 || (number & (number - 1)))
        return false;
    *size = (unsigned)number;
    return true;
}
