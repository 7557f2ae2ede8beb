/* Every version of every record, from the first release to the last: what the history of a port
 * number or a service name, and the changes of a release, are read from. The versions of one record
 * are portreg_versions. */
#ifndef PORTREG_SNAPSHOT_VERSIONS_H
#define PORTREG_SNAPSHOT_VERSIONS_H

#include "base/error.h"
#include "registry/port.h"
#include "registry/transport_protocol.h"
#include "snapshot/snapshot.h"

/* Keys of records, ascending, each once. */
struct version_keys {
    uint32_t *keys;
    size_t count;
};

/* Finds all records that in any release had a port number of PORTS, and were then of PROTOCOL or
 * without a transport protocol; TRANSPORT_NONE: of any. The caller ends with version_keys_done.
 * Returns 0 or STATUS_MEMORY. */
int version_keys_of_ports(const struct portreg *snapshot, struct ports ports,
                          enum transport_protocol protocol, struct version_keys *keys,
                          struct error *error);

/* Finds all records that in any release had this service name, without regard to the case of
 * letters (RFC 6335 section 5.1). The caller ends with version_keys_done. Returns 0 or
 * STATUS_MEMORY. */
int version_keys_of_name(const struct portreg *snapshot, struct text service_name,
                         struct version_keys *keys, struct error *error);

/* Frees what KEYS owns; it may be all zero. */
void version_keys_done(struct version_keys *keys);

/* The next version that begins with RELEASE (its first_release is RELEASE) or that was in the
 * release before and is not in RELEASE (its last_release is RELEASE - 1), in the published order.
 * One of each with the same key is a record that was modified; a version without its other half is
 * a record that was added or removed. In the first release all begin. *CURSOR begins as 0. False
 * when there are no more. */
bool versions_next_change(const struct portreg *snapshot, uint32_t release, uint32_t *cursor,
                          struct portreg_record *record);

/* What a release did to one record: the version of it that was in the release before and is not in
 * this one, and the version that begins with this one; for snapshot_decode, UINT32_MAX for none. */
struct version_step {
    uint32_t key;
    uint32_t before;
    uint32_t after;
};

struct version_steps {
    struct version_step *list; /* by key, each once */
    size_t count;
};

/* Finds all that versions_next_change does, record by record. The caller ends with
 * version_steps_done. Returns 0 or STATUS_MEMORY. */
int versions_of_release(const struct portreg *snapshot, uint32_t release,
                        struct version_steps *steps, struct error *error);

/* Frees what STEPS owns; it may be all zero. */
void version_steps_done(struct version_steps *steps);

#endif
