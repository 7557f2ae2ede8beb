/* Compiling: texts once each, records, then the indexes that answer look-ups. */
#include "snapshot/compile.h"

#include <stdlib.h>

#include "base/memory.h"
#include "registry/service_name.h"
#include "registry/statement.h"
#include "snapshot/layout.h"
#include "snapshot/slots.h"

/* Texts, each kept once. */
struct texts {
    struct buffer bytes; /* the section TEXT */
    uint32_t *table;     /* open addressing: offsets, 0 free */
    uint32_t *hashes;    /* beside the table */
    size_t table_count;  /* a power of two */
    size_t used;
};

struct compiler {
    const struct registry *registry;
    struct texts texts;
    struct buffer plain; /* for one column */
    struct buffer sections[SECTION_COUNT];
    bool failed;
};

static bool texts_init(struct texts *texts, size_t expected)
{
    texts->table_count = 1024;
    while (texts->table_count < expected * 2)
        texts->table_count *= 2;
    texts->used = 0;
    texts->table = memory_allocate(texts->table_count * 2 * sizeof(uint32_t));
    texts->hashes = texts->table ? texts->table + texts->table_count : NULL;
    if (texts->table)
        memset(texts->table, 0, texts->table_count * sizeof(uint32_t));
    buffer_init(&texts->bytes);
    buffer_append_repeated(&texts->bytes, '\0', 5); /* the empty text, at offset 0 */
    return texts->table != NULL;
}

static void texts_done(struct texts *texts)
{
    memory_free(texts->table);
    buffer_done(&texts->bytes);
}

static bool texts_grow(struct texts *texts)
{
    size_t count = texts->table_count * 2;
    uint32_t *table = memory_allocate(count * 2 * sizeof(uint32_t));
    if (!table)
        return false;
    memset(table, 0, count * sizeof(uint32_t));
    uint32_t *hashes = table + count;
    for (size_t i = 0; i < texts->table_count; i++) {
        if (!texts->table[i])
            continue;
        size_t slot = texts->hashes[i] & (count - 1);
        while (table[slot])
            slot = (slot + 1) & (count - 1);
        table[slot] = texts->table[i];
        hashes[slot] = texts->hashes[i];
    }
    memory_free(texts->table);
    texts->table = table;
    texts->hashes = hashes;
    texts->table_count = count;
    return true;
}

/* Whether the entry at OFFSET of TEXT holds TEXT. */
static bool text_is_at(const struct texts *texts, uint32_t offset, struct text text)
{
    uint32_t length;
    memcpy(&length, texts->bytes.bytes + offset, sizeof(length));
    return le32toh(length) == text.length &&
           memcmp(texts->bytes.bytes + offset + sizeof(length), text.bytes, text.length) == 0;
}

/* The offset of TEXT, added if it is new. */
static disk_text intern(struct compiler *compiler, struct text text)
{
    struct texts *texts = &compiler->texts;
    if (text.length == 0)
        return 0;
    if ((texts->used * 2 >= texts->table_count && !texts_grow(texts)) || texts->bytes.failed ||
        texts->bytes.length + text.length > UINT32_MAX - 16) {
        compiler->failed = true;
        return 0;
    }
    uint32_t hash = (uint32_t)text_hash(text);
    size_t slot = hash & (texts->table_count - 1);
    while (texts->table[slot]) {
        if (texts->hashes[slot] == hash && text_is_at(texts, texts->table[slot], text))
            return texts->table[slot];
        slot = (slot + 1) & (texts->table_count - 1);
    }
    uint32_t offset = (uint32_t)texts->bytes.length;
    buffer_append_u32(&texts->bytes, (uint32_t)text.length);
    buffer_append(&texts->bytes, text);
    buffer_append_byte(&texts->bytes, '\0');
    texts->table[slot] = offset;
    texts->hashes[slot] = hash;
    texts->used++;
    return offset;
}

/* MARKED as plain text; the same text when it has no marks. */
static disk_text intern_plain(struct compiler *compiler, struct text marked)
{
    if (!marked_has_marks(marked))
        return intern(compiler, marked);
    buffer_clear(&compiler->plain);
    marked_append_plain(&compiler->plain, marked, TEXT("\n"));
    compiler->failed |= compiler->plain.failed;
    return intern(compiler, buffer_text(&compiler->plain));
}

static disk_text intern_le(struct compiler *compiler, struct text text)
{
    return htole32(intern(compiler, text));
}

