/* The map as a page. Without a script it is a picture with links; web/map.js makes it one to walk
 * in. */
#include <stdio.h>

#include "base/memory.h"
#include "server/pages/map_blocks.h"
#include "server/pages/pages.h"
#include "server/pages/site.h"

/* What the page is made from. */
struct page {
    struct html *html;
    const struct map *map;
    const struct map_view *view;
    const struct portreg *snapshot;
};

/* Gives the open element an attribute with the address PATH with the parameters of VIEW. */
static void set_address(struct html *html, const char *name, const char *path,
                        const struct map_view *view)
{
    struct buffer address;
    buffer_init(&address);
    map_view_append(&address, path, view);
    html_attribute(html, name, buffer_text(&address));
    html->buffer->failed |= address.failed;
    buffer_done(&address);
}

/* "42,722". */
static void write_number(struct html *html, uint32_t number)
{
    if (number < 1000)
        html_format(html, "%u", number);
    else
        html_format(html, "%u,%03u", number / 1000, number % 1000);
}

/* --- what is chosen --- */

static void write_option(struct html *html, enum transport_protocol protocol,
                         enum transport_protocol chosen)
{
    html_open(html, "option");
    html_attribute(html, "value", map_transport_name(protocol));
    if (protocol == chosen)
        html_flag(html, "selected");
    html_text(html,
              protocol == TRANSPORT_NONE ? TEXT("any of them") : map_transport_title(protocol));
    html_close(html);
}

static void write_transports(const struct page *page)
{
    struct html *html = page->html;
    html_open(html, "p");
    html_open(html, "label");
    html_set(html, "for", "transport");
    html_text(html, TEXT("Transport protocol"));
    html_close(html);
    html_open(html, "select");
    html_set(html, "id", "transport");
    html_set(html, "name", "transport");
    for (int protocol = TRANSPORT_FIRST; protocol <= TRANSPORT_LAST; protocol++)
        write_option(html, (enum transport_protocol)protocol, page->map->transport_protocol);
    write_option(html, TRANSPORT_NONE, page->map->transport_protocol);
    html_close(html);
    html_close(html);
}

static void set_release_date(const struct page *page, const char *name, uint32_t release)
{
    struct portreg_release facts = {.sequence = 0};
    char date[DATE_SIZE_BYTES];
    portreg_release_get(page->snapshot, release, &facts);
    html_set(page->html, name, date_format(date_of_portreg(facts.date), date));
}

static void write_date(const struct page *page)
{
    struct html *html = page->html;
    html_open(html, "p");
    html_open(html, "label");
    html_set(html, "for", "as-of");
    html_text(html, TEXT("As of"));
    html_close(html);
    html_open(html, "input");
    html_set(html, "type", "date");
    html_set(html, "id", "as-of");
    html_set(html, "name", "as-of");
    set_release_date(page, "value", page->view->release);
    set_release_date(page, "min", 0);
    html_close(html);
}

static void write_form(const struct page *page)
{
    struct html *html = page->html;
    html_open(html, "form");
    html_set(html, "class", "filter map-choice");
    html_set(html, "action", "/map");
    html_set(html, "aria-label", "Map");
    write_transports(page);
    write_date(page);
    html_open(html, "p");
    html_open(html, "button");
    html_text(html, TEXT("Show"));
    html_close(html);
    html_close(html);
    html_close(html);
}

/* --- the picture --- */

/* The picture in words, for those who do not see it. */
static void set_alternative(const struct page *page)
{
    const uint32_t *counts = page->map->counts;
    char words[256];
    snprintf(words, sizeof(words),
             "Map of the 65,536 port numbers for %.*s: %u assigned, %u reserved by a record, %u "
             "reserved by implication, %u unassigned, %u dynamic",
             TEXT_ARGS(map_transport_title(page->map->transport_protocol)), counts[SHADE_ASSIGNED],
             counts[SHADE_RESERVED], counts[SHADE_IMPLIED], counts[SHADE_UNASSIGNED],
             counts[SHADE_DYNAMIC]);
    html_set(page->html, "alt", words);
}

static void write_picture(const struct page *page)
{
    struct html *html = page->html;
    struct map_view dark = *page->view, light = *page->view;
    dark.scheme = SCHEME_DARK;
    light.scheme = SCHEME_LIGHT;
    html_open(html, "picture");
    html_open(html, "source");
    set_address(html, "srcset", "/map.png", &dark);
    html_set(html, "media", "(prefers-color-scheme: dark)");
    html_open(html, "img");
    set_address(html, "src", "/map.png", &light);
    html_set(html, "width", "1024");
    html_set(html, "height", "1024");
    set_alternative(page);
    html_close(html);
}

static void write_figure(const struct page *page)
{
    struct html *html = page->html;
    char date[DATE_SIZE_BYTES];
    html_open(html, "figure");
    html_set(html, "class", "map");
    html_open(html, "div");
    html_set(html, "id", "map");
    html_attribute(html, "data-transport", map_transport_name(page->map->transport_protocol));
    html_set(html, "data-date", date_format(page->map->date, date));
    write_picture(page);
    map_overlay_write(html, page->view);
    html_close(html);
    html_open(html, "figcaption");
    html_set(html, "id", "map-caption");
    html_format(html,
                "Port numbers for %.*s, release of %s. 0 is at the upper left, 65535 at the "
                "upper right.",
                TEXT_ARGS(map_transport_title(page->map->transport_protocol)), date);
    html_close(html);
    html_close(html);
}

