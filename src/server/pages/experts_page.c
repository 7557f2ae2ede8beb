/* Who reviews, by which procedure, and how to apply. */
#include "registry/experts.h"
#include "server/pages/links.h"
#include "server/pages/pages.h"
#include "server/pages/prose.h"
#include "server/pages/site.h"

/* A procedure: for what, by which policy, and what that means. */
struct procedure {
    const char *what, *policy, *words;
};

static const struct procedure procedures[] = {
    {"A service name alone", "First Come First Served",
     "Assigned when the request is complete and the name is free and well-formed; very many at "
     "once "
     "may be reviewed. [Section 8.1.1](rfc6335#section-8.1.1), "
     "[RFC 8126 section 4.4](rfc8126#section-4.4)"},
    {"System Ports, 0\xe2\x80\x93"
     "1023",
     "IETF Review or IESG Approval",
     "The request says why neither a User Port nor a Dynamic Port would do, and names a stable "
     "specification. [Section 8.1.2](rfc6335#section-8.1.2), RFC 8126 sections "
     "[4.8](rfc8126#section-4.8) and [4.10](rfc8126#section-4.10)"},
    {"User Ports, 1024\xe2\x80\x93"
     "49151",
     "IETF Review, IESG Approval or Expert Review",
     "The request documents the use and says why a Dynamic Port would not do. For most requests "
     "from "
     "outside the IETF an expert decides. [Section 8.1.2](rfc6335#section-8.1.2), "
     "[RFC 8126 section 4.5](rfc8126#section-4.5)"},
    {"Dynamic Ports, 49152\xe2\x80\x93"
     "65535",
     "Never assigned",
     "Any program may use one that is free on its host, and none may rely on a certain one. "
     "[Section 8.1.2](rfc6335#section-8.1.2)"},
    {"A further transport protocol for an assigned port number", "Expert Review",
     "The number is reserved there already; its assignee asks for it. "
     "[Section 8.1](rfc6335#section-8.1)"},
    {"Other reserved port numbers and names", "Standards Action or IESG Approval",
     "With a statement why it has to be a reserved one. [Section 8.1](rfc6335#section-8.1)"},
    {"DCCP service codes", "First Come First Served",
     "More than five at once are reviewed. A port number for DCCP needs a service code first, and "
     "further codes for an assigned port number are reviewed. "
     "[Section 10.3](rfc6335#section-10.3), [RFC 5595](rfc5595)"},
};

/* What happens to an assignment later. */
static const struct {
    const char *title, *words;
} afterwards[] = {
    {"De-assignment", "An assignee can give a port number back at any time. It becomes reserved, "
                      "with a note of what it "
                      "was, and is not given to others while unassigned ones are left. The service "
                      "name usually stays. "
                      "[Section 8.2](rfc6335#section-8.2)"},
    {"Reuse", "An assignee who wants the number for another application asks as for a new one, and "
              "better with "
              "a new service name. [Section 8.3](rfc6335#section-8.3)"},
    {"Revocation", "Taking a number back without its assignee asking for it is for the rare case. "
                   "Where it may still be in use, "
                   "the community is asked for four weeks. [Section 8.4](rfc6335#section-8.4)"},
    {"Transfer",
     "Assignments cannot be handed or sold to others. One party gives back, the other one applies. "
     "[Section 8.5](rfc6335#section-8.5)"},
    {"Maintenance",
     "Description and contact are kept up to date informally, by the assignee or the registry. "
     "[Section 8.6](rfc6335#section-8.6)"},
    {"Disagreement", "Decisions can be appealed. [Section 8.7](rfc6335#section-8.7)"},
};

/* --- experts --- */

static bool is_same_group(const struct expert *a, const struct expert *b)
{
    return memcmp(a->transport_protocols, b->transport_protocols, sizeof(a->transport_protocols)) ==
           0;
}

/* "tcp, udp" as the term of a group. */
static void begin_group(struct html *html, const struct expert *expert)
{
    const char *between = "";
    html_open(html, "dt");
    for (int protocol = TRANSPORT_FIRST; protocol <= TRANSPORT_LAST; protocol++) {
        if (!expert->transport_protocols[protocol])
            continue;
        html_format(html, "%s%s", between,
                    transport_protocol_name((enum transport_protocol)protocol).bytes);
        between = ", ";
    }
    html_close(html);
    html_open(html, "dd");
    html_open(html, "ul");
    html_set(html, "class", "tags");
}

static void end_group(struct html *html)
{
    html_close(html);
    html_close(html);
}

static void write_groups(struct html *html, struct text names)
{
    struct expert group = {.leads = false}, expert, last = {.leads = false};
    bool is_open = false;
    while (experts_next(&names, &group, &expert)) {
        if (!is_open || !is_same_group(&expert, &last)) {
            if (is_open)
                end_group(html);
            begin_group(html, &expert);
            is_open = true;
        }
        html_open(html, "li");
        html_element(html, "span", expert.name);
        html_close(html);
        last = expert;
    }
    if (is_open)
        end_group(html);
}

