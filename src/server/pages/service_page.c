/* The page of a service name. */
#include "registry/service_name.h"
#include "server/pages/history_section.h"
#include "server/pages/links.h"
#include "server/pages/lookup_page.h"
#include "server/pages/record_list.h"
#include "server/pages/site.h"

enum { SIMILAR_LIMIT = 12, NAME_LIMIT = 32 };

/* The records of the name, which there are. */
struct service {
    const struct lookup *lookup;
    const struct portreg *snapshot;
    struct text name; /* as the registry writes it */
    struct text as_of;
    struct record_list list;
};

/* --- in short --- */

static void write_lead(struct html *html, const struct service *service)
{
    html_open(html, "p");
    html_set(html, "class", "lead");
    site_marked(html, text_of_portreg(service->list.records[0].description_marked), service->as_of);
    html_close(html);
}

/* The port numbers that are registered for PROTOCOL, or that none is needed. */
static void write_port_numbers(struct html *html, const struct service *service, int protocol)
{
    const char *before = "";
    for (size_t i = 0; i < service->list.count; i++) {
        const struct portreg_record *record = &service->list.records[i];
        struct ports ports = {record->first_port_number, record->last_port_number, false};
        if ((int)record->transport_protocol != protocol)
            continue;
        html_text(html, text_of(before));
        before = ", ";
        if (record->has_port_number)
            link_ports(html, ports, service->as_of);
        else
            html_text(html, TEXT("no port number"));
    }
}

static bool has_transport(const struct service *service, int protocol)
{
    for (size_t i = 0; i < service->list.count; i++)
        if ((int)service->list.records[i].transport_protocol == protocol)
            return true;
    return false;
}

static void write_transports(struct html *html, const struct service *service)
{
    static const char *const titles[] = {"Transport Protocol", "Port Number"};
    html_open(html, "table");
    html_set(html, "class", "plain verdicts");
    html_open(html, "caption");
    html_set(html, "class", "unseen");
    html_text(html, TEXT("Port numbers for each transport protocol"));
    html_close(html);
    table_head_write(html, titles, sizeof(titles) / sizeof(*titles));
    html_open(html, "tbody");
    for (int protocol = TRANSPORT_NONE; protocol <= TRANSPORT_LAST; protocol++) {
        struct text words = transport_protocol_name((enum transport_protocol)protocol);
        if (!has_transport(service, protocol))
            continue;
        html_open(html, "tr");
        html_open(html, "th");
        html_set(html, "scope", "row");
        html_text(html, words.length ? words : TEXT("none named"));
        html_close(html);
        html_open(html, "td");
        html_set(html, "class", "place");
        write_port_numbers(html, service, protocol);
        html_close(html);
        html_close(html);
    }
    html_close(html);
    html_close(html);
}

/* --- names that stand for the same --- */

/* What the sentence of a record says of another name, and what that makes of the other one. */
struct relation {
    const char *kind; /* of the statement */
    const char *term;
    const char *reverse;
};

static const struct relation relations[] = {
    {"alias", "Alias of", "Aliases"},
    {"duplicate", "Duplicate of", "Duplicates"},
    {"replacement", "Replaces", "Replaced by"},
};

/* Adds NAME, unless it is there. */
static size_t add_name(struct text *names, size_t count, struct text name)
{
    bool is_known = !name.length || count == NAME_LIMIT;
    for (size_t i = 0; i < count && !is_known; i++)
        is_known = text_equal(names[i], name);
    if (!is_known)
        names[count++] = name;
    return count;
}

/* The name that RECORD speaks of in a statement of this kind, or empty. */
static struct text name_in_statement(const struct portreg_record *record, const char *kind)
{
    struct portreg_statement statement;
    for (uint32_t i = 0; portreg_record_statement(record, i, &statement); i++)
        if (strcmp(statement.kind, kind) == 0)
            return text_of_portreg(statement.service_name);
    return (struct text){NULL, 0};
}

