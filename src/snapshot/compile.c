/* Compiling: texts once each, versions, then the indexes that answer look-ups. */
#include "snapshot/compile.h"

#include <stdlib.h>

#include "base/memory.h"
#include "registry/service_name.h"
#include "registry/state.h"
#include "registry/statement.h"
#include "snapshot/layout.h"
#include "snapshot/search_index.h"
#include "snapshot/slots.h"
#include "snapshot/texts.h"

/* A column of a record: its text in marked form and as plain text. */
struct column_texts {
    struct text marked;
    disk_text marked_at;
    disk_text plain_at;
};

/* What a record takes up in the section TEXT, and in the whole without the slots, about. */
enum { TEXT_BYTES = 75, RECORD_BYTES = 220 };

struct compiler {
    const struct timeline *timeline;
    const struct registry *versions; /* of TIMELINE */
    struct buffer *out;              /* the snapshot; sections are written where they end up */
    struct disk_header header;
    struct texts texts;
    struct column_texts columns[COLUMN_COUNT]; /* of the record before: most repeat it */
    struct buffer postings;                    /* the section POSTINGS */
    struct buffer plain;                       /* for one column */
    bool failed;
};

/* --- sections --- */

static void begin_section(struct compiler *compiler, enum section section)
{
    size_t surplus = compiler->out->length % SNAPSHOT_ALIGNMENT;
    buffer_append_repeated(compiler->out, '\0', surplus ? SNAPSHOT_ALIGNMENT - surplus : 0);
    compiler->header.sections[section].offset = htole32((uint32_t)compiler->out->length);
}

static void end_section(struct compiler *compiler, enum section section)
{
    struct disk_section *entry = &compiler->header.sections[section];
    size_t length = compiler->out->length - le32toh(entry->offset);
    entry->count = htole32((uint32_t)(length / section_entry_bytes[section]));
}

/* The first byte of SECTION; the next that is appended moves it. NULL without memory. */
static void *section_bytes(const struct compiler *compiler, enum section section)
{
    if (compiler->out->failed)
        return NULL;
    return compiler->out->bytes + le32toh(compiler->header.sections[section].offset);
}

/* Makes BYTES a section, and gives them up. */
static void move_section(struct compiler *compiler, enum section section, struct buffer *bytes)
{
    compiler->failed |= bytes->failed;
    begin_section(compiler, section);
    buffer_append(compiler->out, buffer_text(bytes));
    end_section(compiler, section);
    buffer_done(bytes);
}

static void append_entry(struct compiler *compiler, const void *entry, size_t size_bytes)
{
    buffer_append(compiler->out, (struct text){entry, size_bytes});
}

/* --- lifetimes --- */

/* Whether what has LIFETIME is in the current release. */
static bool is_current(const struct compiler *compiler, struct lifetime lifetime)
{
    return lifetime.last + 1 == compiler->timeline->release_count;
}

static struct disk_lifetime disk_lifetime_of(struct lifetime lifetime)
{
    return (struct disk_lifetime){htole32(lifetime.first), htole32(lifetime.last)};
}

/* The section SECTION: the indexes of those of COUNT versions that are in the current release. */
static void compile_order(struct compiler *compiler, enum section section,
                          const struct lifetime *lifetimes, size_t count)
{
    begin_section(compiler, section);
    for (size_t i = 0; i < count; i++)
        if (is_current(compiler, lifetimes[i]))
            buffer_append_u32(compiler->out, (uint32_t)i);
    end_section(compiler, section);
}

/* --- records --- */

/* The offset of TEXT, added if it is new. */
static disk_text intern(struct compiler *compiler, struct text text)
{
    return htole32(texts_add(&compiler->texts, text));
}

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

static void compile_records(struct compiler *compiler)
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

/* --- versions by key --- */

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

static void compile_versions_by_key(struct compiler *compiler)
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

/* --- records by port number --- */

static void compile_slots(struct compiler *compiler)
{
    begin_section(compiler, SECTION_SLOTS); /* first: its padding may move what is before it */
    const struct disk_record *records = section_bytes(compiler, SECTION_RECORDS);
    const uint32_t *order = section_bytes(compiler, SECTION_ORDER);
    size_t count = le32toh(compiler->header.sections[SECTION_ORDER].count);
    compiler->failed |=
        !records || !slots_compile(records, order, count, compiler->out, &compiler->postings);
    end_section(compiler, SECTION_SLOTS);
}

static int compare_by_port(const void *a, const void *b)
{
    const struct disk_by_port *x = a, *y = b;
    if (x->first_port != y->first_port)
        return x->first_port < y->first_port ? -1 : 1;
    return x->record < y->record ? -1 : x->record > y->record;
}

