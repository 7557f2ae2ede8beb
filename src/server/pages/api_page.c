/* The API, told to people: what it has, how it is asked, what can be wrong. */
#include <stdio.h>

#include "server/api/api.h"
#include "server/form.h"
#include "server/pages/pages.h"
#include "server/pages/site.h"
#include "server/problem.h"

/* Where the program serves unless it is told otherwise: for examples to be copied. */
#define SITE_ADDRESS "http://localhost:8080"
#define API_PATH     "/api/v1"

/* What may be asked, and what for. */
static const struct {
    const char *target;
    const char *words;
} examples[] = {
    {"/api/v1/ports/443/tcp",
     "One port number of one transport protocol: its state, why, and the records"},
    {"/api/v1/ports/6000-6063", "The records of a range"},
    {"/api/v1/services/http", "A service name"},
    {"/api/v1/services/http?as-of=2015", "The same as the registry had it at the end of 2015"},
    {"/api/v1/services?prefix=ht", "All service names that begin so"},
    {"/api/v1/search?q=printing%20transport:tcp", "Search over every column, with a filter"},
    {"/api/v1/records?state=reserved&range=system",
     "Records by state, range, transport protocol, year or assignee"},
    {"/api/v1/changes?since=0&port=443", "All that ever happened to a port number"},
    {"/api/v1/statistics", "Counts by state, range, transport protocol and year"},
};

/* What holds for all answers. */
static const struct {
    const char *term;
    const char *words;
} rules[] = {
    {"As of a date", "as-of=YYYY-MM-DD, YYYY-MM or YYYY answers from the last release of that day, "
                     "month or year, or before it. "
                     "The member release says which one it was."},
    {"Pages", "Lists have limit=1 to 1000 entries on a page, 100 unless asked for. The member "
              "next, and the header Link (RFC 8288), "
              "lead to the next page; it is missing on the last."},
    {"Unchanged", "Every answer has an ETag. Sent back in If-None-Match it is answered by 304 "
                  "until something has changed."},
    {"In a browser",
     "Scripts of all sites may read the answers (CORS), and the headers ETag and Link of them."},
    {"To stay up to date", "Ask changes?since=latest, keep last_release, and from then on ask "
                           "changes?since= that number."},
    {"Later versions", "An address stays what it is. Objects may get more members; a client does "
                       "well to ignore those it does not know."},
};

static void write_lead(struct html *html)
{
    html_element(html, "h1", TEXT("API"));
    html_open(html, "p");
    html_set(html, "class", "lead");
    html_text(html,
              TEXT("The whole registry, its history and search as JSON. Nothing to sign up for. "
                   "Described in "));
    html_link(html, TEXT(API_PATH "/openapi.json"), TEXT("OpenAPI 3.1"));
    html_text(html, TEXT("; "));
    html_link(html, TEXT(API_PATH), TEXT("its index"));
    html_text(html, TEXT(" lists the paths for programs."));
    html_close(html);
}

static void write_examples(struct html *html)
{
    site_heading(html, "examples", "Examples");
    html_open(html, "dl");
    html_set(html, "class", "api-examples");
    for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++) {
        html_open(html, "dt");
        html_text(html, text_of(examples[i].words));
        html_close(html);
        html_open(html, "dd");
        html_open(html, "code");
        html_text(html, TEXT("curl '" SITE_ADDRESS));
        html_link(html, text_of(examples[i].target), text_of(examples[i].target));
        html_text(html, TEXT("'"));
        html_close(html);
        html_close(html);
    }
    html_close(html);
}

/* The path of a route; it may be broken behind each slash. */
static void write_pattern(struct html *html, struct text pattern)
{
    html_open(html, "code");
    while (pattern.length) {
        size_t end = text_find(pattern, TEXT("/"), 1);
        html_text(html, text_slice(pattern, 0, end));
        pattern = text_from(pattern, end);
        if (pattern.length)
            html_open(html, "wbr");
    }
    html_close(html);
}