/* Adds the names that the records of the service speak of. */
static size_t add_spoken_of(const struct service *service, const char *kind, struct text *names)
{
    size_t count = 0;
    for (size_t i = 0; i < service->list.count; i++)
        count = add_name(names, count, name_in_statement(&service->list.records[i], kind));
    return count;
}

/* Adds the names whose records, on the same port numbers, speak of the service. */
static size_t add_speaking(const struct service *service, const char *kind, struct text *names)
{
    struct portreg_record record;
    size_t count = 0;
    for (size_t i = 0; i < service->list.count; i++) {
        const struct portreg_record *own = &service->list.records[i];
        uint32_t cursor = 0;
        while (own->has_port_number &&
               portreg_next_in_ports(service->snapshot, own->first_port_number,
                                     own->first_port_number, &cursor, &record))
            if (text_equal_ignoring_case(name_in_statement(&record, kind), service->name))
                count = add_name(names, count, text_of_portreg(record.service_name));
    }
    return count;
}

static void write_names(struct html *html, const struct text *names, size_t count,
                        struct text as_of)
{
    for (size_t i = 0; i < count; i++) {
        html_text(html, i ? TEXT(", ") : TEXT(""));
        link_service(html, names[i], as_of);
    }
}

static void write_relation(struct html *html, const char *term, const struct text *names,
                           size_t count, struct text as_of)
{
    if (!count)
        return;
    site_term(html, term);
    write_names(html, names, count, as_of);
    html_close(html);
}

static void write_relations(struct html *html, const struct service *service)
{
    struct text names[NAME_LIMIT];
    for (size_t i = 0; i < sizeof(relations) / sizeof(*relations); i++) {
        const struct relation *relation = &relations[i];
        size_t count = add_spoken_of(service, relation->kind, names);
        write_relation(html, relation->term, names, count, service->as_of);
        count = add_speaking(service, relation->kind, names);
        write_relation(html, relation->reverse, names, count, service->as_of);
    }
}

static void write_legacy(struct html *html, const struct service *service)
{
    unsigned faults = service_name_faults(service->name);
    if (!faults)
        return;
    site_term(html, "Legacy name");
    html_format(html, "Not a service name by today's rules: %s (",
                service_name_fault_words(faults));
    link_rfc(html, "rfc6335#section-5.1", "RFC 6335 section 5.1");
    html_text(html, TEXT("). It stays registered ("));
    link_rfc(html, "rfc6335#section-10.1", "section 10.1");
    html_text(html, TEXT(")."));
    html_close(html);
}

static void write_similar(struct html *html, const struct service *service)
{
    struct text names[SIMILAR_LIMIT];
    size_t count = snapshot_similar(service->snapshot, service->name, names, SIMILAR_LIMIT);
    write_relation(html, "Similar names", names, count, service->as_of);
}

static void write_facts(struct html *html, const struct service *service)
{
    html_open(html, "dl");
    html_set(html, "class", "pairs");
    write_relations(html, service);
    write_legacy(html, service);
    write_similar(html, service);
    html_close(html);
}

/* --- in the DNS --- */

static void write_name_in_dns(struct html *html, const char *term, const char *before,
                              const struct service *service, const char *protocol)
{
    site_term(html, term);
    html_open(html, "code");
    html_text(html, text_of(before));
    html_text(html, service->name);
    html_format(html, ".%s.example.com", protocol);
    html_close(html);
    html_close(html);
}

static void write_dns_sd_form(struct html *html, const struct service *service,
                              const char *protocol)
{
    html_open(html, "div");
    html_open(html, "h3");
    html_open(html, "code");
    html_text(html, TEXT("_"));
    html_text(html, service->name);
    html_format(html, ".%s", protocol);
    html_close(html);
    html_close(html);
    html_open(html, "dl");
    html_set(html, "class", "pairs");
    write_name_in_dns(html, "To browse, PTR", "_", service, protocol);
    write_name_in_dns(html, "An instance, SRV and TXT", "Instance._", service, protocol);
    write_name_in_dns(html, "Of a domain as a whole, SRV", "_", service, protocol);
    html_close(html);
    html_close(html);
}

