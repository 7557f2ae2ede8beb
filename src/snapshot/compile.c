/* Compiling: texts once each and records with them; beside that the indexes that need no texts;
 * then those that do. Jobs share what they read and no more, so that the snapshot does not depend
 * on how fast each of them is. */
#include "snapshot/compile.h"

#include "base/job.h"
#include "snapshot/compiler.h"
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

/* A half of the search index: a job. */
static void compile_second_half(void *context)
{
    compile_search(context);
}

/* What needs all texts and the records: the names, and the search index in two halves. */
static bool compile_words(const struct compiler *compiler, struct name_index *names,
                          struct search_index *search)
{
    struct search_half first, second;
    struct job job;
    search_halve(&first, &second, compiler);
    job_begin(&job, compile_second_half, &second);
    compile_names(names);
    compile_search(&first);
    job_end(&job);
    bool good = search_join(search, &first, &second) && names->good;
    search_half_done(&first);
    search_half_done(&second);
    return good;
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
    struct search_index search = {0};
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
    good = good && texts_are_whole(compiler) && compile_words(compiler, &names, &search) &&
           finish(compiler, &ports, &names, &search);
    port_index_done(&ports);
    name_index_done(&names);
    search_index_done(&search);
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
