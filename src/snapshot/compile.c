/* Compiling: texts once each and records with them; beside that the indexes that need no texts;
 * then those that do. Jobs share what they read and no more, so that the snapshot does not depend
 * on how fast each of them is. */
#include "snapshot/compile.h"

#include "base/job.h"
#include "snapshot/compiler.h"
#include "snapshot/search_index.h"
#include "snapshot/slots.h"

/* What a record takes up in the section TEXT, and in the whole without the slots, about. */
enum { TEXT_BYTES = 75, RECORD_BYTES = 240 };
/* What a record takes up at most in what is for finding names: in NAMES, in POSTINGS, and in
 * NAME_TABLE, which has at most four times as many slots as there are names. */
enum {
    NAME_BYTES = sizeof(struct disk_name) + sizeof(uint32_t) + 4 * sizeof(struct disk_name_slot),
};

/* What needs no texts: a job. */
static void compile_numbers(void *context)
{
    struct port_index *ports = context;
    compile_releases(ports->compiler);
    compile_lifetimes(ports->compiler);
    if (compile_versions_by_key(ports->compiler))
        compile_ports(ports);
}

/* What is behind the header. */
static struct text snapshot_body(const struct compiler *compiler)
{
    return text_from(buffer_text(compiler->out), sizeof(compiler->header));
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

/* How much moving what is finished takes at most, with the names, which are not yet. */
static size_t finished_bytes(const struct compiler *compiler, const struct port_index *ports)
{
    return ports->by_port.length + ports->past_by_port.length + ports->postings.length +
           compiler->texts.bytes.length + compiler->versions->record_count * NAME_BYTES +
           (size_t)SECTION_COUNT * SNAPSHOT_ALIGNMENT;
}

/* Everything but the search index, when all texts are there: a job. */
struct rest {
    struct compiler *compiler;
    const struct port_index *ports;
    struct name_index names;
    struct snapshot_sum sum; /* of what is finished */
};

/* The names; then moves the sections that grew to the end of the snapshot, and sums up what is
 * there. */
static void compile_rest(void *context)
{
    struct rest *rest = context;
    struct compiler *compiler = rest->compiler;
    compile_names(&rest->names);
    if (!rest->names.good)
        return;
    move_section(compiler, SECTION_BY_PORT, &rest->ports->by_port);
    move_section(compiler, SECTION_PAST_BY_PORT, &rest->ports->past_by_port);
    move_section(compiler, SECTION_NAMES, &rest->names.names);
    move_section(compiler, SECTION_NAME_TABLE, &rest->names.table);
    move_section(compiler, SECTION_POSTINGS, &rest->ports->postings);
    move_section(compiler, SECTION_TEXT, &compiler->texts.bytes);
    snapshot_sum_add(&rest->sum, snapshot_body(compiler));
}

/* The search index, and beside it everything else. The records and the texts are read in this
 * thread, which made them: it has them in its cache. They must not move meanwhile. */
static bool compile_words(struct compiler *compiler, struct rest *rest, struct search_index *search)
{
    struct text texts = buffer_text(&compiler->texts.bytes);
    const struct disk_record *records;
    struct job job;
    buffer_reserve(compiler->out, finished_bytes(compiler, rest->ports));
    if (compiler->out->failed)
        return false;
    records = section_bytes(compiler, SECTION_RECORDS);
    job_begin(&job, compile_rest, rest);
    bool good = search_index_build(search, records, compiler->versions->record_count, texts);
    job_end(&job);
    return good && rest->names.good;
}

/* Adds the search index, and sets the header of the snapshot. Returns false without memory, and for
 * more than the format can hold. */
static bool finish(struct compiler *compiler, const struct search_index *search,
                   struct snapshot_sum *sum)
{
    struct buffer *out = compiler->out;
    struct disk_header *header = &compiler->header;
    move_section(compiler, SECTION_SEARCH_GROUPS, &search->groups);
    move_section(compiler, SECTION_SEARCH_WORDS, &search->words);
    move_section(compiler, SECTION_SEARCH_LETTERS, &search->letters);
    move_section(compiler, SECTION_SEARCH_BYTES, &search->bytes);
    move_section(compiler, SECTION_SEARCH_LISTS, &search->lists);
    if (out->failed || out->length > UINT32_MAX)
        return false;
    memcpy(header->magic, SNAPSHOT_MAGIC, sizeof(header->magic));
    header->version = htole32(SNAPSHOT_VERSION);
    header->section_count = htole32(SECTION_COUNT);
    header->size_bytes = htole64(out->length);
    header->checksum = htole64(snapshot_sum_end(sum, header, snapshot_body(compiler)));
    memcpy(out->bytes, header, sizeof(*header));
    return true;
}

static bool compile(struct compiler *compiler)
{
    size_t record_count = compiler->versions->record_count;
    struct port_index ports = {.compiler = compiler};
    struct rest rest = {.compiler = compiler,
                        .ports = &ports,
                        .names = {.compiler = compiler, .postings = &ports.postings},
                        .sum = SNAPSHOT_SUM_INIT};
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
    texts_close(&compiler->texts);
    good = good && texts_are_whole(compiler) && compile_words(compiler, &rest, &search) &&
           finish(compiler, &search, &rest.sum);
    port_index_done(&ports);
    name_index_done(&rest.names);
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