/* Whether ENTRIES are in order already, as a release is published. */
static bool is_sorted_by_port(const struct disk_by_port *entries, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (compare_by_port(&entries[i - 1], &entries[i]) > 0)
            return false;
    return true;
}

/* Sorts ENTRIES, and puts how far each and all before it reach in the place of its last port
 * number. */
static void finish_by_port(struct disk_by_port *entries, size_t count)
{
    if (!is_sorted_by_port(entries, count))
        qsort(entries, count, sizeof(*entries), compare_by_port);
    uint16_t reach = 0;
    for (size_t i = 0; i < count; i++) {
        reach = entries[i].reach > reach ? entries[i].reach : reach;
        entries[i] = (struct disk_by_port){htole32(entries[i].record),
                                           htole16(entries[i].first_port), htole16(reach)};
    }
}

/* The versions with port numbers that are in the current release, or those that are not. */
static void compile_by_port(struct compiler *compiler, enum section section, bool current)
{
    const struct timeline *timeline = compiler->timeline;
    size_t count = 0;
    begin_section(compiler, section);
    for (size_t i = 0; i < timeline->versions.record_count; i++) {
        const struct record *record = &timeline->versions.records[i];
        struct disk_by_port entry = {(uint32_t)i, record->ports.first, record->ports.last};
        if (!record->has_ports || is_current(compiler, timeline->record_lifetimes[i]) != current)
            continue;
        append_entry(compiler, &entry, sizeof(entry));
        count++;
    }
    end_section(compiler, section);
    struct disk_by_port *entries = section_bytes(compiler, section);
    if (entries)
        finish_by_port(entries, count);
}

/* --- service names --- */

/* A version and the offset of its service name, as one number to sort by: versions of one name
 * stand together, those of the current release first. Versions count to SLOT_INDEX at most. */
enum { NAMED_OFFSET_SHIFT = 32 };
#define NAMED_PAST 0x80000000u

