/* What all pages have in common. */
#include "server/pages/site.h"

#include <stdio.h>

#define SITE_NAME "Service Names and Port Numbers"

/* Where the documents are that the registry refers to. */
#define RFC_SITE   "https://www.rfc-editor.org/info/"
#define DRAFT_SITE "https://datatracker.ietf.org/doc/html/"

/* What the navigation leads to. */
static const struct {
    const char *href;
    const char *text;
} sections[] = {
    {"/", "Registry"},         {"/map", "Map"},
    {"/releases", "Releases"}, {"/statistics", "Statistics"},
    {"/experts", "Experts"},   {"/api", "API"},
    {"/about", "About"},
};

static void write_link(struct html *html, const char *relation, const char *type, const char *href)
{
    html_open(html, "link");
    html_set(html, "rel", relation);
    if (type)
        html_set(html, "type", type);
    html_set(html, "href", href);
}

static void write_meta(struct html *html, const char *name, const char *content)
{
    html_open(html, "meta");
    html_set(html, "name", name);
    html_set(html, "content", content);
}

static void write_script(struct html *html, const char *source)
{
    html_open(html, "script");
    html_set(html, "src", source);
    html_flag(html, "defer");
    html_close(html);
}

static void write_title(struct html *html, struct text title)
{
    html_open(html, "title");
    html_text(html, title);
    if (title.length)
        html_text(html, TEXT(" \xc2\xb7 "));
    html_text(html, TEXT(SITE_NAME));
    html_close(html);
}

static void write_head(struct html *html, const struct site *site)
{
    html_open(html, "head");
    html_open(html, "meta");
    html_set(html, "charset", "utf-8");
    write_meta(html, "viewport", "width=device-width, initial-scale=1");
    write_meta(html, "color-scheme", "light dark");
    if (!site->canonical.length)
        write_meta(html, "robots", "noindex");
    write_title(html, site->title);
    write_link(html, "icon", NULL, "/web/icon.svg");
    write_link(html, "stylesheet", NULL, "/web/style.css");
    if (site->canonical.length) {
        html_open(html, "link");
        html_set(html, "rel", "canonical");
        html_attribute(html, "href", site->canonical);
    }
    write_link(html, "alternate", "application/atom+xml", "/changes.atom");
    html_set(html, "title", "Changes of the registry");
    write_script(html, "/web/finder.js");
    if (site->script)
        write_script(html, site->script);
    html_close(html);
}

/* The search field of the whole site. */
static void write_finder(struct html *html, struct text query)
{
    html_open(html, "form");
    html_set(html, "role", "search");
    html_set(html, "class", "finder");
    html_set(html, "action", "/search");
    html_open(html, "label");
    html_set(html, "for", "find");
    html_set(html, "class", "unseen");
    html_text(html, TEXT("Search the registry"));
    html_close(html);
    html_open(html, "input");
    html_set(html, "type", "search");
    html_set(html, "id", "find");
    html_set(html, "name", "q");
    html_attribute(html, "value", query);
    html_set(html, "placeholder", "443, https, 6000-6063");
    html_set(html, "autocomplete", "off");
    html_set(html, "spellcheck", "false");
    html_open(html, "button");
    html_text(html, TEXT("Search"));
    html_close(html);
    html_close(html);
}

static void write_navigation(struct html *html, const char *section)
{
    html_open(html, "nav");
    html_set(html, "aria-label", "Site");
    html_open(html, "ul");
    for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++) {
        html_open(html, "li");
        html_open(html, "a");
        html_set(html, "href", sections[i].href);
        if (section && strcmp(section, sections[i].href) == 0)
            html_set(html, "aria-current", "page");
        html_text(html, text_of(sections[i].text));
        html_close(html);
        html_close(html);
    }
    html_close(html);
    html_close(html);
}

static void write_banner(struct html *html, const struct site *site)
{
    html_open(html, "header");
    html_set(html, "class", "banner");
    html_open(html, "a");
    html_set(html, "class", "brand");
    html_set(html, "href", "/");
    html_text(html, TEXT(SITE_NAME));
    html_close(html);
    write_finder(html, site->query);
    write_navigation(html, site->section);
    html_close(html);
}

void site_begin(struct html *html, struct buffer *buffer, const struct site *site)
{
    html_begin(html, buffer);
    write_head(html, site);
    html_open(html, "body");
    html_open(html, "a");
    html_set(html, "class", "skip");
    html_set(html, "href", "#main");
    html_text(html, TEXT("Skip to the content"));
    html_close(html);
    write_banner(html, site);
    html_open(html, "main");
    html_set(html, "id", "main");
}

/* What the footer leads to, in columns. */
struct footer_link {
    const char *heading; /* of the column that begins with this link; or NULL */
    const char *href;
    const char *text;
};

#define FILES "/assignments/" RELEASE_NAME "/"
static const struct footer_link footer_links[] = {
    {"The registry", FILES RELEASE_NAME ".xml", "XML"},
    {NULL, FILES RELEASE_NAME ".csv", "CSV"},
    {NULL, FILES RELEASE_NAME ".xhtml", "HTML"},
    {NULL, FILES RELEASE_NAME ".txt", "Plain text"},
    {"What changes", "/releases", "All releases"},
    {NULL, "/changes.atom", "Feed of changes"},
    {NULL, "/log/checkpoint", "Checkpoint of the log"},
    {"For programs", "/api", "API"},
    {NULL, "/api/v1/registry", "The registry as JSON"},
    {NULL, FILES HASHES_FILE, "SHA-256 of the files"},
    {"More", "/about", "About this site"},
    {NULL, "/about#privacy", "Privacy"},
    {NULL, "/about#accessibility", "Accessibility"},
    {NULL, "https://www.rfc-editor.org/rfc/rfc6335", "RFC 6335"},
};

