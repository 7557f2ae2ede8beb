/* The HTML writer's frame: everything of the publisher's page but its tables.
 *
 * What of it changed with the years is in struct style, but two things of which only the state in
 * 2015 and the one in 2026 is known: pages in ASCII with icons at absolute paths then, pages in
 * UTF-8 with icons beside the style sheet now. The one known day on which the page as a whole was
 * redesigned lies between: that of the header of the site, 2022-01-06. They are taken to have
 * changed with it. */
#include "formats/html/page.h"

#define SUPPORT "../_support/"
#define SITE    "https://www.iana.org"

enum { NEIGHBOURS = 5 /* pages that the bar names on each side of the current one */ };

static bool is_redesigned(const struct page *page)
{
    return page->style.html_site_header;
}

static void attribute(struct page *page, const char *name, const char *value)
{
    markup_attribute(&page->markup, name, text_of(value));
}

/* An attribute put together from parts. */
static void attribute_joined(struct page *page, const char *name, const struct text *parts,
                             size_t count)
{
    struct buffer *scratch = page_scratch(page);
    for (size_t i = 0; i < count; i++)
        buffer_append(scratch, parts[i]);
    markup_attribute(&page->markup, name, buffer_text(scratch));
}

static void write_script(struct page *page, const char *address)
{
    markup_begin(&page->markup, "script");
    attribute(page, "type", "text/javascript");
    attribute(page, "src", address);
    markup_end(&page->markup);
}

static void write_head(struct page *page)
{
    struct markup *markup = &page->markup;
    markup_begin(markup, "head");
    markup_begin(markup, "meta");
    attribute(page, "http-equiv", "Content-Type");
    attribute(page, "content",
              markup->ascii ? "text/html; charset=ASCII" : "text/html; charset=UTF-8");
    markup_end(markup);
    markup_begin(markup, "link");
    attribute(page, "rel", "stylesheet");
    attribute(page, "href", SUPPORT "iana-registry.css");
    attribute(page, "type", "text/css");
    markup_end(markup);
    write_script(page, SUPPORT "jquery.js");
    write_script(page, SUPPORT "sort.js");
    if (page->number) {
        write_script(page, SUPPORT "sort_srv.js");
        write_script(page, SUPPORT "jsuri.js");
    }
    markup_element(markup, "title", page->registry->title);
    markup_end(markup);
}

static void write_logo(struct page *page)
{
    struct markup *markup = &page->markup;
    markup_begin(markup, "div");
    attribute(page, "id", "logo");
    markup_begin(markup, "a");
    attribute(page, "href", SITE "/");
    markup_begin(markup, "img");
    attribute(page, "src", SUPPORT "iana-logo-header.svg");
    attribute(page, "alt", "Internet Assigned Numbers Authority");
    markup_end(markup);
    markup_end(markup);
    markup_end(markup);
}

static void write_navigation(struct page *page)
{
    static const struct {
        const char *title, *address;
    } entries[] = {
        {"Domains", SITE "/domains"},
        {"Protocols", SITE "/protocols"},
        {"Numbers", SITE "/numbers"},
        {"About", SITE "/about"},
    };
    struct markup *markup = &page->markup;
    markup_begin(markup, "div");
    attribute(page, "class", "navigation");
    markup_begin(markup, "ul");
    for (size_t i = 0; i < sizeof(entries) / sizeof(*entries); i++) {
        markup_begin(markup, "li");
        markup_begin_inline(markup, "a");
        attribute(page, "href", entries[i].address);
        markup_text(markup, text_of(entries[i].title));
        markup_end(markup);
        markup_end(markup);
    }
    markup_end(markup);
    markup_end(markup);
}

static void write_site_header(struct page *page)
{
    struct markup *markup = &page->markup;
    markup_begin(markup, "header");
    markup_begin(markup, "div");
    attribute(page, "id", "header");
    write_logo(page);
    if (page->style.html_navigation)
        write_navigation(page);
    markup_end(markup);
    markup_end(markup);
}

static void write_site_footer(struct page *page)
{
    struct markup *markup = &page->markup;
    markup_begin(markup, "footer");
    markup_begin(markup, "div");
    markup_begin_inline(markup, "a");
    attribute(page, "href", SITE "/help/licensing-terms");
    markup_text(markup, TEXT("Licensing Terms"));
    markup_end(markup);
    markup_end(markup);
    markup_end(markup);
}

/* A link to the registry in another format: an icon above a word. */
static void write_format(struct page *page, const char *icon, const char *word,
                         const struct text *address, size_t parts)
{
    struct markup *markup = &page->markup;
    markup_begin_inline(markup, "a");
    attribute(page, "class", "altformat");
    attribute_joined(page, "href", address, parts);
    markup_begin(markup, "img");
    attribute(page, "src", icon);
    markup_end(markup);
    markup_begin(markup, "br");
    markup_end(markup);
    markup_text(markup, text_of(word));
    markup_end(markup);
}

static void write_formats_of_2015(struct page *page)
{
    struct text id = registry_id(page->registry);
    static const struct {
        const char *icon, *word, *suffix;
    } entries[] = {
        {"/_img/icons/text-csv.png", "CSV", ".csv"},
        {"/_img/icons/text-xml.png", "XML", ".xml"},
        {"/_img/icons/text-html.png", "HTML", ".xhtml"},
        {"/_img/icons/text-plain.png", "Plain text", ".txt"},
    };
    for (size_t i = 0; i < sizeof(entries) / sizeof(*entries); i++) {
        struct text address[] = {id, text_of(entries[i].suffix)};
        write_format(page, entries[i].icon, entries[i].word, address, 2);
    }
}

