/* What one release changed, record by record. */
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/sha256.h"
#include "history/past.h"
#include "server/api/api.h"
#include "server/api/releases.h"
#include "server/form.h"
#include "server/pages/change_content.h"
#include "server/pages/change_record.h"
#include "server/pages/pages.h"
#include "server/pages/release_words.h"
#include "server/pages/site.h"
#include "server/problem.h"

/* How many changes are on a page; the next ones are behind ?page=2. */
enum { RELEASE_PAGE_CHANGES = 1000 };

/* What the page is made from. */
struct release_page {
    const struct portreg *snapshot;
    struct portreg_release release, before; /* BEFORE: of the same index when there is none */
    const struct deeds *deeds;              /* of the release */
    struct events events;                   /* by kind */
    size_t number, count;                   /* of the page that is shown, from 1; of pages */
};

static int compare_kinds(const void *a, const void *b)
{
    const struct event *one = a, *other = b;
    if (one->change.kind != other->change.kind)
        return one->change.kind < other->change.kind ? -1 : 1;
    return one->change.key < other->change.key ? -1 : one->change.key > other->change.key;
}

/* --- head --- */

/* A link to the release at INDEX, or the words alone when there is none. */
static void write_neighbour(struct html *html, const struct portreg *snapshot, uint32_t index,
                            const char *words)
{
    struct portreg_release release;
    char path[RELEASE_PATH_SIZE_BYTES] = "", date[DATE_SIZE_BYTES];
    if (portreg_release_get(snapshot, index, &release))
        release_path(&release, path);
    html_open(html, *path ? "a" : "span");
    if (*path)
        html_set(html, "href", path);
    else
        html_set(html, "aria-disabled", "true");
    html_text(html, text_of(words));
    if (*path)
        html_format(html, ": %s", date_format(date_of_portreg(release.date), date));
    html_close(html);
}

static void write_neighbours(struct html *html, const struct release_page *page)
{
    uint32_t index = page->release.index;
    html_open(html, "nav");
    html_set(html, "class", "pager");
    html_set(html, "aria-label", "Releases");
    write_neighbour(html, page->snapshot, index ? index - 1 : UINT32_MAX, "Previous");
    write_neighbour(html, page->snapshot, index + 1, "Next");
    html_link(html, TEXT("/releases"), TEXT("All releases"));
    html_close(html);
}

static void write_records(struct html *html, const struct release_page *page)
{
    struct text date;
    char words[DATE_SIZE_BYTES];
    long more = (long)page->release.record_count - (long)page->before.record_count;
    date = text_of(date_format(date_of_portreg(page->release.date), words));
    site_term(html, "Records");
    html_format(html, "%u", page->release.record_count);
    if (more)
        html_format(html, " (%+ld)", more);
    html_text(html, TEXT(", "));
    site_link(html, "/", TEXT(""), date, TEXT("the registry as of this date"));
    html_close(html);
}

static void write_source(struct html *html, const struct release_page *page)
{
    const struct portreg_release *release = &page->release;
    char hex[SHA256_HEX_SIZE_BYTES], href[48];
    release_received_write(html, release);
    site_term(html, "SHA-256");
    html_element(html, "code", text_of(sha256_format(release->sha256, hex)));
    html_text(html, TEXT(" of the file received"));
    if (release->size_bytes)
        html_format(html, ", %llu bytes", (unsigned long long)release->size_bytes);
    html_close(html);
    if (page->deeds->log_index == UINT64_MAX)
        return;
    snprintf(href, sizeof(href), "/log/proof/%llu", (unsigned long long)page->deeds->log_index);
    site_term(html, "Log");
    html_format(html, "Entry %llu: ", (unsigned long long)page->deeds->log_index);
    html_link(html, text_of(href), TEXT("proof that the log has it"));
    html_close(html);
}

static void write_facts(struct html *html, const struct release_page *page)
{
    char href[64];
    struct buffer words;
    buffer_init(&words);
    release_words_append(&words, &page->release, page->deeds);
    html_open(html, "dl");
    html_set(html, "class", "facts");
    site_term(html, "Changes");
    html_text(html, buffer_text(&words));
    html_close(html);
    write_records(html, page);
    site_term(html, "Release");
    html_format(html, "number %u in the order in which they were received", page->release.sequence);
    html_close(html);
    write_source(html, page);
    site_term(html, "Follow");
    snprintf(href, sizeof(href), "/api/v1/changes?release=%u", page->release.sequence);
    html_link(html, TEXT("/changes.atom"), TEXT("feed of changes"));
    html_text(html, TEXT(", "));
    html_link(html, text_of(href), TEXT("these changes as JSON"));
    html_close(html);
    html_close(html);
    html->buffer->failed |= words.failed;
    buffer_done(&words);
}

/* --- changes --- */

/* The changes from FIRST to before END, which are of the same kind. */
static void write_kind(struct html *html, const struct release_page *page, size_t first, size_t end)
{
    const struct event *events = page->events.list;
    enum change_kind kind = events[first].change.kind;
    uint32_t total = page->deeds->changes[kind];
    char heading[64], before[DATE_SIZE_BYTES], after[DATE_SIZE_BYTES];
    date_format(date_of_portreg(page->before.date), before);
    date_format(date_of_portreg(page->release.date), after);
    snprintf(heading, sizeof(heading), "%u %s", total, change_words(kind, total));
    html_open(html, "section");
    site_heading(html, change_kind_name(kind), heading);
    html_open(html, "ol");
    html_set(html, "class", "changes");
    for (size_t i = first; i < end; i++) {
        html_open(html, "li");
        change_record_write(html, &events[i].change, text_of(before), text_of(after));
        html_close(html);
    }
    html_close(html);
    html_close(html);
}

