/* Checks of the names that point to other names (RFC 6335 section 10.1). */
#include "registry/rules/checks.h"

/* Reports NAME, to which RECORD points, when no record has it at the same place. */
static void check_target(struct rule_context *context, const struct record *record,
                         struct text name)
{
    char quoted[QUOTED_SIZE_BYTES];
    if (name.length && !find_named(context, name, record))
        report_record(context, record, "none of %s", text_quote(name, quoted));
}

void check_alias_target(struct rule_context *context, const struct record *record)
{
    check_target(context, record, facts_of(context, record)->alias_of);
}

void check_replacement_target(struct rule_context *context, const struct record *record)
{
    check_target(context, record, facts_of(context, record)->replaces);
}

void check_duplicate_target(struct rule_context *context, const struct record *record)
{
    check_target(context, record, facts_of(context, record)->duplicate_of);
}

void check_alias_chain(struct rule_context *context, const struct record *record)
{
    struct text name = facts_of(context, record)->alias_of;
    const struct record *target = name.length ? find_named(context, name, record) : NULL;
    char quoted[QUOTED_SIZE_BYTES], next[QUOTED_SIZE_BYTES];
    if (target && facts_of(context, target)->alias_of.length)
        report_record(context, record, "%s, an alias to %s", text_quote(name, quoted),
                      text_quote(facts_of(context, target)->alias_of, next));
}
