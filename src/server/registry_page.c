/* The registry as a page. */
#include <stdio.h>

#include "base/memory.h"
#include "server/pages.h"
#include "server/view.h"

/* What is shown: the matches of a view, and which part of them is on this page. */
struct shown {
    const struct release *release;
    struct view view;
    uint32_t *matches;
    size_t match_count;
    size_t page_count;
    size_t first; /* of the matches, on this page */
    size_t count;
};

static int shown_init(struct shown *shown, const struct visit *visit, struct error *error)
{
    *shown = (struct shown){.release = visit->release, .view = view_parse(&visit->request->target)};
    const struct listing *listing = &visit->release->listing;
    shown->matches = memory_allocate((listing->count + (size_t)1) * sizeof(*shown->matches));
    if (!shown->matches)
        return error_memory(error);
    int status =
        listing_select(listing, &shown->view.selection, shown->matches, &shown->match_count, error);
    if (status != STATUS_OK)
        return status;
    shown->page_count = (shown->match_count + VIEW_PAGE_RECORDS - 1) / VIEW_PAGE_RECORDS;
    if (shown->page_count == 0)
        shown->page_count = 1;
    if (shown->view.page > shown->page_count)
        shown->view.page = shown->page_count;
    shown->first = (shown->view.page - 1) * VIEW_PAGE_RECORDS;
    size_t left = shown->match_count - shown->first;
    shown->count = left < VIEW_PAGE_RECORDS ? left : VIEW_PAGE_RECORDS;
    return STATUS_OK;
}

/* A link to another view; it leads to the results, not to the top of the page. */
static void write_view_link(struct html *html, const struct view *view, const char *text)
{
    struct buffer href;
    buffer_init(&href);
    view_append(&href, view);
    buffer_append(&href, TEXT("#results"));
    html_link(html, buffer_text(&href), text_of(text));
    html->buffer->failed |= href.failed;
    buffer_done(&href);
}

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
    html_set(html, "role", "search");
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

/* Why a port number has its state, for those that no record of its own explains. */
static const char *reason_words(const struct portreg_answer *answer)
{
    switch ((enum portreg_reason)answer->reason) {
    case PORTREG_BY_OTHER_TRANSPORT:
        return "because it is assigned for another transport protocol";
    case PORTREG_BY_ALL_TRANSPORTS:
        return "for all transport protocols";
    case PORTREG_BY_RANGE:
        return "never assigned";
    case PORTREG_NO_RECORD:
        return "nothing is recorded";
    default:
        return "";
    }
}

static void write_names(struct html *html, const struct portreg *snapshot,
                        const struct portreg_answer *answer)
{
    const char *before = ", registered as ";
    for (uint32_t i = 0; i < answer->records.count; i++) {
        struct portreg_record record;
        if (!portreg_list_get(snapshot, answer->records, i, &record) || !record.service_name.length)
            continue;
        html_text(html, text_of(before));
        html_element(html, "b", text_of_portreg(record.service_name));
        before = ", ";
    }
}

static void write_port_state(struct html *html, const struct portreg *snapshot, uint16_t port,
                             enum portreg_transport_protocol protocol)
{
    struct portreg_answer answer = portreg_find_port(snapshot, protocol, port);
    html_open(html, "li");
    html_open(html, "span");
    html_set(html, "class", "port");
    html_format(html, "%u/%s", (unsigned)port, portreg_transport_protocol_name(protocol));
    html_close(html);
    html_text(html, TEXT(" "));
    html_open(html, "span");
    html_set(html, "class", portreg_state_name(answer.state));
    html_text(html, text_of(portreg_state_name(answer.state)));
    html_close(html);
    if (answer.state == PORTREG_ASSIGNED)
        write_names(html, snapshot, &answer);
    if (*reason_words(&answer))
        html_format(html, ", %s", reason_words(&answer));
    html_close(html);
}

