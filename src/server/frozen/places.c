/* Every place of a site that can be a file. */
#include "server/frozen/places.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>

#include "server/assets.h"

/* What is being enumerated. */
struct places {
    const struct route *route;
    const struct served_release *release;
    const char *data_directory;
    const struct place_sink *sink;
    struct buffer target;
};

/* Gives the sink the pattern of the route with VALUE for its first variable, encoded, and REST for
 * what stands behind it. */
static int give(struct places *places, struct text value, struct text rest, struct error *error)
{
    struct text pattern = text_of(places->route->pattern);
    size_t brace = text_find(pattern, TEXT("{"), 0);
    buffer_clear(&places->target);
    buffer_append(&places->target, text_slice(pattern, 0, brace));
    if (brace != SIZE_MAX)
        target_append_encoded(&places->target, value);
    buffer_append(&places->target, rest);
    if (places->target.failed)
        return error_memory(error);
    return places->sink->place(places->sink->context, buffer_text(&places->target), error);
}

/* --- port numbers --- */

/* Whether a record has this port number and no other. */
static bool has_own_record(const struct portreg *snapshot, uint16_t port)
{
    uint32_t cursor = 0;
    struct portreg_record record;
    while (portreg_next_in_ports(snapshot, port, port, &cursor, &record))
        if (record.first_port_number == record.last_port_number)
            return true;
    return false;
}

/* Whether all transport protocols say the same of both port numbers, by the same records. */
static bool is_same_block(const struct portreg *snapshot, uint16_t a, uint16_t b)
{
    for (int protocol = PORTREG_TCP; protocol <= PORTREG_DCCP; protocol++) {
        struct portreg_answer one =
            portreg_find_port(snapshot, (enum portreg_transport_protocol)protocol, a);
        struct portreg_answer other =
            portreg_find_port(snapshot, (enum portreg_transport_protocol)protocol, b);
        if (one.state != other.state || one.reason != other.reason ||
            one.records.at != other.records.at || one.records.count != other.records.count)
            return false;
    }
    return portreg_range_of(a).first_port_number == portreg_range_of(b).first_port_number;
}

/* The last port number of the block that begins with FIRST, which has no record of its own. */
static uint16_t find_block_end(const struct portreg *snapshot, uint16_t first)
{
    uint16_t last = first;
    while (last < UINT16_MAX && !has_own_record(snapshot, (uint16_t)(last + 1)) &&
           is_same_block(snapshot, first, (uint16_t)(last + 1)))
        last++;
    return last;
}

/* Gives the port numbers FIRST to LAST, as one place; with their transport protocols, each. */
static int give_ports(struct places *places, uint16_t first, uint16_t last, struct error *error)
{
    char ports[16];
    int status = STATUS_OK;
    snprintf(ports, sizeof(ports), first == last ? "%u" : "%u-%u", (unsigned)first, (unsigned)last);
    if (places->route->frozen == FROZEN_PORTS)
        return give(places, text_of(ports), TEXT(""), error);
    for (int protocol = PORTREG_TCP; protocol <= PORTREG_DCCP && status == STATUS_OK; protocol++) {
        char rest[8];
        snprintf(rest, sizeof(rest), "/%s",
                 portreg_transport_protocol_name((enum portreg_transport_protocol)protocol));
        status = give(places, text_of(ports), text_of(rest), error);
    }
    return status;
}

/* The ranges of records. */
static int each_recorded_range(struct places *places, struct error *error)
{
    const struct portreg *snapshot = places->release->snapshot;
    struct portreg_record record;
    int status = STATUS_OK;
    for (uint32_t i = 0; status == STATUS_OK && portreg_record_get(snapshot, i, &record); i++)
        if (record.first_port_number < record.last_port_number)
            status = give_ports(places, record.first_port_number, record.last_port_number, error);
    return status;
}

/* The ranges that pages lead to: System, User and Dynamic Ports, the areas of the map, and those of
 * records. */
static int each_range(struct places *places, struct error *error)
{
    enum { AREA_PORTS = 1024 };
    int status = STATUS_OK;
    for (uint32_t first = 0; first <= UINT16_MAX && status == STATUS_OK; first += AREA_PORTS) {
        struct portreg_range range = portreg_range_of((uint16_t)first);
        if (first == range.first_port_number)
            status = give_ports(places, range.first_port_number, range.last_port_number, error);
        if (status == STATUS_OK)
            status = give_ports(places, (uint16_t)first, (uint16_t)(first + AREA_PORTS - 1), error);
    }
    return status == STATUS_OK ? each_recorded_range(places, error) : status;
}

static int each_port(struct places *places, struct error *error)
{
    const struct portreg *snapshot = places->release->snapshot;
    int status = places->route->frozen == FROZEN_PORTS ? each_range(places, error) : STATUS_OK;
    for (uint32_t port = 0; port <= UINT16_MAX && status == STATUS_OK; port++) {
        uint16_t first = (uint16_t)port, last = first;
        if (!has_own_record(snapshot, first))
            last = find_block_end(snapshot, first);
        status = give_ports(places, first, last, error);
        if (status == STATUS_OK && first < last && places->route->frozen == FROZEN_PORTS)
            status = places->sink->block(places->sink->context, places->route, first, last, error);
        port = last;
    }
    return status;
}

