/* What is refused, as a page. */
#include "server/pages/error_page.h"

#include "server/form.h"
#include "server/pages/links.h"
#include "server/pages/site.h"
#include "snapshot/query.h"
#include "snapshot/search.h"

enum { NEAR_LIMIT = 6, HIT_LIMIT = 5 };

/* --- plain words --- */

/* What happened, and what that means for whoever asked. */
struct words {
    const char *heading;
    const char *explanation;
};

static struct words words_of(enum http_status status)
{
    switch (status) {
    case HTTP_BAD_REQUEST:
        return (struct words){"Not understood", "There is a mistake in the address."};
    case HTTP_NOT_FOUND:
        return (struct words){"Not found", "There is nothing at this address."};
    case HTTP_METHOD_NOT_ALLOWED:
        return (struct words){"Only for reading", "This address can be read and nothing else."};
    case HTTP_UNAVAILABLE:
        return (struct words){"Nothing here yet",
                              "No release of the registry has been published here so far."};
    case HTTP_SERVER_ERROR:
        return (struct words){"Something went wrong here",
                              "That is no mistake of yours. It may work in a moment."};
    default:
        return (struct words){"Refused", "The server does not answer this request."};
    }
}

/* DETAIL as a sentence: "expected ..., found ..." with a capital and a full stop. What may have
 * been meant stands below, as a link. */
static void write_detail(struct html *html, const char *detail)
{
    struct text text = text_of(detail);
    char first[2] = {detail[0], '\0'};
    text = text_slice(text, 0, text_find(text, TEXT("; did you mean"), 0));
    if (first[0] >= 'a' && first[0] <= 'z')
        first[0] = (char)(first[0] - 'a' + 'A');
    html_open(html, "p");
    html_text(html, text_of(first));
    html_text(html, text_from(text, 1));
    html_text(html, TEXT("."));
    html_close(html);
}

/* --- ways on --- */

/* What the path is about: its last segment that has any text, and more of it than a transport
 * protocol. */
static struct text subject_of(const struct target *target)
{
    for (size_t i = target->segment_count; i-- > 0;)
        if (target->segments[i].length > 1 &&
            transport_protocol_ask(target->segments[i]) == TRANSPORT_NONE)
            return target->segments[i];
    return TEXT("");
}

/* The first port number in the path, in whichever segment and among whatever else. */
static bool find_port(const struct target *target, uint16_t *port)
{
    for (size_t i = 0; i < target->segment_count; i++) {
        struct text segment = target->segments[i];
        for (size_t start = 0, end; start < segment.length; start = end + 1) {
            uint64_t number;
            for (end = start; end < segment.length && ascii_is_digit(segment.bytes[end]);)
                end++;
            if (!text_to_number(text_slice(segment, start, end - start), PORT_LAST, &number))
                continue;
            *port = (uint16_t)number;
            return true;
        }
    }
    return false;
}

static void write_near_names(struct html *html, const struct portreg *snapshot, struct text subject)
{
    struct text names[NEAR_LIMIT];
    struct text near = snapshot_suggest(snapshot, subject);
    size_t count = snapshot_similar(snapshot, subject, names, NEAR_LIMIT);
    if (!near.length && !count)
        return;
    html_open(html, "p");
    html_text(html, TEXT("Did you mean "));
    if (near.length)
        link_service(html, near, TEXT(""));
    bool any = near.length != 0;
    for (size_t i = 0; i < count; i++) {
        if (text_equal(names[i], near))
            continue;
        html_text(html, any ? TEXT(", ") : TEXT(""));
        link_service(html, names[i], TEXT(""));
        any = true;
    }
    html_text(html, TEXT("?"));
    html_close(html);
}

static void write_port_number(struct html *html, const struct target *target)
{
    uint16_t port;
    if (!find_port(target, &port))
        return;
    html_open(html, "p");
    html_text(html, TEXT("Port number "));
    link_ports(html, (struct ports){port, port, false}, TEXT(""));
    html_close(html);
}

static void write_hit(struct html *html, const struct portreg *snapshot,
                      const struct search_hit *hit)
{
    struct portreg_record record;
    if (!snapshot_decode(snapshot, hit->id, &record))
        return;
    struct ports ports = {record.first_port_number, record.last_port_number, false};
    html_open(html, "li");
    if (record.service_name.length)
        link_service(html, text_of_portreg(record.service_name), TEXT(""));
    html_text(html, TEXT(" "));
    if (record.has_port_number)
        link_ports(html, ports, TEXT(""));
    html_format(html, " %s: ", portreg_transport_protocol_name(record.transport_protocol));
    html_text(html, text_of_portreg(record.description));
    html_close(html);
}

