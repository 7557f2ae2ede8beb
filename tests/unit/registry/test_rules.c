/* Tests of the rules: each has a registry that breaks it and one that does not. */
#include "registry/rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "registry/statement.h"

/* A registry in short: an entry each, of fields KEY=VALUE with | between them. A record has n
 * (service name), p (port numbers), t (transport protocol), d (description), a and c (handles of
 * assignee and contacts), r and m (dates), f (references: rfc1, or the anchor of a footnote), s
 * (service code), x (assignment notes), and the statements alias, replaces, duplicate and expires.
 * Others: person=HANDLE, footnote=ANCHOR, updated=DATE. */
enum { ENTRY_LIMIT = 24 };

struct rule_case {
    const char *rule;
    const char *bad[ENTRY_LIMIT];
    const char *good[ENTRY_LIMIT];
    uint32_t line;               /* of the first finding: the number of the entry, from 1 */
    size_t count;                /* of findings */
    const char *subject, *found; /* of the first finding */
};

static struct text keep(struct registry *registry, struct text text)
{
    struct text copy;
    assert_true(arena_copy(&registry->arena, text, &copy));
    return copy;
}

/* The handles or references in VALUE, divided by commas, as marked text. */
static struct text make_references(struct registry *registry, struct text value, bool people)
{
    struct buffer marked;
    buffer_init(&marked);
    while (value.length) {
        struct reference reference = {.data = text_split(&value, ',')};
        reference.type = people                                          ? REFERENCE_PERSON
                         : text_starts_with(reference.data, TEXT("rfc")) ? REFERENCE_RFC
                                                                         : REFERENCE_NOTE;
        marked_append_reference(&marked, &reference);
    }
    struct text kept = keep(registry, buffer_text(&marked));
    buffer_done(&marked);
    return kept;
}

/* Appends to *COLUMN the sentence that says that KIND with VALUE. */
static void add_statement(struct registry *registry, struct text *column, enum statement_kind kind,
                          struct text value)
{
    struct statement statement = {.kind = kind};
    struct buffer marked;
    buffer_init(&marked);
    buffer_append(&marked, *column);
    if (kind == STATEMENT_TEMPORARY) {
        assert_true(date_parse(TEXT("2012-01-01"), &statement.date));
        assert_true(date_parse(value, &statement.expires));
    } else {
        statement.service_name = value;
    }
    assert_true(statement_append(&marked, &statement));
    *column = keep(registry, buffer_text(&marked));
    buffer_done(&marked);
}

static void set_statement(struct registry *registry, struct record *record, struct text key,
                          struct text value)
{
    if (text_equal(key, TEXT("alias")))
        add_statement(registry, &record->assignment_notes, STATEMENT_ALIAS, value);
    else if (text_equal(key, TEXT("replaces")))
        add_statement(registry, &record->description, STATEMENT_REPLACEMENT, value);
    else if (text_equal(key, TEXT("duplicate")))
        add_statement(registry, &record->assignment_notes, STATEMENT_DUPLICATE, value);
    else if (text_equal(key, TEXT("expires")))
        add_statement(registry, &record->description, STATEMENT_TEMPORARY, value);
    else
        fail_msg("unknown key %.*s", TEXT_ARGS(key));
}

static void set_field(struct registry *registry, struct record *record, struct text key,
                      struct text value)
{
    switch (key.length == 1 ? key.bytes[0] : '\0') {
    case 'n':
        record->service_name = value;
        break;
    case 'p':
        assert_null(ports_parse(value, &record->ports));
        record->has_ports = true;
        break;
    case 't':
        record->transport_protocol = transport_protocol_parse(value);
        assert_int_not_equal(record->transport_protocol, TRANSPORT_NONE);
        break;
    case 'd':
        record->description = value;
        break;
    case 'a':
        record->assignee = make_references(registry, value, true);
        record->has_assignee = true;
        break;
    case 'c':
        record->contact = make_references(registry, value, true);
        break;
    case 'r':
        assert_true(date_parse(value, &record->registration_date));
        break;
    case 'm':
        assert_true(date_parse(value, &record->modification_date));
        break;
    case 'f':
        record->reference = make_references(registry, value, false);
        break;
    case 's':
        record->service_code = (uint32_t)strtoul(value.bytes, NULL, 10);
        record->has_service_code = true;
        break;
    case 'x':
        record->assignment_notes = value;
        break;
    default:
        set_statement(registry, record, key, value);
    }
}

