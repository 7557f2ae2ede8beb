/* Compiling records: their texts and numbers. */
#include "registry/service_name.h"
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

static void compile_record(struct compiler *compiler, const struct record *record, uint32_t key,
                           struct disk_record *disk)
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
    *disk = (struct disk_record){
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
    };
}

void compile_records(struct compiler *compiler)
{
    const struct timeline *timeline = compiler->timeline;
    struct disk_record *disk = section_bytes(compiler, SECTION_RECORDS);
    for (size_t i = 0; i < timeline->versions.record_count; i++)
        compile_record(compiler, &timeline->versions.records[i], timeline->record_keys[i],
                       &disk[i]);
}

/* The name that RECORD, which is an alias, is one of. */
static disk_text intern_alias(struct compiler *compiler, const struct record *record)
{
    struct statement alias;
    return record_find_statement(record, STATEMENT_ALIAS, &alias)
               ? intern(compiler, alias.service_name)
               : 0;
}

void settle_records(struct compiler *compiler, const struct claim *claims)
{
    struct disk_record *disk = section_bytes(compiler, SECTION_RECORDS);
    for (size_t i = 0; i < compiler->versions->record_count; i++) {
        disk[i].verdict = claims[i].verdict;
        disk[i].demerits = claims[i].demerits;
        if (claims[i].demerits & DEMERIT_ALIAS)
            disk[i].alias_of = intern_alias(compiler, &compiler->versions->records[i]);
    }
}
