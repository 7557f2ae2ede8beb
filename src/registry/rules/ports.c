/* Checks of port numbers, of their ranges and of their states (RFC 6335 sections 6 to 8). */
#include "registry/rules/checks.h"

#include <stdio.h>

void check_dynamic(struct rule_context *context, const struct record *record)
{
    if (record->has_ports && port_range_of(record->ports.last) == RANGE_DYNAMIC)
        report_record(context, record, "one that is %s",
                      state_name(facts_of(context, record)->state));
}

/* Whether two records with common port numbers contradict one another; A begins first. */
typedef bool (*conflict_test)(const struct rule_context *context, const struct record *a,
                              const struct record *b);

/* The record that reaches farthest of those seen so far, by what it says. */
struct reach {
    const struct record *farthest[TRANSPORT_COUNT + 1][STATE_DYNAMIC];
};

/* A record of REACH that has port numbers of RECORD and contradicts it, or NULL. */
static const struct record *find_conflict(const struct rule_context *context,
                                          const struct reach *reach, const struct record *record,
                                          conflict_test is_conflict)
{
    for (int protocol = TRANSPORT_NONE; protocol <= TRANSPORT_LAST; protocol++) {
        if (protocol != TRANSPORT_NONE && record->transport_protocol != TRANSPORT_NONE &&
            protocol != (int)record->transport_protocol)
            continue;
        for (int state = 0; state < STATE_DYNAMIC; state++) {
            const struct record *other = reach->farthest[protocol][state];
            if (other && other->ports.last >= record->ports.first &&
                is_conflict(context, other, record))
                return other;
        }
    }
    return NULL;
}

/* Reports every record that contradicts one before it, by one pass over by_ports. */
static void sweep(struct rule_context *context, conflict_test is_conflict)
{
    struct reach reach = {0};
    for (size_t i = 0; i < context->by_ports_count; i++) {
        const struct record *record = context->by_ports[i];
        enum state state = facts_of(context, record)->state;
        const struct record *other = find_conflict(context, &reach, record, is_conflict);
        char label[LABEL_SIZE_BYTES];
        if (other)
            report_record(context, record, "%s in line %u, which is %s", record_label(other, label),
                          other->position.line, state_name(facts_of(context, other)->state));
        const struct record **farthest = &reach.farthest[record->transport_protocol][state];
        if (!*farthest || record->ports.last > (*farthest)->ports.last)
            *farthest = record;
    }
}

static bool is_same_state_in_other_range(const struct rule_context *context, const struct record *a,
                                         const struct record *b)
{
    return facts_of(context, a)->state == facts_of(context, b)->state && !same_ports(a, b);
}

void check_overlap(struct rule_context *context)
{
    sweep(context, is_same_state_in_other_range);
}

static bool is_one_unassigned(const struct rule_context *context, const struct record *a,
                              const struct record *b)
{
    return (facts_of(context, a)->state == STATE_UNASSIGNED) !=
           (facts_of(context, b)->state == STATE_UNASSIGNED);
}

void check_unassigned_overlap(struct rule_context *context)
{
    sweep(context, is_one_unassigned);
}

/* A reservation for all transport protocols leaves room for an assignment for one. */
static bool is_one_reserved(const struct rule_context *context, const struct record *a,
                            const struct record *b)
{
    return a->transport_protocol == b->transport_protocol && !is_one_unassigned(context, a, b) &&
           facts_of(context, a)->state != facts_of(context, b)->state;
}

void check_reserved_overlap(struct rule_context *context)
{
    sweep(context, is_one_reserved);
}

void check_duplicate_row(struct rule_context *context)
{
    const struct record *before = NULL;
    for (size_t i = 0; i < context->by_ports_count; i++) {
        const struct record *record = context->by_ports[i];
        if (record->service_name.length)
            continue;
        if (before && same_place(before, record))
            report_record(context, record, "another in line %u", before->position.line);
        before = record;
    }
}