/* How many port numbers of a range have which state. */
static void write_range_states(struct html *html, const struct portreg *snapshot,
                               struct ports ports, enum portreg_transport_protocol protocol)
{
    static const enum portreg_state states[] = {PORTREG_ASSIGNED, PORTREG_RESERVED,
                                                PORTREG_UNASSIGNED, PORTREG_DYNAMIC};
    unsigned counts[PORTREG_DYNAMIC + 1] = {0};
    for (uint32_t port = ports.first; port <= ports.last; port++)
        counts[portreg_find_port(snapshot, protocol, (uint16_t)port).state]++;
    html_open(html, "li");
    html_open(html, "span");
    html_set(html, "class", "port");
    html_format(html, "%u-%u/%s", (unsigned)ports.first, (unsigned)ports.last,
                portreg_transport_protocol_name(protocol));
    html_close(html);
    const char *before = " ";
    for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++) {
        if (!counts[states[i]])
            continue;
        html_format(html, "%s%u ", before, counts[states[i]]);
        html_open(html, "span");
        html_set(html, "class", portreg_state_name(states[i]));
        html_text(html, text_of(portreg_state_name(states[i])));
        html_close(html);
        before = ", ";
    }
    html_close(html);
}

/* When a port number or a range is asked for: its state, which every one has. */
static void write_states(struct html *html, const struct shown *shown)
{
    struct ports ports;
    enum transport_protocol asked;
    const struct portreg *snapshot = shown->release->snapshot;
    if (!ports_ask(shown->view.selection.query, &ports, &asked))
        return;
    html_open(html, "section");
    html_set(html, "class", "states");
    html_set(html, "aria-label", "State of the port numbers");
    html_open(html, "ul");
    for (int protocol = PORTREG_TCP; protocol <= PORTREG_DCCP; protocol++) {
        if (asked != TRANSPORT_NONE && (int)asked != protocol)
            continue;
        if (ports.first == ports.last)
            write_port_state(html, snapshot, ports.first,
                             (enum portreg_transport_protocol)protocol);
        else
            write_range_states(html, snapshot, ports, (enum portreg_transport_protocol)protocol);
    }
    html_close(html);
    struct text remark = port_remark(ports.first);
    if (ports.first == ports.last && remark.length)
        html_element(html, "p", remark);
    html_close(html);
}

static void write_column_header(struct html *html, const struct view *view, enum column column)
{
    const struct selection *selection = &view->selection;
    bool is_sorted = selection->is_sorted && selection->column == column;
    struct view next = *view;
    next.page = 1;
    next.selection.is_sorted = true;
    next.selection.column = column;
    next.selection.descending = is_sorted && !selection->descending;
    html_open(html, "th");
    html_set(html, "scope", "col");
    html_set(html, "role", "columnheader");
    html_attribute(html, "class", view_column_word(column));
    if (is_sorted)
        html_set(html, "aria-sort", selection->descending ? "descending" : "ascending");
    write_view_link(html, &next, column_title(column).bytes);
    html_close(html);
}

/* The marked text of COLUMN, for the columns that have one. */
static struct text marked_cell(const struct portreg_record *record, enum column column)
{
    switch (column) {
    case COLUMN_DESCRIPTION:
        return text_of_portreg(record->description_marked);
    case COLUMN_ASSIGNEE:
        return text_of_portreg(record->assignee_marked);
    case COLUMN_CONTACT:
        return text_of_portreg(record->contact_marked);
    case COLUMN_REFERENCE:
        return text_of_portreg(record->reference_marked);
    case COLUMN_ASSIGNMENT_NOTES:
        return text_of_portreg(record->assignment_notes_marked);
    default:
        return (struct text){NULL, 0};
    }
}

static void write_cell(struct html *html, const struct portreg_record *record, enum column column)
{
    char scratch[CELL_SIZE_BYTES];
    struct text plain = record_cell(record, column, scratch);
    struct text marked = marked_cell(record, column);
    html_open(html, "td");
    html_set(html, "role", "cell");
    html_attribute(html, "class", view_column_word(column));
    if (plain.length || marked.length)
        html_attribute(html, "data-label", column_title(column));
    if (marked.length)
        site_marked(html, marked);
    else
        html_text(html, plain);
    html_close(html);
}

static void write_row(struct html *html, const struct shown *shown, uint32_t index)
{
    struct portreg_record record;
    if (!portreg_record_get(shown->release->snapshot, index, &record))
        return;
    html_open(html, "tr");
    html_set(html, "role", "row");
    for (enum column column = 0; column < COLUMN_COUNT; column++)
        write_cell(html, &record, column);
    html_close(html);
}

static void write_count(struct html *html, const struct shown *shown)
{
    if (shown->match_count == 0)
        html_format(html, "No records");
    else if (shown->match_count == 1)
        html_format(html, "1 record");
    else
        html_format(html, "Records %zu to %zu of %zu", shown->first + 1,
                    shown->first + shown->count, shown->match_count);
}

