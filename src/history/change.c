/* Changes: what one means, by one table. */
#include "history/change.h"

#include "registry/state.h"
#include "registry/statement.h"

/* How a record stands, before or after a change. De-assigned is no state of its own (it is
 * reserved), but what the record says of its past. */
enum standing {
    STANDING_ABSENT,
    STANDING_ASSIGNED,
    STANDING_ALIAS, /* assigned, and historic: an alias to another service name */
    STANDING_RESERVED,
    STANDING_DE_ASSIGNED, /* reserved, and the record says since when it is not assigned */
    STANDING_UNASSIGNED,
};
enum { STANDING_COUNT = STANDING_UNASSIGNED + 1 };

/* What a change means, by the standing before (a row) and after (a column). */
static const enum change_kind kinds[STANDING_COUNT][STANDING_COUNT] = {
    [STANDING_ABSENT] =
        {
            [STANDING_ASSIGNED] = CHANGE_ASSIGNMENT,
            [STANDING_ALIAS] = CHANGE_ALIAS,
            [STANDING_RESERVED] = CHANGE_RESERVATION,
            [STANDING_DE_ASSIGNED] = CHANGE_DE_ASSIGNMENT,
            [STANDING_UNASSIGNED] = CHANGE_AVAILABILITY,
        },
    [STANDING_ASSIGNED] =
        {
            [STANDING_ABSENT] = CHANGE_DE_ASSIGNMENT,
            [STANDING_ASSIGNED] = CHANGE_MODIFICATION,
            [STANDING_ALIAS] = CHANGE_ALIAS,
            [STANDING_RESERVED] = CHANGE_DE_ASSIGNMENT,
            [STANDING_DE_ASSIGNED] = CHANGE_DE_ASSIGNMENT,
            [STANDING_UNASSIGNED] = CHANGE_DE_ASSIGNMENT,
        },
    [STANDING_ALIAS] =
        {
            [STANDING_ABSENT] = CHANGE_DE_ASSIGNMENT,
            [STANDING_ASSIGNED] = CHANGE_ASSIGNMENT,
            [STANDING_ALIAS] = CHANGE_ALIAS,
            [STANDING_RESERVED] = CHANGE_DE_ASSIGNMENT,
            [STANDING_DE_ASSIGNED] = CHANGE_DE_ASSIGNMENT,
            [STANDING_UNASSIGNED] = CHANGE_DE_ASSIGNMENT,
        },
    [STANDING_RESERVED] =
        {
            [STANDING_ABSENT] = CHANGE_AVAILABILITY,
            [STANDING_ASSIGNED] = CHANGE_ASSIGNMENT,
            [STANDING_ALIAS] = CHANGE_ALIAS,
            [STANDING_RESERVED] = CHANGE_MODIFICATION,
            [STANDING_DE_ASSIGNED] = CHANGE_MODIFICATION,
            [STANDING_UNASSIGNED] = CHANGE_AVAILABILITY,
        },
    [STANDING_DE_ASSIGNED] =
        {
            [STANDING_ABSENT] = CHANGE_AVAILABILITY,
            [STANDING_ASSIGNED] = CHANGE_ASSIGNMENT,
            [STANDING_ALIAS] = CHANGE_ALIAS,
            [STANDING_RESERVED] = CHANGE_MODIFICATION,
            [STANDING_DE_ASSIGNED] = CHANGE_MODIFICATION,
            [STANDING_UNASSIGNED] = CHANGE_AVAILABILITY,
        },
    [STANDING_UNASSIGNED] =
        {
            [STANDING_ABSENT] = CHANGE_AVAILABILITY,
            [STANDING_ASSIGNED] = CHANGE_ASSIGNMENT,
            [STANDING_ALIAS] = CHANGE_ALIAS,
            [STANDING_RESERVED] = CHANGE_RESERVATION,
            [STANDING_DE_ASSIGNED] = CHANGE_RESERVATION,
            [STANDING_UNASSIGNED] = CHANGE_AVAILABILITY,
        },
};

