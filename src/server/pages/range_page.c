/* The page of a range of port numbers. */
#include "registry/state.h"
#include "server/pages/history_section.h"
#include "server/pages/links.h"
#include "server/pages/lookup_page.h"
#include "server/pages/site.h"

enum {
    PAGE_RECORDS = 100,   /* more are on further pages */
    HISTORY_PORTS = 1024, /* of a range of more port numbers the feed has what changed */
    STATE_COUNT_OF_PORT = PORTREG_DYNAMIC + 1,
};

/* --- states --- */

static const enum portreg_state states[] = {PORTREG_ASSIGNED, PORTREG_RESERVED, PORTREG_UNASSIGNED,
                                            PORTREG_DYNAMIC};

/* How many port numbers of the range have which state, for each transport protocol and for all. */
struct counts {
    uint32_t of[TRANSPORT_LAST + 1][STATE_COUNT_OF_PORT];
    uint32_t total[STATE_COUNT_OF_PORT];
};

static bool is_asked(const struct lookup *lookup, int protocol)
{
    enum transport_protocol asked = lookup->query->transport_protocol;
    return asked == TRANSPORT_NONE || (int)asked == protocol;
}

static void count_states(const struct lookup *lookup, struct counts *counts)
{
    struct ports ports = lookup->query->ports;
    *counts = (struct counts){0};
    for (int protocol = TRANSPORT_FIRST; protocol <= TRANSPORT_LAST; protocol++)
        for (uint32_t port = ports.first; is_asked(lookup, protocol) && port <= ports.last;
             port++) {
            struct portreg_answer answer = portreg_find_port(
                lookup->as_of->snapshot, (enum portreg_transport_protocol)protocol, (uint16_t)port);
            counts->of[protocol][answer.state]++;
            counts->total[answer.state]++;
        }
}

static void write_counts(struct html *html, const struct counts *counts, int protocol)
{
    html_open(html, "tr");
    html_open(html, "th");
    html_set(html, "scope", "row");
    html_text(html, transport_protocol_name((enum transport_protocol)protocol));
    html_close(html);
    for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++) {
        if (!counts->total[states[i]])
            continue;
        html_open(html, "td");
        html_format(html, "%u", counts->of[protocol][states[i]]);
        html_close(html);
    }
    html_close(html);
}

static void write_states_head(struct html *html, const struct counts *counts)
{
    html_open(html, "thead");
    html_open(html, "tr");
    html_open(html, "th");
    html_set(html, "scope", "col");
    html_text(html, TEXT("Transport Protocol"));
    html_close(html);
    for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++) {
        if (!counts->total[states[i]])
            continue;
        html_open(html, "th");
        html_set(html, "scope", "col");
        site_state(html, states[i]);
        html_close(html);
    }
    html_close(html);
    html_close(html);
}

/* A state that no port number of the range has gets no column. */
static void write_states(struct html *html, const struct lookup *lookup)
{
    struct counts counts;
    count_states(lookup, &counts);
    html_open(html, "table");
    html_set(html, "class", "plain counts");
    html_element(html, "caption", TEXT("Port numbers by state"));
    write_states_head(html, &counts);
    html_open(html, "tbody");
    for (int protocol = TRANSPORT_FIRST; protocol <= TRANSPORT_LAST; protocol++)
        if (is_asked(lookup, protocol))
            write_counts(html, &counts, protocol);
    html_close(html);
    html_close(html);
}

/* --- records --- */

static void write_record(struct html *html, const struct portreg_record *record, struct text as_of)
{
    struct ports ports = {record->first_port_number, record->last_port_number, false};
    struct record model;
    snapshot_model(record, &model);
    html_open(html, "tr");
    html_open(html, "td");
    html_set(html, "class", "place");
    link_ports(html, ports, as_of);
    html_close(html);
    html_element(html, "td", text_of(portreg_transport_protocol_name(record->transport_protocol)));
    html_open(html, "td");
    html_set(html, "class", "called");
    if (record->service_name.length)
        link_service(html, text_of_portreg(record->service_name), as_of);
    html_close(html);
    html_open(html, "td");
    site_state(html, (enum portreg_state)record_state(&model));
    html_close(html);
    html_open(html, "td");
    html_set(html, "class", "said");
    site_marked(html, text_of_portreg(record->description_marked), as_of);
    html_close(html);
    html_close(html);
}

static size_t count_records(const struct lookup *lookup)
{
    struct query_records records = query_records_begin(lookup->as_of->snapshot, lookup->query);
    struct portreg_record record;
    size_t count = 0;
    while (query_records_next(&records, &record))
        count++;
    return count;
}