static int compare_numbers(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* The versions with a service name, sorted so that those of one name stand together; NULL without
 * memory. */
static uint64_t *sort_by_name(const struct compiler *compiler, size_t *count)
{
    size_t record_count = compiler->versions->record_count;
    const struct lifetime *lifetimes = compiler->timeline->record_lifetimes;
    const struct disk_record *records = section_bytes(compiler, SECTION_RECORDS);
    uint64_t *named = records ? memory_allocate((record_count + 1) * sizeof(*named)) : NULL;
    *count = 0;
    if (!named)
        return NULL;
    for (size_t i = 0; i < record_count; i++)
        if (records[i].service_name)
            named[(*count)++] = (uint64_t)le32toh(records[i].service_name) << NAMED_OFFSET_SHIFT |
                                (is_current(compiler, lifetimes[i]) ? 0 : NAMED_PAST) | i;
    qsort(named, *count, sizeof(*named), compare_numbers);
    return named;
}

/* The section NAMES, and the lists of records that it points to; how many names. */
static size_t append_names(struct compiler *compiler, const uint64_t *named, size_t count)
{
    size_t name_count = 0;
    begin_section(compiler, SECTION_NAMES);
    for (size_t i = 0, end; i < count; i = end, name_count++) {
        uint32_t offset = (uint32_t)(named[i] >> NAMED_OFFSET_SHIFT), past_count = 0;
        struct disk_name name = {
            .name = htole32(offset),
            .at = htole32((uint32_t)(compiler->postings.length / sizeof(uint32_t)))};
        for (end = i; end < count && named[end] >> NAMED_OFFSET_SHIFT == offset; end++) {
            past_count += (named[end] & NAMED_PAST) != 0;
            buffer_append_u32(&compiler->postings, (uint32_t)named[end] & ~NAMED_PAST);
        }
        name.count = htole32((uint32_t)(end - i) - past_count);
        name.past_count = htole32(past_count);
        append_entry(compiler, &name, sizeof(name));
    }
    end_section(compiler, SECTION_NAMES);
    return name_count;
}

static void append_name_table(struct compiler *compiler, size_t name_count)
{
    size_t slots = 16;
    while (slots < name_count * 2)
        slots *= 2;
    begin_section(compiler, SECTION_NAME_TABLE);
    buffer_append_repeated(compiler->out, '\0', slots * sizeof(struct disk_name_slot));
    end_section(compiler, SECTION_NAME_TABLE);
    struct disk_name_slot *entries = section_bytes(compiler, SECTION_NAME_TABLE);
    const struct disk_name *names = section_bytes(compiler, SECTION_NAMES);
    if (!entries || compiler->texts.failed || compiler->texts.bytes.failed)
        return;
    for (size_t i = 0; i < name_count; i++) {
        struct text name = texts_get(&compiler->texts, le32toh(names[i].name));
        uint64_t hash = name_hash(name.bytes, name.length);
        size_t slot = hash & (slots - 1);
        while (entries[slot].name)
            slot = (slot + 1) & (slots - 1);
        entries[slot] = (struct disk_name_slot){htole32((uint32_t)hash), htole32((uint32_t)i + 1)};
    }
}

static void compile_names(struct compiler *compiler)
{
    size_t count;
    uint64_t *named = sort_by_name(compiler, &count);
    if (!named) {
        compiler->failed = true;
        return;
    }
    append_name_table(compiler, append_names(compiler, named, count));
    memory_free(named);
}

/* --- people, notes, head --- */

struct person_id {
    struct text id;
    uint32_t person;
};

static int compare_person(const void *a, const void *b)
{
    const struct person_id *x = a, *y = b;
    int order = text_compare(x->id, y->id);
    return order ? order : x->person < y->person ? -1 : x->person > y->person;
}

static void compile_person(struct compiler *compiler, const struct person *person,
                           struct lifetime lifetime)
{
    buffer_clear(&compiler->plain);
    for (size_t i = 0; i < person->uri_count; i++) {
        buffer_append(&compiler->plain, i ? TEXT("\n") : TEXT(""));
        buffer_append(&compiler->plain, person->uris[i]);
    }
    struct disk_person disk = {
        .id = intern(compiler, person->id),
        .name = intern(compiler, person->name),
        .organization = intern(compiler, person->organization),
        .uris = intern(compiler, buffer_text(&compiler->plain)),
        .updated = htole32(date_pack(person->updated)),
        .lifetime = disk_lifetime_of(lifetime),
    };
    append_entry(compiler, &disk, sizeof(disk));
}

static void compile_people(struct compiler *compiler)
{
    const struct registry *versions = compiler->versions;
    const struct lifetime *lifetimes = compiler->timeline->person_lifetimes;
    struct person_id *ids =
        memory_allocate((versions->person_count + 1) * sizeof(struct person_id));
    if (!ids) {
        compiler->failed = true;
        return;
    }
    begin_section(compiler, SECTION_PEOPLE);
    for (size_t i = 0; i < versions->person_count; i++) {
        compile_person(compiler, &versions->people[i], lifetimes[i]);
        ids[i] = (struct person_id){versions->people[i].id, (uint32_t)i};
    }
    end_section(compiler, SECTION_PEOPLE);
    qsort(ids, versions->person_count, sizeof(*ids), compare_person);
    begin_section(compiler, SECTION_PEOPLE_BY_ID);
    for (size_t i = 0; i < versions->person_count; i++)
        buffer_append_u32(compiler->out, ids[i].person);
    end_section(compiler, SECTION_PEOPLE_BY_ID);
    compile_order(compiler, SECTION_PEOPLE_ORDER, lifetimes, versions->person_count);
    memory_free(ids);
}

static void append_note(struct compiler *compiler, struct text title, struct text content,
                        struct lifetime lifetime)
{
    struct disk_note note = {intern(compiler, title), intern(compiler, content),
                             disk_lifetime_of(lifetime)};
    append_entry(compiler, &note, sizeof(note));
}

static void compile_notes(struct compiler *compiler)
{
    const struct timeline *timeline = compiler->timeline;
    const struct registry *versions = compiler->versions;
    begin_section(compiler, SECTION_NOTES);
    for (size_t i = 0; i < versions->note_count; i++)
        append_note(compiler, versions->notes[i].title, versions->notes[i].content,
                    timeline->note_lifetimes[i]);
    end_section(compiler, SECTION_NOTES);
    begin_section(compiler, SECTION_FOOTNOTES);
    for (size_t i = 0; i < versions->footnote_count; i++)
        append_note(compiler, versions->footnotes[i].anchor, versions->footnotes[i].content,
                    timeline->footnote_lifetimes[i]);
    end_section(compiler, SECTION_FOOTNOTES);
    compile_order(compiler, SECTION_NOTE_ORDER, timeline->note_lifetimes, versions->note_count);
    compile_order(compiler, SECTION_FOOTNOTE_ORDER, timeline->footnote_lifetimes,
                  versions->footnote_count);
}

static void compile_heads(struct compiler *compiler)
{
    begin_section(compiler, SECTION_HEADS);
    for (size_t i = 0; i < compiler->timeline->head_count; i++) {
        const struct head *head = &compiler->timeline->heads[i];
        struct disk_head disk = {
            intern(compiler, head->id),       intern(compiler, head->title),
            intern(compiler, head->category), intern(compiler, head->references),
            intern(compiler, head->experts),  disk_lifetime_of(head->lifetime),
        };
        append_entry(compiler, &disk, sizeof(disk));
    }
    end_section(compiler, SECTION_HEADS);
}

static void compile_releases(struct compiler *compiler)
{
    begin_section(compiler, SECTION_RELEASES);
    for (size_t i = 0; i < compiler->timeline->release_count; i++) {
        const struct release *release = &compiler->timeline->releases[i];
        struct disk_release disk = {
            .size_bytes = htole64(release->size_bytes),
            .recorded_at = htole64((uint64_t)release->recorded_at),
            .sequence = htole32(release->sequence),
            .date = htole32(date_pack(release->date)),
            .record_count = htole32(release->record_count),
        };
        memcpy(disk.sha256, release->sha256, sizeof(disk.sha256));
        append_entry(compiler, &disk, sizeof(disk));
    }
    end_section(compiler, SECTION_RELEASES);
}

/* --- search --- */

/* The search index, of the records and all texts so far. */
static void compile_search(struct compiler *compiler)
{
    struct search_index index;
    const struct disk_record *records = section_bytes(compiler, SECTION_RECORDS);
    if (!records || compiler->texts.failed || compiler->texts.bytes.failed) {
        compiler->failed = true;
        return;
    }
    compiler->failed |= !search_index_build(&index, records, compiler->versions->record_count,
                                            buffer_text(&compiler->texts.bytes));
    move_section(compiler, SECTION_SEARCH_GROUPS, &index.groups);
    move_section(compiler, SECTION_SEARCH_WORDS, &index.words);
    move_section(compiler, SECTION_SEARCH_LETTERS, &index.letters);
    move_section(compiler, SECTION_SEARCH_BYTES, &index.bytes);
    move_section(compiler, SECTION_SEARCH_LISTS, &index.lists);
}

/* --- the whole --- */

/* Fills in the header, for which room was left. */
static void finish(struct compiler *compiler)
{
    struct buffer *out = compiler->out;
    struct disk_header *header = &compiler->header;
    compiler->failed |=
        out->failed || compiler->plain.failed || compiler->texts.failed || out->length > UINT32_MAX;
    if (compiler->failed)
        return;
    memcpy(header->magic, SNAPSHOT_MAGIC, sizeof(header->magic));
    header->version = htole32(SNAPSHOT_VERSION);
    header->section_count = htole32(SECTION_COUNT);
    header->size_bytes = htole64(out->length);
    header->checksum =
        htole64(snapshot_checksum(header, text_from(buffer_text(out), sizeof(*header))));
    memcpy(out->bytes, header, sizeof(*header));
}

static void compile(struct compiler *compiler)
{
    size_t record_count = compiler->versions->record_count;
    buffer_reserve(&compiler->texts.bytes, record_count * TEXT_BYTES);
    buffer_reserve(compiler->out, record_count * RECORD_BYTES + SLOT_COUNT * sizeof(uint32_t));
    buffer_append_repeated(compiler->out, '\0', sizeof(compiler->header));
    compile_records(compiler);
    compile_versions_by_key(compiler);
    compile_slots(compiler);
    compile_by_port(compiler, SECTION_BY_PORT, true);
    compile_by_port(compiler, SECTION_PAST_BY_PORT, false);
    compile_names(compiler);
    compile_people(compiler);
    compile_notes(compiler);
    compile_heads(compiler);
    compile_releases(compiler);
    compile_search(compiler);
    move_section(compiler, SECTION_POSTINGS, &compiler->postings);
    move_section(compiler, SECTION_TEXT, &compiler->texts.bytes);
    finish(compiler);
}

int snapshot_compile(const struct timeline *timeline, struct buffer *buffer, struct error *error)
{
    struct compiler compiler = {
        .timeline = timeline, .versions = &timeline->versions, .out = buffer};
    if (timeline->versions.record_count > SLOT_INDEX)
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected at most %d records, found %zu", SLOT_INDEX,
                         timeline->versions.record_count);
    if (slots_check_size(timeline, error) != STATUS_OK)
        return STATUS_INPUT;
    buffer_init(&compiler.plain);
    buffer_init(&compiler.postings);
    bool ready = texts_init(&compiler.texts);
    if (ready)
        compile(&compiler);
    buffer_done(&compiler.plain);
    buffer_done(&compiler.postings);
    texts_done(&compiler.texts);
    return ready && !compiler.failed ? STATUS_OK : error_memory(error);
}

int snapshot_compile_release(const struct registry *registry, const struct release *release,
                             struct buffer *buffer, struct error *error)
{
    struct timeline timeline;
    struct registry borrowed = *registry;
    int status = timeline_of_registry(&timeline, &borrowed, release, error);
    if (status == STATUS_OK)
        status = snapshot_compile(&timeline, buffer, error);
    registry_init(&timeline.versions); /* the caller keeps them */
    timeline_done(&timeline);
    return status;
}
