/* What a visitor asks of the registry page. */
#include "server/pages/view.h"

#include <stdio.h>

enum { YEAR_LAST = 9999 };

static const struct text column_words[COLUMN_COUNT] = {
    [COLUMN_SERVICE_NAME] = TEXT("name"),
    [COLUMN_PORT_NUMBER] = TEXT("port"),
    [COLUMN_TRANSPORT_PROTOCOL] = TEXT("transport"),
    [COLUMN_DESCRIPTION] = TEXT("description"),
    [COLUMN_ASSIGNEE] = TEXT("assignee"),
    [COLUMN_CONTACT] = TEXT("contact"),
    [COLUMN_REGISTRATION_DATE] = TEXT("registered"),
    [COLUMN_MODIFICATION_DATE] = TEXT("modified"),
    [COLUMN_REFERENCE] = TEXT("reference"),
    [COLUMN_SERVICE_CODE] = TEXT("code"),
    [COLUMN_UNAUTHORIZED_USE] = TEXT("unauthorized"),
    [COLUMN_ASSIGNMENT_NOTES] = TEXT("notes"),
};

struct text view_column_word(enum column column)
{
    return column_words[column];
}

static void parse_transport(const struct target *target, struct view *view)
{
    struct record_query *filter = &view->filter;
    struct text word = target_parameter(target, TEXT("transport"));
    filter->transport_protocol = transport_protocol_parse(word);
    filter->has_transport =
        filter->transport_protocol != TRANSPORT_NONE || text_equal(word, TEXT("none"));
    if (filter->has_transport)
        view->transport = word;
}

static void parse_state(const struct target *target, struct view *view)
{
    struct text word = target_parameter(target, TEXT("state"));
    for (int state = STATE_UNASSIGNED; state <= STATE_RESERVED; state++) {
        if (!text_equal(word, text_of(state_name((enum state)state))))
            continue;
        view->filter.has_state = true;
        view->filter.state = (enum state)state;
        view->state = word;
    }
}

static void parse_range(const struct target *target, struct view *view)
{
    struct text word = target_parameter(target, TEXT("range"));
    for (int range = 0; range <= RANGE_COUNT; range++) {
        struct text name =
            range == RANGE_COUNT ? TEXT("none") : port_range_facts((enum port_range)range)->word;
        if (!text_equal(word, name))
            continue;
        view->filter.has_range = true;
        view->filter.range = (enum port_range)range;
        view->range = word;
    }
}

static void parse_years(const struct target *target, struct view *view)
{
    uint64_t first, last;
    struct text word = target_parameter(target, TEXT("year")), rest = word;
    if (!text_to_number(text_split(&rest, '-'), YEAR_LAST, &first) || first == 0)
        return;
    last = first;
    if (rest.bytes && (!text_to_number(rest, YEAR_LAST, &last) || last < first))
        return;
    view->filter.first_year = (uint16_t)first;
    view->filter.last_year = (uint16_t)last;
    view->year = word;
}

static void parse_sort(const struct target *target, struct view *view)
{
    struct text sort = target_parameter(target, TEXT("sort"));
    for (enum column column = 0; column < COLUMN_COUNT; column++) {
        if (!text_equal(sort, column_words[column]))
            continue;
        view->is_sorted = true;
        view->column = column;
        view->descending = text_equal(target_parameter(target, TEXT("order")), TEXT("desc"));
    }
}

struct view view_parse(const struct target *target)
{
    struct view view = {.page = 1};
    uint64_t page;
    view.query = text_trim(target_parameter(target, TEXT("q")));
    parse_transport(target, &view);
    parse_state(target, &view);
    parse_range(target, &view);
    parse_years(target, &view);
    view.filter.assignee = text_trim(target_parameter(target, TEXT("assignee")));
    parse_sort(target, &view);
    view.as_of = target_parameter(target, TEXT("as-of"));
    if (text_to_number(target_parameter(target, TEXT("page")), UINT32_MAX, &page) && page > 0)
        view.page = (size_t)page;
    return view;
}

struct selection view_selection(const struct view *view)
{
    return (struct selection){view->query, &view->filter, view->is_sorted, view->column,
                              view->descending};
}

bool view_has_filter(const struct view *view)
{
    return view->transport.length || view->state.length || view->range.length ||
           view->year.length || view->filter.assignee.length;
}

static void append_parameter(struct buffer *buffer, const char *name, struct text value)
{
    if (!value.length || buffer->failed)
        return;
    buffer_append_byte(buffer, buffer->bytes[buffer->length - 1] == '/' ? '?' : '&');
    buffer_append(buffer, text_of(name));
    buffer_append_byte(buffer, '=');
    target_append_encoded(buffer, value);
}

void view_append(struct buffer *buffer, const struct view *view)
{
    char page[24];
    snprintf(page, sizeof(page), "%zu", view->page);
    buffer_append_byte(buffer, '/');
    append_parameter(buffer, "q", view->query);
    append_parameter(buffer, "transport", view->transport);
    append_parameter(buffer, "state", view->state);
    append_parameter(buffer, "range", view->range);
    append_parameter(buffer, "year", view->year);
    append_parameter(buffer, "assignee", view->filter.assignee);
    if (view->is_sorted)
        append_parameter(buffer, "sort", column_words[view->column]);
    if (view->is_sorted && view->descending)
        append_parameter(buffer, "order", TEXT("desc"));
    append_parameter(buffer, "as-of", view->as_of);
    if (view->page > 1)
        append_parameter(buffer, "page", text_of(page));
}