/* Which page is asked for; what makes no sense is the first. */
static size_t page_of(const struct lookup *lookup, size_t page_count)
{
    uint64_t page;
    struct text value = target_parameter(&lookup->visit->request->target, TEXT("page"));
    if (!text_to_number(value, UINT32_MAX, &page) || page == 0)
        return 1;
    return page < page_count ? (size_t)page : page_count;
}

static void write_page_link(struct html *html, const struct lookup *lookup, size_t page,
                            const char *words, bool is_there)
{
    struct buffer href;
    if (!is_there)
        return;
    buffer_init(&href);
    link_append_ports(&href, lookup->query->ports, lookup->query->transport_protocol,
                      lookup->as_of->date);
    buffer_format(&href, "%cpage=%zu#records", lookup->as_of->date.length ? '&' : '?', page);
    html_link(html, buffer_text(&href), text_of(words));
    html->buffer->failed |= href.failed;
    buffer_done(&href);
}

static void write_pager(struct html *html, const struct lookup *lookup, size_t page,
                        size_t page_count)
{
    if (page_count < 2)
        return;
    html_open(html, "nav");
    html_set(html, "class", "pager");
    html_set(html, "aria-label", "Pages");
    write_page_link(html, lookup, page - 1, "Previous", page > 1);
    html_open(html, "span");
    html_set(html, "aria-current", "page");
    html_format(html, "Page %zu of %zu", page, page_count);
    html_close(html);
    write_page_link(html, lookup, page + 1, "Next", page < page_count);
    html_close(html);
}

static void write_page(struct html *html, const struct lookup *lookup, size_t page, size_t count)
{
    static const char *const titles[] = {"Port Number", "Transport", "Service Name", "State",
                                         "Description"};
    struct query_records records = query_records_begin(lookup->as_of->snapshot, lookup->query);
    struct portreg_record record;
    size_t first = (page - 1) * PAGE_RECORDS, end = first + PAGE_RECORDS;
    end = end < count ? end : count;
    html_open(html, "table");
    html_set(html, "class", "plain listed");
    html_open(html, "caption");
    html_format(html, count == 1 ? "1 record" : "Records %zu to %zu of %zu", first + 1, end, count);
    html_close(html);
    table_head_write(html, titles, sizeof(titles) / sizeof(*titles));
    html_open(html, "tbody");
    for (size_t i = 0; i < end && query_records_next(&records, &record); i++)
        if (i >= first)
            write_record(html, &record, lookup->as_of->date);
    html_close(html);
    html_close(html);
}

static void write_records(struct html *html, const struct lookup *lookup)
{
    size_t count = count_records(lookup);
    size_t page_count = (count + PAGE_RECORDS - 1) / PAGE_RECORDS;
    size_t page = page_of(lookup, page_count ? page_count : 1);
    section_begin(html, "records", "Records");
    if (count)
        write_page(html, lookup, page, count);
    else
        html_element(html, "p", TEXT("No record names a port number of this range."));
    write_pager(html, lookup, page, page_count);
    html_close(html);
}

/* --- the page --- */

static void write_facts(struct html *html, const struct lookup *lookup)
{
    struct ports ports = lookup->query->ports;
    html_open(html, "dl");
    html_set(html, "class", "pairs");
    site_term(html, "Port numbers");
    html_format(html, "%u", (unsigned)(ports.last - ports.first) + 1);
    html_close(html);
    range_facts_write(html, ports.first, lookup->as_of->date);
    for (uint32_t next = port_range_facts(port_range_of(ports.first))->ports.last + 1u;
         next <= ports.last;
         next = port_range_facts(port_range_of((uint16_t)next))->ports.last + 1u)
        range_facts_write(html, (uint16_t)next, lookup->as_of->date);
    html_close(html);
}

static int write_content(struct html *html, const struct lookup *lookup, struct error *error)
{
    struct ports ports = lookup->query->ports;
    int status = STATUS_OK;
    html_open(html, "h1");
    html_format(html, "Port numbers %u-%u", (unsigned)ports.first, (unsigned)ports.last);
    if (lookup->query->transport_protocol != TRANSPORT_NONE)
        html_format(html, "/%s", transport_protocol_name(lookup->query->transport_protocol).bytes);
    html_close(html);
    lookup_current_write(html, lookup);
    html_open(html, "div");
    html_set(html, "class", "overview");
    write_states(html, lookup);
    write_facts(html, lookup);
    html_close(html);
    write_records(html, lookup);
    if (ports.last - ports.first < HISTORY_PORTS)
        status = history_section_write(html, lookup->as_of->snapshot, lookup->query, error);
    lookup_links_write(html, lookup);
    return status;
}

int range_page_write(const struct lookup *lookup, struct error *error)
{
    return lookup_page_write(lookup, write_content, error);
}