static void add_entry(struct registry *registry, struct text entry, uint32_t line)
{
    struct text value = entry;
    struct text key = text_split(&value, '=');
    if (text_equal(key, TEXT("updated"))) {
        assert_true(date_parse(value, &registry->updated));
    } else if (text_equal(key, TEXT("person"))) {
        struct person *person = registry_add_person(registry);
        assert_non_null(person);
        person->id = value;
        person->position = (struct position){line, 3};
    } else if (text_equal(key, TEXT("footnote"))) {
        struct footnote *footnote = registry_add_footnote(registry);
        assert_non_null(footnote);
        footnote->anchor = value;
    } else {
        struct record *record = registry_add_record(registry);
        assert_non_null(record);
        record->position = (struct position){line, 3};
        while (entry.length) {
            value = text_split(&entry, '|');
            key = text_split(&value, '=');
            set_field(registry, record, key, value);
        }
    }
}

static void build(struct registry *registry, const char *const entries[])
{
    registry_init(registry);
    for (uint32_t i = 0; i < ENTRY_LIMIT && entries[i]; i++)
        add_entry(registry, text_of(entries[i]), i + 1);
}

static const struct rule_case cases[] = {
#include "rule_cases.h"
};
enum { CASE_COUNT = sizeof(cases) / sizeof(*cases) };

/* What was found of one rule. */
struct findings_of_rule {
    const char *rule;
    size_t count;
    struct finding first;
};

static void remember(void *context, const struct finding *finding)
{
    struct findings_of_rule *findings = context;
    if (strcmp(finding->rule, findings->rule) == 0 && findings->count++ == 0)
        findings->first = *finding;
}

static struct findings_of_rule check(const char *const entries[], const char *rule)
{
    struct findings_of_rule found = {.rule = rule};
    struct findings findings = {remember, &found};
    struct registry registry;
    build(&registry, entries);
    assert_int_equal(rules_check(&registry, "a.xml", &findings, NULL), STATUS_OK);
    registry_done(&registry);
    return found;
}

static const struct rule *find_rule(const char *id)
{
    for (size_t i = 0; i < rule_count; i++)
        if (strcmp(rules[i].id, id) == 0)
            return &rules[i];
    fail_msg("no rule %s", id);
    return NULL;
}

static void every_case_breaks_its_rule(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASE_COUNT; i++) {
        const struct rule_case *c = &cases[i];
        const struct rule *rule = find_rule(c->rule);
        struct findings_of_rule found = check(c->bad, c->rule);
        char message[512];
        snprintf(message, sizeof(message), "%s: expected %s, found %s", c->subject, rule->demand,
                 c->found);
        if (found.count != c->count || strcmp(found.first.error.message, message) != 0)
            fail_msg("case %zu, %s: %zu findings, %s", i, c->rule, found.count,
                     found.first.error.message);
        assert_int_equal(found.first.error.position.line, c->line);
        assert_int_equal(found.first.error.position.column, c->line ? 3 : 0);
        assert_int_equal(found.first.severity, rule->severity);
        assert_string_equal(found.first.section, rule->section);
        assert_string_equal(found.first.error.file, "a.xml");
    }
}

