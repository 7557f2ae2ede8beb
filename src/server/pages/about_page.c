/* What this site is. */
#include <stdio.h>

#include "base/sha256.h"
#include "server/pages/pages.h"
#include "server/pages/prose.h"
#include "server/pages/release_words.h"
#include "server/pages/site.h"

static void write_paragraphs(struct html *html, const char *const *paragraphs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        prose_element(html, "p", paragraphs[i]);
}
#define PARAGRAPHS(html, list) write_paragraphs(html, list, sizeof(list) / sizeof(*(list)))

static void write_what(struct html *html)
{
    static const char *const paragraphs[] = {
        "The registry of service names and transport protocol port numbers says which service a "
        "name "
        "and a port number are registered for. It is kept by IANA by the rules of "
        "[RFC 6335](rfc6335).",
        "This site is a mirror: it takes in what the publisher publishes, keeps every release, and "
        "answers from them. It assigns nothing, and is not IANA. The registry itself is at "
        "[iana.org](https://www.iana.org/assignments/service-names-port-numbers); where the two "
        "differ, that one counts.",
    };
    site_heading(html, "what", "What this is");
    PARAGRAPHS(html, paragraphs);
}

/* LINE without the stars at both ends, which the publisher draws a frame of. */
static struct text trim_stars(struct text line)
{
    line = text_trim(line);
    while (text_starts_with(line, TEXT("*")))
        line = text_from(line, 1);
    while (text_ends_with(line, TEXT("*")))
        line = text_slice(line, 0, line.length - 1);
    return text_trim(line);
}

/* What NOTE says from the words "PLEASE NOTE" to the end of the frame of stars, as one paragraph.
 */
static void write_warning(struct html *html, struct text note)
{
    const char *between = "";
    size_t start = text_find(note, TEXT("PLEASE NOTE"), 0);
    if (start == SIZE_MAX)
        return;
    note = text_from(note, start);
    prose_element(html, "p", "The registry says of itself:");
    html_open(html, "blockquote");
    html_open(html, "p");
    while (note.bytes) {
        struct text line = text_trim(text_split(&note, '\n'));
        if (text_starts_with(line, TEXT("**")))
            break;
        line = trim_stars(line);
        if (!line.length)
            continue;
        html_text(html, text_of(between));
        html_text(html, line);
        between = " ";
    }
    html_close(html);
    html_close(html);
}

/* Ours, and the registry's own, out of its notes. */
static void write_disclaimers(struct html *html, const struct portreg *snapshot)
{
    struct note note;
    struct buffer plain;
    buffer_init(&plain);
    site_heading(html, "disclaimer", "What it does not say");
    site_disclaimer(html);
    for (uint32_t i = 0; snapshot_note(snapshot, i, &note); i++) {
        buffer_clear(&plain);
        marked_append_plain(&plain, note.content, TEXT("\n"));
        write_warning(html, buffer_text(&plain));
    }
    prose_element(
        html, "p",
        "So this site says \xe2\x80\x9cregistered as\xe2\x80\x9d, and never what traffic "
        "is. It comes without warranty; decide about your own network by what you know of it.");
    html->buffer->failed |= plain.failed;
    buffer_done(&plain);
}

static void write_freshness(struct html *html, const struct portreg *snapshot)
{
    char date[DATE_SIZE_BYTES], hex[SHA256_HEX_SIZE_BYTES];
    struct portreg_release release = portreg_release(snapshot);
    site_heading(html, "freshness", "How fresh and how sure it is");
    html_open(html, "dl");
    html_set(html, "class", "facts");
    site_term(html, "Release");
    html_element(html, "time", text_of(date_format(date_of_portreg(release.date), date)));
    html_format(html, ", with %u records", release.record_count);
    html_close(html);
    release_received_write(html, &release);
    site_term(html, "SHA-256");
    html_element(html, "code", text_of(sha256_format(release.sha256, hex)));
    html_text(html, TEXT(" of the file received"));
    html_close(html);
    site_term(html, "History");
    html_format(html, "%u releases: ", portreg_release_count(snapshot));
    html_link(html, TEXT("/releases"), TEXT("what each of them changed"));
    html_close(html);
    html_close(html);
    prose_element(
        html, "p",
        "Each release and each change in it is an entry of a log that can only grow: a tree of "
        "hashes, whose [signed checkpoint](/log/checkpoint) others can keep. Nobody can change "
        "what "
        "was published here without that being seen. Each [release](/releases) has a link to the "
        "proof that the log has it; the [hashes of the files](/assignments/" RELEASE_NAME
        "/" HASHES_FILE ") and their [proof](/assignments/" RELEASE_NAME "/" RELEASE_PROOF_FILE
        ") are beside the files. The log proves what was said here and when, not that it is true.");
}

