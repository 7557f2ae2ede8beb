/* The checks of the rules, in the order of the table in registry/rules.c. */
#ifndef PORTREG_REGISTRY_RULES_CHECKS_H
#define PORTREG_REGISTRY_RULES_CHECKS_H

#include "registry/rules/context.h"

/* Service names: names.c. */
void check_name_syntax(struct rule_context *context, const struct record *record);
void check_legacy_name(struct rule_context *context, const struct record *record);
void check_key(struct rule_context *context, const struct record *record);
void check_duplicate_key(struct rule_context *context);
void check_name_case(struct rule_context *context);
void check_several_names(struct rule_context *context);
void check_several_ports(struct rule_context *context);

/* Aliases: aliases.c. */
void check_alias_target(struct rule_context *context, const struct record *record);
void check_alias_chain(struct rule_context *context, const struct record *record);
void check_replacement_target(struct rule_context *context, const struct record *record);
void check_duplicate_target(struct rule_context *context, const struct record *record);

/* Port numbers and their states: ports.c. */
void check_dynamic(struct rule_context *context, const struct record *record);
void check_overlap(struct rule_context *context);
void check_unassigned_overlap(struct rule_context *context);
void check_reserved_overlap(struct rule_context *context);
void check_duplicate_row(struct rule_context *context);
void check_edge(struct rule_context *context);
void check_experiment(struct rule_context *context);
void check_other_transport(struct rule_context *context);
void check_gap(struct rule_context *context);
void check_range_assigned(struct rule_context *context, const struct record *record);
void check_range_of_one(struct rule_context *context, const struct record *record);
void check_unmerged(struct rule_context *context);
void check_order(struct rule_context *context);
void check_state_words(struct rule_context *context, const struct record *record);

/* Columns that are empty: columns.c. */
void check_transport(struct rule_context *context, const struct record *record);
void check_service_transport(struct rule_context *context, const struct record *record);
void check_legacy_service_transport(struct rule_context *context, const struct record *record);
void check_assignee(struct rule_context *context, const struct record *record);
void check_legacy_assignee(struct rule_context *context, const struct record *record);
void check_contact(struct rule_context *context, const struct record *record);
void check_description(struct rule_context *context, const struct record *record);
void check_legacy_description(struct rule_context *context, const struct record *record);
void check_system_reference(struct rule_context *context, const struct record *record);
void check_unassigned_contact(struct rule_context *context, const struct record *record);

/* DCCP service codes: service_codes.c. */
void check_code_transport(struct rule_context *context, const struct record *record);
void check_code_missing(struct rule_context *context, const struct record *record);
void check_code_kind(struct rule_context *context, const struct record *record);
void check_code_text(struct rule_context *context, const struct record *record);
void check_code_duplicate(struct rule_context *context);

/* Dates: dates.c. */
void check_date_order(struct rule_context *context, const struct record *record);
void check_date_of_release(struct rule_context *context, const struct record *record);
void check_date_missing(struct rule_context *context, const struct record *record);
void check_expiry(struct rule_context *context, const struct record *record);

/* People and footnotes: people.c. */
void check_person_missing(struct rule_context *context);
void check_person_unused(struct rule_context *context);
void check_person_duplicate(struct rule_context *context);
void check_footnote_missing(struct rule_context *context);

#endif
