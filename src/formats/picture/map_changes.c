/* How the map changed from release to release, as JSON. */
#include "base/memory.h"
#include "formats/json/members.h"
#include "formats/picture/map.h"

/* A run of port numbers that follow one another and became of one shade. */
struct run {
    uint32_t first, count;
    enum shade shade;
};

/* Runs on their way into an array of numbers, three for each: how many port numbers are between it
 * and the run before, how many it has, and its shade. The array is the member of PROTOCOL, which
 * begins with the first run. */
struct runs {
    struct json_members *members;
    enum transport_protocol protocol;
    struct run run;
    uint32_t end; /* of the run that was written last */
    bool any;
};

static void write_run(struct runs *runs)
{
    if (!runs->run.count)
        return;
    if (!runs->any)
        json_member(runs->members, map_transport_name(runs->protocol).bytes);
    sink_format(runs->members->sink, "%c%u,%u,%d", runs->any ? ',' : '[',
                runs->run.first - runs->end, runs->run.count, (int)runs->run.shade);
    runs->end = runs->run.first + runs->run.count;
    runs->any = true;
}

static void add_port(struct runs *runs, uint32_t port, enum shade shade)
{
    struct run *run = &runs->run;
    if (run->count && port == run->first + run->count && shade == run->shade) {
        run->count++;
        return;
    }
    write_run(runs);
    *run = (struct run){port, 1, shade};
}

/* The shades of the release before, for each transport protocol and for any. */
struct before {
    uint8_t shades[1 + TRANSPORT_COUNT][PORT_COUNT];
};

/* What the release at hand changes for PROTOCOL; in the first one all begin. Nothing at all is
 * written where nothing changes. */
static void write_runs(const struct states_walk *walk, enum transport_protocol protocol,
                       struct before *before, struct json_members *members)
{
    struct runs runs = {.members = members, .protocol = protocol};
    for (uint32_t i = 0; i < walk->touched_count; i++) {
        uint16_t port = walk->touched[i];
        enum shade shade = map_shade(&walk->states, protocol, port);
        if (walk->release > 0 && before->shades[protocol][port] == (uint8_t)shade)
            continue;
        before->shades[protocol][port] = (uint8_t)shade;
        add_port(&runs, port, shade);
    }
    write_run(&runs);
    if (runs.any)
        sink_write_byte(members->sink, ']');
}

static void write_release(const struct states_walk *walk, struct before *before, struct sink *sink)
{
    struct portreg_release facts = {.sequence = 0};
    struct json_members members = json_members_begin(sink);
    portreg_release_get(walk->snapshot, walk->release, &facts);
    json_member_date_if_any(&members, "date", date_of_portreg(facts.date));
    for (int protocol = TRANSPORT_NONE; protocol <= TRANSPORT_LAST; protocol++)
        write_runs(walk, (enum transport_protocol)protocol, before, &members);
    json_members_end(&members);
}

static void write_states(struct json_members *members)
{
    json_member(members, "states");
    for (int shade = 0; shade < SHADE_COUNT; shade++) {
        sink_write_byte(members->sink, shade ? ',' : '[');
        json_write_string(members->sink, text_of(shades[shade].word));
    }
    sink_write_byte(members->sink, ']');
}

int map_write_changes(const struct portreg *snapshot, struct sink *sink, struct error *error)
{
    struct states_walk *walk = memory_allocate_zeroed(1, sizeof(*walk));
    struct before *before = memory_allocate_zeroed(1, sizeof(*before));
    int status = walk && before ? states_walk_begin(walk, snapshot, error) : error_memory(error);
    if (status != STATUS_OK)
        goto out;
    struct json_members members = json_members_begin(sink);
    write_states(&members);
    json_member(&members, "releases");
    sink_write_byte(sink, '[');
    while (states_walk_next(walk)) {
        sink_write(sink, walk->release ? TEXT(",\n") : TEXT("\n"));
        write_release(walk, before, sink);
    }
    sink_write_byte(sink, ']');
    json_members_end(&members);
    sink_write_byte(sink, '\n');
out:
    if (walk)
        states_walk_done(walk);
    memory_free(walk);
    memory_free(before);
    return status;
}
