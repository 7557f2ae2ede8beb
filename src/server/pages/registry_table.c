/* The records on the registry page. */
#include "server/pages/registry_table.h"

#include "base/memory.h"
#include "server/pages/links.h"

int shown_init(struct shown *shown, struct served_release *release, const struct portreg *snapshot,
               struct view view, struct error *error)
{
    *shown = (struct shown){.snapshot = snapshot, .listing = &release->listing, .view = view};
    if (snapshot != release->snapshot) {
        listing_init(&shown->past, snapshot);
        shown->listing = &shown->past;
    }
    struct selection selection = view_selection(&shown->view);
    int status = listing_select(shown->listing, &selection, &shown->matches, &shown->fault);
    if (status == STATUS_MEMORY)
        return error_memory(error);
    size_t match_count = shown->matches.count;
    shown->page_count = (match_count + VIEW_PAGE_RECORDS - 1) / VIEW_PAGE_RECORDS;
    if (shown->page_count == 0)
        shown->page_count = 1;
    if (shown->view.page > shown->page_count)
        shown->view.page = shown->page_count;
    shown->first = (shown->view.page - 1) * VIEW_PAGE_RECORDS;
    size_t left = match_count - shown->first;
    shown->count = left < VIEW_PAGE_RECORDS ? left : VIEW_PAGE_RECORDS;
    return STATUS_OK;
}

void shown_done(struct shown *shown)
{
    memory_free(shown->matches.ids);
    listing_done(&shown->past);
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

static void write_column_header(struct html *html, const struct view *view, enum column column)
{
    bool is_sorted = view->is_sorted && view->column == column;
    struct view next = *view;
    next.page = 1;
    next.is_sorted = true;
    next.column = column;
    next.descending = is_sorted && !view->descending;
    html_open(html, "th");
    html_set(html, "scope", "col");
    html_attribute(html, "class", view_column_word(column));
    if (is_sorted)
        html_set(html, "aria-sort", view->descending ? "descending" : "ascending");
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

/* The name and the port number lead to the pages of them, as of the same date. */
static void write_cell(struct html *html, const struct portreg_record *record, enum column column,
                       struct text as_of)
{
    char scratch[CELL_SIZE_BYTES];
    struct text plain = record_cell(record, column, scratch);
    struct text marked = marked_cell(record, column);
    struct ports ports = {.first = record->first_port_number, .last = record->last_port_number};
    html_open(html, "td");
    html_attribute(html, "class", view_column_word(column));
    if (plain.length || marked.length)
        html_attribute(html, "data-label", column_title(column));
    if (column == COLUMN_SERVICE_NAME && plain.length)
        link_service(html, plain, as_of);
    else if (column == COLUMN_PORT_NUMBER && plain.length)
        link_ports(html, ports, as_of);
    else if (marked.length)
        site_marked(html, marked, as_of);
    else
        html_text(html, plain);
    html_close(html);
}

static void write_row(struct html *html, const struct shown *shown, uint32_t id)
{
    struct portreg_record record;
    if (!snapshot_decode(shown->snapshot, id, &record))
        return;
    html_open(html, "tr");
    for (enum column column = 0; column < COLUMN_COUNT; column++)
        write_cell(html, &record, column, shown->view.as_of);
    html_close(html);
}

static void write_count(struct html *html, const struct shown *shown)
{
    if (shown->matches.is_partial)
        html_format(html, "No record has all of these words; these have the most of them. ");
    else if (shown->matches.is_similar)
        html_format(html, "Similar words count. ");
    if (shown->matches.count == 1)
        html_format(html, "1 record");
    else
        html_format(html, "Records %zu to %zu of %zu", shown->first + 1,
                    shown->first + shown->count, shown->matches.count);
}

static void write_table(struct html *html, const struct shown *shown)
{
    html_open(html, "div");
    html_set(html, "class", "scroll");
    html_set(html, "role", "region");
    html_set(html, "aria-label", "Records");
    html_set(html, "tabindex", "0");
    html_open(html, "table");
    html_set(html, "class", "rows");
    html_open(html, "caption");
    write_count(html, shown);
    html_close(html);
    html_open(html, "thead");
    html_open(html, "tr");
    for (enum column column = 0; column < COLUMN_COUNT; column++)
        write_column_header(html, &shown->view, column);
    html_close(html);
    html_close(html);
    html_open(html, "tbody");
    for (size_t i = 0; i < shown->count; i++)
        write_row(html, shown, shown->matches.ids[shown->first + i]);
    html_close(html);
    html_close(html);
    html_close(html);
}

/* A query that finds nothing is often a service name with an error in it. */
static void write_nothing(struct html *html, const struct shown *shown)
{
    struct text query = shown->view.query;
    html_open(html, "p");
    html_set(html, "class", "nothing");
    if (*shown->fault.message) {
        html_text(html, TEXT("These words make no sense: "));
        html_text(html, text_of(shown->fault.message));
        html_text(html, TEXT("."));
        html_close(html);
        return;
    }
    html_text(html, view_has_filter(&shown->view)
                        ? TEXT("No record is like this. A filter less may find some.")
                        : TEXT("No record has any of these words."));
    struct text near = snapshot_suggest(shown->snapshot, query);
    if (near.length) {
        struct buffer href;
        buffer_init(&href);
        view_append(&href, &(struct view){.query = near, .as_of = shown->view.as_of, .page = 1});
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

void registry_table_write(struct html *html, const struct shown *shown)
{
    if (shown->matches.count)
        write_table(html, shown);
    else
        write_nothing(html, shown);
    write_pager(html, shown);
}
