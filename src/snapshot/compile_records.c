/* Compiling records: their texts and numbers, lifetimes, and versions by key. */
#include <stdlib.h>

#include "base/memory.h"
#include "registry/service_name.h"
#include "registry/state.h"
#include "registry/statement.h"
#include "snapshot/compiler.h"

/* MARKED, which is at AT, as plain text; the same text when it has no marks. */
static disk_text intern_plain(struct compiler *compiler, struct text marked, disk_text at)
{
    if (!marked_has_marks(marked))
        return at;
    buffer_clear(&compiler->plain);
    marked_append_plain(&compiler->plain, marked, TEXT("\n"));
    return intern(compiler, buffer_text(&compiler->plain));
}

/* The texts of COLUMN of a record. */
static struct column_texts intern_column(struct compiler *compiler, enum column column,
                                         struct text marked)
{
    struct column_texts *texts = &compiler->columns[column];
    if (text_equal(texts->marked, marked))
        return *texts;
    disk_text at = intern(compiler, marked);
    *texts = (struct column_texts){marked, at, intern_plain(compiler, marked, at)};
    return *texts;
}

/* The name that RECORD is an alias of; 0 when it is none. */
static disk_text intern_alias(struct compiler *compiler, const struct record *record,
                              unsigned statement_kinds)
{
    struct statement alias;
    if (!(statement_kinds & 1u << STATEMENT_ALIAS) ||
        !record_find_statement(record, STATEMENT_ALIAS, &alias))
        return 0;
    return intern(compiler, alias.service_name);
}

/* What RECORD says of its port numbers. */
static enum verdict find_verdict(const struct record *record)
{
    static const enum verdict verdicts[] = {[STATE_ASSIGNED] = VERDICT_ASSIGNED,
                                            [STATE_RESERVED] = VERDICT_RESERVED,
                                            [STATE_UNASSIGNED] = VERDICT_UNASSIGNED};
    return verdicts[record_state(record)];
}

/* What keeps RECORD, which has statements of KINDS, from being the canonical one of its port
 * number: the fewer, the earlier. */
static uint8_t count_demerits(const struct record *record, unsigned kinds)
{
    unsigned demerits = 0;
    if (kinds & 1u << STATEMENT_ALIAS)
        demerits |= 8;
    if (kinds & 1u << STATEMENT_DUPLICATE)
        demerits |= 4;
    if (kinds & 1u << STATEMENT_WIDESPREAD_USE)
        demerits |= 2;
    if (record->ports.first != record->ports.last)
        demerits |= 1;
    return (uint8_t)demerits;
}

static void compile_record(struct compiler *compiler, const struct record *record, uint32_t key,
                           unsigned statement_kinds)
{
    unsigned faults = record->service_name.length ? service_name_faults(record->service_name) : 0;
    struct column_texts name = intern_column(compiler, COLUMN_SERVICE_NAME, record->service_name);
    struct column_texts description =
        intern_column(compiler, COLUMN_DESCRIPTION, record->description);
    struct column_texts contact = intern_column(compiler, COLUMN_CONTACT, record->contact);
    struct column_texts assignee =
        record->has_assignee ? intern_column(compiler, COLUMN_ASSIGNEE, record->assignee) : contact;
    struct column_texts reference = intern_column(compiler, COLUMN_REFERENCE, record->reference);
    struct column_texts unauthorized_use =
        intern_column(compiler, COLUMN_UNAUTHORIZED_USE, record->unauthorized_use);
    struct column_texts assignment_notes =
        intern_column(compiler, COLUMN_ASSIGNMENT_NOTES, record->assignment_notes);
    struct disk_record disk = {
        .service_name = name.marked_at,
        .description = description.marked_at,
        .description_plain = description.plain_at,
        .assignee = assignee.marked_at,
        .assignee_plain = assignee.plain_at,
        .contact = contact.marked_at,
        .contact_plain = contact.plain_at,
        .reference = reference.marked_at,
        .reference_plain = reference.plain_at,
        .unauthorized_use = unauthorized_use.marked_at,
        .assignment_notes = assignment_notes.marked_at,
        .assignment_notes_plain = assignment_notes.plain_at,
        .alias_of = intern_alias(compiler, record, statement_kinds),
        .registration_date = htole32(date_pack(record->registration_date)),
        .modification_date = htole32(date_pack(record->modification_date)),
        .service_code = htole32(record->service_code),
        .key = htole32(key),
        .first_port = htole16(record->ports.first),
        .last_port = htole16(record->ports.last),
        .transport_protocol = (uint8_t)record->transport_protocol,
        .flags = (uint8_t)((record->has_ports ? RECORD_HAS_PORTS : 0) |
                           (record->has_assignee ? RECORD_HAS_ASSIGNEE : 0) |
                           (record->has_service_code ? RECORD_HAS_SERVICE_CODE : 0) |
                           (faults ? RECORD_LEGACY_NAME : 0) |
                           (record->ports.as_range ? RECORD_AS_RANGE : 0)),
        .verdict = (uint8_t)find_verdict(record),
        .demerits = count_demerits(record, statement_kinds),
    };
    append_entry(compiler, &disk, sizeof(disk));
}

