/* For tests: registries made by hand, and snapshots of them in memory. */
#ifndef PORTREG_TESTS_SNAPSHOT_H
#define PORTREG_TESTS_SNAPSHOT_H

#include "base/buffer.h"
#include "registry/registry.h"
#include "snapshot/map.h"

/* Adds a record; an empty string is a column that is not there. PORTS is "443" or "6000-6063".
 * The strings must live as long as REGISTRY. Aborts on what is no port number, or no transport
 * protocol. */
struct record *add_record(struct registry *registry, const char *service_name, const char *ports,
                          const char *protocol, const char *description);

/* A snapshot in memory. */
struct compiled {
    struct buffer bytes;
    struct portreg snapshot;
};

/* Compiles REGISTRY and opens the result. Aborts when that fails. End with compiled_done. */
void compiled_init(struct compiled *compiled, const struct registry *registry);
void compiled_done(struct compiled *compiled);

/* Which port numbers snapshot_walk asks for: some, the same and counts, all and counts. */
enum walk { WALK_SOME_PORTS, WALK_COUNTS, WALK_ALL_PORTS };

/* Calls every function that reads a snapshot, for everything in SNAPSHOT, and looks at every byte
 * of the answers: whatever the file holds, that must be safe. Returns a sum of what it saw. */
uint64_t snapshot_walk(const struct portreg *snapshot, enum walk walk);

#endif