static void no_case_breaks_its_rule_when_good(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASE_COUNT; i++) {
        struct findings_of_rule found = check(cases[i].good, cases[i].rule);
        assert_non_null(cases[i].good[0]);
        if (found.count)
            fail_msg("case %zu: %s: %s", i, cases[i].rule, found.first.error.message);
    }
}

static void every_rule_has_a_case(void **state)
{
    (void)state;
    for (size_t i = 0; i < rule_count; i++) {
        size_t count = 0;
        for (size_t j = 0; j < CASE_COUNT; j++)
            count += strcmp(cases[j].rule, rules[i].id) == 0;
        if (count == 0)
            fail_msg("no case for %s", rules[i].id);
    }
}

static void the_table_is_sound(void **state)
{
    (void)state;
    for (size_t i = 0; i < rule_count; i++) {
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(rules[i].id, rules[j].id);
        assert_int_not_equal(rules[i].severity, SEVERITY_REFUSED);
        assert_true((rules[i].check_record == NULL) != (rules[i].check_registry == NULL));
        assert_in_range(strlen(rules[i].id), 3, 26);
        assert_in_range(strlen(rules[i].demand), 5, 100);
        assert_true(rules[i].section[0] == '\0' || strncmp(rules[i].section, "RFC ", 4) == 0);
    }
}

/* A whole registry that breaks no rule. */
static const char *const sound[] = {
    "updated=2020-01-01",
    "p=0|d=Reserved|f=rfc6335",
    "p=1-1020|d=Unassigned",
    "n=exp1|p=1021|t=tcp|d=An experiment|c=A|r=2011-08|f=rfc6335",
    "n=exp1|p=1021|t=udp|d=An experiment|c=A|r=2011-08|f=rfc6335",
    "n=exp1|p=1021|t=sctp|d=An experiment|c=A|r=2011-08|f=rfc6335",
    "n=exp1|p=1021|t=dccp|d=An experiment|c=A|r=2011-08|f=rfc6335",
    "n=exp2|p=1022|t=tcp|d=An experiment|a=B|c=A|r=2011-08|f=rfc6335",
    "n=exp2|p=1022|t=udp|d=An experiment|a=B|c=A|r=2011-08|f=rfc6335",
    "n=exp2|p=1022|t=sctp|d=An experiment|a=B|c=A|r=2011-08|f=rfc6335",
    "n=exp2|p=1022|t=dccp|d=An experiment|a=B|c=A|r=2011-08|f=1",
    "p=1023|d=Reserved",
    "p=1024|d=Reserved",
    "p=1025-49150|d=Unassigned",
    "p=49151|d=Reserved",
    "n=only-a-name|t=tcp|d=A service|c=A|r=2015-05-05|m=2016",
    "footnote=1",
    "person=A",
    "person=B",
    NULL,
};

static void fail_on_finding(void *context, const struct finding *finding)
{
    (void)context;
    fail_msg("%s: %s", finding->rule, finding->error.message);
}

static void a_sound_registry_breaks_no_rule(void **state)
{
    (void)state;
    struct findings findings = {fail_on_finding, NULL};
    struct registry registry;
    build(&registry, sound);
    assert_int_equal(rules_check(&registry, "a.xml", &findings, NULL), STATUS_OK);
    assert_int_equal(rules_check(&registry, "a.xml", NULL, NULL), STATUS_OK);
    registry_done(&registry);
}

static void an_empty_registry_is_checked(void **state)
{
    (void)state;
    static const char *const empty[] = {NULL};
    assert_int_equal(check(empty, "gap").count, 1);
    assert_string_equal(check(empty, "gap").first.error.message,
                        "0-49151: expected a record for each port number from 0 to 49151, "
                        "found none");
    assert_int_equal(check(empty, "edge-reserved").count, 4);
    assert_int_equal(check(empty, "experiment").count, 8);
    assert_int_equal(check(empty, "order").count, 0);
}

static void count_findings(void *context, const struct finding *finding)
{
    (void)finding;
    ++*(size_t *)context;
}

