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
 * and the run before, how many it has, and its shade. */
struct runs {
    struct sink *sink;
    struct run run;
    uint32_t end; /* of the run that was written last */
    bool any;
};

static void write_run(struct runs *runs)
{
    if (!runs->run.count)
        return;
    sink_format(runs->sink, "%s%u,%u,%d", runs->any ? "," : "", runs->run.first - runs->end,
                runs->run.count, (int)runs->run.shade);
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

/* What the release at hand changes in SHADES, which become those of it. In the first one all begin.
 */
static void write_release(const struct states_walk *walk, enum transport_protocol protocol,
                          uint8_t shades_before[static PORT_COUNT], struct sink *sink)
{
    struct portreg_release facts = {.sequence = 0};
    struct json_members members = json_members_begin(sink);
    struct runs runs = {.sink = sink};
    portreg_release_get(walk->snapshot, walk->release, &facts);
    json_member_date_if_any(&members, "date", date_of_portreg(facts.date));
    json_member(&members, "runs");
    sink_write_byte(sink, '[');
    for (uint32_t i = 0; i < walk->touched_count; i++) {
        uint16_t port = walk->touched[i];
        enum shade shade = map_shade(&walk->states, protocol, port);
        if (walk->release > 0 && shades_before[port] == (uint8_t)shade)
            continue;
        shades_before[port] = (uint8_t)shade;
        add_port(&runs, port, shade);
    }
    write_run(&runs);
    sink_write_byte(sink, ']');
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

int map_write_changes(const struct portreg *snapshot, enum transport_protocol protocol,
                      struct sink *sink, struct error *error)
{
    struct states_walk *walk = memory_allocate_zeroed(1, sizeof(*walk));
    uint8_t *shades_before = memory_allocate_zeroed(1, PORT_COUNT);
    int status =
        walk && shades_before ? states_walk_begin(walk, snapshot, error) : error_memory(error);
    if (status != STATUS_OK)
        goto out;
    struct json_members members = json_members_begin(sink);
    json_member_text(&members, "transport", map_transport_name(protocol));
    write_states(&members);
    json_member(&members, "releases");
    sink_write_byte(sink, '[');
    while (states_walk_next(walk)) {
        sink_write(sink, walk->release ? TEXT(",\n") : TEXT("\n"));
        write_release(walk, protocol, shades_before, sink);
    }
    sink_write_byte(sink, ']');
    json_members_end(&members);
    sink_write_byte(sink, '\n');
out:
    if (walk)
        states_walk_done(walk);
    memory_free(walk);
    memory_free(shades_before);
    return status;
}