static void write_paths(struct html *html)
{
    site_heading(html, "paths", "Paths");
    html_open(html, "dl");
    html_set(html, "class", "api-terms");
    for (size_t i = 0; i < route_count; i++) {
        struct text pattern = text_of(routes[i].pattern);
        if (!text_starts_with(pattern, TEXT(API_PATH)))
            continue;
        html_open(html, "dt");
        write_pattern(html, pattern);
        html_close(html);
        html_element(html, "dd", text_of(routes[i].help));
    }
    html_close(html);
}

static void write_rules(struct html *html)
{
    site_heading(html, "rules", "What holds for all of them");
    html_open(html, "dl");
    html_set(html, "class", "api-terms");
    for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
        html_element(html, "dt", text_of(rules[i].term));
        html_element(html, "dd", text_of(rules[i].words));
    }
    html_close(html);
}

static void write_problem(struct html *html, const struct problem_facts *facts)
{
    html_open(html, "dt");
    html_set(html, "id", facts->name);
    html_element(html, "code", text_of(facts->name));
    html_format(html, " %d", (int)facts->status);
    html_close(html);
    html_open(html, "dd");
    html_text(html, text_of(facts->help));
    html_close(html);
}

static void write_problems(struct html *html)
{
    site_heading(html, "problems", "When something is wrong");
    html_open(html, "p");
    html_set(html, "class", "prose");
    html_text(html, TEXT("A request that cannot be answered is answered with a problem ("));
    html_link(html, TEXT("https://www.rfc-editor.org/rfc/rfc9457"), TEXT("RFC 9457"));
    html_text(
        html,
        TEXT("): its type is one of those below, its detail says in one line what was expected "
             "and what was found, parameter names what it is about, and did_you_mean what may "
             "have been meant. Where the status says it all the type is about:blank. A port "
             "number that is unassigned is no problem but an answer."));
    html_close(html);
    html_open(html, "dl");
    html_set(html, "class", "api-terms");
    for (int kind = 0; kind < PROBLEM_KIND_COUNT; kind++)
        write_problem(html, problem_facts((enum problem_kind)kind));
    html_close(html);
}

static void write_files(struct html *html)
{
    site_heading(html, "files", "Instead of the API");
    html_open(html, "ul");
    html_set(html, "class", "tags");
    for (size_t i = 0; i < RELEASE_FILE_COUNT; i++) {
        char href[128];
        snprintf(href, sizeof(href), "/assignments/" RELEASE_NAME "/%s", release_files[i].name);
        html_open(html, "li");
        html_link(html, text_of(href), text_of(release_files[i].title));
        html_close(html);
    }
    html_open(html, "li");
    html_link(html, TEXT("/changes.atom"), TEXT("Feed of changes"));
    html_close(html);
    html_open(html, "li");
    html_link(html, TEXT("/log/checkpoint"), TEXT("Checkpoint of the log"));
    html_close(html);
    html_close(html);
    html_open(html, "p");
    html_set(html, "class", "prose");
    html_text(
        html,
        TEXT("The files are those of the publisher, at the publisher's paths: what downloads the "
             "registry from there needs only another host name. Pages of port numbers and "
             "service names, the registry and the releases answer programs too: "
             "with Accept: application/json as the API does."));
    html_close(html);
}

static int answer_html(const struct visit *visit, struct error *error)
{
    struct buffer buffer;
    struct html html;
    buffer_init(&buffer);
    struct site site = {.title = TEXT("API"), .section = "/api", .canonical = TEXT("/api")};
    site_begin(&html, &buffer, &site);
    write_lead(&html);
    write_examples(&html);
    write_paths(&html);
    write_rules(&html);
    write_problems(&html);
    write_files(&html);
    int status = site_end(&html, visit, error);
    buffer_done(&buffer);
    return status;
}

int api_page_answer(const struct visit *visit, struct error *error)
{
    enum form form = form_choose(visit->request->accept, 1 << FORM_HTML | 1 << FORM_JSON);
    visit->response->varies_by_form = true;
    return form == FORM_JSON ? api_index_answer(visit, error) : answer_html(visit, error);
}