/* --- names --- */

/* Each service name once, with the records of which it is the name. */
static int each_service(struct places *places, struct error *error)
{
    const struct portreg *snapshot = places->release->snapshot;
    struct portreg_record record, first;
    int status = STATUS_OK;
    for (uint32_t i = 0; status == STATUS_OK && portreg_record_get(snapshot, i, &record); i++) {
        struct text name = text_of_portreg(record.service_name);
        struct portreg_list same = portreg_find_name(snapshot, name.bytes, name.length);
        if (name.length && portreg_list_get(snapshot, same, 0, &first) && first.id == record.id)
            status = give(places, name, TEXT(""), error);
    }
    return status;
}

static int each_person(struct places *places, struct error *error)
{
    struct portreg_person person;
    int status = STATUS_OK;
    for (uint32_t i = 0;
         status == STATUS_OK && snapshot_person(places->release->snapshot, i, &person); i++)
        status = give(places, text_of_portreg(person.id), TEXT(""), error);
    return status;
}

static int each_release(struct places *places, struct error *error)
{
    struct portreg_release release;
    int status = STATUS_OK;
    for (uint32_t i = 0;
         status == STATUS_OK && portreg_release_get(places->release->snapshot, i, &release); i++) {
        char sequence[16];
        snprintf(sequence, sizeof(sequence), "%u", (unsigned)release.sequence);
        status = give(places, text_of(sequence), TEXT(""), error);
    }
    return status;
}

/* --- files --- */

static int each_published(struct places *places, struct error *error)
{
    int status = STATUS_OK;
    for (size_t i = 0; i < RELEASE_FILE_COUNT && status == STATUS_OK; i++)
        status = give(places, text_of(release_files[i].name), TEXT(""), error);
    for (size_t i = 0; i < COMPANION_COUNT && status == STATUS_OK; i++)
        status = give(places, text_of(companion_names[i]), TEXT(""), error);
    return status;
}

static int each_asset(struct places *places, struct error *error)
{
    int status = STATUS_OK;
    for (size_t i = 0; i < asset_count && status == STATUS_OK; i++)
        status = give(places, text_of(assets[i].name), TEXT(""), error);
    return status;
}

/* Gives all files below the directory PATH, which ends in tile/REST. */
static int give_tiles(struct places *places, const char *path, struct text rest,
                      struct error *error)
{
    DIR *entries = opendir(path);
    if (!entries)
        return STATUS_OK; /* a release from before there was a log */
    int status = STATUS_OK;
    struct dirent *entry;
    while (status == STATUS_OK && (entry = readdir(entries))) {
        char inner[PATH_SIZE_BYTES], inner_rest[PATH_SIZE_BYTES];
        struct stat found;
        if (entry->d_name[0] == '.' || path_join(inner, path, entry->d_name, error) != STATUS_OK ||
            stat(inner, &found) < 0)
            continue;
        snprintf(inner_rest, sizeof(inner_rest), "%.*s%s%s", TEXT_ARGS(rest),
                 rest.length ? "/" : "", entry->d_name);
        if (S_ISDIR(found.st_mode))
            status = give_tiles(places, inner, text_of(inner_rest), error);
        else
            status = give(places, TEXT(""), text_of(inner_rest), error);
    }
    closedir(entries);
    return status;
}

static int each_tile(struct places *places, struct error *error)
{
    char path[PATH_SIZE_BYTES];
    int status = path_join(path, places->data_directory, "log/tile", error);
    return status == STATUS_OK ? give_tiles(places, path, TEXT(""), error) : status;
}

static int itself(struct places *places, struct error *error)
{
    return give(places, TEXT(""), TEXT(""), error);
}

int places_each(const struct route *route, const struct served_release *release,
                const char *data_directory, const struct place_sink *sink, struct error *error)
{
    static int (*const each[])(struct places *, struct error *) = {
        [FROZEN_NOT] = NULL,
        [FROZEN_FOLDER] = itself,
        [FROZEN_FILE] = itself,
        [FROZEN_PORTS] = each_port,
        [FROZEN_PORTS_OF_TRANSPORTS] = each_port,
        [FROZEN_SERVICES] = each_service,
        [FROZEN_PEOPLE] = each_person,
        [FROZEN_RELEASES] = each_release,
        [FROZEN_PUBLISHED_FILES] = each_published,
        [FROZEN_ASSETS] = each_asset,
        [FROZEN_TILES] = each_tile,
    };
    struct places places = {route, release, data_directory, sink, {0}};
    if (!each[route->frozen])
        return STATUS_OK;
    buffer_init(&places.target);
    int status = each[route->frozen](&places, error);
    buffer_done(&places.target);
    return status;
}
