/* All releases, the newest first. */
#include <stdio.h>

#include "base/memory.h"
#include "base/sha256.h"
#include "formats/screen/table.h"
#include "server/api/api.h"
#include "server/form.h"
#include "server/pages/pages.h"
#include "server/pages/release_words.h"
#include "server/pages/site.h"

/* Enough of a hash to tell releases apart by eye; the page of a release has all of it. */
enum { HASH_DIGITS = 12 };

enum { SCREEN_COLUMNS = 80 }; /* of a terminal */

/* What the page is made from. */
struct releases {
    const struct portreg *snapshot;
    const struct deeds *deeds;
    uint32_t count;
};

static struct portreg_release get(const struct releases *releases, uint32_t index)
{
    struct portreg_release release = {.index = index};
    portreg_release_get(releases->snapshot, index, &release);
    return release;
}

/* The index of the first release of the same year as the one at INDEX. */
static uint32_t first_of_year(const struct releases *releases, uint32_t index)
{
    uint16_t year = get(releases, index).date.year;
    while (index > 0 && get(releases, index - 1).date.year == year)
        index--;
    return index;
}

static void write_date(struct html *html, const struct portreg_release *release)
{
    char path[RELEASE_PATH_SIZE_BYTES];
    release_path(release, path);
    html_open(html, *path ? "a" : "span");
    html_set(html, "class", "date");
    if (*path)
        html_set(html, "href", path);
    release_date_write(html, release);
    html_close(html);
}

static void write_proof_link(struct html *html, const struct portreg_release *release,
                             const struct deeds *deeds)
{
    char href[48], number[32];
    if (deeds->log_index == UINT64_MAX)
        return;
    snprintf(href, sizeof(href), "/log/proof/%llu", (unsigned long long)deeds->log_index);
    snprintf(number, sizeof(number), " of release %u", release->sequence);
    html_open(html, "a");
    html_set(html, "href", href);
    html_text(html, TEXT("Proof"));
    html_open(html, "span");
    html_set(html, "class", "unseen");
    html_text(html, text_of(number));
    html_close(html);
    html_close(html);
}

static void write_release(struct html *html, const struct releases *releases, uint32_t index)
{
    struct portreg_release release = get(releases, index);
    char hex[SHA256_HEX_SIZE_BYTES];
    struct buffer words;
    buffer_init(&words);
    release_words_append(&words, &release, &releases->deeds[index]);
    html_open(html, "li");
    write_date(html, &release);
    html_open(html, "span");
    html_set(html, "class", releases->deeds[index].total || index == 0 ? "what" : "what quiet");
    html_text(html, buffer_text(&words));
    html_close(html);
    html_open(html, "span");
    html_set(html, "class", "number");
    html_format(html, "%u records", release.record_count);
    html_close(html);
    html_open(html, "code");
    html_text(html, text_slice(text_of(sha256_format(release.sha256, hex)), 0, HASH_DIGITS));
    html_close(html);
    write_proof_link(html, &release, &releases->deeds[index]);
    html_close(html);
    html->buffer->failed |= words.failed;
    buffer_done(&words);
}

static void format_year(uint16_t year, char name[static 16])
{
    if (year)
        snprintf(name, 16, "%u", (unsigned)year);
    else
        snprintf(name, 16, "undated");
}

/* The releases of the year of the one at LAST, which is its last one. */
static void write_year(struct html *html, const struct releases *releases, uint32_t first,
                       uint32_t last)
{
    char name[16];
    uint32_t changes = 0;
    format_year(get(releases, last).date.year, name);
    for (uint32_t i = first; i <= last; i++)
        changes += releases->deeds[i].total;
    html_open(html, "section");
    html_set(html, "class", "year");
    site_heading(html, name, name);
    html_open(html, "p");
    html_set(html, "class", "quiet");
    html_format(html, "%u release%s, %u change%s of records", last - first + 1,
                first == last ? "" : "s", changes, changes == 1 ? "" : "s");
    html_close(html);
    html_open(html, "ol");
    html_set(html, "class", "releases");
    html_flag(html, "reversed");
    for (uint32_t i = last + 1; i-- > first;)
        write_release(html, releases, i);
    html_close(html);
    html_close(html);
}

/* Links to the years. */
static void write_years(struct html *html, const struct releases *releases)
{
    html_open(html, "nav");
    html_set(html, "aria-label", "Years");
    html_open(html, "ul");
    html_set(html, "class", "tags");
    for (uint32_t end = releases->count; end > 0;) {
        uint32_t first = first_of_year(releases, end - 1);
        char href[20] = "#";
        format_year(get(releases, first).date.year, href + 1);
        html_open(html, "li");
        html_link(html, text_of(href), text_of(href + 1));
        html_close(html);
        end = first;
    }
    html_close(html);
    html_close(html);
}