static void write_changes(struct html *html, const struct release_page *page)
{
    const struct event *events = page->events.list;
    size_t first = (page->number - 1) * RELEASE_PAGE_CHANGES;
    size_t left = page->events.count - first;
    size_t end = first + (left < RELEASE_PAGE_CHANGES ? left : RELEASE_PAGE_CHANGES);
    while (first < end) {
        size_t next = first + 1;
        while (next < end && events[next].change.kind == events[first].change.kind)
            next++;
        write_kind(html, page, first, next);
        first = next;
    }
}

static void write_page_link(struct html *html, const struct release_page *page, size_t number,
                            const char *words)
{
    char href[64];
    bool leads = number >= 1 && number <= page->count;
    snprintf(href, sizeof(href), "?page=%zu", number);
    html_open(html, leads ? "a" : "span");
    if (leads)
        html_set(html, "href", href);
    else
        html_set(html, "aria-disabled", "true");
    html_text(html, text_of(words));
    html_close(html);
}

static void write_pager(struct html *html, const struct release_page *page)
{
    if (page->count < 2)
        return;
    html_open(html, "nav");
    html_set(html, "class", "pager");
    html_set(html, "aria-label", "Pages");
    write_page_link(html, page, page->number - 1, "Previous");
    html_open(html, "span");
    html_set(html, "aria-current", "page");
    html_format(html, "Page %zu of %zu", page->number, page->count);
    html_close(html);
    write_page_link(html, page, page->number + 1, "Next");
    html_close(html);
}

static void write_content(struct html *html, const struct release_page *page)
{
    char date[DATE_SIZE_BYTES];
    date_format(date_of_portreg(page->release.date), date);
    html_open(html, "h1");
    html_format(html, "Release of %s", *date ? date : "an unknown date");
    html_close(html);
    write_neighbours(html, page);
    write_facts(html, page);
    if (page->release.index == 0)
        html_element(html, "p", TEXT("What was changed before it is not known here."));
    else if (!page->events.count)
        html_element(html, "p",
                     TEXT("No record changed. The file did: its header, its notes, the contact "
                          "information, or how it is written."));
    write_changes(html, page);
    write_pager(html, page);
}

/* --- answer --- */

static int answer_html(const struct visit *visit, const struct release_page *page,
                       struct error *error)
{
    char title[64], path[RELEASE_PATH_SIZE_BYTES], date[DATE_SIZE_BYTES];
    struct buffer buffer;
    struct html html;
    buffer_init(&buffer);
    snprintf(title, sizeof(title), "Release of %s",
             date_format(date_of_portreg(page->release.date), date));
    struct site site = {.title = text_of(title),
                        .section = "/releases",
                        .canonical = text_of(release_path(&page->release, path))};
    site_begin(&html, &buffer, &site);
    write_content(&html, page);
    int status = site_end(&html, visit, error);
    buffer_done(&buffer);
    return status;
}

/* Fills PAGE for the release at INDEX. The first release has no changes. */
static int fill(struct release_page *page, const struct visit *visit, uint32_t index,
                struct error *error)
{
    struct served_release *served = visit->release;
    uint64_t number;
    int status = STATUS_OK;
    *page = (struct release_page){.snapshot = served->snapshot, .number = 1, .count = 1};
    portreg_release_get(page->snapshot, index, &page->release);
    portreg_release_get(page->snapshot, index ? index - 1 : 0, &page->before);
    const struct deeds *deeds =
        chronicle_read(&served->chronicle, served->snapshot, visit->data_directory, error);
    if (!deeds)
        return STATUS_MEMORY;
    page->deeds = &deeds[index];
    if (index > 0)
        status = past_add_release(page->snapshot, index, 0, SIZE_MAX, &page->events, error);
    if (status != STATUS_OK)
        return status;
    if (page->events.count)
        qsort(page->events.list, page->events.count, sizeof(*page->events.list), compare_kinds);
    page->count = (page->events.count + RELEASE_PAGE_CHANGES - 1) / RELEASE_PAGE_CHANGES;
    page->count += page->count == 0;
    struct text asked = target_parameter(&visit->request->target, TEXT("page"));
    if (text_to_number(asked, page->count, &number) && number > 0)
        page->number = (size_t)number;
    return STATUS_OK;
}

int release_page_answer(const struct visit *visit, struct error *error)
{
    struct release_page page = {.count = 0};
    char quoted[QUOTED_SIZE_BYTES];
    uint64_t sequence;
    uint32_t index = UINT32_MAX;
    visit->response->varies_by_form = true;
    if (form_choose(visit->request->accept, 1 << FORM_HTML | 1 << FORM_JSON) == FORM_JSON)
        return api_release_answer(visit, error);
    if (text_to_number(visit->values[0], UINT32_MAX, &sequence) && sequence > 0)
        index = release_find(visit->release->snapshot, sequence);
    if (index == UINT32_MAX) {
        problem_answer(visit, (struct problem){.kind = PROBLEM_UNKNOWN_RELEASE},
                       "expected the sequence number of a release, found %s",
                       text_quote(visit->values[0], quoted));
        return STATUS_OK;
    }
    int status = fill(&page, visit, index, error);
    if (status == STATUS_OK)
        status = answer_html(visit, &page, error);
    events_done(&page.events);
    return status;
}