static void write_formats_of_today(struct page *page)
{
    struct text id = registry_id(page->registry);
    struct text csv[] = {TEXT("/assignments/"), id, TEXT("/"), id, TEXT(".csv")};
    struct text xml[] = {TEXT("../"), id, TEXT("/"), id, TEXT(".xml")};
    struct text html[] = {TEXT("../"), id};
    struct text plain[] = {TEXT("../"), id, TEXT("/"), id, TEXT(".txt")};
    /* The line break behind the first word is the publisher's. */
    write_format(page, SUPPORT "export-csv.png", "CSV\n            ", csv, 5);
    write_format(page, SUPPORT "export-xml.png", "XML", xml, 5);
    write_format(page, SUPPORT "export-html.png", "HTML", html, 2);
    write_format(page, SUPPORT "export-plain.png", "Plain text", plain, 5);
}

/* An entry of the header list: preformatted text. */
static void write_entry(struct page *page, struct text term, struct text marked)
{
    markup_element(&page->markup, "dt", term);
    markup_begin(&page->markup, "dd");
    page_write_marked(page, "pre", marked);
    markup_end(&page->markup);
}

static void write_header_list(struct page *page)
{
    const struct registry *registry = page->registry;
    struct markup *markup = &page->markup;
    char date[DATE_SIZE_BYTES];
    markup_begin(markup, "dl");
    markup_element(markup, "dt", TEXT("Last Updated"));
    markup_element(markup, "dd", text_of(date_format(registry->updated, date)));
    if (registry->experts.length)
        write_entry(page, TEXT("Expert(s)"), registry->experts);
    if (registry->references.length) {
        markup_element(markup, "dt", TEXT("Reference"));
        markup_begin_inline(markup, "dd");
        page_write_references(page, registry->references);
        markup_end(markup);
    }
    for (size_t i = 0; i < registry->note_count; i++) {
        const struct note *note = &registry->notes[i];
        write_entry(page, note->title.length ? note->title : TEXT("Note"), note->content);
    }
    markup_element(markup, "dt", TEXT("Available Formats"));
    markup_begin(markup, "dd");
    if (is_redesigned(page))
        write_formats_of_today(page);
    else
        write_formats_of_2015(page);
    markup_end(markup);
    markup_end(markup);
}

void page_begin(struct page *page)
{
    struct markup *markup = &page->markup;
    markup->ascii = !is_redesigned(page);
    markup_doctype(markup);
    markup_begin(markup, "html");
    attribute(page, "xmlns", "http://www.w3.org/1999/xhtml");
    attribute(page, "xmlns:iana", "http://www.iana.org/assignments");
    write_head(page);
    markup_begin(markup, "body");
    if (page->style.html_site_header) {
        write_site_header(page);
        markup_begin(markup, "article");
    }
    markup_element(markup, "h1", page->registry->title);
    write_header_list(page);
}

void page_end(struct page *page)
{
    if (page->style.html_site_header) {
        markup_end(&page->markup);
        write_site_footer(page);
    }
    markup_end(&page->markup);
    markup_end(&page->markup);
}

void page_write_search(struct page *page)
{
    struct markup *markup = &page->markup;
    if (!page->number)
        return;
    markup_begin(markup, "form");
    attribute(page, "method", "get");
    attribute(page, "action", "?");
    markup_begin(markup, "input");
    attribute(page, "name", "search");
    attribute(page, "size", "18");
    attribute(page, "type", "text");
    attribute(page, "value", "");
    markup_end(markup);
    markup_begin(markup, "input");
    attribute(page, "value", "Search");
    attribute(page, "type", "submit");
    markup_end(markup);
    markup_end(markup);
}

static void write_page_link(struct page *page, unsigned number)
{
    struct markup *markup = &page->markup;
    char address[32];
    int length = snprintf(address, sizeof(address), "?&page=%u", number);
    struct text text = {address, (size_t)length};
    markup_begin_inline(markup, "a");
    markup_attribute(markup, "href", text);
    markup_text(markup, text_from(text, sizeof("?&page=") - 1));
    markup_end(markup);
}

/* Links to the pages from FIRST to before END, each behind a blank. */
static void write_page_links(struct page *page, unsigned first, unsigned end)
{
    for (unsigned number = first; number < end; number++) {
        markup_text(&page->markup, TEXT(" "));
        write_page_link(page, number);
    }
}

void page_write_bar(struct page *page)
{
    struct markup *markup = &page->markup;
    unsigned current = page->number, last = page->last;
    if (!current || last < 2)
        return;
    markup_begin_inline(markup, "div");
    attribute(page, "class", "pagination");
    if (current > 1)
        write_page_link(page, 1);
    bool more_before = current > NEIGHBOURS, more_behind = last - current > NEIGHBOURS;
    if (more_before)
        markup_text(markup, TEXT("..."));
    write_page_links(page, more_before ? current - NEIGHBOURS : 2, current);
    char word[16];
    snprintf(word, sizeof(word), " %u", current);
    markup_text(markup, text_of(word));
    write_page_links(page, current + 1, more_behind ? current + NEIGHBOURS + 1 : last);
    markup_text(markup, more_behind ? TEXT(" ... ") : TEXT(" "));
    if (current < last)
        write_page_link(page, last);
    markup_end(markup);
}
