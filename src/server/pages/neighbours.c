/* The port numbers around one. */
#include "server/pages/neighbours.h"

#include "registry/state.h"
#include "server/pages/links.h"
#include "server/pages/lookup_page.h"

/* --- the nearest assigned ones --- */

static bool assigns(const struct portreg_record *record)
{
    struct record model;
    snapshot_model(record, &model);
    return record_state(&model) == STATE_ASSIGNED;
}

bool neighbours_next_assigned(const struct portreg *snapshot, uint16_t port_number, uint16_t *next)
{
    struct portreg_record record;
    uint32_t cursor = 0;
    if (port_number == PORT_LAST)
        return false;
    uint16_t from = (uint16_t)(port_number + 1);
    while (portreg_next_in_ports(snapshot, from, PORT_LAST, &cursor, &record)) {
        if (!assigns(&record))
            continue;
        *next = record.first_port_number > from ? record.first_port_number : from;
        return true;
    }
    return false;
}

/* The last port number from FIRST to LAST that a record assigns. */
static bool last_assigned_in(const struct portreg *snapshot, uint16_t first, uint16_t last,
                             uint16_t *found)
{
    struct portreg_record record;
    uint32_t cursor = 0;
    bool any = false;
    while (portreg_next_in_ports(snapshot, first, last, &cursor, &record)) {
        uint16_t end = record.last_port_number < last ? record.last_port_number : last;
        if (!assigns(&record) || (any && end <= *found))
            continue;
        *found = end;
        any = true;
    }
    return any;
}

/* Looks in stretches that become longer: most neighbours are near. */
bool neighbours_last_assigned(const struct portreg *snapshot, uint16_t port_number, uint16_t *last)
{
    for (uint32_t end = port_number, length = 16; end > 0; length *= 4) {
        uint32_t first = end > length ? end - length : 0;
        if (last_assigned_in(snapshot, (uint16_t)first, (uint16_t)(end - 1), last))
            return true;
        end = first;
    }
    return false;
}

/* --- links --- */

static void write_step(struct html *html, const char *words, bool is_there, uint16_t port_number,
                       struct text as_of)
{
    html_open(html, "li");
    html_text(html, text_of(words));
    html_text(html, TEXT(" "));
    if (is_there)
        link_ports(html, (struct ports){port_number, port_number, false}, as_of);
    else
        html_text(html, TEXT("none"));
    html_close(html);
}

static void write_steps(struct html *html, const struct portreg *snapshot, uint16_t port_number,
                        struct text as_of)
{
    uint16_t near = 0;
    html_open(html, "ul");
    html_set(html, "class", "steps");
    write_step(html, "Previous", port_number > 0, (uint16_t)(port_number - 1), as_of);
    write_step(html, "Next", port_number < PORT_LAST, (uint16_t)(port_number + 1), as_of);
    bool is_there = neighbours_last_assigned(snapshot, port_number, &near);
    write_step(html, "Nearest assigned before", is_there, near, as_of);
    is_there = neighbours_next_assigned(snapshot, port_number, &near);
    write_step(html, "Nearest assigned after", is_there, near, as_of);
    html_close(html);
}

/* --- the strip --- */

/* What a tile says below its number: the service name, else the state. */
static struct text tile_words(const struct portreg *snapshot, const struct portreg_answer *answer,
                              struct portreg_record *record)
{
    if (answer->state == PORTREG_ASSIGNED && portreg_list_get(snapshot, answer->records, 0, record))
        return text_of_portreg(record->service_name.length ? record->service_name
                                                           : record->description);
    return text_of(portreg_state_name(answer->state));
}

/* A bar for each transport protocol. Returns the answer that speaks for all: the first that
 * assigns, else that of TCP. */
static struct portreg_answer write_bars(struct html *html, const struct portreg *snapshot,
                                        uint16_t port_number)
{
    struct portreg_answer chosen =
        portreg_find_port(snapshot, (enum portreg_transport_protocol)TRANSPORT_FIRST, port_number);
    html_open(html, "span");
    html_set(html, "class", "bars");
    for (int protocol = TRANSPORT_FIRST; protocol <= TRANSPORT_LAST; protocol++) {
        struct portreg_answer answer =
            portreg_find_port(snapshot, (enum portreg_transport_protocol)protocol, port_number);
        html_open(html, "span");
        html_set(html, "class", portreg_state_name(answer.state));
        html_close(html);
        if (chosen.state != PORTREG_ASSIGNED && answer.state == PORTREG_ASSIGNED)
            chosen = answer;
    }
    html_close(html);
    return chosen;
}

static void write_tile(struct html *html, const struct portreg *snapshot, uint16_t port_number,
                       unsigned distance, struct text as_of)
{
    struct portreg_record record;
    struct ports ports = {port_number, port_number, false};
    struct buffer href;
    buffer_init(&href);
    link_append_ports(&href, ports, TRANSPORT_NONE, as_of);
    html_open(html, "li");
    html_set(html, "class", distance > 7 ? "farthest" : distance > 3 ? "far" : "near");
    html_open(html, "a");
    html_attribute(html, "href", buffer_text(&href));
    if (distance == 0)
        html_set(html, "aria-current", "page");
    html_open(html, "span");
    html_set(html, "class", "digits");
    html_format(html, "%u", (unsigned)port_number);
    html_close(html);
    html_text(html, TEXT(" "));
    struct portreg_answer answer = write_bars(html, snapshot, port_number);
    html_open(html, "span");
    html_set(html, "class", "words");
    html_text(html, tile_words(snapshot, &answer, &record));
    html_close(html);
    html_close(html);
    html_close(html);
    html->buffer->failed |= href.failed;
    buffer_done(&href);
}

static void write_strip(struct html *html, const struct portreg *snapshot, uint16_t port_number,
                        struct text as_of)
{
    uint32_t last = (uint32_t)port_number + NEIGHBOURS_REACH;
    last = last > PORT_LAST ? PORT_LAST : last;
    uint32_t first = port_number > NEIGHBOURS_REACH ? (uint32_t)port_number - NEIGHBOURS_REACH : 0;
    html_open(html, "ol");
    html_set(html, "class", "strip");
    for (uint32_t number = first; number <= last; number++) {
        unsigned distance = number > port_number ? number - port_number : port_number - number;
        write_tile(html, snapshot, (uint16_t)number, distance, as_of);
    }
    html_close(html);
}

void neighbours_write(struct html *html, const struct portreg *snapshot, uint16_t port_number,
                      struct text as_of)
{
    section_begin(html, "around", "Around it");
    write_strip(html, snapshot, port_number, as_of);
    html_open(html, "p");
    html_set(html, "class", "legend");
    html_text(html, TEXT("Bars, from left to right: tcp, udp, sctp, dccp. Filled: assigned; "
                         "hatched: reserved; empty: unassigned or dynamic."));
    html_close(html);
    write_steps(html, snapshot, port_number, as_of);
    html_close(html);
}