/* --- what it shows --- */

static void write_legend_entry(const struct page *page, enum shade shade)
{
    struct html *html = page->html;
    html_open(html, "li");
    html_open(html, "svg");
    html_set(html, "class", shades[shade].word);
    html_set(html, "viewBox", "0 0 16 16");
    html_set(html, "aria-hidden", "true");
    html_open(html, "rect");
    html_set(html, "width", "16");
    html_set(html, "height", "16");
    html_close(html);
    html_close(html);
    html_open(html, "span");
    html_text(html, text_of(shades[shade].title));
    html_close(html);
    html_text(html, TEXT(" "));
    html_open(html, "b");
    html_set(html, "data-shade", shades[shade].word);
    write_number(html, page->map->counts[shade]);
    html_close(html);
    html_close(html);
}

static void write_legend(const struct page *page)
{
    html_open(page->html, "section");
    html_element(page->html, "h2", TEXT("States"));
    html_open(page->html, "ul");
    html_set(page->html, "class", "map-legend");
    for (int shade = SHADE_ASSIGNED; shade <= SHADE_COUNT; shade++)
        write_legend_entry(page, (enum shade)(shade % SHADE_COUNT));
    html_close(page->html);
    html_open(page->html, "p");
    html_set(page->html, "class", "quiet");
    html_text(page->html, TEXT("By implication: the number is assigned for another transport "
                               "protocol and so reserved for this one ("));
    html_link(page->html, TEXT("https://www.rfc-editor.org/rfc/rfc6335#section-8.1"),
              TEXT("RFC 6335 section 8.1"));
    html_text(page->html, TEXT(")."));
    html_close(page->html);
    html_close(page->html);
}

static void write_download(const struct page *page, const char *path, enum scheme scheme,
                           const char *text)
{
    struct map_view view = *page->view;
    view.scheme = scheme;
    html_open(page->html, "li");
    html_open(page->html, "a");
    set_address(page->html, "href", path, &view);
    html_set(page->html, "data-path", path);
    html_set(page->html, "data-scheme", schemes[scheme].word);
    html_text(page->html, text_of(text));
    html_close(page->html);
    html_close(page->html);
}

static void write_downloads(const struct page *page)
{
    html_open(page->html, "section");
    html_element(page->html, "h2", TEXT("Download"));
    html_open(page->html, "ul");
    html_set(page->html, "class", "formats");
    write_download(page, "/map.svg", SCHEME_LIGHT, "SVG");
    write_download(page, "/map.svg", SCHEME_DARK, "SVG, dark");
    write_download(page, "/map.png", SCHEME_LIGHT, "PNG");
    write_download(page, "/map.png", SCHEME_DARK, "PNG, dark");
    html_close(page->html);
    html_close(page->html);
}

static void write_content(const struct page *page)
{
    struct html *html = page->html;
    html_element(html, "h1", TEXT("Map of the port numbers"));
    html_open(html, "p");
    html_set(html, "class", "lead");
    html_text(html,
              TEXT("Each of the 65,536 cells is a port number. They lie along a Hilbert curve, "
                   "so that numbers that follow one another are neighbours and ranges are "
                   "areas."));
    html_close(html);
    write_form(page);
    html_open(html, "div");
    html_set(html, "class", "map-view");
    write_figure(page);
    html_open(html, "div");
    html_set(html, "class", "map-side");
    write_legend(page);
    write_downloads(page);
    html_close(html);
    html_close(html);
    html_open(html, "section");
    html_element(html, "h2", TEXT("Blocks of 1,024 port numbers"));
    map_blocks_write(html, page->map, page->view);
    html_close(html);
}

/* Writes the page about MAP. */
static int answer_map(const struct visit *visit, const struct map_view *view, const struct map *map,
                      struct error *error)
{
    struct buffer buffer, canonical;
    struct html html;
    struct map_view usual = *view;
    const struct page page = {&html, map, view, visit->release->snapshot};
    buffer_init(&buffer);
    buffer_init(&canonical);
    usual.scheme = SCHEME_LIGHT;
    map_view_append(&canonical, "/map", &usual);
    struct site site = {.title = TEXT("Map"),
                        .section = "/map",
                        .script = "/web/map.js",
                        .canonical = buffer_text(&canonical)};
    site_begin(&html, &buffer, &site);
    write_content(&page);
    int status = canonical.failed ? error_memory(error) : site_end(&html, visit, error);
    buffer_done(&canonical);
    buffer_done(&buffer);
    return status;
}

int map_page_answer(const struct visit *visit, struct error *error)
{
    struct map_view view;
    if (!map_view_read(visit, &view))
        return STATUS_OK;
    struct map *map = memory_allocate(sizeof(*map));
    int status =
        map ? map_read(visit->release->snapshot, view.release, view.transport_protocol, map, error)
            : error_memory(error);
    if (status == STATUS_OK)
        status = answer_map(visit, &view, map, error);
    memory_free(map);
    return status;
}
