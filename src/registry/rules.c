/* The table of the rules, and the way through it. What a rule looks for is in registry/rules/. */
#include "registry/rules.h"

#include "registry/rules/checks.h"

#define RFC6335(section) "RFC 6335 section " section
#define RECORD(check)    check, NULL
#define REGISTRY(check)  NULL, check

const struct rule rules[] = {
    /* Service names. */
    {"name-syntax", RFC6335("5.1"), SEVERITY_ERROR,
     "a service name of 1 to 15 letters, digits and single inner hyphens, with a letter",
     RECORD(check_name_syntax)},
    {"legacy-name", RFC6335("10.1"), SEVERITY_ADVICE,
     "a service name of letters, digits and hyphens", RECORD(check_legacy_name)},
    {"key-missing", RFC6335("8.1.1"), SEVERITY_ERROR, "a service name or a port number",
     RECORD(check_key)},
    {"duplicate-key", RFC6335("8.1.1"), SEVERITY_ERROR,
     "a service name once for a port number and transport protocol", REGISTRY(check_duplicate_key)},
    {"name-case", RFC6335("5.1"), SEVERITY_WARNING, "one spelling of a service name",
     REGISTRY(check_name_case)},
    {"several-names", RFC6335("5"), SEVERITY_ADVICE,
     "one service name, aliases aside, for a port number and transport protocol",
     REGISTRY(check_several_names)},
    {"several-ports", RFC6335("7.2"), SEVERITY_ADVICE, "one port number for a service name",
     REGISTRY(check_several_ports)},

    /* Aliases. */
    {"alias-target", RFC6335("10.1"), SEVERITY_WARNING,
     "an alias to a service name with the same port number and transport protocol",
     RECORD(check_alias_target)},
    {"alias-chain", RFC6335("10.1"), SEVERITY_WARNING,
     "an alias to a service name that is no alias itself", RECORD(check_alias_chain)},
    {"replacement-target", RFC6335("10.1"), SEVERITY_WARNING,
     "a replacement for a service name with the same port number and transport protocol",
     RECORD(check_replacement_target)},
    {"duplicate-target", RFC6335("10"), SEVERITY_WARNING,
     "a duplicate of a service name with the same port number and transport protocol",
     RECORD(check_duplicate_target)},

    /* Port numbers. */
    {"dynamic-port", RFC6335("8.1.2"), SEVERITY_ERROR, "no record of Dynamic Ports (49152-65535)",
     RECORD(check_dynamic)},
    {"overlap", RFC6335("6"), SEVERITY_WARNING, "ranges that do not overlap",
     REGISTRY(check_overlap)},
    {"unassigned-overlap", RFC6335("6"), SEVERITY_WARNING,
     "no assigned or reserved port number in an unassigned block",
     REGISTRY(check_unassigned_overlap)},
    {"reserved-overlap", RFC6335("6"), SEVERITY_WARNING,
     "no port number both assigned and reserved for one transport protocol",
     REGISTRY(check_reserved_overlap)},
    {"duplicate-row", "", SEVERITY_WARNING,
     "one row without service name for a port number and transport protocol",
     REGISTRY(check_duplicate_row)},
    {"edge-reserved", RFC6335("6"), SEVERITY_WARNING,
     "a Reserved row, for tcp and udp, of the edge of a range", REGISTRY(check_edge)},
    {"experiment", RFC6335("10.2"), SEVERITY_WARNING,
     "the service names for experiments, for each transport protocol", REGISTRY(check_experiment)},
    {"other-transport", RFC6335("7.2"), SEVERITY_ADVICE,
     "a row for each of tcp and udp where a port number is assigned",
     REGISTRY(check_other_transport)},
    {"gap", RFC6335("6"), SEVERITY_ADVICE, "a record for each port number from 0 to 49151",
     REGISTRY(check_gap)},
    {"range-assigned", "RFC 7605 section 7.2", SEVERITY_ADVICE,
     "a single port number for a service name", RECORD(check_range_assigned)},
    {"range-of-one", "", SEVERITY_ADVICE, "a range of more than one port number",
     RECORD(check_range_of_one)},
    {"unmerged-blocks", "", SEVERITY_ADVICE, "one row for adjacent unassigned port numbers",
     REGISTRY(check_unmerged)},
    {"order", "", SEVERITY_ADVICE,
     "records by their first port number, then those without port number", REGISTRY(check_order)},
    {"state-words", RFC6335("6"), SEVERITY_ADVICE,
     "Reserved or Unassigned where there is no service name", RECORD(check_state_words)},

    /* Columns that an assignment must have, by RFC 6335 or, before it, should have. */
    {"transport-missing", RFC6335("8.1.1"), SEVERITY_ERROR,
     "a transport protocol for a service name with a port number", RECORD(check_transport)},
    {"service-transport-missing", RFC6335("8.1.1"), SEVERITY_ERROR,
     "a transport protocol for a service name without port number",
     RECORD(check_service_transport)},
    {"legacy-transport-missing", RFC6335("8.1.1"), SEVERITY_ADVICE,
     "a transport protocol for a service name without port number, from before RFC 6335",
     RECORD(check_legacy_service_transport)},
    {"assignee-missing", RFC6335("8.1.1"), SEVERITY_ERROR, "an assignee or a contact",
     RECORD(check_assignee)},
    {"legacy-assignee-missing", RFC6335("8.1.1"), SEVERITY_ADVICE,
     "an assignee or a contact of an assignment from before RFC 6335",
     RECORD(check_legacy_assignee)},
    {"contact-missing", RFC6335("8.1.1"), SEVERITY_ERROR, "a contact", RECORD(check_contact)},
    {"description-missing", RFC6335("8.1.1"), SEVERITY_ERROR, "a description",
     RECORD(check_description)},
    {"legacy-description-missing", RFC6335("8.1.1"), SEVERITY_ADVICE,
     "a description of an assignment from before RFC 6335", RECORD(check_legacy_description)},
    {"system-reference-missing", RFC6335("8.1.1"), SEVERITY_ERROR,
     "a reference to a specification for one of the System Ports", RECORD(check_system_reference)},
    {"unassigned-contact", RFC6335("6"), SEVERITY_ADVICE,
     "no assignee and no contact of unassigned port numbers", RECORD(check_unassigned_contact)},

    /* DCCP service codes. */
    {"service-code-transport", RFC6335("8.1.1"), SEVERITY_ERROR, "a service code only with dccp",
     RECORD(check_code_transport)},
    {"service-code-missing", RFC6335("8.1.1"), SEVERITY_ERROR,
     "a service code of an assignment for dccp", RECORD(check_code_missing)},
    {"service-code-duplicate", RFC6335("10.3.2"), SEVERITY_ERROR, "a service code once",
     REGISTRY(check_code_duplicate)},
    {"service-code-reserved", RFC6335("8.1.1"), SEVERITY_ERROR,
     "a service code that can be assigned", RECORD(check_code_kind)},
    {"service-code-text", "RFC 5595 section 2.2", SEVERITY_WARNING,
     "a service code that stands for ASCII characters", RECORD(check_code_text)},

    /* Dates. */
    {"date-order", "", SEVERITY_WARNING, "a modification date that is not before the registration",
     RECORD(check_date_order)},
    {"date-after-release", "", SEVERITY_WARNING, "no date after the date of the release",
     RECORD(check_date_of_release)},
    {"date-missing", "", SEVERITY_ADVICE,
     "a registration or modification date where all RFCs are later than RFC 6335",
     RECORD(check_date_missing)},
    {"temporary-expired", "RFC 7120 section 3.3", SEVERITY_WARNING,
     "a temporary assignment that has not expired", RECORD(check_expiry)},

    /* People and footnotes. */
    {"person-missing", "", SEVERITY_WARNING, "a person of each handle that is referred to",
     REGISTRY(check_person_missing)},
    {"person-unused", "", SEVERITY_ADVICE, "a reference to each person",
     REGISTRY(check_person_unused)},
    {"person-duplicate", "", SEVERITY_WARNING, "one person of a handle",
     REGISTRY(check_person_duplicate)},
    {"footnote-missing", "", SEVERITY_WARNING, "a footnote of each anchor that is referred to",
     REGISTRY(check_footnote_missing)},
};
const size_t rule_count = sizeof(rules) / sizeof(*rules);

/* Applies the rule that CONTEXT is at. */
static void apply(struct rule_context *context)
{
    const struct rule *rule = context->rule;
    if (rule->check_registry)
        rule->check_registry(context);
    else
        for (size_t i = 0; i < context->registry->record_count; i++)
            rule->check_record(context, &context->registry->records[i]);
}

int rules_check(const struct registry *registry, const char *file, const struct findings *findings,
                struct error *error)
{
    struct rule_context context;
    int status = rule_context_init(&context, registry, file, findings, error);
    for (size_t i = 0; status == STATUS_OK && i < rule_count; i++) {
        context.rule = &rules[i];
        apply(&context);
    }
    rule_context_done(&context);
    return status;
}