static void write_table(struct html *html, const struct shown *shown)
{
    html_open(html, "div");
    html_set(html, "class", "scroll");
    html_set(html, "role", "region");
    html_set(html, "aria-label", "Records");
    html_set(html, "tabindex", "0");
    html_open(html, "table");
    html_set(html, "role", "table");
    html_open(html, "caption");
    write_count(html, shown);
    html_close(html);
    html_open(html, "thead");
    html_set(html, "role", "rowgroup");
    html_open(html, "tr");
    html_set(html, "role", "row");
    for (enum column column = 0; column < COLUMN_COUNT; column++)
        write_column_header(html, &shown->view, column);
    html_close(html);
    html_close(html);
    html_open(html, "tbody");
    html_set(html, "role", "rowgroup");
    for (size_t i = 0; i < shown->count; i++)
        write_row(html, shown, shown->matches[shown->first + i]);
    html_close(html);
    html_close(html);
    html_close(html);
}

/* A query that finds nothing is often a service name with an error in it. */
static void write_nothing(struct html *html, const struct shown *shown)
{
    struct text query = shown->view.selection.query;
    html_open(html, "p");
    html_set(html, "class", "nothing");
    html_text(html, TEXT("No record has all of these words."));
    struct text near = snapshot_suggest(shown->release->snapshot, query);
    if (near.length) {
        struct buffer href;
        buffer_init(&href);
        view_append(&href, &(struct view){.selection = {.query = near}, .page = 1});
        html_text(html, TEXT(" Did you mean "));
        html_link(html, buffer_text(&href), near);
        html_text(html, TEXT("?"));
        html->buffer->failed |= href.failed;
        buffer_done(&href);
    }
    html_close(html);
}

static void write_page_link(struct html *html, const struct shown *shown, size_t page,
                            const char *text)
{
    struct view view = shown->view;
    view.page = page;
    if (page >= 1 && page <= shown->page_count && page != shown->view.page) {
        write_view_link(html, &view, text);
        return;
    }
    html_open(html, "span");
    html_set(html, "aria-disabled", "true");
    html_text(html, text_of(text));
    html_close(html);
}

static void write_pager(struct html *html, const struct shown *shown)
{
    size_t page = shown->view.page;
    if (shown->page_count < 2)
        return;
    html_open(html, "nav");
    html_set(html, "class", "pager");
    html_set(html, "aria-label", "Pages");
    write_page_link(html, shown, page == 1 ? page : 1, "First");
    write_page_link(html, shown, page - 1, "Previous");
    html_open(html, "span");
    html_set(html, "aria-current", "page");
    html_format(html, "Page %zu of %zu", page, shown->page_count);
    html_close(html);
    write_page_link(html, shown, page + 1, "Next");
    write_page_link(html, shown, shown->page_count, "Last");
    html_close(html);
}

static void write_footnotes(struct html *html, const struct portreg *snapshot)
{
    uint32_t count = snapshot_header(snapshot).footnote_count;
    if (!count)
        return;
    html_open(html, "section");
    html_set(html, "class", "footnotes");
    html_element(html, "h2", TEXT("Footnote"));
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
        html_format(html, "[%.*s] ", TEXT_ARGS(text_slice(footnote.anchor, 0, 32)));
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
    html_open(html, "p");
    html_set(html, "class", "disclaimer");
    html_text(html, TEXT("A record says what a port number is registered as. What the traffic on "
                         "it really is, no registry can say."));
    html_close(html);
    html_open(html, "p");
    html_set(html, "id", "status");
    html_set(html, "role", "status");
    html_set(html, "class", "unseen");
    html_close(html);
    html_open(html, "div");
    html_set(html, "id", "results");
    write_states(html, shown);
    if (shown->match_count)
        write_table(html, shown);
    else
        write_nothing(html, shown);
    write_pager(html, shown);
    html_close(html);
    write_footnotes(html, shown->release->snapshot);
}

int registry_page_answer(const struct visit *visit, struct error *error)
{
    struct shown shown;
    struct buffer buffer;
    struct html html;
    buffer_init(&buffer);
    int status = shown_init(&shown, visit, error);
    if (status != STATUS_OK)
        goto out;
    site_begin(&html, &buffer, snapshot_header(visit->release->snapshot).title, true);
    write_content(&html, &shown);
    status = site_end(&html, visit, error);
out:
    memory_free(shown.matches);
    buffer_done(&buffer);
    return status;
}
