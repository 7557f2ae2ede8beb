/* The registry as a page. */
#include <stdio.h>

#include "server/api/api.h"
#include "server/as_of.h"
#include "server/form.h"
#include "server/pages/feed_link.h"
#include "server/pages/links.h"
#include "server/pages/pages.h"
#include "server/pages/port_states.h"
#include "server/pages/registry_table.h"
#include "server/pages/registry_text.h"

static void write_notes(struct html *html, const struct portreg *snapshot, uint32_t count,
                        struct text as_of)
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
        site_marked(html, text_trim(note.content), as_of);
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

static void write_header(struct html *html, const struct portreg *snapshot, struct text as_of)
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
        site_marked(html, text_trim(header.experts), as_of);
        html_close(html);
        html_close(html);
    }
    if (header.references.length) {
        site_term(html, "Reference");
        site_marked(html, header.references, as_of);
        html_close(html);
    }
    write_notes(html, snapshot, header.note_count, as_of);
    write_formats(html);
    html_close(html);
}

static void write_hidden(struct html *html, const char *name, struct text value)
{
    if (!value.length)
        return;
    html_open(html, "input");
    html_set(html, "type", "hidden");
    html_set(html, "name", name);
    html_attribute(html, "value", value);
}

/* A field of the form begins: a paragraph with its label. */
static void begin_field(struct html *html, const char *id, const char *label)
{
    html_open(html, "p");
    html_set(html, "class", id);
    html_open(html, "label");
    html_set(html, "for", id);
    html_text(html, text_of(label));
    html_close(html);
}

static void write_option(struct html *html, struct text value, struct text words,
                         struct text chosen)
{
    html_open(html, "option");
    html_attribute(html, "value", value);
    if (text_equal(value, chosen))
        html_flag(html, "selected");
    html_text(html, words);
    html_close(html);
}

static void begin_select(struct html *html, const char *name, const char *label, struct text chosen)
{
    begin_field(html, name, label);
    html_open(html, "select");
    html_set(html, "id", name);
    html_set(html, "name", name);
    write_option(html, TEXT(""), TEXT("any"), chosen);
}

static void end_field(struct html *html)
{
    html_close(html);
    html_close(html);
}

static void write_transport_field(struct html *html, struct text chosen)
{
    begin_select(html, "transport", "Transport Protocol", chosen);
    for (int protocol = TRANSPORT_FIRST; protocol <= TRANSPORT_LAST; protocol++) {
        struct text name = transport_protocol_name((enum transport_protocol)protocol);
        write_option(html, name, name, chosen);
    }
    write_option(html, TEXT("none"), TEXT("none named"), chosen);
    end_field(html);
}

static void write_state_field(struct html *html, struct text chosen)
{
    static const enum state states[] = {STATE_ASSIGNED, STATE_RESERVED, STATE_UNASSIGNED};
    begin_select(html, "state", "State", chosen);
    for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
        write_option(html, text_of(state_name(states[i])), text_of(state_name(states[i])), chosen);
    end_field(html);
}

static void write_range_field(struct html *html, struct text chosen)
{
    begin_select(html, "range", "Range", chosen);
    for (int range = 0; range < RANGE_COUNT; range++) {
        const struct port_range_facts *facts = port_range_facts((enum port_range)range);
        write_option(html, facts->word, facts->name, chosen);
    }
    write_option(html, TEXT("none"), TEXT("no port number"), chosen);
    end_field(html);
}

static void write_input(struct html *html, const char *type, const char *id, const char *name,
                        struct text value)
{
    html_open(html, "input");
    html_set(html, "type", type);
    html_set(html, "id", id);
    html_set(html, "name", name);
    html_attribute(html, "value", value);
    html_set(html, "autocomplete", "off");
    html_set(html, "spellcheck", "false");
}

static void write_fields(struct html *html, const struct view *view)
{
    begin_field(html, "search", "Words");
    write_input(html, "search", "search", "q", view->query);
    html_set(html, "aria-describedby", "search-help");
    html_close(html);
    write_transport_field(html, view->transport);
    write_state_field(html, view->state);
    write_range_field(html, view->range);
    begin_field(html, "year", "Year");
    write_input(html, "text", "year", "year", view->year);
    html_set(html, "inputmode", "numeric");
    html_set(html, "pattern", "[0-9]{4}(-[0-9]{4})?");
    html_set(html, "size", "8");
    html_set(html, "placeholder", "any");
    html_close(html);
    begin_field(html, "assignee", "Assignee");
    write_input(html, "text", "assignee", "assignee", view->filter.assignee);
    html_set(html, "placeholder", "any");
    html_close(html);
}

