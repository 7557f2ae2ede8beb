/* Checks of service names (RFC 6335 sections 5 and 10.1). */
#include "registry/rules/checks.h"
#include "registry/service_name.h"

/* Whether RECORD has a name that section 10.1 keeps although section 5.1 does not allow it. */
static bool is_legacy(const struct rule_context *context, const struct record *record)
{
    return facts_of(context, record)->alias_of.length != 0;
}

void check_name_syntax(struct rule_context *context, const struct record *record)
{
    char quoted[QUOTED_SIZE_BYTES];
    unsigned faults = record->service_name.length ? service_name_faults(record->service_name) : 0;
    if (faults && !is_legacy(context, record))
        report_record(context, record, "%s: %s", text_quote(record->service_name, quoted),
                      service_name_fault_words(faults));
}

void check_legacy_name(struct rule_context *context, const struct record *record)
{
    char quoted[QUOTED_SIZE_BYTES];
    if (record->service_name.length && service_name_faults(record->service_name) &&
        is_legacy(context, record))
        report_record(context, record, "a historic alias to %s",
                      text_quote(facts_of(context, record)->alias_of, quoted));
}

void check_key(struct rule_context *context, const struct record *record)
{
    if (record->service_name.length == 0 && !record->has_ports)
        report_record(context, record, "neither");
}

/* Several service codes may share a DCCP port number (RFC 4340 section 19.9). */
static bool differs_by_code(const struct record *a, const struct record *b)
{
    return a->has_service_code && b->has_service_code && a->service_code != b->service_code;
}

void check_duplicate_key(struct rule_context *context)
{
    for (size_t i = 1; i < context->by_name_count; i++) {
        const struct record *before = context->by_name[i - 1], *record = context->by_name[i];
        if (compare_by_name(before, record) == 0 && !differs_by_code(before, record))
            report_record(context, record, "the same in line %u too", before->position.line);
    }
}

/* The end of the group of BY_NAME that has one name, without regard to case, and begins at I. */
static size_t end_of_name(const struct rule_context *context, size_t i)
{
    struct text name = context->by_name[i]->service_name;
    while (i < context->by_name_count &&
           text_equal_ignoring_case(context->by_name[i]->service_name, name))
        i++;
    return i;
}

void check_name_case(struct rule_context *context)
{
    for (size_t i = 0, end; i < context->by_name_count; i = end) {
        const struct record *first = context->by_name[i];
        char quoted[QUOTED_SIZE_BYTES];
        end = end_of_name(context, i);
        for (size_t j = i; j < end; j++)
            if (context->by_name[j] < first)
                first = context->by_name[j];
        for (size_t j = i; j < end; j++)
            if (!text_equal(context->by_name[j]->service_name, first->service_name))
                report_record(context, context->by_name[j], "%s in line %u too",
                              text_quote(first->service_name, quoted), first->position.line);
    }
}

void check_several_ports(struct rule_context *context)
{
    for (size_t i = 0, end; i < context->by_name_count; i = end) {
        const struct record *first = NULL, *last = NULL;
        char a[PORTS_SIZE_BYTES], b[PORTS_SIZE_BYTES];
        unsigned count = 0;
        end = end_of_name(context, i);
        for (size_t j = i; j < end; j++) {
            const struct record *record = context->by_name[j];
            if (!record->has_ports || (last && same_ports(last, record)))
                continue;
            first = first ? first : record;
            last = record;
            count++;
        }
        if (count > 1)
            report_record(context, last, "%u, from %s to %s", count, ports_format(first->ports, a),
                          ports_format(last->ports, b));
    }
}

/* Whether RECORD is a primary name: an alias or a stated duplicate is known to be another's. */
static bool is_primary(const struct rule_context *context, const struct record *record)
{
    const struct record_facts *facts = facts_of(context, record);
    return record->service_name.length && !facts->alias_of.length && !facts->duplicate_of.length;
}

void check_several_names(struct rule_context *context)
{
    const struct record *first = NULL;
    for (size_t i = 0; i < context->by_ports_count; i++) {
        const struct record *record = context->by_ports[i];
        char quoted[QUOTED_SIZE_BYTES];
        if (!is_primary(context, record))
            continue;
        if (!first || !same_place(first, record))
            first = record;
        else if (!text_equal_ignoring_case(first->service_name, record->service_name))
            report_record(context, record, "also %s in line %u",
                          text_quote(first->service_name, quoted), first->position.line);
    }
}