static void write_formats(struct html *html)
{
    static const char *const items[] = {
        "the publisher\xe2\x80\x99s own files, byte for byte, at the publisher\xe2\x80\x99s own "
        "paths, so that a "
        "program needs only another host name: [XML](/assignments/" RELEASE_NAME "/" RELEASE_NAME
        ".xml), [CSV](/assignments/" RELEASE_NAME "/" RELEASE_NAME
        ".csv), [HTML](/assignments/" RELEASE_NAME "/" RELEASE_NAME
        ".xhtml) and [plain text](/assignments/" RELEASE_NAME "/" RELEASE_NAME ".txt)",
        "each page for programs too: ask for application/json, or for text/plain as curl does",
        "the [API](/api), also as of any release: ?as-of= and a date",
        "a [feed of changes](/changes.atom), for all or for one port number or service name",
    };
    site_heading(html, "formats", "Formats");
    html_open(html, "ul");
    for (size_t i = 0; i < sizeof(items) / sizeof(*items); i++)
        prose_element(html, "li", items[i]);
    html_close(html);
}

static void write_manners(struct html *html)
{
    static const char *const privacy[] = {
        "No cookies, nothing stored in the browser, nothing loaded from elsewhere, no counting of "
        "visitors by "
        "third parties. Whoever runs this server may keep an access log, and can tell you about "
        "it.",
        "The registry names people: assignees and contacts, with what they gave the publisher. It "
        "is shown as "
        "it is published, with the addresses in the form that the publisher gave them. To have an "
        "entry "
        "changed, [ask the publisher](https://www.iana.org/contact); it changes here with the next "
        "release. Past "
        "releases stay as they were, but the log has names and addresses only as salted hashes.",
    };
    static const char *const accessibility[] = {
        "The pages are meant to work for everybody: without scripts, by keyboard alone, with a "
        "screen reader, at "
        "200 % zoom, on small screens, in light and dark colours as the system says, without "
        "motion where that is "
        "preferred. No colour alone carries a meaning, each chart has its numbers as a table, and "
        "for the map there "
        "are the table and the pages of port numbers. The aim is WCAG 2.2 at level AA.",
    };
    site_heading(html, "privacy", "Privacy");
    PARAGRAPHS(html, privacy);
    site_heading(html, "accessibility", "Accessibility");
    PARAGRAPHS(html, accessibility);
}

static void write_content(struct html *html, const struct portreg *snapshot)
{
    html_element(html, "h1", TEXT("About this site"));
    html_open(html, "div");
    html_set(html, "class", "prose about");
    write_what(html);
    write_disclaimers(html, snapshot);
    write_freshness(html, snapshot);
    write_formats(html);
    write_manners(html);
    site_heading(html, "software", "Software");
    html_open(html, "p");
    html_format(html,
                "portreg %s: a registry of RFC 6335 as a program. It looks up, searches, "
                "compares and serves, from this site or on a host of your own.",
                PORTREG_VERSION);
    html_close(html);
    html_close(html);
}

int about_page_answer(const struct visit *visit, struct error *error)
{
    struct buffer buffer;
    struct html html;
    buffer_init(&buffer);
    struct site site = {.title = TEXT("About"), .section = "/about", .canonical = TEXT("/about")};
    site_begin(&html, &buffer, &site);
    write_content(&html, visit->release->snapshot);
    int status = site_end(&html, visit, error);
    buffer_done(&buffer);
    return status;
}