/* What a search for the subject finds first, and a link to the rest of it. */
static void write_search(struct html *html, const struct portreg *snapshot, struct text subject)
{
    struct search search;
    struct search_found found = {0};
    struct search_hit hits[HIT_LIMIT];
    if (search_parse(subject, &search, NULL) != STATUS_OK ||
        search_run(snapshot, &search, 0, HIT_LIMIT, hits, &found, NULL) != STATUS_OK ||
        found.count == 0)
        return;
    struct buffer href;
    buffer_init(&href);
    buffer_append(&href, TEXT("/search?q="));
    target_append_encoded(&href, subject);
    html_element(html, "h2", TEXT("Records that come near"));
    html_open(html, "ul");
    html_set(html, "class", "nearby");
    for (size_t i = 0; i < found.count; i++)
        write_hit(html, snapshot, &hits[i]);
    html_close(html);
    html_open(html, "p");
    html_link(html, buffer_text(&href), TEXT("Search for it"));
    html_close(html);
    html->buffer->failed |= href.failed;
    buffer_done(&href);
}

/* The service name in SUBJECT, which may be in the form of DNS-SD: _https._tcp. */
static struct text name_in(struct text subject)
{
    struct query query;
    bool is_name = query_parse(subject, &query, NULL) == STATUS_OK && query.kind == QUERY_NAME;
    return is_name ? query.service_name : subject;
}

/* Links to what is like what TARGET asks for. */
static void write_near(struct html *html, const struct target *target,
                       const struct portreg *snapshot)
{
    struct text subject = subject_of(target);
    write_near_names(html, snapshot, name_in(subject));
    write_port_number(html, target);
    write_search(html, snapshot, subject);
}

static void write_way_on(struct html *html, struct text href, const char *words)
{
    html_open(html, "p");
    html_link(html, href, text_of(words));
    html_close(html);
}

/* A date that cannot be had: the same address without it. */
static void write_current_way(struct html *html, const struct target *target)
{
    struct buffer href;
    buffer_init(&href);
    for (size_t i = 0; i < target->segment_count; i++) {
        buffer_append_byte(&href, '/');
        target_append_encoded(&href, target->segments[i]);
    }
    write_way_on(html, buffer_text(&href), "The same in the current release");
    html->buffer->failed |= href.failed;
    buffer_done(&href);
}

/* The page that TARGET has a part of, or a wrong parameter for: "/releases" of /releases/9999.
 * Empty when it is about port numbers and names, or about nothing that is here. */
static struct text page_of(const struct target *target)
{
    for (size_t i = 0; i < route_count; i++) {
        struct text path = text_of(routes[i].pattern);
        if (target->segments[0].length && text_equal(text_from(path, 1), target->segments[0]))
            return path;
    }
    return TEXT("");
}

static void write_ways_on(struct html *html, const struct visit *visit)
{
    const struct target *target = &visit->request->target;
    enum http_status status = visit->response->status;
    struct text page = page_of(target);
    if (visit->release && (status == HTTP_NOT_FOUND || status == HTTP_BAD_REQUEST)) {
        if (target_parameter(target, TEXT("as-of")).bytes)
            write_current_way(html, target);
        else if (page.length)
            write_way_on(html, page, page.bytes);
        else
            write_near(html, target, visit->release->snapshot);
    }
    html_open(html, "p");
    html_link(html, TEXT("/"), TEXT("The registry"));
    html_close(html);
}

/* --- the page --- */

/* Programs ask for these paths, whatever they accept. */
static bool is_for_programs(const struct target *target)
{
    return target->segment_count && (text_equal(target->segments[0], TEXT("api")) ||
                                     text_equal(target->segments[0], TEXT("log")));
}

static void write_page(struct html *html, struct buffer *buffer, const struct visit *visit)
{
    struct words words = words_of(visit->response->status);
    struct text subject = subject_of(&visit->request->target);
    site_begin(html, buffer, &(struct site){.title = text_of(words.heading), .query = subject});
    html_element(html, "h1", text_of(words.heading));
    html_open(html, "p");
    html_set(html, "class", "lead");
    html_text(html, text_of(words.explanation));
    html_close(html);
    write_detail(html, visit->response->detail);
    write_ways_on(html, visit);
}

void error_page_replace(const struct visit *visit)
{
    struct response *response = visit->response;
    struct response problem = *response;
    struct buffer buffer;
    struct html html;
    if (response->status < HTTP_BAD_REQUEST || !response->detail[0] ||
        is_for_programs(&visit->request->target))
        return;
    response->varies_by_form = true;
    if (form_choose(visit->request->accept, FORMS_ALL) != FORM_HTML)
        return;
    buffer_init(&buffer);
    write_page(&html, &buffer, visit);
    if (site_end(&html, visit, NULL) != STATUS_OK)
        response->media_type = problem.media_type;
    response->status = problem.status;
    buffer_done(&buffer);
}