static void write_experts(struct html *html, const struct portreg *snapshot)
{
    struct buffer plain;
    buffer_init(&plain);
    marked_append_plain(&plain, snapshot_header(snapshot).experts, TEXT("\n"));
    site_heading(html, "experts", "Experts");
    if (text_trim(buffer_text(&plain)).length) {
        prose_element(
            html, "p",
            "Named by the registry, appointed by the IESG. They are asked by the registry; "
            "applications go there and not to them.");
        html_open(html, "dl");
        html_set(html, "class", "facts experts");
        write_groups(html, buffer_text(&plain));
        html_close(html);
    } else {
        html_element(html, "p", TEXT("This release names none."));
    }
    html->buffer->failed |= plain.failed;
    buffer_done(&plain);
}

/* --- procedures --- */

static void write_column(struct html *html, const char *title)
{
    html_open(html, "th");
    html_set(html, "scope", "col");
    html_text(html, text_of(title));
    html_close(html);
}

static void write_procedures(struct html *html)
{
    site_heading(html, "procedures", "Procedures");
    html_open(html, "table");
    html_set(html, "class", "procedures");
    html_open(html, "thead");
    html_open(html, "tr");
    write_column(html, "Asked for");
    write_column(html, "Policy");
    write_column(html, "What that means");
    html_close(html);
    html_close(html);
    html_open(html, "tbody");
    for (size_t i = 0; i < sizeof(procedures) / sizeof(*procedures); i++) {
        html_open(html, "tr");
        html_open(html, "th");
        html_set(html, "scope", "row");
        html_text(html, text_of(procedures[i].what));
        html_close(html);
        html_element(html, "td", text_of(procedures[i].policy));
        prose_element(html, "td", procedures[i].words);
        html_close(html);
    }
    html_close(html);
    html_close(html);
}

static void write_application(struct html *html)
{
    static const char *const items[] = {
        "the service name, which no other has (upper and lower case are the same): letters, digits "
        "and hyphens, at most 15 characters, at least one letter "
        "([section 5.1](rfc6335#section-5.1))",
        "the transport protocols that the application uses now, and no others",
        "the assignee, who is responsible, and the contact, who answers questions: name and "
        "address "
        "of each",
        "a short description of the service",
        "a reference to how the protocol works, and whether it uses broadcast, multicast or "
        "anycast; "
        "with a service name alone or a User Port it may say that the protocol is proprietary",
        "a port number, or the range it should be of, if one is needed at all, and why",
        "for DCCP, the service code",
    };
    site_heading(html, "apply", "How to apply");
    html_open(html, "div");
    html_set(html, "class", "prose");
    prose_element(
        html, "p",
        "This site shows what a publisher has published, and cannot assign anything. Assignments "
        "are asked for at IANA:");
    html_open(html, "p");
    html_open(html, "a");
    html_set(html, "class", "button");
    html_set(html, "href", "https://www.iana.org/form/ports-services");
    html_text(html, TEXT("Application form at iana.org"));
    html_close(html);
    html_close(html);
    prose_element(html, "p", "An application has ([section 8.1.1](rfc6335#section-8.1.1)):");
    html_open(html, "ul");
    for (size_t i = 0; i < sizeof(items) / sizeof(*items); i++)
        prose_element(html, "li", items[i]);
    html_close(html);
    prose_element(
        html, "p",
        "Most services need no number: a name can be found by DNS SRV records or DNS-SD "
        "([section 5.2](rfc6335#section-5.2)), and one number does for all versions, devices "
        "and sessions of a service ([section 7.2](rfc6335#section-7.2), "
        "[RFC 7605](rfc7605)). A number that is asked for is not to be used in the public "
        "Internet before it is assigned.");
    html_close(html);
}

static void write_afterwards(struct html *html)
{
    site_heading(html, "afterwards", "After the assignment");
    html_open(html, "dl");
    html_set(html, "class", "facts prose");
    for (size_t i = 0; i < sizeof(afterwards) / sizeof(*afterwards); i++) {
        site_term(html, afterwards[i].title);
        prose_write(html, afterwards[i].words);
        html_close(html);
    }
    html_close(html);
}

static void write_content(struct html *html, const struct as_of *as_of)
{
    link_current(html, as_of, TEXT("/experts"));
    html_element(html, "h1", TEXT("Experts and procedures"));
    html_open(html, "p");
    html_set(html, "class", "lead");
    prose_write(
        html,
        "Who reviews, how service names and port numbers are assigned, and what happens to them "
        "later: [RFC 6335](rfc6335) in short, with the policies of [RFC 8126](rfc8126).");
    html_close(html);
    write_experts(html, as_of->snapshot);
    write_procedures(html);
    write_application(html);
    write_afterwards(html);
}

int experts_page_answer(const struct visit *visit, struct error *error)
{
    struct as_of as_of;
    struct buffer buffer;
    struct html html;
    buffer_init(&buffer);
    int status = as_of_open(&as_of, visit, error);
    if (status == STATUS_OK && as_of.snapshot) {
        struct site site = {.title = TEXT("Experts and procedures"),
                            .section = "/experts",
                            .canonical = TEXT("/experts")};
        site_begin(&html, &buffer, &site);
        write_content(&html, &as_of);
        status = site_end(&html, visit, error);
    }
    as_of_done(&as_of);
    buffer_done(&buffer);
    return status;
}
