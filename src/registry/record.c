/* Records: comparison, columns. */
#include "registry/record.h"

#include <assert.h>
#include <stdio.h>

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

static_assert((int)PORTS_SIZE_BYTES <= RECORD_VALUE_SIZE_BYTES &&
                  (int)DATE_SIZE_BYTES <= RECORD_VALUE_SIZE_BYTES,
              "record_value writes them");

struct text record_value(const struct record *record, enum column column,
                         char buffer[static RECORD_VALUE_SIZE_BYTES])
{
    switch (column) {
    case COLUMN_SERVICE_NAME:
        return record->service_name;
    case COLUMN_PORT_NUMBER:
        return record->has_ports ? text_of(ports_format(record->ports, buffer)) : TEXT("");
    case COLUMN_TRANSPORT_PROTOCOL:
        return transport_protocol_name(record->transport_protocol);
    case COLUMN_DESCRIPTION:
        return record->description;
    case COLUMN_ASSIGNEE:
        return record_assignee(record);
    case COLUMN_CONTACT:
        return record->contact;
    case COLUMN_REGISTRATION_DATE:
        return text_of(date_format(record->registration_date, buffer));
    case COLUMN_MODIFICATION_DATE:
        return text_of(date_format(record->modification_date, buffer));
    case COLUMN_REFERENCE:
        return record->reference;
    case COLUMN_SERVICE_CODE:
        snprintf(buffer, RECORD_VALUE_SIZE_BYTES, "%u", record->service_code);
        return record->has_service_code ? text_of(buffer) : TEXT("");
    case COLUMN_UNAUTHORIZED_USE:
        return record->unauthorized_use;
    default:
        return record->assignment_notes;
    }
}
