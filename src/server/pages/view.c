/* What a visitor asks of the registry page. */
#include "server/pages/view.h"

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

struct view view_parse(const struct target *target)
{
    struct view view = {.page = 1};
    struct selection *selection = &view.selection;
    uint64_t page;
    selection->query = text_trim(target_parameter(target, TEXT("q")));
    view.transport = target_parameter(target, TEXT("transport"));
    selection->transport_protocol = transport_protocol_parse(view.transport);
    selection->has_transport =
        selection->transport_protocol != TRANSPORT_NONE || text_equal(view.transport, TEXT("none"));
    if (!selection->has_transport)
        view.transport = TEXT("");
    struct text sort = target_parameter(target, TEXT("sort"));
    for (enum column column = 0; column < COLUMN_COUNT; column++) {
        if (!text_equal(sort, column_words[column]))
            continue;
        selection->is_sorted = true;
        selection->column = column;
        selection->descending = text_equal(target_parameter(target, TEXT("order")), TEXT("desc"));
    }
    if (text_to_number(target_parameter(target, TEXT("page")), UINT32_MAX, &page) && page > 0)
        view.page = (size_t)page;
    return view;
}

static void append_parameter(struct buffer *buffer, const char *name, struct text value)
{
    if (!value.length)
        return;
    buffer_append_byte(buffer, buffer->bytes[buffer->length - 1] == '/' ? '?' : '&');
    buffer_append(buffer, text_of(name));
    buffer_append_byte(buffer, '=');
    target_append_encoded(buffer, value);
}

void view_append(struct buffer *buffer, const struct view *view)
{
    const struct selection *selection = &view->selection;
    buffer_append_byte(buffer, '/');
    if (buffer->failed)
        return;
    append_parameter(buffer, "q", selection->query);
    append_parameter(buffer, "transport", view->transport);
    if (selection->is_sorted)
        append_parameter(buffer, "sort", column_words[selection->column]);
    if (selection->is_sorted && selection->descending)
        append_parameter(buffer, "order", TEXT("desc"));
    if (view->page > 1 && !buffer->failed)
        buffer_format(buffer, "%cpage=%zu", buffer->bytes[buffer->length - 1] == '/' ? '?' : '&',
                      view->page);
}