static void every_failing_allocation_is_survived(void **state)
{
    (void)state;
    size_t count = 0;
    struct findings findings = {count_findings, &count};
    struct registry registry;
    bool failed = true;
    build(&registry, cases[0].bad);
    for (unsigned long at = 1; failed; at++) {
        memory_fail_at(at);
        int status = rules_check(&registry, "a.xml", &findings, NULL);
        failed = memory_failed();
        memory_fail_at(0);
        assert_int_equal(status, failed ? STATUS_MEMORY : STATUS_OK);
        assert_int_equal(count != 0, !failed); /* all findings or none */
    }
    registry_done(&registry);
}

/* Text of RANDOM bytes, which a damaged snapshot or a careless caller may hold. */
static struct text random_text(struct registry *registry)
{
    size_t length = (size_t)rand() % 12;
    char *bytes = arena_allocate_text(&registry->arena, length);
    assert_non_null(bytes);
    for (size_t i = 0; i < length; i++)
        bytes[i] = (char)(rand() % 3 ? rand() % 10 : rand());
    return (struct text){bytes, length};
}

static void any_bytes_are_checked_safely(void **state)
{
    (void)state;
    size_t count = 0;
    struct findings findings = {count_findings, &count};
    srand(6335);
    for (int round = 0; round < 50; round++) {
        struct registry registry;
        registry_init(&registry);
        for (int i = rand() % 100; i > 0; i--) {
            struct record *record = registry_add_record(&registry);
            struct person *person = registry_add_person(&registry);
            assert_true(record && person);
            uint16_t first = (uint16_t)rand();
            record->service_name = random_text(&registry);
            record->has_ports = rand() % 2;
            record->ports = (struct ports){first, (uint16_t)(first + rand() % (PORT_COUNT - first)),
                                           rand() % 2};
            record->transport_protocol = (enum transport_protocol)(rand() % (TRANSPORT_COUNT + 1));
            record->description = random_text(&registry);
            record->contact = random_text(&registry);
            record->reference = random_text(&registry);
            record->assignment_notes = random_text(&registry);
            record->registration_date = date_unpack((uint32_t)rand());
            record->has_service_code = rand() % 2;
            record->service_code = (uint32_t)rand() % 3;
            person->id = random_text(&registry);
        }
        assert_int_equal(rules_check(&registry, "a", &findings, NULL), STATUS_OK);
        registry_done(&registry);
    }
    assert_int_not_equal(count, 0);
}

/* What would take hours if a rule compared every record with every other one. */
static void many_equal_records_take_no_square_of_time(void **state)
{
    (void)state;
    enum { COUNT = 100000 };
    size_t count = 0;
    struct findings findings = {count_findings, &count};
    struct registry registry;
    registry_init(&registry);
    for (uint32_t i = 0; i < COUNT; i++) {
        add_entry(&registry, TEXT("n=http|p=0-65535|t=dccp|s=7|c=A|f=1|alias=http"), i);
        add_entry(&registry, TEXT("p=0-65535"), i);
        add_entry(&registry, TEXT("person=A"), i);
        add_entry(&registry, TEXT("footnote=2"), i);
    }
    assert_int_equal(rules_check(&registry, "a", &findings, NULL), STATUS_OK);
    assert_in_range(count, COUNT, COUNT * rule_count * 2);
    registry_done(&registry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_breaks_its_rule),
        cmocka_unit_test(no_case_breaks_its_rule_when_good),
        cmocka_unit_test(every_rule_has_a_case),
        cmocka_unit_test(the_table_is_sound),
        cmocka_unit_test(a_sound_registry_breaks_no_rule),
        cmocka_unit_test(an_empty_registry_is_checked),
        cmocka_unit_test(every_failing_allocation_is_survived),
        cmocka_unit_test(any_bytes_are_checked_safely),
        cmocka_unit_test(many_equal_records_take_no_square_of_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