/* The kinds of statements of RECORD; KINDS are those of the one before it, if there is one, which
 * often says the same. */
static unsigned find_statement_kinds(const struct record *record, const struct record *before,
                                     unsigned kinds)
{
    if (before && text_equal(record->description, before->description) &&
        text_equal(record->assignment_notes, before->assignment_notes))
        return kinds;
    return record_statement_kinds(record);
}

void compile_records(struct compiler *compiler)
{
    const struct timeline *timeline = compiler->timeline;
    const struct record *before = NULL;
    size_t count = timeline->versions.record_count;
    unsigned kinds = 0;
    begin_section(compiler, SECTION_RECORDS);
    for (size_t i = 0; i < count; i++) {
        const struct record *record = &timeline->versions.records[i];
        kinds = find_statement_kinds(record, before, kinds);
        compile_record(compiler, record, timeline->record_keys[i], kinds);
        before = record;
    }
    end_section(compiler, SECTION_RECORDS);
    begin_section(compiler, SECTION_LIFETIMES);
    for (size_t i = 0; i < count; i++) {
        struct disk_lifetime lifetime = disk_lifetime_of(timeline->record_lifetimes[i]);
        append_entry(compiler, &lifetime, sizeof(lifetime));
    }
    end_section(compiler, SECTION_LIFETIMES);
    compile_order(compiler, SECTION_ORDER, timeline->record_lifetimes, count);
}

/* A version of a record, to sort by. */
struct version {
    uint32_t key;
    uint32_t first_release;
    uint32_t id;
};

static int compare_versions(const void *a, const void *b)
{
    const struct version *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    if (x->first_release != y->first_release)
        return x->first_release < y->first_release ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

void compile_versions_by_key(struct compiler *compiler)
{
    const struct timeline *timeline = compiler->timeline;
    size_t count = timeline->versions.record_count;
    struct version *versions = memory_allocate((count + 1) * sizeof(*versions));
    bool sorted = true;
    if (!versions) {
        compiler->failed = true;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        versions[i] = (struct version){timeline->record_keys[i],
                                       timeline->record_lifetimes[i].first, (uint32_t)i};
        sorted &= i == 0 || compare_versions(&versions[i - 1], &versions[i]) < 0;
    }
    if (!sorted)
        qsort(versions, count, sizeof(*versions), compare_versions);
    begin_section(compiler, SECTION_VERSIONS_BY_KEY);
    for (size_t i = 0; i < count; i++)
        buffer_append_u32(compiler->out, versions[i].id);
    end_section(compiler, SECTION_VERSIONS_BY_KEY);
    memory_free(versions);
}
