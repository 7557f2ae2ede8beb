/* The page of a port number. */
#include "server/pages/history_section.h"
#include "server/pages/links.h"
#include "server/pages/lookup_page.h"
#include "server/pages/neighbours.h"
#include "server/pages/record_list.h"
#include "server/pages/site.h"
#include "snapshot/explain.h"

/* --- the state for each transport protocol --- */

static void write_state(struct html *html, const struct lookup *lookup,
                        enum transport_protocol protocol)
{
    const struct portreg *snapshot = lookup->as_of->snapshot;
    struct ports ports = lookup->query->ports;
    struct portreg_answer answer =
        portreg_find_port(snapshot, (enum portreg_transport_protocol)protocol, ports.first);
    struct buffer href, words;
    buffer_init(&href);
    buffer_init(&words);
    link_append_ports(&href, ports, protocol, lookup->as_of->date);
    answer_explain(snapshot, &answer, &words);
    html_open(html, "tr");
    html_open(html, "th");
    html_set(html, "scope", "row");
    html_open(html, "a");
    html_attribute(html, "href", buffer_text(&href));
    if (lookup->query->transport_protocol == protocol)
        html_set(html, "aria-current", "page");
    html_format(html, "%u/", (unsigned)ports.first);
    html_text(html, transport_protocol_name(protocol));
    html_close(html);
    html_close(html);
    html_open(html, "td");
    site_state(html, answer.state);
    html_close(html);
    html_element(html, "td", buffer_text(&words));
    html_close(html);
    html->buffer->failed |= href.failed || words.failed;
    buffer_done(&href);
    buffer_done(&words);
}

static void write_states(struct html *html, const struct lookup *lookup)
{
    static const char *const titles[] = {"Transport Protocol", "State", "Why"};
    html_open(html, "table");
    html_set(html, "class", "plain verdicts");
    html_open(html, "caption");
    html_set(html, "class", "unseen");
    html_text(html, TEXT("State for each transport protocol"));
    html_close(html);
    table_head_write(html, titles, sizeof(titles) / sizeof(*titles));
    html_open(html, "tbody");
    for (int protocol = TRANSPORT_FIRST; protocol <= TRANSPORT_LAST; protocol++)
        write_state(html, lookup, (enum transport_protocol)protocol);
    html_close(html);
    html_close(html);
}

/* --- facts --- */

static void write_remark(struct html *html, uint16_t port_number)
{
    struct text remark = port_remark(port_number);
    if (!remark.length)
        return;
    site_term(html, "Remark");
    html_format(html, "%u is ", (unsigned)port_number);
    html_text(html, remark);
    html_close(html);
}

/* The blocks of several port numbers that this one is in. */
static void write_blocks(struct html *html, const struct record_list *list, struct text as_of)
{
    struct ports told = {0, 0, false};
    for (size_t i = 0; i < list->count; i++) {
        const struct portreg_record *record = &list->records[i];
        struct ports block = {record->first_port_number, record->last_port_number, false};
        if (block.first == block.last || (block.first == told.first && block.last == told.last))
            continue;
        told = block;
        site_term(html, "Part of");
        link_ports(html, block, as_of);
        html_text(html, TEXT(", "));
        html_text(html, text_of_portreg(record->service_name.length ? record->service_name
                                                                    : record->description));
        html_close(html);
    }
}

/* "Registered as http, www and www-http": what is most asked for, once for all transport protocols,
 * aliases last. */
static void write_lead(struct html *html, const struct record_list *list, struct text as_of)
{
    const char *before = "Registered as ";
    html_open(html, "p");
    html_set(html, "class", "lead");
    for (int aliases = 0; aliases < 2; aliases++)
        for (size_t i = 0; i < list->count; i++) {
            const struct portreg_record *record = &list->records[i];
            struct text name = text_of_portreg(record->service_name);
            bool is_told = !name.length || (record->alias_of.length != 0) != aliases;
            for (size_t k = 0; k < i && !is_told; k++)
                is_told = text_equal(text_of_portreg(list->records[k].service_name), name);
            if (is_told)
                continue;
            html_text(html, text_of(before));
            link_service(html, name, as_of);
            html_text(html, aliases ? TEXT(" (alias)") : TEXT(""));
            before = ", ";
        }
    if (*before == 'R')
        html_text(html, TEXT("Registered under no service name"));
    html_close(html);
}

/* --- the page --- */

static void write_records(struct html *html, const struct lookup *lookup,
                          const struct record_list *list)
{
    section_begin(html, "records", list->count == 1 ? "Record" : "Records");
    if (list->count)
        record_list_write(html, list, lookup->as_of->snapshot, lookup->as_of->date);
    else
        html_element(html, "p", TEXT("No record names this port number."));
    html_close(html);
}

static int write_content(struct html *html, const struct lookup *lookup, struct error *error)
{
    const struct query *query = lookup->query;
    const struct portreg *snapshot = lookup->as_of->snapshot;
    struct text as_of = lookup->as_of->date;
    struct record_list list;
    int status = record_list_init(&list, snapshot, query, error);
    if (status != STATUS_OK)
        goto out;
    html_open(html, "h1");
    html_format(html, "Port number %u", (unsigned)query->ports.first);
    if (query->transport_protocol != TRANSPORT_NONE)
        html_format(html, "/%s", transport_protocol_name(query->transport_protocol).bytes);
    html_close(html);
    write_lead(html, &list, as_of);
    lookup_current_write(html, lookup);
    html_open(html, "div");
    html_set(html, "class", "overview");
    write_states(html, lookup);
    html_open(html, "dl");
    html_set(html, "class", "pairs");
    range_facts_write(html, query->ports.first, as_of);
    write_remark(html, query->ports.first);
    write_blocks(html, &list, as_of);
    html_close(html);
    html_close(html);
    write_records(html, lookup, &list);
    neighbours_write(html, snapshot, query->ports.first, as_of);
    status = history_section_write(html, snapshot, query, error);
    lookup_links_write(html, lookup);
out:
    record_list_done(&list);
    return status;
}

int port_page_write(const struct lookup *lookup, struct error *error)
{
    return lookup_page_write(lookup, write_content, error);
}
