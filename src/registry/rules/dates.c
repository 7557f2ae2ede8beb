/* Checks of dates. */
#include "registry/rules/checks.h"

void check_date_order(struct rule_context *context, const struct record *record)
{
    char registered[DATE_SIZE_BYTES], modified[DATE_SIZE_BYTES];
    if (date_is_set(record->registration_date) && date_is_set(record->modification_date) &&
        date_compare(record->modification_date, record->registration_date) < 0)
        report_record(context, record, "registration %s, modification %s",
                      date_format(record->registration_date, registered),
                      date_format(record->modification_date, modified));
}

void check_date_of_release(struct rule_context *context, const struct record *record)
{
    struct date release = context->registry->updated;
    struct date latest = record->registration_date;
    char date[DATE_SIZE_BYTES], updated[DATE_SIZE_BYTES];
    if (date_compare(record->modification_date, latest) > 0)
        latest = record->modification_date;
    if (date_is_set(release) && date_is_set(latest) && date_compare(latest, release) > 0)
        report_record(context, record, "%s in the release of %s", date_format(latest, date),
                      date_format(release, updated));
}

/* The number of the RFC that REFERENCE points to, or 0. */
static uint64_t rfc_number(const struct reference *reference)
{
    uint64_t number = 0;
    if (reference->type == REFERENCE_RFC && text_starts_with(reference->data, TEXT("rfc")))
        text_to_number(text_from(reference->data, 3), UINT32_MAX, &number);
    return number;
}

void check_date_missing(struct rule_context *context, const struct record *record)
{
    if (!record->service_name.length || date_is_set(record->registration_date) ||
        date_is_set(record->modification_date))
        return;
    struct text rest = record->reference;
    struct reference reference;
    uint64_t oldest = 0;
    while (marked_next_reference(&rest, &reference)) {
        uint64_t number = rfc_number(&reference);
        if (number <= 6335)
            return;
        oldest = oldest && oldest < number ? oldest : number;
    }
    if (oldest)
        report_record(context, record, "none, and no RFC before RFC %u", (unsigned)oldest);
}

void check_expiry(struct rule_context *context, const struct record *record)
{
    struct date release = context->registry->updated;
    struct date expires = facts_of(context, record)->expires;
    char date[DATE_SIZE_BYTES], updated[DATE_SIZE_BYTES];
    if (date_is_set(expires) && date_is_set(release) && date_compare(expires, release) < 0)
        report_record(context, record, "one that expired %s in the release of %s",
                      date_format(expires, date), date_format(release, updated));
}
