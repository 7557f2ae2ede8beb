/* For tests: registries made by hand, and snapshots of them in memory. */
#include "support/snapshot.h"

#include <stdlib.h>

#include "snapshot/compile.h"

struct record *add_record(struct registry *registry, const char *service_name, const char *ports,
                          const char *protocol, const char *description)
{
    struct record *record = registry_add_record(registry);
    if (!record)
        abort();
    record->service_name = text_of(service_name);
    record->description = text_of(description);
    record->has_ports = *ports != '\0';
    record->transport_protocol = transport_protocol_parse(text_of(protocol));
    if ((*ports && ports_parse(text_of(ports), &record->ports)) ||
        (*protocol && record->transport_protocol == TRANSPORT_NONE))
        abort();
    return record;
}

void compiled_init(struct compiled *compiled, const struct registry *registry)
{
    struct release release = {.sha256 = {0x5a}};
    buffer_init(&compiled->bytes);
    if (snapshot_compile_release(registry, &release, &compiled->bytes, NULL) != STATUS_OK ||
        map_init(&compiled->snapshot, compiled->bytes.bytes, compiled->bytes.length, NULL) !=
            PORTREG_OK)
        abort();
}

void compiled_done(struct compiled *compiled)
{
    buffer_done(&compiled->bytes);
}