/* The standing of RECORD, which may be NULL; *TARGET is the name that an alias points to. */
static enum standing standing_of(const struct record *record, struct text *target)
{
    struct statement statement;
    *target = (struct text){NULL, 0};
    if (!record)
        return STANDING_ABSENT;
    switch (record_state(record)) {
    case STATE_ASSIGNED:
        if (!record_find_statement(record, STATEMENT_ALIAS, &statement))
            return STANDING_ASSIGNED;
        *target = statement.service_name;
        return STANDING_ALIAS;
    case STATE_UNASSIGNED:
        return STANDING_UNASSIGNED;
    default:
        return record_find_statement(record, STATEMENT_DE_ASSIGNED, &statement)
                   ? STANDING_DE_ASSIGNED
                   : STANDING_RESERVED;
    }
}

static bool same_ports(const struct record *a, const struct record *b)
{
    return a->has_ports == b->has_ports &&
           (!a->has_ports || (a->ports.first == b->ports.first && a->ports.last == b->ports.last));
}

static enum change_kind kind_of(const struct record *before, const struct record *after)
{
    struct text target_before, target_after;
    enum standing was = standing_of(before, &target_before);
    enum standing is = standing_of(after, &target_after);
    enum change_kind kind = kinds[was][is];
    /* an alias or a block that stays what it was is news only when it points or reaches elsewhere
     */
    bool stays = (was == STANDING_ALIAS && is == was && text_equal(target_before, target_after)) ||
                 (was == STANDING_UNASSIGNED && is == was && same_ports(before, after));
    return stays ? CHANGE_MODIFICATION : kind;
}

const char *change_kind_name(enum change_kind kind)
{
    static const char *const names[] = {
        [CHANGE_ASSIGNMENT] = "assignment",
        [CHANGE_DE_ASSIGNMENT] = "de-assignment",
        [CHANGE_RESERVATION] = "reservation",
        [CHANGE_AVAILABILITY] = "availability",
        [CHANGE_ALIAS] = "alias",
        [CHANGE_MODIFICATION] = "modification",
    };
    return names[kind];
}

const char *change_operation_name(enum change_operation operation)
{
    static const char *const names[] = {
        [CHANGE_ADDED] = "added",
        [CHANGE_MODIFIED] = "modified",
        [CHANGE_REMOVED] = "removed",
    };
    return names[operation];
}

static unsigned bit(enum column column, bool differs)
{
    return differs ? 1u << column : 0;
}

unsigned change_columns(const struct record *a, const struct record *b)
{
    unsigned columns =
        bit(COLUMN_SERVICE_NAME, !text_equal(a->service_name, b->service_name)) |
        bit(COLUMN_PORT_NUMBER, !same_ports(a, b)) |
        bit(COLUMN_TRANSPORT_PROTOCOL, a->transport_protocol != b->transport_protocol) |
        bit(COLUMN_DESCRIPTION, !text_equal(a->description, b->description)) |
        bit(COLUMN_ASSIGNEE, !text_equal(record_assignee(a), record_assignee(b))) |
        bit(COLUMN_CONTACT, !text_equal(a->contact, b->contact)) |
        bit(COLUMN_REGISTRATION_DATE,
            date_pack(a->registration_date) != date_pack(b->registration_date)) |
        bit(COLUMN_MODIFICATION_DATE,
            date_pack(a->modification_date) != date_pack(b->modification_date)) |
        bit(COLUMN_REFERENCE, !text_equal(a->reference, b->reference)) |
        bit(COLUMN_SERVICE_CODE, a->has_service_code != b->has_service_code ||
                                     (a->has_service_code && a->service_code != b->service_code)) |
        bit(COLUMN_UNAUTHORIZED_USE, !text_equal(a->unauthorized_use, b->unauthorized_use)) |
        bit(COLUMN_ASSIGNMENT_NOTES, !text_equal(a->assignment_notes, b->assignment_notes));
    /* an assignee recorded that equals the contact reads as none */
    return columns ? columns : bit(COLUMN_ASSIGNEE, a->has_assignee != b->has_assignee);
}

struct change change_of(const struct record *before, const struct record *after)
{
    struct change change = {
        .kind = kind_of(before, after),
        .operation = !before  ? CHANGE_ADDED
                     : !after ? CHANGE_REMOVED
                              : CHANGE_MODIFIED,
        .columns = before && after ? change_columns(before, after) : 0,
    };
    if (before)
        change.before = *before;
    if (after)
        change.after = *after;
    return change;
}