static void compile_record(struct compiler *compiler, const struct record *record)
{
    struct statement alias;
    bool is_alias = record_find_statement(record, STATEMENT_ALIAS, &alias);
    unsigned faults = record->service_name.length ? service_name_faults(record->service_name) : 0;
    struct text assignee = record_assignee(record);
    struct disk_record disk = {
        .service_name = intern_le(compiler, record->service_name),
        .description = intern_le(compiler, record->description),
        .description_plain = htole32(intern_plain(compiler, record->description)),
        .assignee = intern_le(compiler, assignee),
        .assignee_plain = htole32(intern_plain(compiler, assignee)),
        .contact = intern_le(compiler, record->contact),
        .contact_plain = htole32(intern_plain(compiler, record->contact)),
        .reference = intern_le(compiler, record->reference),
        .reference_plain = htole32(intern_plain(compiler, record->reference)),
        .unauthorized_use = intern_le(compiler, record->unauthorized_use),
        .assignment_notes = intern_le(compiler, record->assignment_notes),
        .assignment_notes_plain = htole32(intern_plain(compiler, record->assignment_notes)),
        .alias_of = is_alias ? intern_le(compiler, alias.service_name) : 0,
        .registration_date = htole32(date_pack(record->registration_date)),
        .modification_date = htole32(date_pack(record->modification_date)),
        .service_code = htole32(record->service_code),
        .first_port = htole16(record->ports.first),
        .last_port = htole16(record->ports.last),
        .transport_protocol = (uint8_t)record->transport_protocol,
        .flags = (uint8_t)((record->has_ports ? RECORD_HAS_PORTS : 0) |
                           (record->has_assignee ? RECORD_HAS_ASSIGNEE : 0) |
                           (record->has_service_code ? RECORD_HAS_SERVICE_CODE : 0) |
                           (faults ? RECORD_LEGACY_NAME : 0) |
                           (record->ports.as_range ? RECORD_AS_RANGE : 0)),
    };
    buffer_append(&compiler->sections[SECTION_RECORDS],
                  (struct text){(const char *)&disk, sizeof(disk)});
}

static void compile_records(struct compiler *compiler)
{
    for (size_t i = 0; i < compiler->registry->record_count; i++) {
        compile_record(compiler, &compiler->registry->records[i]);
        buffer_append_u32(&compiler->sections[SECTION_ORDER], (uint32_t)i);
    }
}

/* --- records by port number --- */

static int compare_by_port(const void *a, const void *b)
{
    const struct disk_by_port *x = a, *y = b;
    if (x->first_port != y->first_port)
        return x->first_port < y->first_port ? -1 : 1;
    return x->record < y->record ? -1 : x->record > y->record;
}

static void compile_by_port(struct compiler *compiler)
{
    const struct registry *registry = compiler->registry;
    struct buffer *section = &compiler->sections[SECTION_BY_PORT];
    for (size_t i = 0; i < registry->record_count; i++) {
        const struct record *record = &registry->records[i];
        struct disk_by_port entry = {(uint32_t)i, record->ports.first, record->ports.last};
        if (record->has_ports)
            buffer_append(section, (struct text){(const char *)&entry, sizeof(entry)});
    }
    if (section->length == 0 || section->failed)
        return;
    struct disk_by_port *entries = (struct disk_by_port *)(void *)section->bytes;
    size_t count = section->length / sizeof(*entries);
    qsort(entries, count, sizeof(*entries), compare_by_port);
    uint16_t reach = 0;
    for (size_t i = 0; i < count; i++) {
        reach = entries[i].reach > reach ? entries[i].reach : reach;
        entries[i] = (struct disk_by_port){htole32(entries[i].record),
                                           htole16(entries[i].first_port), htole16(reach)};
    }
}

/* --- service names --- */

struct named_record {
    struct text name;
    uint32_t record;
};

static int compare_named(const void *a, const void *b)
{
    const struct named_record *x = a, *y = b;
    int order = text_compare(x->name, y->name);
    return order ? order : x->record < y->record ? -1 : x->record > y->record;
}

/* All records with a service name, by name; NULL without memory. */
static struct named_record *sort_by_name(const struct registry *registry, size_t *count)
{
    struct named_record *named =
        memory_allocate((registry->record_count + 1) * sizeof(struct named_record));
    *count = 0;
    for (size_t i = 0; named && i < registry->record_count; i++)
        if (registry->records[i].service_name.length)
            named[(*count)++] =
                (struct named_record){registry->records[i].service_name, (uint32_t)i};
    if (named)
        qsort(named, *count, sizeof(*named), compare_named);
    return named;
}

