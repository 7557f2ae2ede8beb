/* Compiling: texts once each and records with them; beside that the indexes that need no texts;
 * then those that do. Jobs share what they read and no more, so that the snapshot does not depend
 * on how fast each of them is. */
#include "snapshot/compile.h"

#include "base/job.h"
#include "snapshot/compiler.h"
#include "snapshot/search_index.h"
#include "snapshot/slots.h"

/* What a record takes up in the section TEXT, and in the whole without the slots, about. */
enum { TEXT_BYTES = 75, RECORD_BYTES = 220 };

/* What needs no texts: a job. */
static void compile_numbers(void *context)
{
    struct port_index *ports = context;
    compile_releases(ports->compiler);
    compile_lifetimes(ports->compiler);
    if (compile_versions_by_key(ports->compiler))
        compile_ports(ports);
}

static bool compile_texts(struct compiler *compiler)
{
    compile_records(compiler);
    compile_notes(compiler);
    compile_heads(compiler);
    return compile_people(compiler);
}

/* Whether all texts are there. */
static bool texts_are_whole(const struct compiler *compiler)
{
    return !compiler->plain.failed && !compiler->texts.failed && !compiler->texts.bytes.failed;
}

/* The search index, which needs all texts and the records: a job beside that of the names. */
struct search_job {
    const struct compiler *compiler;
    struct search_index index;
    bool good;
};

static void compile_search(void *context)
{
    struct search_job *search = context;
    const struct compiler *compiler = search->compiler;
    search->good =
        search_index_build(&search->index, section_bytes(compiler, SECTION_RECORDS),
                           compiler->versions->record_count, buffer_text(&compiler->texts.bytes));
}

/* Moves the sections that grew to the end of the snapshot, and sets its header. Returns false
 * without memory, and for more than the format can hold. */
static bool finish(struct compiler *compiler, const struct port_index *ports,
                   const struct name_index *names, const struct search_index *search)
{
    struct buffer *out = compiler->out;
    struct disk_header *header = &compiler->header;
    move_section(compiler, SECTION_BY_PORT, &ports->by_port);
    move_section(compiler, SECTION_PAST_BY_PORT, &ports->past_by_port);
    move_section(compiler, SECTION_NAMES, &names->names);
    move_section(compiler, SECTION_NAME_TABLE, &names->table);
    move_section(compiler, SECTION_POSTINGS, &ports->postings);
    move_section(compiler, SECTION_SEARCH_GROUPS, &search->groups);
    move_section(compiler, SECTION_SEARCH_WORDS, &search->words);
    move_section(compiler, SECTION_SEARCH_LETTERS, &search->letters);
    move_section(compiler, SECTION_SEARCH_BYTES, &search->bytes);
    move_section(compiler, SECTION_SEARCH_LISTS, &search->lists);
    move_section(compiler, SECTION_TEXT, &compiler->texts.bytes);
    if (out->failed || out->length > UINT32_MAX)
        return false;
    memcpy(header->magic, SNAPSHOT_MAGIC, sizeof(header->magic));
    header->version = htole32(SNAPSHOT_VERSION);
    header->section_count = htole32(SECTION_COUNT);
    header->size_bytes = htole64(out->length);
    header->checksum =
        htole64(snapshot_checksum(header, text_from(buffer_text(out), sizeof(*header))));
    memcpy(out->bytes, header, sizeof(*header));
    return true;
}

static bool compile(struct compiler *compiler)
{
    size_t record_count = compiler->versions->record_count;
    struct port_index ports = {.compiler = compiler};
    struct name_index names = {.compiler = compiler, .postings = &ports.postings};
    struct search_job search = {.compiler = compiler};
    struct job job;
    buffer_reserve(&compiler->texts.bytes, record_count * TEXT_BYTES);
    buffer_reserve(compiler->out, record_count * RECORD_BYTES + SLOT_COUNT * sizeof(uint32_t));
    if (!allot_places(compiler))
        return false;
    job_begin(&job, compile_numbers, &ports);
    bool good = compile_texts(compiler);
    job_end(&job);
    good = good && ports.good;
    if (good)
        settle_records(compiler, ports.claims);
    good = good && texts_are_whole(compiler);
    if (good) {
        job_begin(&job, compile_search, &search);
        compile_names(&names);
        job_end(&job);
    }
    good = good && names.good && search.good && finish(compiler, &ports, &names, &search.index);
    port_index_done(&ports);
    name_index_done(&names);
    search_index_done(&search.index);
    return good;
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
    bool compiled = texts_init(&compiler.texts) && compile(&compiler);
    buffer_done(&compiler.plain);
    texts_done(&compiler.texts);
    return compiled ? STATUS_OK : error_memory(error);
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
