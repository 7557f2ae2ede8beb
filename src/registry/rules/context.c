/* The indexes that the checks of the rules look into, and how they report. */
#include "registry/rules/context.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "registry/service_name.h"
#include "registry/statement.h"

static int compare_numbers(uint32_t a, uint32_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_ignoring_case(struct text a, struct text b)
{
    size_t common = a.length < b.length ? a.length : b.length;
    for (size_t i = 0; i < common; i++) {
        unsigned char x = (unsigned char)ascii_lower(a.bytes[i]);
        unsigned char y = (unsigned char)ascii_lower(b.bytes[i]);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return a.length < b.length ? -1 : a.length > b.length;
}

/* By first port number, wider ranges before narrower ones, then by transport protocol. */
static int compare_by_ports(const struct record *a, const struct record *b)
{
    int order = compare_numbers(a->ports.first, b->ports.first);
    if (order == 0)
        order = compare_numbers(b->ports.last, a->ports.last);
    return order ? order : compare_numbers(a->transport_protocol, b->transport_protocol);
}

int compare_by_name(const struct record *a, const struct record *b)
{
    int order = compare_ignoring_case(a->service_name, b->service_name);
    if (order == 0)
        order = compare_numbers(a->has_ports, b->has_ports);
    if (order == 0 && a->has_ports)
        return compare_by_ports(a, b);
    return order ? order : compare_numbers(a->transport_protocol, b->transport_protocol);
}

bool same_ports(const struct record *a, const struct record *b)
{
    return a->has_ports == b->has_ports &&
           (!a->has_ports || (a->ports.first == b->ports.first && a->ports.last == b->ports.last));
}

bool same_place(const struct record *a, const struct record *b)
{
    return same_ports(a, b) && a->transport_protocol == b->transport_protocol;
}

/* The comparisons as qsort wants them: equal ones stay in the order of the file, in which they
 * lie in memory. */
static int sort_by_ports(const void *a, const void *b)
{
    const struct record *x = *(const struct record *const *)a;
    const struct record *y = *(const struct record *const *)b;
    int order = compare_by_ports(x, y);
    return order ? order : x < y ? -1 : x > y;
}

static int sort_by_name(const void *a, const void *b)
{
    const struct record *x = *(const struct record *const *)a;
    const struct record *y = *(const struct record *const *)b;
    int order = compare_by_name(x, y);
    return order ? order : x < y ? -1 : x > y;
}

static int sort_by_id(const void *a, const void *b)
{
    const struct person *x = *(const struct person *const *)a;
    const struct person *y = *(const struct person *const *)b;
    int order = text_compare(x->id, y->id);
    return order ? order : x < y ? -1 : x > y;
}

static int sort_by_code(const void *a, const void *b)
{
    const struct record *x = *(const struct record *const *)a;
    const struct record *y = *(const struct record *const *)b;
    int order = compare_numbers(x->service_code, y->service_code);
    return order ? order : x < y ? -1 : x > y;
}

static int sort_by_anchor(const void *a, const void *b)
{
    return text_compare((*(const struct footnote *const *)a)->anchor,
                        (*(const struct footnote *const *)b)->anchor);
}

static struct record_facts derive_facts(const struct record *record)
{
    struct record_facts facts = {.state = record_state(record)};
    struct statement statement;
    for (size_t i = 0; record_statement(record, i, &statement); i++) {
        if (statement.kind == STATEMENT_ALIAS)
            facts.alias_of = statement.service_name;
        else if (statement.kind == STATEMENT_REPLACEMENT)
            facts.replaces = statement.service_name;
        else if (statement.kind == STATEMENT_DUPLICATE)
            facts.duplicate_of = statement.service_name;
        else if (statement.kind == STATEMENT_TEMPORARY)
            facts.expires = statement.expires;
    }
    return facts;
}

static void mark_used(struct rule_context *context, const struct record *record,
                      const struct reference *reference)
{
    (void)record;
    size_t place =
        reference->type == REFERENCE_PERSON ? find_person(context, reference->data) : SIZE_MAX;
    if (place != SIZE_MAX)
        context->is_used[place] = true;
}

/* Counts, for one transport protocol, the port numbers that no record speaks of: first how many
 * ranges begin and end at each number, then the running sum. */
static void count_silence(struct rule_context *context, enum transport_protocol protocol)
{
    uint32_t *silent = context->silent[protocol];
    memset(silent, 0, sizeof(context->silent[protocol]));
    for (size_t i = 0; i < context->by_ports_count; i++) {
        const struct record *record = context->by_ports[i];
        if (protocol == TRANSPORT_NONE || record->transport_protocol == TRANSPORT_NONE ||
            record->transport_protocol == protocol) {
            silent[record->ports.first]++;
            silent[record->ports.last + 1]--; /* wraps, and back, as unsigned numbers do */
        }
    }
    uint32_t open = 0, count = 0;
    for (size_t port = 0; port <= PORT_COUNT; port++) {
        open += silent[port];
        silent[port] = count;
        count += open == 0;
    }
}

/* Room for COUNT objects, or for one where there is none. */
static void *allocate_list(size_t count, size_t size_bytes)
{
    return count > SIZE_MAX / size_bytes ? NULL : memory_allocate((count ? count : 1) * size_bytes);
}

static bool allocate(struct rule_context *context)
{
    size_t records = context->registry->record_count, people = context->registry->person_count;
    size_t footnotes = context->registry->footnote_count;
    context->facts = allocate_list(records, sizeof(*context->facts));
    context->by_ports = allocate_list(records, sizeof(*context->by_ports));
    context->by_name = allocate_list(records, sizeof(*context->by_name));
    context->by_code = allocate_list(records, sizeof(*context->by_code));
    context->by_anchor = allocate_list(footnotes, sizeof(*context->by_anchor));
    context->by_id = allocate_list(people, sizeof(*context->by_id));
    context->is_used = allocate_list(people, sizeof(*context->is_used));
    context->silent = allocate_list(TRANSPORT_COUNT + 1, sizeof(*context->silent));
    return context->facts && context->by_ports && context->by_name && context->by_code &&
           context->by_anchor && context->by_id && context->is_used && context->silent;
}

static void list(struct rule_context *context)
{
    const struct registry *registry = context->registry;
    for (size_t i = 0; i < registry->record_count; i++) {
        const struct record *record = &registry->records[i];
        context->facts[i] = derive_facts(record);
        if (record->has_ports)
            context->by_ports[context->by_ports_count++] = record;
        if (record->service_name.length)
            context->by_name[context->by_name_count++] = record;
        if (record->has_service_code)
            context->by_code[context->by_code_count++] = record;
    }
    for (size_t i = 0; i < registry->person_count; i++) {
        context->by_id[i] = &registry->people[i];
        context->is_used[i] = false;
    }
    for (size_t i = 0; i < registry->footnote_count; i++)
        context->by_anchor[i] = &registry->footnotes[i];
}

static void sort(struct rule_context *context)
{
    const struct registry *registry = context->registry;
    qsort(context->by_ports, context->by_ports_count, sizeof(*context->by_ports), sort_by_ports);
    qsort(context->by_name, context->by_name_count, sizeof(*context->by_name), sort_by_name);
    qsort(context->by_id, registry->person_count, sizeof(*context->by_id), sort_by_id);
    qsort(context->by_code, context->by_code_count, sizeof(*context->by_code), sort_by_code);
    qsort(context->by_anchor, registry->footnote_count, sizeof(*context->by_anchor),
          sort_by_anchor);
}

/* What needs the lists in order. */
static void derive(struct rule_context *context)
{
    visit_references(context, mark_used);
    for (int i = TRANSPORT_NONE; i <= TRANSPORT_LAST; i++)
        count_silence(context, (enum transport_protocol)i);
}

int rule_context_init(struct rule_context *context, const struct registry *registry,
                      const char *file, const struct findings *findings, struct error *error)
{
    *context = (struct rule_context){.registry = registry, .file = file, .findings = findings};
    if (!allocate(context))
        return error_memory(error);
    list(context);
    sort(context);
    derive(context);
    return STATUS_OK;
}

void rule_context_done(struct rule_context *context)
{
    memory_free(context->facts);
    memory_free(context->by_ports);
    memory_free(context->by_name);
    memory_free(context->by_code);
    memory_free(context->by_anchor);
    memory_free(context->by_id);
    memory_free(context->is_used);
    memory_free(context->silent);
    *context = (struct rule_context){0};
}

const struct record_facts *facts_of(const struct rule_context *context, const struct record *record)
{
    return &context->facts[record - context->registry->records];
}

const struct record *find_named(const struct rule_context *context, struct text service_name,
                                const struct record *place)
{
    struct record wanted = *place;
    wanted.service_name = service_name;
    size_t low = 0, high = context->by_name_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_by_name(context->by_name[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < context->by_name_count && compare_by_name(context->by_name[low], &wanted) == 0
               ? context->by_name[low]
               : NULL;
}

size_t find_person(const struct rule_context *context, struct text id)
{
    size_t low = 0, high = context->registry->person_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_compare(context->by_id[middle]->id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < context->registry->person_count && text_equal(context->by_id[low]->id, id)
               ? low
               : SIZE_MAX;
}

static int compare_anchor(const void *anchor, const void *footnote)
{
    return text_compare(*(const struct text *)anchor,
                        (*(const struct footnote *const *)footnote)->anchor);
}

bool has_footnote(const struct rule_context *context, struct text anchor)
{
    return bsearch(&anchor, context->by_anchor, context->registry->footnote_count,
                   sizeof(*context->by_anchor), compare_anchor) != NULL;
}

uint32_t count_silent(const struct rule_context *context, enum transport_protocol protocol,
                      struct ports ports)
{
    const uint32_t *silent = context->silent[protocol];
    return silent[ports.last + 1] - silent[ports.first];
}

/* Calls VISIT for the references in TEXT. */
static void visit_text(struct rule_context *context, const struct record *record, struct text text,
                       void (*visit)(struct rule_context *, const struct record *,
                                     const struct reference *))
{
    struct reference reference;
    while (marked_next_reference(&text, &reference))
        visit(context, record, &reference);
}

void visit_references(struct rule_context *context,
                      void (*visit)(struct rule_context *, const struct record *,
                                    const struct reference *))
{
    const struct registry *registry = context->registry;
    visit_text(context, NULL, registry->references, visit);
    visit_text(context, NULL, registry->experts, visit);
    for (size_t i = 0; i < registry->note_count; i++)
        visit_text(context, NULL, registry->notes[i].content, visit);
    for (size_t i = 0; i < registry->record_count; i++) {
        const struct record *record = &registry->records[i];
        visit_text(context, record, record->description, visit);
        if (record->has_assignee)
            visit_text(context, record, record->assignee, visit);
        visit_text(context, record, record->contact, visit);
        visit_text(context, record, record->reference, visit);
        visit_text(context, record, record->assignment_notes, visit);
    }
    for (size_t i = 0; i < registry->footnote_count; i++)
        visit_text(context, NULL, registry->footnotes[i].content, visit);
}

const char *record_label(const struct record *record, char buffer[static LABEL_SIZE_BYTES])
{
    char name[QUOTED_SIZE_BYTES] = "", ports[PORTS_SIZE_BYTES] = "";
    if (record->service_name.length && service_name_faults(record->service_name) == 0)
        snprintf(name, sizeof(name), "%.*s", TEXT_ARGS(record->service_name));
    else if (record->service_name.length)
        text_quote(record->service_name, name);
    if (record->has_ports)
        ports_format(record->ports, ports);
    struct text protocol = transport_protocol_name(record->transport_protocol);
    snprintf(buffer, LABEL_SIZE_BYTES, "%s%s%s%s%.*s", name, name[0] && ports[0] ? " " : "", ports,
             protocol.length ? "/" : "", TEXT_ARGS(protocol));
    if (!buffer[0])
        snprintf(buffer, LABEL_SIZE_BYTES, "a record without key");
    return buffer;
}

/* Hands on a finding: what follows SUBJECT is made of the rule's demand and of FORMAT. */
__attribute__((format(printf, 4, 0))) static void report(const struct rule_context *context,
                                                         struct position position,
                                                         const char *subject, const char *format,
                                                         va_list arguments)
{
    const struct rule *rule = context->rule;
    char found[512];
    vsnprintf(found, sizeof(found), format, arguments);
    findings_report(context->findings, rule->severity, rule->id, rule->section, context->file,
                    position, "%s: expected %s, found %s", subject, rule->demand, found);
}

void report_record(const struct rule_context *context, const struct record *record,
                   const char *format, ...)
{
    char label[LABEL_SIZE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    report(context, record->position, record_label(record, label), format, arguments);
    va_end(arguments);
}

void report_subject(const struct rule_context *context, struct position position,
                    const char *subject, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report(context, position, subject, format, arguments);
    va_end(arguments);
}
