/* The state of the port numbers that a visitor asks for. */
#include "server/pages/port_states.h"

#include "server/listing.h"

/* Longer explanations, of rows with long notes, are cut: the table below has the notes whole. */
enum { EXPLANATION_SIZE_BYTES = 512 };

static void write_port_state(struct html *html, const struct portreg *snapshot, uint16_t port,
                             enum portreg_transport_protocol protocol)
{
    struct portreg_answer answer = portreg_find_port(snapshot, protocol, port);
    char words[EXPLANATION_SIZE_BYTES];
    portreg_explain(snapshot, &answer, words, sizeof(words));
    html_open(html, "li");
    html_open(html, "span");
    html_set(html, "class", "port");
    html_format(html, "%u/%s", (unsigned)port, portreg_transport_protocol_name(protocol));
    html_close(html);
    html_text(html, TEXT(" "));
    html_open(html, "span");
    html_set(html, "class", portreg_state_name(answer.state));
    html_text(html, text_of(portreg_state_name(answer.state)));
    html_close(html);
    html_text(html, TEXT(", "));
    html_text(html, text_of(words));
    html_close(html);
}

/* How many port numbers of a range have which state. */
static void write_range_states(struct html *html, const struct portreg *snapshot,
                               struct ports ports, enum portreg_transport_protocol protocol)
{
    static const enum portreg_state states[] = {PORTREG_ASSIGNED, PORTREG_RESERVED,
                                                PORTREG_UNASSIGNED, PORTREG_DYNAMIC};
    unsigned counts[PORTREG_DYNAMIC + 1] = {0};
    for (uint32_t port = ports.first; port <= ports.last; port++)
        counts[portreg_find_port(snapshot, protocol, (uint16_t)port).state]++;
    html_open(html, "li");
    html_open(html, "span");
    html_set(html, "class", "port");
    html_format(html, "%u-%u/%s", (unsigned)ports.first, (unsigned)ports.last,
                portreg_transport_protocol_name(protocol));
    html_close(html);
    const char *before = " ";
    for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++) {
        if (!counts[states[i]])
            continue;
        html_format(html, "%s%u ", before, counts[states[i]]);
        html_open(html, "span");
        html_set(html, "class", portreg_state_name(states[i]));
        html_text(html, text_of(portreg_state_name(states[i])));
        html_close(html);
        before = ", ";
    }
    html_close(html);
}

/* When a port number or a range is asked for: its state, which every one has. */
void port_states_write(struct html *html, const struct portreg *snapshot, struct text query)
{
    struct ports ports;
    enum transport_protocol asked;
    if (!ports_ask(query, &ports, &asked))
        return;
    html_open(html, "section");
    html_set(html, "class", "states");
    html_set(html, "aria-label", "State of the port numbers");
    html_open(html, "ul");
    for (int protocol = PORTREG_TCP; protocol <= PORTREG_DCCP; protocol++) {
        if (asked != TRANSPORT_NONE && (int)asked != protocol)
            continue;
        if (ports.first == ports.last)
            write_port_state(html, snapshot, ports.first,
                             (enum portreg_transport_protocol)protocol);
        else
            write_range_states(html, snapshot, ports, (enum portreg_transport_protocol)protocol);
    }
    html_close(html);
    struct text remark = port_remark(ports.first);
    if (ports.first == ports.last && remark.length)
        html_element(html, "p", remark);
    html_close(html);
}
