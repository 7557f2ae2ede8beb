/* Changes as JSON. */
#include "history/change_json.h"

#include "formats/json/record.h"

const char *column_member(enum column column)
{
    static const char *const names[] = {
        [COLUMN_SERVICE_NAME] = "service_name",
        [COLUMN_PORT_NUMBER] = "port_number",
        [COLUMN_TRANSPORT_PROTOCOL] = "transport_protocol",
        [COLUMN_DESCRIPTION] = "description",
        [COLUMN_ASSIGNEE] = "assignee",
        [COLUMN_CONTACT] = "contact",
        [COLUMN_REGISTRATION_DATE] = "registration_date",
        [COLUMN_MODIFICATION_DATE] = "modification_date",
        [COLUMN_REFERENCE] = "reference",
        [COLUMN_SERVICE_CODE] = "service_code",
        [COLUMN_UNAUTHORIZED_USE] = "unauthorized_use",
        [COLUMN_ASSIGNMENT_NOTES] = "assignment_notes",
    };
    return names[column];
}

static void write_columns(struct sink *sink, unsigned columns)
{
    bool any = false;
    sink_write_byte(sink, '[');
    for (int column = 0; column < COLUMN_COUNT; column++) {
        if (!(columns & 1u << column))
            continue;
        if (any)
            sink_write_byte(sink, ',');
        any = true;
        json_write_string(sink, text_of(column_member((enum column)column)));
    }
    sink_write_byte(sink, ']');
}

void json_members_change(struct json_members *members, const struct change *change)
{
    json_member_text(members, "change", text_of(change_kind_name(change->kind)));
    json_member_text(members, "operation", text_of(change_operation_name(change->operation)));
    if (change->key)
        json_member_number(members, "key", change->key);
    if (change->operation == CHANGE_MODIFIED) {
        json_member(members, "columns");
        write_columns(members->sink, change->columns);
    }
    if (change->operation != CHANGE_ADDED) {
        json_member(members, "before");
        json_write_record(members->sink, &change->before);
    }
    if (change->operation != CHANGE_REMOVED) {
        json_member(members, "after");
        json_write_record(members->sink, &change->after);
    }
}

/* Begins the object of a difference. */
static struct json_members begin(struct sink *sink, const char *what)
{
    struct json_members members = json_members_begin(sink);
    json_member_text(&members, "difference", text_of(what));
    return members;
}

static void end(struct json_members *members)
{
    json_members_end(members);
    sink_write_byte(members->sink, '\n');
}

static void write_value(struct sink *sink, const char *what, bool differs, struct text before,
                        struct text after)
{
    if (!differs)
        return;
    struct json_members members = begin(sink, what);
    json_member_marked(&members, "before", before);
    json_member_marked(&members, "after", after);
    end(&members);
}

static void write_list(struct sink *sink, const char *what, const struct list_differences *list)
{
    if (!list_differences_any(list))
        return;
    struct json_members members = begin(sink, what);
    json_member_number(&members, "added", list->added);
    json_member_number(&members, "changed", list->changed);
    json_member_number(&members, "removed", list->removed);
    end(&members);
}

void json_write_differences(struct sink *sink, const struct differences *differences,
                            const struct registry *earlier, const struct registry *later)
{
    char before[DATE_SIZE_BYTES], after[DATE_SIZE_BYTES];
    write_value(sink, "date", differences->date, text_of(date_format(earlier->updated, before)),
                text_of(date_format(later->updated, after)));
    write_value(sink, "title", differences->title, earlier->title, later->title);
    write_value(sink, "category", differences->category, earlier->category, later->category);
    write_value(sink, "references", differences->references, earlier->references,
                later->references);
    write_value(sink, "experts", differences->experts, earlier->experts, later->experts);
    write_list(sink, "notes", &differences->notes);
    write_list(sink, "footnotes", &differences->footnotes);
    write_list(sink, "people", &differences->people);
}