static bool fill_name_table(struct compiler *compiler, size_t name_count)
{
    struct buffer *table = &compiler->sections[SECTION_NAME_TABLE];
    size_t slots = 16;
    while (slots < name_count * 2)
        slots *= 2;
    buffer_append_repeated(table, '\0', slots * sizeof(struct disk_name_slot));
    struct buffer *names = &compiler->sections[SECTION_NAMES];
    if (table->failed || names->failed || compiler->texts.bytes.failed)
        return false;
    struct disk_name_slot *entries = (struct disk_name_slot *)(void *)table->bytes;
    for (size_t i = 0; i < name_count; i++) {
        struct disk_name name;
        uint32_t length;
        memcpy(&name, names->bytes + i * sizeof(name), sizeof(name));
        const char *text = compiler->texts.bytes.bytes + le32toh(name.name);
        memcpy(&length, text, sizeof(length));
        uint64_t hash = name_hash(text + sizeof(length), le32toh(length));
        size_t slot = hash & (slots - 1);
        while (entries[slot].name)
            slot = (slot + 1) & (slots - 1);
        entries[slot] = (struct disk_name_slot){htole32((uint32_t)hash), htole32((uint32_t)i + 1)};
    }
    return true;
}

static void compile_names(struct compiler *compiler)
{
    struct buffer *postings = &compiler->sections[SECTION_POSTINGS];
    struct buffer *names = &compiler->sections[SECTION_NAMES];
    size_t count, name_count = 0;
    struct named_record *named = sort_by_name(compiler->registry, &count);
    if (!named) {
        compiler->failed = true;
        return;
    }
    for (size_t i = 0, end; i < count; i = end, name_count++) {
        struct disk_name name = {.name = intern_le(compiler, named[i].name),
                                 .at = htole32((uint32_t)(postings->length / sizeof(uint32_t)))};
        for (end = i; end < count && text_equal(named[end].name, named[i].name); end++)
            buffer_append_u32(postings, named[end].record);
        name.count = htole32((uint32_t)(end - i));
        buffer_append(names, (struct text){(const char *)&name, sizeof(name)});
    }
    memory_free(named);
    compiler->failed |= !fill_name_table(compiler, name_count);
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

static void compile_person(struct compiler *compiler, const struct person *person)
{
    buffer_clear(&compiler->plain);
    for (size_t i = 0; i < person->uri_count; i++) {
        buffer_append(&compiler->plain, i ? TEXT("\n") : TEXT(""));
        buffer_append(&compiler->plain, person->uris[i]);
    }
    compiler->failed |= compiler->plain.failed;
    struct disk_person disk = {
        .id = intern_le(compiler, person->id),
        .name = intern_le(compiler, person->name),
        .organization = intern_le(compiler, person->organization),
        .uris = intern_le(compiler, buffer_text(&compiler->plain)),
        .updated = htole32(date_pack(person->updated)),
    };
    buffer_append(&compiler->sections[SECTION_PEOPLE],
                  (struct text){(const char *)&disk, sizeof(disk)});
}

static void compile_people(struct compiler *compiler)
{
    const struct registry *registry = compiler->registry;
    struct person_id *ids =
        memory_allocate((registry->person_count + 1) * sizeof(struct person_id));
    if (!ids) {
        compiler->failed = true;
        return;
    }
    for (size_t i = 0; i < registry->person_count; i++) {
        compile_person(compiler, &registry->people[i]);
        ids[i] = (struct person_id){registry->people[i].id, (uint32_t)i};
    }
    qsort(ids, registry->person_count, sizeof(*ids), compare_person);
    for (size_t i = 0; i < registry->person_count; i++)
        buffer_append_u32(&compiler->sections[SECTION_PEOPLE_BY_ID], ids[i].person);
    memory_free(ids);
}

static void compile_note(struct compiler *compiler, enum section section, struct text title,
                         struct text content)
{
    struct disk_note note = {intern_le(compiler, title), intern_le(compiler, content)};
    buffer_append(&compiler->sections[section], (struct text){(const char *)&note, sizeof(note)});
}

static void compile_head(struct compiler *compiler, const uint8_t sha256[static 32])
{
    const struct registry *registry = compiler->registry;
    for (size_t i = 0; i < registry->note_count; i++)
        compile_note(compiler, SECTION_NOTES, registry->notes[i].title, registry->notes[i].content);
    for (size_t i = 0; i < registry->footnote_count; i++)
        compile_note(compiler, SECTION_FOOTNOTES, registry->footnotes[i].anchor,
                     registry->footnotes[i].content);
    struct disk_head head = {
        intern_le(compiler, registry->id), intern_le(compiler, registry->title),
        intern_le(compiler, registry->category), intern_le(compiler, registry->references),
        intern_le(compiler, registry->experts)};
    buffer_append(&compiler->sections[SECTION_HEAD],
                  (struct text){(const char *)&head, sizeof(head)});
    struct disk_release release = {.date = htole32(date_pack(registry->updated)),
                                   .record_count = htole32((uint32_t)registry->record_count)};
    memcpy(release.sha256, sha256, sizeof(release.sha256));
    buffer_append(&compiler->sections[SECTION_RELEASES],
                  (struct text){(const char *)&release, sizeof(release)});
}

/* --- the whole --- */

static size_t aligned(size_t offset)
{
    return (offset + SNAPSHOT_ALIGNMENT - 1) / SNAPSHOT_ALIGNMENT * SNAPSHOT_ALIGNMENT;
}

/* Puts header and sections together. */
static void assemble(struct compiler *compiler, struct buffer *out)
{
    struct disk_header header = {.magic = SNAPSHOT_MAGIC,
                                 .version = htole32(SNAPSHOT_VERSION),
                                 .section_count = htole32(SECTION_COUNT)};
    size_t offset = aligned(sizeof(header));
    for (int i = 0; i < SECTION_COUNT; i++) {
        size_t length = compiler->sections[i].length;
        header.sections[i].offset = htole32((uint32_t)offset);
        header.sections[i].count = htole32((uint32_t)(length / section_entry_bytes[i]));
        offset = aligned(offset + length);
    }
    header.size_bytes = htole64(offset);
    buffer_append(out, (struct text){(const char *)&header, sizeof(header)});
    for (int i = 0; i < SECTION_COUNT; i++) {
        buffer_append_repeated(out, '\0', aligned(out->length) - out->length);
        buffer_append(out, buffer_text(&compiler->sections[i]));
    }
    buffer_append_repeated(out, '\0', offset - out->length);
    if (out->failed || offset > UINT32_MAX) {
        compiler->failed = true;
        return;
    }
    header.checksum =
        htole64(snapshot_checksum(&header, text_from(buffer_text(out), sizeof(header))));
    memcpy(out->bytes, &header, sizeof(header));
}

int snapshot_compile(const struct registry *registry, const uint8_t sha256[static 32],
                     struct buffer *buffer, struct error *error)
{
    struct compiler compiler = {.registry = registry};
    if (registry->record_count > SLOT_INDEX)
        return error_set(error, STATUS_INPUT, NULL, (struct position){0, 0},
                         "expected at most %d records, found %zu", SLOT_INDEX,
                         registry->record_count);
    buffer_init(&compiler.plain);
    for (int i = 0; i < SECTION_COUNT; i++)
        buffer_init(&compiler.sections[i]);
    if (texts_init(&compiler.texts, registry->record_count * 4 + registry->person_count * 4)) {
        compile_records(&compiler);
        compiler.failed |= !slots_compile(registry, &compiler.sections[SECTION_SLOTS],
                                          &compiler.sections[SECTION_POSTINGS]);
        compile_by_port(&compiler);
        compile_names(&compiler);
        compile_people(&compiler);
        compile_head(&compiler, sha256);
        compiler.failed |= compiler.texts.bytes.failed;
        compiler.sections[SECTION_TEXT] = compiler.texts.bytes;
        buffer_init(&compiler.texts.bytes);
    } else {
        compiler.failed = true;
    }
    for (int i = 0; i < SECTION_COUNT; i++)
        compiler.failed |= compiler.sections[i].failed;
    if (!compiler.failed)
        assemble(&compiler, buffer);
    for (int i = 0; i < SECTION_COUNT; i++)
        buffer_done(&compiler.sections[i]);
    buffer_done(&compiler.plain);
    texts_done(&compiler.texts);
    return compiler.failed ? error_memory(error) : STATUS_OK;
}