static void write_search(struct html *html, const struct view *view)
{
    html_open(html, "form");
    html_set(html, "class", "filter");
    html_set(html, "aria-label", "Records");
    html_set(html, "method", "get");
    html_set(html, "action", "/#search");
    write_fields(html, view);
    if (view->is_sorted)
        write_hidden(html, "sort", view_column_word(view->column));
    if (view->is_sorted && view->descending)
        write_hidden(html, "order", TEXT("desc"));
    write_hidden(html, "as-of", view->as_of);
    html_open(html, "p");
    html_set(html, "class", "actions");
    html_element(html, "button", TEXT("Filter"));
    if (view_has_filter(view) || view->query.length) {
        struct buffer href;
        buffer_init(&href);
        view_append(&href, &(struct view){.as_of = view->as_of, .page = 1});
        html_text(html, TEXT(" "));
        html_link(html, buffer_text(&href), TEXT("Show all"));
        html->buffer->failed |= href.failed;
        buffer_done(&href);
    }
    html_close(html);
    html_open(html, "p");
    html_set(html, "class", "help");
    html_set(html, "id", "search-help");
    html_text(html, TEXT("Words in any column, or a port number or range: https, 443, 443/udp, "
                         "6000-6063. The year is that of registration or modification."));
    html_close(html);
    html_close(html);
}

static void write_footnotes(struct html *html, const struct portreg *snapshot, struct text as_of)
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
        site_marked(html, footnote.content, as_of);
        html_close(html);
        html->buffer->failed |= id.failed;
        buffer_done(&id);
    }
    html_close(html);
}

/* A filter that makes no sense is left out; who reads the table must not believe that it holds. */
static void write_left_out(struct html *html, const struct target *target, const struct view *view)
{
    const struct {
        const char *name;
        struct text taken;
    } filters[] = {{"transport", view->transport},
                   {"state", view->state},
                   {"range", view->range},
                   {"year", view->year}};
    bool any = false;
    for (size_t i = 0; i < sizeof(filters) / sizeof(*filters); i++) {
        struct text value = text_trim(target_parameter(target, text_of(filters[i].name)));
        if (!value.length || filters[i].taken.length)
            continue;
        if (!any) {
            html_open(html, "p");
            html_set(html, "class", "as-of");
        }
        html_text(html, any ? TEXT(", ") : TEXT("Not understood, and left out: "));
        html_format(html, "%s ", filters[i].name);
        html_text(html, value);
        any = true;
    }
    if (any)
        html_close(html);
}

static void write_content(struct html *html, const struct as_of *as_of, const struct shown *shown,
                          const struct target *target)
{
    link_current(html, as_of, TEXT("/"));
    write_header(html, shown->snapshot, as_of->date);
    write_search(html, &shown->view);
    site_disclaimer(html);
    html_open(html, "p");
    html_set(html, "id", "status");
    html_set(html, "role", "status");
    html_set(html, "class", "unseen");
    html_close(html);
    html_open(html, "div");
    html_set(html, "id", "results");
    write_left_out(html, target, &shown->view);
    port_states_write(html, shown->snapshot, shown->view.query);
    registry_table_write(html, shown);
    feed_link_write(html, shown->snapshot, shown->view.query);
    html_close(html);
    write_footnotes(html, shown->snapshot, as_of->date);
}

static int answer_html(const struct visit *visit, const struct as_of *as_of, struct error *error)
{
    struct shown shown;
    struct buffer buffer;
    struct html html;
    buffer_init(&buffer);
    struct view view = view_parse(&visit->request->target);
    view.as_of = as_of->date;
    int status = shown_init(&shown, visit->release, as_of->snapshot, view, error);
    if (status != STATUS_OK)
        goto out;
    struct site site = {.title = TEXT("Registry"),
                        .section = "/",
                        .script = "/web/registry.js",
                        .canonical = TEXT("/")};
    site_begin(&html, &buffer, &site);
    write_content(&html, as_of, &shown, &visit->request->target);
    status = site_end(&html, visit, error);
out:
    shown_done(&shown);
    buffer_done(&buffer);
    return status;
}

int registry_page_answer(const struct visit *visit, struct error *error)
{
    enum form form = form_choose(visit->request->accept, FORMS_ALL);
    struct as_of as_of;
    visit->response->varies_by_form = true;
    if (form == FORM_JSON)
        return api_registry_answer(visit, error);
    int status = as_of_open(&as_of, visit, error);
    if (status == STATUS_OK && as_of.snapshot)
        status = form == FORM_TEXT ? registry_text_answer(visit, as_of.snapshot, error)
                                   : answer_html(visit, &as_of, error);
    as_of_done(&as_of);
    return status;
}
