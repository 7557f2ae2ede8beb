/* Checks of the people and footnotes that references point to. Formats without them (CSV, the pipe
 * table) cannot be checked: a registry that has no people at all is not asked for any. */
#include "registry/rules/checks.h"

/* Reports a reference that points nowhere. */
static void report_reference(const struct rule_context *context, const struct record *record,
                             const struct reference *reference)
{
    char quoted[QUOTED_SIZE_BYTES];
    text_quote(reference->data, quoted);
    if (record)
        report_record(context, record, "none of %s", quoted);
    else
        report_subject(context, (struct position){0, 0}, "the header or a footnote", "none of %s",
                       quoted);
}

static void check_person(struct rule_context *context, const struct record *record,
                         const struct reference *reference)
{
    if (reference->type == REFERENCE_PERSON && find_person(context, reference->data) == SIZE_MAX)
        report_reference(context, record, reference);
}

void check_person_missing(struct rule_context *context)
{
    if (context->registry->person_count)
        visit_references(context, check_person);
}

/* Whether the Ith of by_id has the handle of the one before it. */
static bool is_duplicate(const struct rule_context *context, size_t i)
{
    return i > 0 && text_equal(context->by_id[i - 1]->id, context->by_id[i]->id);
}

void check_person_unused(struct rule_context *context)
{
    for (size_t i = 0; i < context->registry->person_count; i++) {
        const struct person *person = context->by_id[i];
        char quoted[QUOTED_SIZE_BYTES];
        if (!context->is_used[i] && !is_duplicate(context, i))
            report_subject(context, person->position, text_quote(person->id, quoted), "none");
    }
}

void check_person_duplicate(struct rule_context *context)
{
    for (size_t i = 1; i < context->registry->person_count; i++) {
        const struct person *person = context->by_id[i];
        char quoted[QUOTED_SIZE_BYTES];
        if (is_duplicate(context, i))
            report_subject(context, person->position, text_quote(person->id, quoted),
                           "another in line %u", context->by_id[i - 1]->position.line);
    }
}

static void check_footnote(struct rule_context *context, const struct record *record,
                           const struct reference *reference)
{
    if (reference->type == REFERENCE_NOTE && !has_footnote(context, reference->data))
        report_reference(context, record, reference);
}

void check_footnote_missing(struct rule_context *context)
{
    if (context->registry->person_count || context->registry->footnote_count)
        visit_references(context, check_footnote);
}
