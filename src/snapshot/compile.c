/* Compiling: texts once each, versions, then the indexes that answer look-ups. */
#include "snapshot/compile.h"

#include "snapshot/compiler.h"
#include "snapshot/slots.h"

/* What a record takes up in the section TEXT, and in the whole without the slots, about. */
enum { TEXT_BYTES = 75, RECORD_BYTES = 220 };

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
