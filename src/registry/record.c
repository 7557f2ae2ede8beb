/* Records: comparison, columns. */
#include "registry/record.h"

bool record_equal(const struct record *a, const struct record *b)
{
    return text_equal(a->service_name, b->service_name) && a->has_ports == b->has_ports &&
           (!a->has_ports ||
            (a->ports.first == b->ports.first && a->ports.last == b->ports.last)) &&
           a->transport_protocol == b->transport_protocol &&
           a->has_service_code == b->has_service_code &&
           (!a->has_service_code || a->service_code == b->service_code) &&
           a->has_assignee == b->has_assignee &&
           (!a->has_assignee || text_equal(a->assignee, b->assignee)) &&
           text_equal(a->description, b->description) && text_equal(a->contact, b->contact) &&
           date_pack(a->registration_date) == date_pack(b->registration_date) &&
           date_pack(a->modification_date) == date_pack(b->modification_date) &&
           text_equal(a->reference, b->reference) &&
           text_equal(a->unauthorized_use, b->unauthorized_use) &&
           text_equal(a->assignment_notes, b->assignment_notes);
}

struct text column_title(enum column column)
{
    static const struct text titles[] = {
        [COLUMN_SERVICE_NAME] = TEXT("Service Name"),
        [COLUMN_PORT_NUMBER] = TEXT("Port Number"),
        [COLUMN_TRANSPORT_PROTOCOL] = TEXT("Transport Protocol"),
        [COLUMN_DESCRIPTION] = TEXT("Description"),
        [COLUMN_ASSIGNEE] = TEXT("Assignee"),
        [COLUMN_CONTACT] = TEXT("Contact"),
        [COLUMN_REGISTRATION_DATE] = TEXT("Registration Date"),
        [COLUMN_MODIFICATION_DATE] = TEXT("Modification Date"),
        [COLUMN_REFERENCE] = TEXT("Reference"),
        [COLUMN_SERVICE_CODE] = TEXT("Service Code"),
        [COLUMN_UNAUTHORIZED_USE] = TEXT("Unauthorized Use Reported"),
        [COLUMN_ASSIGNMENT_NOTES] = TEXT("Assignment Notes"),
    };
    return titles[column];
}

struct text column_former_title(enum column column)
{
    return column == COLUMN_UNAUTHORIZED_USE ? TEXT("Known Unauthorized Uses")
                                             : column_title(column);
}

bool column_has_title(enum column column, struct text title)
{
    return text_equal(title, column_title(column)) ||
           text_equal(title, column_former_title(column));
}