static void write_footer_links(struct html *html)
{
    html_open(html, "nav");
    html_set(html, "aria-label", "Further pages");
    for (size_t i = 0; i < sizeof(footer_links) / sizeof(*footer_links); i++) {
        const struct footer_link *link = &footer_links[i];
        if (link->heading && i) {
            html_close(html);
            html_close(html);
        }
        if (link->heading) {
            html_open(html, "div");
            html_element(html, "h2", text_of(link->heading));
            html_open(html, "ul");
        }
        html_open(html, "li");
        html_link(html, text_of(link->href), text_of(link->text));
        html_close(html);
    }
    html_close(html);
    html_close(html);
    html_close(html);
}

int site_end(struct html *html, const struct visit *visit, struct error *error)
{
    html_close(html);
    html_open(html, "footer");
    write_footer_links(html);
    site_disclaimer(html);
    html_open(html, "p");
    html_format(html, "Served by portreg %s.", PORTREG_VERSION);
    html_close(html);
    html_end(html);
    visit->response->status = HTTP_OK;
    visit->response->media_type = "text/html; charset=UTF-8";
    return response_take(visit->response, html->buffer, error);
}

static void append_as_of(struct buffer *href, struct text as_of)
{
    if (!as_of.length)
        return;
    buffer_append(href, TEXT("?as-of="));
    target_append_encoded(href, as_of);
}

/* Appends where REFERENCE leads; nothing when it leads nowhere that is safe to follow. */
static void append_target(struct buffer *href, const struct reference *reference, struct text as_of)
{
    struct text data = reference->data;
    switch (reference->type) {
    case REFERENCE_PERSON:
        buffer_append(href, TEXT("/people/"));
        target_append_encoded(href, data);
        append_as_of(href, as_of);
        break;
    case REFERENCE_RFC:
        buffer_append(href, TEXT(RFC_SITE));
        target_append_encoded(href, data);
        break;
    case REFERENCE_DRAFT: /* "RFC-ietf-..." is an approved draft whose number is pending */
        buffer_append(href, TEXT(DRAFT_SITE));
        if (text_starts_with(data, TEXT("RFC-"))) {
            buffer_append(href, TEXT("draft-"));
            data = text_from(data, 4);
        }
        target_append_encoded(href, data);
        break;
    case REFERENCE_URI:
        if (text_starts_with(data, TEXT("https://")) || text_starts_with(data, TEXT("http://")))
            buffer_append(href, data);
        break;
    case REFERENCE_NOTE:
        buffer_append(href, TEXT("#footnote-"));
        target_append_encoded(href, data);
        break;
    default:
        break;
    }
}

/* A label is often one long word; it may be broken after the underscores of a handle. */
static void write_label(struct html *html, struct text label)
{
    while (label.length) {
        size_t end = text_find(label, TEXT("_"), 0);
        end = end == SIZE_MAX ? label.length : end + 1;
        html_text(html, text_slice(label, 0, end));
        label = text_from(label, end);
        if (label.length)
            html_open(html, "wbr");
    }
}

static void write_reference(struct html *html, const struct reference *reference, struct text as_of)
{
    struct buffer href, label;
    buffer_init(&href);
    buffer_init(&label);
    append_target(&href, reference, as_of);
    reference_append_label(&label, reference);
    html_text(html, TEXT("["));
    html_open(html, href.length ? "a" : "span");
    if (href.length)
        html_attribute(html, "href", buffer_text(&href));
    write_label(html, buffer_text(&label));
    html_close(html);
    html_text(html, TEXT("]"));
    html->buffer->failed |= href.failed || label.failed;
    buffer_done(&href);
    buffer_done(&label);
}

void site_marked(struct html *html, struct text marked, struct text as_of)
{
    struct piece piece;
    bool in_paragraph = false;
    while (marked_next(&marked, &piece)) {
        bool ends = piece.kind == PIECE_PARAGRAPH || piece.kind == PIECE_PARAGRAPH_END;
        if (ends && in_paragraph)
            html_close(html);
        if (ends)
            in_paragraph = piece.kind == PIECE_PARAGRAPH;
        if (piece.kind == PIECE_TEXT)
            html_text(html, piece.text);
        else if (piece.kind == PIECE_BREAK)
            html_open(html, "br");
        else if (piece.kind == PIECE_PARAGRAPH)
            html_open(html, "p");
        else if (piece.kind == PIECE_REFERENCE)
            write_reference(html, &piece.reference, as_of);
    }
    if (in_paragraph)
        html_close(html);
}

void site_term(struct html *html, const char *term)
{
    html_element(html, "dt", text_of(term));
    html_open(html, "dd");
}

void site_link(struct html *html, const char *directory, struct text name, struct text as_of,
               struct text text)
{
    struct buffer href;
    buffer_init(&href);
    buffer_append(&href, text_of(directory));
    target_append_encoded(&href, name);
    append_as_of(&href, as_of);
    html_link(html, buffer_text(&href), text);
    html->buffer->failed |= href.failed;
    buffer_done(&href);
}

void site_heading(struct html *html, const char *id, const char *text)
{
    html_open(html, "h2");
    html_set(html, "id", id);
    html_text(html, text_of(text));
    html_close(html);
}

void site_state(struct html *html, enum portreg_state state)
{
    html_open(html, "span");
    html_set(html, "class", portreg_state_name(state));
    html_text(html, text_of(portreg_state_name(state)));
    html_close(html);
}

void site_disclaimer(struct html *html)
{
    html_open(html, "p");
    html_set(html, "class", "disclaimer");
    html_text(html, TEXT(PORTREG_DISCLAIMER));
    html_close(html);
}