static void write_content(struct html *html, const struct releases *releases)
{
    char first[DATE_SIZE_BYTES];
    date_format(date_of_portreg(get(releases, 0).date), first);
    html_element(html, "h1", TEXT("Releases"));
    html_open(html, "p");
    html_set(html, "class", "lead");
    html_format(html,
                "Each time the registry was published: what changed, the SHA-256 of the file, and "
                "the proof that the log of this site has it. %u release%s, the first of %s.",
                releases->count, releases->count == 1 ? "" : "s",
                *first ? first : "an unknown date");
    html_close(html);
    html_open(html, "p");
    html_set(html, "class", "feed");
    html_open(html, "a");
    html_set(html, "href", "/changes.atom");
    html_set(html, "type", "application/atom+xml");
    html_text(html, TEXT("Feed of changes"));
    html_close(html);
    html_text(html, TEXT(", "));
    html_link(html, TEXT("/api/v1/releases"), TEXT("releases as JSON"));
    html_text(html, TEXT(", "));
    html_link(html, TEXT("/log/checkpoint"), TEXT("checkpoint of the log"));
    html_close(html);
    write_years(html, releases);
    for (uint32_t end = releases->count; end > 0;) {
        uint32_t from = first_of_year(releases, end - 1);
        write_year(html, releases, from, end - 1);
        end = from;
    }
}

static int answer_html(const struct visit *visit, const struct releases *releases,
                       struct error *error)
{
    struct buffer buffer;
    struct html html;
    buffer_init(&buffer);
    struct site site = {
        .title = TEXT("Releases"), .section = "/releases", .canonical = TEXT("/releases")};
    site_begin(&html, &buffer, &site);
    write_content(&html, releases);
    int status = site_end(&html, visit, error);
    buffer_done(&buffer);
    return status;
}

/* --- for a terminal --- */

static void add_row(struct screen_table *table, const struct releases *releases, uint32_t index)
{
    struct portreg_release release = get(releases, index);
    char date[DATE_SIZE_BYTES], sequence[16] = "", records[16];
    struct buffer words;
    buffer_init(&words);
    release_words_append(&words, &release, &releases->deeds[index]);
    date_format(date_of_portreg(release.date), date);
    if (release.sequence)
        snprintf(sequence, sizeof(sequence), "%u", release.sequence);
    snprintf(records, sizeof(records), "%u", release.record_count);
    screen_table_add_row(table);
    screen_table_add_cell(table, text_of(date), TONE_STRONG);
    screen_table_add_cell(table, text_of(sequence), TONE_PLAIN);
    screen_table_add_cell(table, text_of(records), TONE_PLAIN);
    screen_table_add_cell(table, buffer_text(&words), TONE_PLAIN);
    table->failed |= words.failed;
    buffer_done(&words);
}

/* All releases as a table, a line or more each. */
static int write_text(const struct releases *releases, struct sink *sink)
{
    static const char *const titles[] = {"Date", "Release", "Records", "Changes"};
    const struct screen screen = {.sink = sink, .width = SCREEN_COLUMNS};
    struct screen_table table;
    screen_table_init(&table, sizeof(titles) / sizeof(*titles), titles);
    for (uint32_t i = releases->count; i-- > 0;)
        add_row(&table, releases, i);
    int status = screen_table_write(&table, &screen);
    screen_table_done(&table);
    return status;
}

static int answer_text(const struct visit *visit, const struct releases *releases,
                       struct error *error)
{
    struct buffer buffer;
    buffer_init(&buffer);
    struct sink *sink = memory_allocate(sizeof(*sink));
    int status = STATUS_MEMORY;
    if (sink) {
        sink_init_buffer(sink, &buffer);
        status = write_text(releases, sink);
    }
    if (status == STATUS_OK)
        status = sink_flush(sink, "answer", error);
    visit->response->status = HTTP_OK;
    visit->response->media_type = "text/plain; charset=UTF-8";
    if (status == STATUS_OK)
        status = response_take(visit->response, &buffer, error);
    else
        status = error_memory(error);
    memory_free(sink);
    buffer_done(&buffer);
    return status;
}

int releases_page_answer(const struct visit *visit, struct error *error)
{
    enum form form = form_choose(visit->request->accept, FORMS_ALL);
    struct served_release *release = visit->release;
    visit->response->varies_by_form = true;
    if (form == FORM_JSON)
        return api_releases_answer(visit, error);
    struct releases releases = {.snapshot = release->snapshot,
                                .count = portreg_release_count(release->snapshot)};
    releases.deeds =
        chronicle_read(&release->chronicle, release->snapshot, visit->data_directory, error);
    if (!releases.deeds)
        return STATUS_MEMORY;
    return form == FORM_TEXT ? answer_text(visit, &releases, error)
                             : answer_html(visit, &releases, error);
}