/* Where PORT_NUMBER would stand: the place of the first record that begins there or behind. */
static struct position place_of(const struct rule_context *context, uint16_t port_number)
{
    size_t low = 0, high = context->by_ports_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (context->by_ports[middle]->ports.first < port_number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < context->by_ports_count ? context->by_ports[low]->position
                                         : (struct position){0, 0};
}

/* Whether a record reserves PORT_NUMBER for PROTOCOL, or for all. */
static bool is_reserved(const struct rule_context *context, uint16_t port_number,
                        enum transport_protocol protocol)
{
    for (size_t i = 0; i < context->by_ports_count; i++) {
        const struct record *record = context->by_ports[i];
        if (record->ports.first <= port_number && port_number <= record->ports.last &&
            facts_of(context, record)->state == STATE_RESERVED &&
            (record->transport_protocol == TRANSPORT_NONE ||
             record->transport_protocol == protocol))
            return true;
    }
    return false;
}

void check_edge(struct rule_context *context)
{
    for (unsigned port = 0; port < PORT_COUNT; port++) {
        if (!port_is_edge((uint16_t)port))
            continue;
        bool tcp = is_reserved(context, (uint16_t)port, TRANSPORT_TCP);
        bool udp = is_reserved(context, (uint16_t)port, TRANSPORT_UDP);
        if (tcp && udp)
            continue;
        char subject[PORTS_SIZE_BYTES];
        snprintf(subject, sizeof(subject), "%u", port);
        report_subject(context, place_of(context, (uint16_t)port), subject, "none for %s",
                       tcp   ? "udp"
                       : udp ? "tcp"
                             : "tcp and udp");
    }
}

void check_experiment(struct rule_context *context)
{
    static const struct {
        struct text name;
        uint16_t port;
    } experiments[] = {{TEXT("exp1"), 1021}, {TEXT("exp2"), 1022}};
    for (int i = 0; i < 2 * TRANSPORT_COUNT; i++) {
        uint16_t port = experiments[i / TRANSPORT_COUNT].port;
        struct record wanted = {
            .service_name = experiments[i / TRANSPORT_COUNT].name,
            .has_ports = true,
            .ports = {port, port, false},
            .transport_protocol = (enum transport_protocol)(TRANSPORT_FIRST + i % TRANSPORT_COUNT),
        };
        char label[LABEL_SIZE_BYTES];
        if (!find_named(context, wanted.service_name, &wanted))
            report_subject(context, place_of(context, port), record_label(&wanted, label), "none");
    }
}

void check_other_transport(struct rule_context *context)
{
    const struct record *before = NULL;
    for (size_t i = 0; i < context->by_ports_count; i++) {
        const struct record *record = context->by_ports[i];
        if (record->transport_protocol == TRANSPORT_NONE ||
            facts_of(context, record)->state != STATE_ASSIGNED)
            continue;
        bool tcp = count_silent(context, TRANSPORT_TCP, record->ports) == 0;
        bool udp = count_silent(context, TRANSPORT_UDP, record->ports) == 0;
        if ((!tcp || !udp) && !(before && same_ports(before, record)))
            report_record(context, record, "none for %s",
                          tcp   ? "udp"
                          : udp ? "tcp"
                                : "tcp and udp");
        before = record;
    }
}

/* Whether no record speaks of PORT_NUMBER. */
static bool is_silent(const struct rule_context *context, uint32_t port_number)
{
    uint16_t port = (uint16_t)port_number;
    return count_silent(context, TRANSPORT_NONE, (struct ports){port, port, false}) != 0;
}

void check_gap(struct rule_context *context)
{
    uint32_t last = port_range_facts(RANGE_USER)->ports.last;
    for (uint32_t port = 0; port <= last; port++) {
        uint32_t first = port;
        while (port <= last && is_silent(context, port))
            port++;
        struct ports gap = {(uint16_t)first, (uint16_t)(port - 1), false};
        char subject[PORTS_SIZE_BYTES];
        if (port > first)
            report_subject(context, place_of(context, gap.last), ports_format(gap, subject),
                           "none");
    }
}

void check_range_assigned(struct rule_context *context, const struct record *record)
{
    if (record->has_ports && record->service_name.length &&
        record->ports.last > record->ports.first)
        report_record(context, record, "%d port numbers",
                      record->ports.last - record->ports.first + 1);
}

void check_range_of_one(struct rule_context *context, const struct record *record)
{
    char ports[PORTS_SIZE_BYTES];
    if (record->has_ports && record->ports.as_range)
        report_record(context, record, "%s", ports_format(record->ports, ports));
}

/* Whether two Unassigned rows say the same but for their port numbers. */
static bool is_mergeable(const struct record *a, const struct record *b)
{
    struct record other = *b;
    other.ports = a->ports;
    other.registration_date = a->registration_date;
    other.modification_date = a->modification_date;
    return record_equal(a, &other);
}

void check_unmerged(struct rule_context *context)
{
    const struct record *before[TRANSPORT_COUNT + 1] = {NULL};
    for (size_t i = 0; i < context->by_ports_count; i++) {
        const struct record *record = context->by_ports[i];
        if (facts_of(context, record)->state != STATE_UNASSIGNED)
            continue;
        const struct record **last = &before[record->transport_protocol];
        char ports[PORTS_SIZE_BYTES];
        if (*last && (*last)->ports.last + 1 == record->ports.first &&
            port_range_of((*last)->ports.last) == port_range_of(record->ports.first) &&
            is_mergeable(*last, record))
            report_record(context, record, "a row of its own behind %s",
                          ports_format((*last)->ports, ports));
        *last = record;
    }
}

void check_order(struct rule_context *context)
{
    const struct registry *registry = context->registry;
    for (size_t i = 1; i < registry->record_count; i++) {
        const struct record *before = &registry->records[i - 1], *record = before + 1;
        char label[LABEL_SIZE_BYTES];
        if (record->has_ports && (!before->has_ports || record->ports.first < before->ports.first))
            report_record(context, record, "this one behind %s", record_label(before, label));
    }
}

/* Whether TEXT has WORD, which is in lower case, in whatever case. */
static bool has_word(struct text text, struct text word)
{
    for (size_t i = 0; i + word.length <= text.length; i++)
        if (text_equal_ignoring_case(text_slice(text, i, word.length), word))
            return true;
    return false;
}

void check_state_words(struct rule_context *context, const struct record *record)
{
    char quoted[QUOTED_SIZE_BYTES];
    if (record->service_name.length == 0 && !has_word(record->description, TEXT("reserved")) &&
        !has_word(record->description, TEXT("unassigned")))
        report_record(context, record, "%s, taken for %s", text_quote(record->description, quoted),
                      state_name(facts_of(context, record)->state));
}
