/* Checks of the columns that an assignment must have (RFC 6335 section 8.1.1). */
#include "registry/rules/checks.h"

/* RFC 6335 was published in August 2011; what was assigned before, or without a date, was not
 * asked for its columns. */
static bool is_since_rfc6335(const struct record *record)
{
    const struct date published = {2011, 8, 0};
    return date_is_set(record->registration_date) &&
           date_compare(record->registration_date, published) >= 0;
}

/* Whether RECORD assigns a service name; since RFC 6335 or before. */
static bool is_assignment(const struct record *record, bool since)
{
    return record->service_name.length && is_since_rfc6335(record) == since;
}

void check_transport(struct rule_context *context, const struct record *record)
{
    if (record->service_name.length && record->has_ports &&
        record->transport_protocol == TRANSPORT_NONE)
        report_record(context, record, "none");
}

static bool lacks_service_transport(const struct record *record)
{
    return !record->has_ports && record->transport_protocol == TRANSPORT_NONE;
}

void check_service_transport(struct rule_context *context, const struct record *record)
{
    if (is_assignment(record, true) && lacks_service_transport(record))
        report_record(context, record, "none");
}

void check_legacy_service_transport(struct rule_context *context, const struct record *record)
{
    if (is_assignment(record, false) && lacks_service_transport(record))
        report_record(context, record, "none");
}

static bool lacks_assignee(const struct record *record)
{
    return record->contact.length == 0 && (!record->has_assignee || record->assignee.length == 0);
}

void check_assignee(struct rule_context *context, const struct record *record)
{
    if (is_assignment(record, true) && lacks_assignee(record))
        report_record(context, record, "neither");
}

void check_legacy_assignee(struct rule_context *context, const struct record *record)
{
    if (is_assignment(record, false) && lacks_assignee(record))
        report_record(context, record, "neither");
}

void check_contact(struct rule_context *context, const struct record *record)
{
    if (is_assignment(record, true) && record->contact.length == 0 && !lacks_assignee(record))
        report_record(context, record, "only an assignee");
}

static bool lacks_description(const struct record *record)
{
    return text_trim(record->description).length == 0;
}

void check_description(struct rule_context *context, const struct record *record)
{
    if (is_assignment(record, true) && lacks_description(record))
        report_record(context, record, "none");
}

void check_legacy_description(struct rule_context *context, const struct record *record)
{
    if (is_assignment(record, false) && lacks_description(record))
        report_record(context, record, "none");
}

void check_system_reference(struct rule_context *context, const struct record *record)
{
    if (is_assignment(record, true) && record->has_ports &&
        port_range_of(record->ports.first) == RANGE_SYSTEM && record->reference.length == 0)
        report_record(context, record, "none");
}

void check_unassigned_contact(struct rule_context *context, const struct record *record)
{
    if (facts_of(context, record)->state == STATE_UNASSIGNED && !lacks_assignee(record))
        report_record(context, record, "an assignee or contact");
}
