/* Cells of the published tables. */
#include "formats/cell.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

static_assert((int)CELL_SCRATCH_SIZE_BYTES >= (int)PORTS_SIZE_BYTES, "a range fits");
static_assert((int)CELL_SCRATCH_SIZE_BYTES >= (int)DATE_SIZE_BYTES, "a date fits");

struct text cell_of(const struct record *record, enum column column,
                    char scratch[static CELL_SCRATCH_SIZE_BYTES])
{
    scratch[0] = '\0';
    switch (column) {
    case COLUMN_SERVICE_NAME:
        return record->service_name;
    case COLUMN_PORT_NUMBER:
        return text_of(record->has_ports ? ports_format(record->ports, scratch) : "");
    case COLUMN_TRANSPORT_PROTOCOL:
        return transport_protocol_name(record->transport_protocol);
    case COLUMN_DESCRIPTION:
        return record->description;
    case COLUMN_ASSIGNEE:
        return record_assignee(record);
    case COLUMN_CONTACT:
        return record->contact;
    case COLUMN_REGISTRATION_DATE:
        return text_of(date_format(record->registration_date, scratch));
    case COLUMN_MODIFICATION_DATE:
        return text_of(date_format(record->modification_date, scratch));
    case COLUMN_REFERENCE:
        return record->reference;
    case COLUMN_SERVICE_CODE:
        if (record->has_service_code)
            snprintf(scratch, CELL_SCRATCH_SIZE_BYTES, "%" PRIu32, record->service_code);
        return text_of(scratch);
    case COLUMN_UNAUTHORIZED_USE:
        return record->unauthorized_use;
    case COLUMN_ASSIGNMENT_NOTES:
        return record->assignment_notes;
    case COLUMN_COUNT:
        break;
    }
    return (struct text){NULL, 0};
}

bool cell_is_centred(enum column column)
{
    return column == COLUMN_PORT_NUMBER || column == COLUMN_TRANSPORT_PROTOCOL ||
           column == COLUMN_SERVICE_CODE;
}

struct text person_column_title(enum person_column column)
{
    static const struct text titles[PERSON_COLUMN_COUNT] = {
        [PERSON_ID] = TEXT("ID"),
        [PERSON_NAME] = TEXT("Name"),
        [PERSON_ORGANIZATION] = TEXT("Organization"),
        [PERSON_URI] = TEXT("Contact URI"),
        [PERSON_UPDATED] = TEXT("Last Updated"),
    };
    return titles[column];
}
