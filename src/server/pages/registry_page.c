/* The registry as a page. */
#include <stdio.h>

#include "server/pages/feed_link.h"
#include "server/pages/pages.h"
#include "server/pages/port_states.h"
#include "server/pages/registry_table.h"

static void write_notes(struct html *html, const struct portreg *snapshot, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        struct note note;
        if (!snapshot_note(snapshot, i, &note))
            continue;
        bool is_long = !note.title.length;
        html_open(html, "dt");
        html_set(html, "class", is_long ? "long" : "short");
        html_text(html, is_long ? TEXT("Note") : note.title);
        html_close(html);
        html_open(html, "dd");
        html_set(html, "class", is_long ? "long" : "short");
        html_open(html, "div");
        html_set(html, "class", "note");
        if (is_long) { /* it scrolls, also by keyboard */
            html_set(html, "tabindex", "0");
            html_set(html, "role", "region");
            html_set(html, "aria-label", "Note");
        }
        site_marked(html, text_trim(note.content));
        html_close(html);
        html_close(html);
    }
}

static void write_formats(struct html *html)
{
    site_term(html, "Available Formats");
    html_open(html, "ul");
    html_set(html, "class", "formats");
    for (size_t i = 0; i < RELEASE_FILE_COUNT; i++) {
        char href[128];
        snprintf(href, sizeof(href), "/assignments/%s/%s", RELEASE_NAME, release_files[i].name);
        html_open(html, "li");
        html_link(html, text_of(href), text_of(release_files[i].title));
        html_close(html);
    }
    html_open(html, "li");
    html_link(html, TEXT("/api/v1/registry"), TEXT("JSON"));
    html_close(html);
    html_close(html);
    html_close(html);
}

static void write_header(struct html *html, const struct portreg *snapshot)
{
    char date[DATE_SIZE_BYTES];
    struct snapshot_header header = snapshot_header(snapshot);
    html_element(html, "h1", header.title);
    html_open(html, "dl");
    html_set(html, "class", "facts");
    site_term(html, "Last Updated");
    html_open(html, "time");
    html_text(html, text_of(date_format(header.updated, date)));
    html_close(html);
    html_close(html);
    if (header.experts.length) {
        site_term(html, "Expert(s)");
        html_open(html, "div");
        html_set(html, "class", "lines");
        site_marked(html, text_trim(header.experts));
        html_close(html);
        html_close(html);
    }
    if (header.references.length) {
        site_term(html, "Reference");
        site_marked(html, header.references);
        html_close(html);
    }
    write_notes(html, snapshot, header.note_count);
    write_formats(html);
    html_close(html);
}

static void write_hidden(struct html *html, const char *name, struct text value)
{
    html_open(html, "input");
    html_set(html, "type", "hidden");
    html_set(html, "name", name);
    html_attribute(html, "value", value);
}

static void write_option(struct html *html, const char *value, const char *text,
                         const struct view *view)
{
    html_open(html, "option");
    html_set(html, "value", value);
    if (text_equal(text_of(value), view->transport))
        html_flag(html, "selected");
    html_text(html, text_of(text));
    html_close(html);
}

static void write_search_field(struct html *html, const struct view *view)
{
    html_open(html, "p");
    html_open(html, "label");
    html_set(html, "for", "search");
    html_text(html, TEXT("Search"));
    html_close(html);
    html_open(html, "input");
    html_set(html, "type", "search");
    html_set(html, "id", "search");
    html_set(html, "name", "q");
    html_attribute(html, "value", view->selection.query);
    html_set(html, "autocomplete", "off");
    html_set(html, "spellcheck", "false");
    html_set(html, "aria-describedby", "search-help");
    html_close(html);
    html_open(html, "p");
    html_open(html, "label");
    html_set(html, "for", "transport");
    html_text(html, TEXT("Transport Protocol"));
    html_close(html);
    html_open(html, "select");
    html_set(html, "id", "transport");
    html_set(html, "name", "transport");
    write_option(html, "", "any", view);
    for (int protocol = PORTREG_TCP; protocol <= PORTREG_DCCP; protocol++) {
        const char *name =
            portreg_transport_protocol_name((enum portreg_transport_protocol)protocol);
        write_option(html, name, name, view);
    }
    write_option(html, "none", "none named", view);
    html_close(html);
    html_close(html);
}

static void write_search(struct html *html, const struct view *view)
{
    html_open(html, "form");
    html_set(html, "class", "filter");
    html_set(html, "aria-label", "Records");
    html_set(html, "method", "get");
    html_set(html, "action", "/#search");
    write_search_field(html, view);
    if (view->selection.is_sorted)
        write_hidden(html, "sort", view_column_word(view->selection.column));
    if (view->selection.is_sorted && view->selection.descending)
        write_hidden(html, "order", TEXT("desc"));
    html_open(html, "p");
    html_open(html, "button");
    html_text(html, TEXT("Search"));
    html_close(html);
    html_close(html);
    html_open(html, "p");
    html_set(html, "class", "help");
    html_set(html, "id", "search-help");
    html_text(html, TEXT("Words in any column, or a port number or range: https, 443, 443/udp, "
                         "6000-6063"));
    html_close(html);
    html_close(html);
}

static void write_footnotes(struct html *html, const struct portreg *snapshot)
{
    uint32_t count = snapshot_header(snapshot).footnote_count;
    if (!count)
        return;
    html_open(html, "section");
    html_set(html, "class", "footnotes");
    html_element(html, "h2", count == 1 ? TEXT("Footnote") : TEXT("Footnotes"));
    for (uint32_t i = 0; i < count; i++) {
        struct footnote footnote;
        if (!snapshot_footnote(snapshot, i, &footnote))
            continue;
        struct buffer id;
        buffer_init(&id);
        buffer_append(&id, TEXT("footnote-"));
        buffer_append(&id, footnote.anchor);
        html_open(html, "p");
        html_attribute(html, "id", buffer_text(&id));
        html_text(html, TEXT("["));
        html_text(html, footnote.anchor);
        html_text(html, TEXT("] "));
        site_marked(html, footnote.content);
        html_close(html);
        html->buffer->failed |= id.failed;
        buffer_done(&id);
    }
    html_close(html);
}

static void write_content(struct html *html, const struct shown *shown)
{
    write_header(html, shown->release->snapshot);
    write_search(html, &shown->view);
    site_disclaimer(html);
    html_open(html, "p");
    html_set(html, "id", "status");
    html_set(html, "role", "status");
    html_set(html, "class", "unseen");
    html_close(html);
    html_open(html, "div");
    html_set(html, "id", "results");
    port_states_write(html, shown->release->snapshot, shown->view.selection.query);
    registry_table_write(html, shown);
    feed_link_write(html, shown->release->snapshot, shown->view.selection.query);
    html_close(html);
    write_footnotes(html, shown->release->snapshot);
}

int registry_page_answer(const struct visit *visit, struct error *error)
{
    struct shown shown;
    struct buffer buffer;
    struct html html;
    buffer_init(&buffer);
    int status = shown_init(&shown, visit->release, view_parse(&visit->request->target), error);
    if (status != STATUS_OK)
        goto out;
    struct site site = {.title = TEXT("Registry"),
                        .section = "/",
                        .script = "/web/registry.js",
                        .canonical = TEXT("/")};
    site_begin(&html, &buffer, &site);
    write_content(&html, &shown);
    status = site_end(&html, visit, error);
out:
    shown_done(&shown);
    buffer_done(&buffer);
    return status;
}