/* Legacy names have no form in the DNS. */
static void write_dns_sd(struct html *html, const struct service *service)
{
    bool is_tcp = has_transport(service, TRANSPORT_TCP);
    bool is_other = has_transport(service, TRANSPORT_UDP) ||
                    has_transport(service, TRANSPORT_SCTP) ||
                    has_transport(service, TRANSPORT_DCCP);
    if (service_name_faults(service->name))
        return;
    section_begin(html, "dns", "In the DNS");
    html_open(html, "p");
    html_text(html, TEXT("A service name stands in the DNS with an underscore ("));
    link_rfc(html, "rfc6335#section-5.2", "RFC 6335 section 5.2");
    html_text(html, TEXT("). DNS-based service discovery ("));
    link_rfc(html, "rfc6763#section-7", "RFC 6763 section 7");
    html_text(html, TEXT(") writes _udp for every transport protocol but tcp."));
    html_close(html);
    html_open(html, "div");
    html_set(html, "class", "dns");
    if (is_tcp || !is_other)
        write_dns_sd_form(html, service, "_tcp");
    if (is_other || !is_tcp)
        write_dns_sd_form(html, service, "_udp");
    html_close(html);
    html_close(html);
}

/* Whether an earlier record of the list has the same text. */
static bool is_told(const struct service *service, size_t index, struct text text)
{
    struct portreg_statement statement;
    for (size_t i = 0; i < index; i++)
        for (uint32_t k = 0; portreg_record_statement(&service->list.records[i], k, &statement);
             k++)
            if (strcmp(statement.kind, "txt-keys") == 0 &&
                text_equal(text_of_portreg(statement.text), text))
                return true;
    return false;
}

static void write_txt_keys(struct html *html, const struct service *service)
{
    struct portreg_statement statement;
    bool any = false;
    for (size_t i = 0; i < service->list.count; i++)
        for (uint32_t k = 0; portreg_record_statement(&service->list.records[i], k, &statement);
             k++) {
            struct text keys = text_trim(text_of_portreg(statement.text));
            if (strcmp(statement.kind, "txt-keys") != 0 || !keys.length ||
                is_told(service, i, text_of_portreg(statement.text)))
                continue;
            if (!any)
                section_begin(html, "keys", "Defined TXT keys");
            any = true;
            html_open(html, "div");
            html_set(html, "class", "keys");
            site_marked(html, keys, service->as_of);
            html_close(html);
        }
    if (any)
        html_close(html);
}

/* --- the page --- */

static int write_content(struct html *html, const struct lookup *lookup, struct error *error)
{
    struct service service = {
        .lookup = lookup, .snapshot = lookup->as_of->snapshot, .as_of = lookup->as_of->date};
    struct query query = *lookup->query;
    query.transport_protocol = TRANSPORT_NONE;
    int status = record_list_init(&service.list, service.snapshot, &query, error);
    if (status != STATUS_OK)
        goto out;
    service.name = service.list.count ? text_of_portreg(service.list.records[0].service_name)
                                      : query.service_name;
    html_open(html, "h1");
    html_text(html, TEXT("Service name "));
    html_element(html, "code", service.name);
    html_close(html);
    if (service.list.count)
        write_lead(html, &service);
    lookup_current_write(html, lookup);
    html_open(html, "div");
    html_set(html, "class", "overview");
    write_transports(html, &service);
    write_facts(html, &service);
    html_close(html);
    section_begin(html, "records", service.list.count == 1 ? "Record" : "Records");
    record_list_write(html, &service.list, service.snapshot, service.as_of);
    html_close(html);
    write_txt_keys(html, &service);
    write_dns_sd(html, &service);
    status = history_section_write(html, service.snapshot, &query, error);
    lookup_links_write(html, lookup);
out:
    record_list_done(&service.list);
    return status;
}

int service_page_write(const struct lookup *lookup, struct error *error)
{
    return lookup_page_write(lookup, write_content, error);
}
